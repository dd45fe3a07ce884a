"""One-shot questions in simulated time: when a browse is complete by them, and when it waits for multicasts instead."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.mdns import message
from tests.mdns.simulated import Device, Lan, instance, run
from validator.assembly.expectation import Wanted
from validator.mdns import BrowseResult
from validator.model import names
from validator.wire.message import Message, Name, Record

KINDS = [names.split(f"_t{number}._tcp.local") for number in range(10)]


def box(number: int, kinds: list[Name]) -> list[Record]:
    """Return the records of a host with an instance of each type."""
    host = (b"box%d" % number, b"local")
    found = [record for kind in kinds for record in instance((b"Device %d" % number, *kind), host=host)[:-1]]
    return [*found, message.address(host, bytes((192, 0, 2, number)))]


def lan_of(
    hosts: int, kinds: list[Name], *, loss: float = 0.0, seed: int = 1, change: Callable[[Device], None] | None = None
) -> Lan:
    """Return a LAN of devices that are on and were announced long ago."""
    lan = Lan(random.Random(seed), loss, direct=True)  # noqa: S311 - the same each time
    for number in range(1, hosts + 1):
        device = Device(lan, box(number, kinds), address=f"192.0.2.{number}")
        device.is_on = True
        if change is not None:
            change(device)
    return lan


def browse(lan: Lan, goal: Wanted | None = None, bound_s: float = 10.0) -> BrowseResult:
    return run(lan.browse(goal or Wanted(), bound_s))


def whole(result: BrowseResult) -> int:
    return sum(each.txt is not None and bool(each.addresses) for each in result.announcements)


@pytest.mark.parametrize("kinds", [1, 2, 10])
@pytest.mark.parametrize("hosts", [1, 3, 30])
def test_a_quiet_lan_is_complete_at_once(hosts: int, kinds: int) -> None:
    lan = lan_of(hosts, KINDS[:kinds])
    result = browse(lan)
    assert whole(result) == hosts * kinds
    assert result.completeness.duration_s < 0.7
    assert result.completeness.loss == result.completeness.unheard == 0
    assert result.completeness.queries < 30


@pytest.mark.parametrize(("loss", "seconds"), [(0.05, 2), (0.2, 4), (0.4, 9)])
@pytest.mark.parametrize("seed", range(20))
def test_losses_hide_nothing(loss: float, seconds: float, seed: int) -> None:
    result = browse(lan_of(30, KINDS, loss=loss, seed=seed))
    assert whole(result) == 300
    assert result.completeness.duration_s < seconds


def test_the_share_that_is_lost_is_told() -> None:
    results = [browse(lan_of(30, KINDS, loss=0.2, seed=seed)) for seed in range(20)]
    loss = sum(result.completeness.loss for result in results) / len(results)
    assert 0.3 < loss < 0.45  # the question and its answer


def test_a_single_device_is_heard_in_spite_of_losses() -> None:
    results = [browse(lan_of(1, KINDS[:1], loss=0.2, seed=seed)) for seed in range(200)]
    assert sum(map(whole, results)) == 200


def just_announced(device: Device) -> None:
    device.delay_s = (1.1, 1.5)  # who multicast within the last second waits


def test_who_has_just_announced_himself_is_taken_for_no_loss() -> None:
    result = browse(lan_of(30, KINDS, change=just_announced))
    assert whole(result) == 300
    assert result.completeness.duration_s < 1.2
    assert result.completeness.loss == 0


def deaf(device: Device) -> None:
    """Answer by multicast only."""
    device.is_direct = device.address != "192.0.2.2"


def test_who_answers_by_multicast_only_is_waited_for_as_before() -> None:
    lan = lan_of(3, KINDS[:2], change=deaf)
    result = browse(lan)
    assert whole(result) == 6
    assert 1.5 < result.completeness.duration_s < 2.5
    assert result.completeness.queries < 60


def silent(device: Device) -> None:
    device.is_direct = False


def test_nobody_answers_directly() -> None:
    result = browse(lan_of(3, KINDS[:2], change=silent))
    assert whole(result) == 6
    assert result.completeness.duration_s < 2.5


def slow(device: Device) -> None:
    device.direct_delay_s = (0.2, 0.4)


def test_slow_answers_are_late_and_not_lost() -> None:
    result = browse(lan_of(5, KINDS[:2], change=slow))
    assert whole(result) == 10
    assert result.completeness.loss == 0


def test_named_types_are_asked_for_alone() -> None:
    lan = lan_of(5, KINDS[:3])
    result = browse(lan, Wanted(types=(KINDS[0],)))
    assert whole(result) == 5
    assert {question.name for _, query in lan.asked for question in query.questions} == {KINDS[0]}
    assert result.completeness.duration_s < 0.7


def test_named_types_compare_without_case() -> None:
    """A host whose answers are cut has told nothing for certain, however it spells the type."""
    lan = lan_of(1, KINDS[:1])
    spelt = (KINDS[0][0].upper(), *KINDS[0][1:])
    for number in range(40):
        lan.devices[0].records += instance((b"Many %d" % number, *KINDS[0]), host=(b"box1", b"local"))[1:-1]
    lan.devices[0].records = [
        replace(each, name=spelt) if each.rtype == 12 else each for each in lan.devices[0].records
    ]

    def hear(query: Message) -> None:
        questions = tuple(replace(each, name=spelt) for each in query.questions if each.name == KINDS[0])
        Device.answer_directly(lan.devices[0], replace(query, questions=questions))

    lan.devices[0].answer_directly = hear  # type: ignore[method-assign]  # it spells the type as its records do
    result = browse(lan, Wanted(types=(KINDS[0],)), bound_s=3.0)
    assert result.completeness.duration_s > 1.5


def test_one_instance_of_each_responder_is_multicast_where_there_are_many() -> None:
    lan = lan_of(30, KINDS)
    result = browse(lan)
    observed = [each.observation for each in result.announcements if each.observation is not None]
    heard = [each for each in observed if any(lifetimes.rtype == "TXT" for lifetimes in each.lifetimes)]
    assert 30 <= len(heard) < 150
    assert {sender for each in heard for sender in each.senders} == {f"192.0.2.{number}" for number in range(1, 31)}
    assert all(each.unflushed == () and each.unanswered == () for each in observed)


def test_nothing_is_said_of_ttls_that_direct_answers_cap() -> None:
    result = browse(lan_of(1, KINDS[:1], change=just_announced), bound_s=0.5)
    (observed,) = (each.observation for each in result.announcements)
    assert observed is not None
    assert observed.senders == ("192.0.2.1",)
    assert (observed.lifetimes, observed.unflushed) == ((), ())


def test_a_record_that_is_answered_otherwise_is_a_conflict() -> None:
    lan = lan_of(1, KINDS[:1])
    (device,) = lan.devices
    other = box(1, KINDS[:1])

    class Twofaced(Device):
        """Answers one host with another TXT record than it multicasts."""

        def answer_directly(self, query: object) -> None:
            """Answer with the other records."""
            own, self.records = (
                self.records,
                [replace(each, rdata=b"\x03b=2") if each.rtype == 16 else each for each in other],
            )
            super().answer_directly(query)  # type: ignore[arg-type]  # it is told to take any object
            self.records = own

    lan.devices.remove(device)
    Twofaced(lan, box(1, KINDS[:1])).is_on = True
    result = browse(lan, Wanted(types=(KINDS[0],)))
    conflicts = [each.observation.conflicts for each in result.announcements if each.observation is not None]
    assert [len(each) for each in conflicts if each] == [2]


def test_a_thousand_hosts_are_heard_in_spite_of_losses() -> None:
    lan = Lan(random.Random(1), 0.2, direct=True)  # noqa: S311 - the same each time
    for number in range(1_000):
        octets = bytes((10, 0, number // 250, number % 250))
        host = (b"host%d" % number, b"local")
        records = [record for kind in KINDS[:5] for record in instance((b"Box %d" % number, *kind), host=host)[:-1]]
        device = Device(lan, [*records, message.address(host, octets)], address=".".join(map(str, octets)))
        device.is_on = True
    result = browse(lan, bound_s=20)
    assert whole(result) == 5_000
    assert result.completeness.duration_s < 10
    assert result.completeness.queries < 300
    assert result.completeness.dropped == 0


def test_an_empty_network_is_left_alone() -> None:
    lan = Lan(random.Random(1), direct=True)  # noqa: S311 - the same each time
    result = browse(lan)
    assert result.announcements == ()
    assert len(lan.asked) < 16


def test_a_flood_of_types_is_not_asked_for() -> None:
    lan = lan_of(1, KINDS[:1])

    async def flood() -> BrowseResult:
        browsing = asyncio.ensure_future(lan.browse(Wanted(), 6.0))
        for number in range(3_000):
            lan.say(instance((b"Evil", b"_e%d" % number, b"_tcp", b"local")), "192.0.2.66")
            await asyncio.sleep(0.002)
        return await browsing

    result = run(flood())
    assert len(lan.asked) < 100
    assert result.completeness.queries < 2 * 60
