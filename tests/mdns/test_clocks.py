"""Whatever a steady clock began at, verdicts are the same, and so are those on the recordings. In simulated time."""

from __future__ import annotations

import asyncio
import io
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.announce.lan import INTERFACE, Lan, device
from tests.mdns import message
from tests.mdns.lossy import boxes
from tests.mdns.lossy import browse as browse_lossy
from tests.mdns.simulated import Device, instance, run
from tests.mdns.simulated import Lan as Network
from tests.mdns.test_follow import LOBBY, Watched
from tests.mdns.test_observed import ADDRESS, ALL, ONE, SPOKEN, TYPED, WHOLE, Ears, findings, query, reread
from validator.announce import announced
from validator.announce.faults import FAULTS, parse
from validator.assembly.expectation import Wanted, wanted
from validator.assembly.instants import STEPS, instant
from validator.assembly.listener import Listener
from validator.assembly.packet import PORT, Packet, Receive
from validator.capture.frames import frames
from validator.capture.pcapng import Asked, Capture
from validator.cli.main import main
from validator.mdns import BrowseResult, Expectation, session
from validator.model import names
from validator.watch.events import Kind
from validator.wire.message import Question, RType

RANDOM = random.Random(11)  # noqa: S311 - the same each time
STARTS = (100.0, 1_000.0, 7_500.0, 100_000.0, 1_000_000.0, *(RANDOM.uniform(0, 10.0**power) for power in range(1, 8)))
"""Where clocks begin, besides at 0. With the first five ones ``now - (now - 0.9) >= 0.9`` is true twice only."""

WITH_RECORDS = [name for name, fault in FAULTS.items() if fault.provokes.startswith("NET") and name not in TYPED]
WITH_RECORDS.remove("conflict")
IN_TIME = [*TYPED, "conflict"]


