"""A run without end, in simulated time: what it asks, what it forgets, and that days leave no trace in the memory."""

from __future__ import annotations

import asyncio
import gc
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import cast

import pytest
from msgspec.structs import replace

from tests.mdns.simulated import Device, Lan, instance, run
from validator.assembly.expectation import Wanted
from validator.checks import CHECKS
from validator.mdns.links import Link
from validator.mdns.session import BrowseResult, Session
from validator.pipeline.run_judge import RunJudge
from validator.rules.load import RuleBook
from validator.watch.events import Event, Kind
from validator.watch.watcher import GOODBYE, SILENT, UNLISTED, Watcher
from validator.wire.message import Name, RType

LOBBY: Name = (b"Lobby", b"_spx-hmp", b"_tcp", b"local")
HOUR = 3600.0
BOOK = RuleBook()


class Watched:
    """A watch of a simulated LAN; ``events`` has what happened, with the time."""

    def __init__(self, seed: int = 1, *, passive: bool = False, loss: float = 0.0, direct: bool = False) -> None:
        self.lan = Lan(random.Random(seed), loss, direct=direct)  # noqa: S311 - the same each time
        self.lan.session = Session(passive=passive)
        self.events: list[tuple[float, Event]] = []
        self._watcher = Watcher(RunJudge(BOOK, CHECKS).verdict)

    async def follow(self, bound_s: float, meanwhile: Callable[[], Awaitable[None]]) -> BrowseResult:
        """Watch for so long, while something happens."""
        session = self.lan.session
        goal = Wanted()

        def look(now: float) -> None:
            announcements, _ = session.listener.outcome(goal)
            self.events += ((now, each) for each in self._watcher.look(announcements, now))

        following = asyncio.ensure_future(session.follow((cast("Link", self.lan),), goal, bound_s, look))
        await meanwhile()
        return session.result(goal, await following)

    def happened(self, *kinds: Kind) -> list[tuple[int, str]]:
        """Give the events of these kinds: second, and what happened."""
        found = [(at, each) for at, each in self.events if each.kind in kinds]
        return [
            (round(at), f"{each.kind.value} {(each.announcement.instance or b'').decode()} {each.reason}".strip())
            for at, each in found
        ]


def test_appears_changes_leaves() -> None:
    watched = Watched()

    async def meanwhile() -> None:
        await asyncio.sleep(10)
        device = Device(watched.lan, instance(LOBBY, b"\x0bmode=normal"))
        await device.on()
        await asyncio.sleep(10)
        device.records[3] = replace(device.records[3], rdata=b"\x09mode=safe")
        await device.on()
        await asyncio.sleep(10)
        device.off()

    run(watched.follow(60, meanwhile))
    # Within two seconds of what happened.
    expected = [(10, "appeared Lobby"), (22, "changed Lobby"), (34, f"left Lobby {GOODBYE}")]
    found = watched.happened(Kind.APPEARED, Kind.CHANGED, Kind.LEFT)
    assert [what for _, what in found] == [what for _, what in expected]
    assert all(0 <= at - wanted <= 2 for (at, _), (wanted, _) in zip(found, expected, strict=True)), found


def test_who_is_switched_off_without_a_word_is_asked_for_and_leaves() -> None:
    watched = Watched()

    async def meanwhile() -> None:
        device = Device(watched.lan, instance(LOBBY))
        await device.on()
        await asyncio.sleep(HOUR)
        device.is_on = False

    run(watched.follow(2 * HOUR, meanwhile))
    [appeared, left] = watched.happened(Kind.APPEARED, Kind.LEFT)
    assert appeared == (1, "appeared Lobby")
    # The SRV record stands for two minutes (RFC 6762 section 10).
    assert left[1] == f"left Lobby {SILENT}"
    assert HOUR < left[0] < HOUR + 140


def test_who_stays_is_refreshed_gently() -> None:
    watched = Watched()

    async def meanwhile() -> None:
        await Device(watched.lan, instance(LOBBY)).on()

    run(watched.follow(8 * HOUR, meanwhile))
    assert watched.happened(Kind.APPEARED, Kind.CHANGED, Kind.LEFT) == [(1, "appeared Lobby")]
    asked = Counter(question.rtype for _, query in watched.lan.queries for question in query.questions)
    long_s = 8 * HOUR
    # Once in 80 % of the TTL: SRV 120 s, TXT 4500 s. A question has a back-off to once an hour.
    assert asked[RType.SRV] <= long_s / (0.8 * 120) + 5
    assert asked[RType.TXT] <= long_s / (0.8 * 4500) + 5
    assert asked[RType.PTR] <= 2 * (8 + 13 + long_s / (0.8 * 4500)) + 5
    assert len(watched.lan.queries) < 1.2 * sum(asked.values())


@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("seed", [0, 2])
def test_a_lost_packet_is_no_absent_device(seed: int, *, direct: bool) -> None:
    """A fifth is lost each way, for an hour."""
    watched = Watched(seed, loss=0.2, direct=direct)

    async def meanwhile() -> None:
        for number in range(20):
            host = (b"box%d" % number, b"local")
            records = instance((b"Lobby %d" % number, *LOBBY[1:]), host=host)
            asyncio.get_running_loop().create_task(Device(watched.lan, records, address=f"192.0.2.{number}").on())

    run(watched.follow(HOUR, meanwhile))
    assert len(watched.happened(Kind.APPEARED)) == 20
    assert watched.happened(Kind.LEFT) == []


def test_passive_sends_nothing_and_believes_what_it_heard() -> None:
    watched = Watched(passive=True)

    async def meanwhile() -> None:
        await Device(watched.lan, instance(LOBBY)).on()

    run(watched.follow(3 * HOUR, meanwhile))
    assert watched.lan.queries == []
    assert watched.happened(Kind.APPEARED, Kind.LEFT) == [(1, "appeared Lobby"), (4503, f"left Lobby {UNLISTED}")] or (
        watched.happened(Kind.APPEARED, Kind.LEFT)[1][0] in range(4500, 4510)
    )


@pytest.mark.parametrize("says_goodbye", [True, False])
def test_days_leave_no_trace(*, says_goodbye: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Devices come and go, each with a name of its own: what is kept is bounded by what is there."""
    # What is remembered for hours, or by the thousand, would take the test as long to fill.
    monkeypatch.setattr("validator.assembly.assembler.MAX_DEPARTED", 10)
    monkeypatch.setattr("validator.assembly.questions.FORGET_S", 600)
    watched = Watched()
    sizes: list[int] = []

    async def meanwhile() -> None:
        for number in range(120):
            name = (b"Device %d" % number, b"_t%d" % (number % 40), b"_tcp", b"local")
            records = instance(name, host=(b"h%d" % number, b"local"))
            device = Device(watched.lan, [replace(each, ttl_s=min(each.ttl_s, 600)) for each in records])
            await device.on()
            await asyncio.sleep(30)
            if says_goodbye:
                device.off()
            device.is_on = False
            watched.lan.devices.remove(device)
            watched.events.clear()
            watched.lan.queries.clear()
            if number in (60, 119):
                gc.collect()
                sizes.append(_size(watched.lan.session))

    run(watched.follow(120 * 32 + 10, meanwhile))
    assert sizes[1] < 1.3 * sizes[0]
    known = watched.lan.session.known
    assert len(known.types()) < 45


def _size(root: object) -> int:
    """Count the objects of ours, and containers, that hang on one."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, type) or callable(each):
            continue
        seen.add(id(each))
        waiting += gc.get_referents(each)
    return len(seen)
