"""How simulated devices appear, change and go, and how they yield a name, in simulated time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.announce.lan import TYPE, Lan, device
from tests.mdns import message
from tests.mdns.simulated import run
from validator.announce import Published, announced
from validator.announce.faults import parse
from validator.assembly.packet import Packet, Receive
from validator.mdns.links import Interface
from validator.wire import reader
from validator.wire.message import Message, Name, Question, Record, RType, Section
from validator.wire.writer import encode

ONE = (b"One", *TYPE)
HOST = (b"box", b"local")


@pytest.fixture
def lan(monkeypatch: pytest.MonkeyPatch) -> Lan:
    return Lan(monkeypatch)


def observation(lan: Lan) -> list[tuple[bytes | None, tuple[bytes, ...]]]:
    return [(each.instance, each.txt.strings if each.txt else ()) for each in lan.known.announcements()]


async def watch(lan: Lan, fault: str, times: list[float]) -> list[list[tuple[bytes | None, tuple[bytes, ...]]]]:
    """Announce with a fault, and look what is there at each of the times."""
    found = []
    async with announced([device("One")], faults=[parse(fault)]):
        start = asyncio.get_running_loop().time()
        for at in times:
            await asyncio.sleep(start + at - asyncio.get_running_loop().time())
            found.append(observation(lan))
    return found


THERE = [(b"One", (b"a=1",))]

LIVES = [
    # fault, times, what is there at those times
    ("slow=2", [0, 9], [THERE, THERE]),
    ("late=5", [0, 4.9, 7], [[], [], THERE]),
    ("goodbye=5", [0, 4.9, 5.1, 99], [THERE, THERE, [], []]),
    ("flap=3", [0, 2.9, 3.1, 5.9, 7.1, 9.7, 10.2], [THERE, THERE, [], [], THERE, THERE, []]),
    ("vanish=5", [0, 99], [THERE, THERE]),
    ("change=5", [0, 4.9, 5.1], [THERE, THERE, [(b"One", (b"a=1", b"fault=change"))]]),
]


@pytest.mark.parametrize(("fault", "times", "expected"), LIVES, ids=[each[0] for each in LIVES])
def test_lives(lan: Lan, fault: str, times: list[float], expected: list[object]) -> None:
    assert run(watch(lan, fault, times)) == expected


def test_a_device_that_vanished_does_not_answer(lan: Lan) -> None:
    async def main() -> list[float]:
        async with announced([device("One")], faults=[parse("vanish=2")]):
            await asyncio.sleep(5)
            start = asyncio.get_running_loop().time()
            lan.ask(Question(TYPE, RType.PTR))
            await asyncio.sleep(5)
        return lan.times(since=start)

    assert run(main()) == []


def test_a_slow_device_answers_later(lan: Lan) -> None:
    async def main() -> list[float]:
        async with announced([device("One")], faults=[parse("slow=3")]):
            await asyncio.sleep(5)
            start = asyncio.get_running_loop().time()
            lan.ask(Question(ONE, RType.TXT))
            lan.ask(Question(HOST, RType.A))
            await asyncio.sleep(4)
        return lan.times(since=start)[:-1]  # the last is the goodbye

    assert run(main()) == [3.0]


def test_a_lazy_device_says_what_it_is_asked(lan: Lan) -> None:
    async def main() -> None:
        async with announced([device("One")], faults=[parse("lazy")]):
            await asyncio.sleep(5)
            assert {each.rtype for _, said in lan.sent if said.is_response for each in said.records} == {RType.PTR}
            start = asyncio.get_running_loop().time()
            lan.ask(Question(TYPE, RType.PTR))
            await asyncio.sleep(1)
            lan.ask(Question(ONE, RType.SRV))
            await asyncio.sleep(1)
            assert [[each.rtype for each in said.records] for said in lan.since(start)] == [[RType.PTR], [RType.SRV]]

    run(main())


def test_a_device_that_contradicts_itself_alternates(lan: Lan) -> None:
    async def main() -> list[bytes]:
        async with announced([device("One")], faults=[parse("conflict")]) as published:
            await asyncio.sleep(5)
            start = asyncio.get_running_loop().time()
            for _ in range(4):
                lan.ask(Question(ONE, RType.TXT))
                await asyncio.sleep(2)
            assert published.withdrawn == []
            return [each.rdata for said in lan.since(start) for each in said.records]

    one, other = b"\x03a=1", b"\x03a=1\x0efault=conflict"
    answers = run(main())[:4]
    assert answers in ([one, other] * 2, [other, one] * 2)


def test_names_are_probed_for_before_they_are_announced_twice(lan: Lan) -> None:
    async def main() -> None:
        async with announced([device("One")]):
            await asyncio.sleep(5)

    run(main())
    times = [at for at, _ in lan.sent]
    *probes, first, second, goodbye = [said for _, said in lan.sent]
    assert times[1] - times[0] == pytest.approx(0.25)
    assert times[2] - times[1] == pytest.approx(0.25)
    assert times[3] - times[2] == pytest.approx(0.25)
    assert times[4] - times[3] == pytest.approx(1)
    for probe in probes:
        assert probe.questions == (Question(ONE, RType.ANY), Question(HOST, RType.ANY))
        assert [(each.name, each.rtype, each.section, each.flush) for each in probe.records] == [
            (ONE, RType.SRV, Section.AUTHORITY, False),
            (ONE, RType.TXT, Section.AUTHORITY, False),
            (HOST, RType.A, Section.AUTHORITY, False),
            (HOST, RType.AAAA, Section.AUTHORITY, False),
        ]
    assert first.records == second.records
    assert [each.rtype for each in first.records] == [12, 12, 33, 16, 1, 28]
    assert {each.ttl_s for each in goodbye.records} == {0}


def defending(lan: Lan, *records: Record) -> Receive:
    """Return a host that answers every question for the names of its records."""

    def receive(packet: Packet) -> None:
        asked = [question.name for question in reader.read(packet.data).questions]
        answers = tuple(each for each in records if each.name in asked)
        if answers:
            lan.send(encode(Message(flags=0x8400, records=answers)))

    return receive


def attempt(lan: Lan, *rivals: Receive, rename: bool = False) -> Published:
    lan.rivals = list(rivals)

    async def main() -> Published:
        async with announced([device("One"), device("Two", host="other.local")], rename=rename) as published:
            await asyncio.sleep(5)
            return published

    return run(main())


def server(name: Name, port: int = 80) -> Record:
    return message.server(name, (b"rival", b"local"), port)


def test_a_name_that_another_has_is_refused(lan: Lan) -> None:
    published = attempt(lan, defending(lan, server(ONE)))
    assert [each.instance for each in published.announcements] == [b"Two"]
    assert [str(each) for each in published.refused] == [
        "One._ipp._tcp cannot be announced: another device has the name One._ipp._tcp.local"
    ]
    assert all(b"One" not in octets for octets in lan.octets if reader.read(octets).is_response)


def test_a_host_that_another_has_is_refused(lan: Lan) -> None:
    published = attempt(lan, defending(lan, message.address(HOST, b"\xc0\x00\x02\x63")))
    assert [each.reason for each in published.refused] == ["another device has the name box.local"]


def test_the_same_records_are_no_conflict(lan: Lan) -> None:
    same = message.server(ONE, HOST, 631)
    published = attempt(lan, defending(lan, same, message.address(HOST, b"\xc0\x00\x02\x01")))
    assert published.refused == ()


def test_a_name_that_another_has_gets_a_number(lan: Lan) -> None:
    rivals = [defending(lan, server(ONE), server((b"One (2)", *TYPE)), message.address(HOST, b"\xc0\x00\x02\x63"))]
    published = attempt(lan, *rivals, rename=True)
    assert published.refused == ()
    assert published.renamed == ((device("One"), "One (3)._ipp._tcp.local on box-2.local"),)


def test_who_has_every_name_gets_none(lan: Lan) -> None:
    def greedy(packet: Packet) -> None:
        query = reader.read(packet.data)
        answers = tuple(server(each.name) for each in query.questions if each.name[0].startswith(b"One"))
        if answers and not query.is_response:
            lan.send(encode(Message(flags=0x8400, records=answers)))

    published = attempt(lan, greedy, rename=True)
    assert [each.instance for each in published.announcements] == [b"Two"]
    assert [each.reason for each in published.refused] == ["another device has the name One (21)._ipp._tcp.local"]


def later(lan: Lan, respond: Callable[[], None], *, rename: bool = False) -> tuple[Published, list[bytes | None]]:
    async def main() -> tuple[Published, list[bytes | None]]:
        async with announced([device("One")], rename=rename) as published:
            await asyncio.sleep(5)
            respond()
            await asyncio.sleep(5)
            start = asyncio.get_running_loop().time()
            lan.ask(Question(TYPE, RType.PTR))
            await asyncio.sleep(1)
            said = [each.target for said in lan.since(start) for each in said.records if each.rtype == RType.PTR]
            return published, [each[0] for each in said if each]

    return run(main())


def test_a_name_that_another_takes_later_is_withdrawn(lan: Lan) -> None:
    def rival() -> None:
        lan.rivals = [defending(lan, server(ONE))]
        lan.send(encode(Message(flags=0x8400, records=(server(ONE),))))

    published, listed = later(lan, rival)
    assert [each.reason for each in published.withdrawn] == ["another device has the name One._ipp._tcp.local"]
    assert listed == []


def test_a_name_that_another_takes_later_and_does_not_defend_stays(lan: Lan) -> None:
    published, listed = later(lan, lambda: lan.send(encode(Message(flags=0x8400, records=(server(ONE),)))))
    assert published.withdrawn == []
    assert listed == [b"One"]


def test_a_device_that_another_renames_later_gets_a_number(lan: Lan) -> None:
    def rival() -> None:
        lan.rivals = [defending(lan, server(ONE))]
        lan.send(encode(Message(flags=0x8400, records=(server(ONE),))))

    published, listed = later(lan, rival, rename=True)
    assert published.withdrawn == []
    assert listed == [b"One (2)"]


@pytest.mark.parametrize(("port", "deferred"), [(630, False), (632, True)])
def test_of_two_that_probe_at_once_the_later_records_win(lan: Lan, port: int, deferred: bool) -> None:  # noqa: FBT001 - a column of the table
    """The records compare by type first: the rival's A comes before SRV, so it gives the same ones but the port."""
    theirs = [
        replace(message.server(ONE, HOST, port), section=Section.AUTHORITY, flush=False),
        replace(message.text(ONE, b"\x03a=1"), section=Section.AUTHORITY, flush=False),
    ]
    probe = encode(Message(questions=(Question(ONE, RType.ANY),), records=tuple(theirs)))
    heard_first = False

    def rival(_: Packet) -> None:
        nonlocal heard_first
        if not heard_first:
            heard_first = True
            lan.send(probe)

    lan.rivals = [rival]

    async def main() -> float:
        start = asyncio.get_running_loop().time()
        async with announced([device("One")]) as published:
            assert published.refused == ()
            return asyncio.get_running_loop().time() - start

    took_s = run(main())
    assert (took_s > 2.5) == deferred
    assert took_s < 3.5


def test_two_interfaces_on_one_network_are_no_conflict(lan: Lan) -> None:
    lan.interfaces = (*lan.interfaces, Interface("eth1", 3, "192.0.2.2", None, ("192.0.2.2",)))

    async def main() -> Published:
        async with announced([device("One"), device("Two", host=None)]) as published:
            await asyncio.sleep(3)
            return published

    published = run(main())
    assert (published.refused, published.withdrawn, published.interfaces) == ((), [], ("eth0", "eth1"))
    hosts = {each.target for _, said in lan.sent for each in said.records if each.rtype == RType.SRV}
    assert hosts == {HOST, (b"simulated-192-0-2-1", b"local"), (b"simulated-192-0-2-2", b"local")}


def test_a_fault_of_the_body_is_not_hidden(lan: Lan) -> None:
    async def main() -> None:
        async with announced([device("One")]):
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        run(main())
    assert {each.ttl_s for each in lan.sent[-1][1].records} == {0}