class Recorded:
    """A LAN on which each fault has a device and a service type, and what ``browse`` says of it by some clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self._monkeypatch = monkeypatch
        self._folder = folder
        self._faults: list[str] = []
        self._lan = Lan(monkeypatch)
        monkeypatch.setattr(session, "chosen", lambda _: (INTERFACE,))
        monkeypatch.setattr(session, "open_links", self._open_links)

    def browse(self, faults: list[str], start: float, *options: str) -> list[str]:
        """Browse in simulated time; the lines of the report, and those of both recordings, must be the same."""
        random.seed(11)
        self._faults, self._lan = faults, Lan(self._monkeypatch)
        self._monkeypatch.setattr(asyncio, "run", partial(run, start=start))
        lines, packets = self._folder / "heard.jsonl", self._folder / "heard.pcapng"
        found = self._lines("browse", *options, "--record", str(lines), "--pcap", str(packets))
        assert self._lines("check", str(lines)) == found
        assert self._lines("check", str(packets)) == found
        return found

    @staticmethod
    def _lines(*arguments: str) -> list[str]:
        done = CliRunner().invoke(main, [*arguments, "--format", "concise", "--select", "NET"])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return sorted(line.split(": ", 1)[1] for line in done.stdout.splitlines())

    @asynccontextmanager
    async def _open_links(self, _: object, receive: Receive, **__: object) -> AsyncIterator[tuple[Ears, ...]]:
        """Open the link of the browse; the devices are there, and another host asks them from time to time."""
        self._lan.rivals.append(receive)
        async with AsyncExitStack() as stack:
            for fault in self._faults:
                one = device(fault, service=f"_{fault}._tcp", host=f"{fault}.local", addresses=("192.0.2.1",))
                await stack.enter_async_context(announced([one], faults=[parse(TYPED.get(fault, fault))]))
            asking = asyncio.create_task(self._ask())
            yield (Ears(self._lan),)
            asking.cancel()

    async def _ask(self) -> None:
        while True:
            for fault in set(IN_TIME) & set(self._faults):
                self._lan.ask(Question(names.split(f"{fault}._{fault}._tcp.local"), RType.TXT))
            await asyncio.sleep(1.7)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize(
    ("faults", "options"),
    [(WITH_RECORDS, ()), (IN_TIME, ("--passive", "--timeout", "9"))],
    ids=["records", "time"],
)
def test_a_browse_and_its_recordings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, faults: list[str], options: tuple[str, ...], start: float
) -> None:
    recorded = Recorded(monkeypatch, tmp_path)
    found = recorded.browse(faults, start, *options)
    assert {line.split()[1] for line in found} >= {FAULTS[fault].provokes for fault in faults}
    assert found == recorded.browse(faults, 0.0, *options)


@pytest.mark.parametrize("start", STARTS)
def test_a_plan(start: float) -> None:
    """It asks the same at the same times, to the step of a clock, with losses too."""
    for loss in (0.0, 0.2):
        outcomes = [browse_lossy(boxes(3, 3), loss, seed=2, start=instant(each)) for each in (0.0, start)]
        assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("goal", [ALL, wanted((), [Expectation("_spx-hmp._tcp")], ())], ids=["all", "wait"])
def test_a_session(goal: Wanted, start: float) -> None:
    """It asks and ends at the same times, to a tenth of a millisecond, where nothing answers a half of it too."""

    def browsed(begin: float, *records: RType) -> tuple[list[tuple[float, tuple[Question, ...]]], BrowseResult]:
        random.seed(11)
        lan = Network(random.Random(11))  # noqa: S311 - the same each time

        async def all_on() -> BrowseResult:
            await Device(lan, [each for each in instance(LOBBY) if each.rtype in records]).on()
            return await lan.browse(goal, 12.3)

        result = run(all_on(), begin)
        asked = [(round(at - begin, 4), query.questions) for at, query in lan.queries]
        completeness = replace(result.completeness, duration_s=round(result.completeness.duration_s, 4))
        return asked, replace(result, completeness=completeness)

    for records in ((RType.PTR, RType.SRV, RType.TXT, RType.A), (RType.PTR, RType.TXT)):
        assert browsed(start, *records) == browsed(0.0, *records)


@pytest.mark.parametrize("start", STARTS)
def test_a_watch(start: float) -> None:
    """It tells the same at the same times, to a thousandth of a second."""

    def watched(begin: float) -> list[tuple[float, Kind, str]]:
        random.seed(11)
        each = Watched()

        async def meanwhile() -> None:
            lobby = Device(each.lan, instance(LOBBY))
            await asyncio.sleep(10)
            await lobby.on()
            await asyncio.sleep(10)
            lobby.is_on = False

        run(each.follow(300, meanwhile), begin)
        return [(round(at - begin, 3), event.kind, event.reason) for at, event in each.events]

    found = watched(start)
    assert {kind for _, kind, _ in found} >= {Kind.APPEARED, Kind.LEFT}
    assert found == watched(0.0)


LIMITS = (0.0, 0.1, 0.5, 0.9, 1.0, 2.0, 8.0, 20.0, 60.0, 600.0)
"""Intervals by which something is decided."""

SAID: list[tuple[str, bytes]] = [
    *((sender, octets) for sender in ("192.0.2.1", "192.0.2.2") for octets in SPOKEN[:2]),
    ("192.0.2.2", message.response(*WHOLE[:2], message.text(ONE, b"\x03a=2"), ADDRESS)),
    ("192.0.2.1", message.response(WHOLE[0])),
    ("", query(ONE)),
]
"""By whom, and what; nobody is this host, which asks."""

intervals = st.builds(
    lambda limit, steps: instant(limit) + max(0, steps) / STEPS, st.sampled_from(LIMITS), st.integers(-1, 1)
)
events = st.lists(st.tuples(st.sampled_from(SAID), intervals | st.floats(0, 3).map(instant)), max_size=12)
clocks = st.sampled_from(STARTS) | st.floats(0, 1e8)
ASKS, LISTS = SAID[-1], SAID[-2]


@given(events, clocks, st.floats(0, 2e9))
@example([(LISTS, 0.0), (ASKS, 0.0), (ASKS, 1.0), (ASKS, 2.0)], 7_500.0, 1.7e9)
@example([(LISTS, 0.0), (ASKS, 0.0), (ASKS, instant(0.9)), (ASKS, instant(0.9))], 1_000.1, 1.7e9 + 0.3)
@example([(SAID[0], 0.1), (SAID[4], 1.0), (SAID[0], 1.0), (SAID[4], 1.0)], 12_345.678, 1.7e9 + 0.1)
def test_a_journal_and_a_capture(said: list[tuple[tuple[str, bytes], float]], start: float, offset_s: float) -> None:
    def judged(begin: float) -> tuple[Listener, bytes]:
        found, stream, now = Listener(), io.BytesIO(), instant(begin)
        capture = Capture(stream, Asked(), offset_s)
        for (sender, octets), after in said:
            now += after
            if sender:
                packet = Packet(octets, "eth0", sender, PORT, now)
                found.receive(packet)
                capture.received(packet)
            else:
                found.sent(octets, now)
                capture.sent(octets, "eth0", "192.0.2.9", now)
        return found, stream.getvalue()

    observation, packets = judged(start)
    verdict = findings(observation.outcome(ALL)[0])
    assert verdict == findings(judged(0.0)[0].outcome(ALL)[0])
    assert verdict == reread(packets)


@given(st.floats(0, 1e8), st.floats(0, 4e9))
def test_a_capture_keeps_instants(at: float, offset_s: float) -> None:
    stream = io.BytesIO()
    Capture(stream, Asked(), offset_s).received(Packet(SPOKEN[0], "eth0", "192.0.2.1", PORT, at))
    (frame,) = frames(io.BytesIO(stream.getvalue()))
    assert instant(frame.time) == instant(at) + instant(offset_s)


@given(st.integers(0, 1 << 40), st.integers(0, 1 << 40))
def test_instants_are_exact(first: int, steps: int) -> None:
    at, after = first / STEPS, steps / STEPS
    assert instant(at) == at
    assert (at + after) - at == after
    assert instant(at + 0.5 / STEPS) - at == 1 / STEPS
    assert instant(float("inf")) == float("inf")
