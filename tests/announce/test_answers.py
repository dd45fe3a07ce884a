"""Which records answer which question, and when, in simulated time (RFC 6762 sections 6 and 7, RFC 6763 section 12)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.announce.lan import TYPE, Lan, device, plain, types
from tests.mdns.simulated import run
from validator.announce import announced
from validator.announce.faults import parse
from validator.model import txt
from validator.model.announcement import Announcement
from validator.wire.message import CLASS_IN, Message, Name, Question, Record, RType, Section
from validator.wire.reader import read
from validator.wire.writer import encode

SERVICES = (b"_services", b"_dns-sd", b"_udp", b"local")
ONE = (b"One. Two", *TYPE)
HOST = (b"box", b"local")
SUBTYPE = (b"_printer", b"_sub", *TYPE)

DEVICE = device("One. Two", b"a=1", subtypes=("_printer",), addresses=("192.0.2.1", "2001:db8::1"))
TRUNCATED = 0x0200


@pytest.fixture
def lan(monkeypatch: pytest.MonkeyPatch) -> Lan:
    return Lan(monkeypatch)


def live(lan: Lan, script: Callable[[], Awaitable[None]], *announcements: Announcement, fault: str = "") -> None:
    """Announce on the LAN, wait until it is quiet, and run a script."""

    async def main() -> None:
        faults = (parse(fault),) if fault else ()
        async with announced(announcements or (DEVICE,), faults=faults) as published:
            assert published.refused == ()
            await asyncio.sleep(5)
            lan.sent.clear()
            await script()

    run(main())


async def answer(lan: Lan, *questions: Question, known: tuple[Record, ...] = (), wait_s: float = 2) -> list[Message]:
    """Ask, and return the responses to it."""
    start = asyncio.get_running_loop().time()
    lan.ask(*questions, known=known)
    await asyncio.sleep(wait_s)
    return lan.since(start)


ANSWERS: list[tuple[Name, int, list[int], list[int]]] = [
    # name, type, types of the answers, types of the additional records
    (TYPE, RType.PTR, [RType.PTR], [RType.SRV, RType.A, RType.AAAA, RType.TXT]),
    ((b"_IPP", b"_TCP", b"LOCAL"), RType.PTR, [RType.PTR], [RType.SRV, RType.A, RType.AAAA, RType.TXT]),
    (SUBTYPE, RType.PTR, [RType.PTR], [RType.SRV, RType.A, RType.AAAA, RType.TXT]),
    (SERVICES, RType.PTR, [RType.PTR], []),
    (ONE, RType.SRV, [RType.SRV], [RType.A, RType.AAAA]),
    (ONE, RType.TXT, [RType.TXT], []),
    (ONE, RType.ANY, [RType.SRV, RType.TXT], [RType.A, RType.AAAA]),
    (HOST, RType.A, [RType.A], []),
    (HOST, RType.AAAA, [RType.AAAA], []),
    (HOST, RType.ANY, [RType.A, RType.AAAA], []),
]


@pytest.mark.parametrize(("name", "rtype", "answers", "additional"), ANSWERS)
def test_every_question_is_answered(
    lan: Lan, name: Name, rtype: int, answers: list[int], additional: list[int]
) -> None:
    async def script() -> None:
        (message,) = await answer(lan, Question(name, rtype))
        assert [each.rtype for each in message.records if each.section == Section.ANSWER] == answers
        assert [each.rtype for each in message.records if each.section == Section.ADDITIONAL] == additional
        assert (message.flags, message.id, message.questions) == (0x8400, 0, ())
        assert all(each.flush == (each.rtype != RType.PTR) for each in message.records)
        ttls = {each.rtype: each.ttl_s for each in message.records}
        wanted = {RType.PTR: 4500, RType.TXT: 4500, RType.SRV: 120, RType.A: 120, RType.AAAA: 120}
        assert ttls == {rtype: wanted[RType(rtype)] for rtype in ttls}

    live(lan, script)


@pytest.mark.parametrize(
    "question",
    [
        Question((b"_http", b"_tcp", b"local"), RType.PTR),
        Question(TYPE, RType.TXT),
        Question((b"Two", *TYPE), RType.ANY),
        Question(TYPE, RType.PTR, rclass=3),
    ],
)
def test_what_is_nobodys_business_is_not_answered(lan: Lan, question: Question) -> None:
    async def script() -> None:
        assert await answer(lan, question) == []

    live(lan, script)


def test_known_answers_are_not_given_again(lan: Lan) -> None:
    async def script() -> None:
        pointer = Record(TYPE, RType.PTR, CLASS_IN, flush=False, ttl_s=2250, rdata=b"", target=ONE)
        assert await answer(lan, Question(TYPE, RType.PTR), known=(pointer,)) == []
        assert await answer(lan, Question(TYPE, RType.PTR), known=(replace(pointer, target=HOST),))
        assert await answer(lan, Question(TYPE, RType.PTR), known=(replace(pointer, ttl_s=2249),))

    live(lan, script)


def test_known_answers_may_come_in_several_messages(lan: Lan) -> None:
    async def script() -> None:
        pointer = Record(TYPE, RType.PTR, CLASS_IN, flush=False, ttl_s=4500, rdata=b"", target=ONE)
        for sender, is_answered in (("192.0.2.9", False), ("192.0.2.8", True)):
            start = asyncio.get_running_loop().time()
            lan.ask(Question(TYPE, RType.PTR), flags=TRUNCATED)
            await asyncio.sleep(0.3)
            lan.ask(known=(pointer,), sender=sender)
            await asyncio.sleep(2)
            times = lan.times(since=start)
            assert len(times) == is_answered
            assert all(0.4 <= at <= 0.65 for at in times)

    live(lan, script)


def test_shared_records_are_delayed_and_none_comes_twice_in_a_second(lan: Lan) -> None:
    async def script() -> None:
        now = asyncio.get_running_loop().time
        start = now()
        lan.ask(Question(TYPE, RType.PTR))
        await asyncio.sleep(0.2)
        lan.ask(Question(TYPE, RType.PTR))
        lan.ask(Question(ONE, RType.TXT))
        await asyncio.sleep(3)
        first, own, second = lan.times(since=start)
        assert 0.02 <= first <= 0.12
        assert own == 0.2  # a unique record needs no delay, and was an additional one before
        assert second == pytest.approx(first + 1, abs=0.02)

    live(lan, script)


def test_a_probe_for_our_name_is_answered_at_once(lan: Lan) -> None:
    async def script() -> None:
        server = Record(ONE, RType.SRV, CLASS_IN, flush=False, ttl_s=120, rdata=b"", target=HOST, section=2)
        for _ in range(3):
            start = asyncio.get_running_loop().time()
            lan.ask(Question(ONE, RType.ANY), known=(server,))
            await asyncio.sleep(0.25)
            assert lan.times(since=start) == [0.0]

    live(lan, script)


def test_who_is_no_querier_gets_an_answer_as_of_dns(lan: Lan) -> None:
    """``dig -p 5353 @224.0.0.251`` asks so (RFC 6762 section 6.7)."""

    async def script() -> None:
        question = Question(TYPE, RType.PTR)
        lan.ask(question, id=77, port=40_000)
        await asyncio.sleep(1)
        ((to, message),) = lan.replies
        assert (to, message.id, message.flags, message.questions) == ("192.0.2.9", 77, 0x8400, (question,))
        assert types(message) == [RType.PTR, RType.SRV, RType.A, RType.AAAA, RType.TXT]
        assert {(each.flush, each.ttl_s) for each in message.records} == {(False, 10)}
        assert lan.sent == []

    live(lan, script)


def test_who_is_no_querier_gets_one_message_however_much_there_is(lan: Lan) -> None:
    async def script() -> None:
        lan.ask(Question(TYPE, RType.PTR), id=78, port=40_000)
        await asyncio.sleep(1)
        ((_, message),) = lan.replies
        assert message.is_truncated
        assert len(message.questions) == 1
        assert types(message).count(RType.PTR) > 5

    live(lan, script, fault="flood=200")


PACKETS = st.one_of(
    st.binary(max_size=200),
    st.builds(
        lambda flags, counts, body: flags.to_bytes(4) + bytes(counts) + body,
        st.sampled_from([0, 0x8400, TRUNCATED]),
        st.lists(st.sampled_from([0, 1, 2]), min_size=8, max_size=8),
        st.binary(max_size=100),
    ),
    st.builds(
        lambda message, cut: encode(message)[:cut],
        st.builds(
            Message,
            flags=st.sampled_from([0, 0x8400, TRUNCATED]),
            questions=st.lists(
                st.builds(
                    Question, st.sampled_from([TYPE, ONE, HOST, SERVICES, SUBTYPE, ()]), st.sampled_from(list(RType))
                ),
                max_size=3,
            ).map(tuple),
            records=st.lists(
                st.builds(
                    Record,
                    st.sampled_from([TYPE, ONE, HOST]),
                    st.sampled_from([*map(int, RType), 99]),
                    st.just(CLASS_IN),
                    st.booleans(),
                    st.integers(0, 9999),
                    st.binary(max_size=20),
                    section=st.sampled_from(list(Section)),
                ),
                max_size=3,
            ).map(tuple),
        ),
        st.none() | st.integers(0, 100),
    ),
)


def is_contested(octets: bytes) -> bool:
    """Tell whether a packet says of the device's own names what the device does not say."""
    return any(
        record.name in (ONE, HOST) and record.rtype in (RType.SRV, RType.TXT, RType.A, RType.AAAA) and record.ttl_s
        for record in read(octets).records
        if record.section != Section.AUTHORITY
    )


@settings(deadline=None)
@given(st.lists(st.tuples(PACKETS, st.sampled_from([5353, 40_000])), max_size=8))
def test_whatever_is_heard_a_device_stays_there(packets: list[tuple[bytes, int]]) -> None:
    # Who meets with a second claim while it probes again gives the name up, as RFC 6762 section 9 wants.
    may_yield = sum(is_contested(octets) for octets, _ in packets) > 1
    with pytest.MonkeyPatch.context() as monkeypatch:
        lan = Lan(monkeypatch)

        async def script() -> None:
            for octets, port in packets:
                lan.send(octets, port=port)
                await asyncio.sleep(0.3)
            await asyncio.sleep(5)
            if not may_yield:
                (message,) = await answer(lan, Question(ONE, RType.SRV))
                assert message.records[0].target == HOST

        live(lan, script)


def test_what_is_said_is_what_the_announcement_says(lan: Lan) -> None:
    odd = [
        device("dots. and \\ here", b"a=1", b"A=2", b"", b"=x"),
        replace(device("x"), instance=b"\xff \x1b[31m\r\n"),
        device("Two", txt=txt.split(b"\x01a"), txt_count=2),
        device("Two", txt=txt.split(b""), txt_index=2, txt_count=2),
        device("Mute", txt=None),
        device("Sub", subtypes=("_printer", r"with\.dot")),
        device("Cut", txt=txt.split(b"\x09a=1"), host="", port=0),
        device("Long", *(b"%d" % number * 255 for number in range(8)), service="_more-than_fifteen._udp"),
    ]
    wanted = {(each.instance, each.service, each.host, each.port, each.subtypes, each.txt) for each in odd}

    async def script() -> None:
        def told() -> set[object]:
            observation = lan.known.announcements()
            return {
                (each.instance, each.service, each.host, each.port, each.subtypes, each.txt) for each in observation
            }

        assert told() == wanted
        assert all(
            each.addresses == (("192.0.2.1", "fe80::1") if each.host else ()) for each in lan.known.announcements()
        )

    live(lan, script, *odd)


def test_goodbye_to_everything(lan: Lan) -> None:
    async def script() -> None:
        lan.sent.clear()

    live(lan, script)
    (message,) = lan.since(0)
    assert {each.ttl_s for each in message.records} == {0}
    assert len(message.records) == 7
    assert lan.known.announcements() == []


def test_a_host_of_several_devices_stays_as_long_as_one_does(lan: Lan) -> None:
    stays = replace(DEVICE, instance=b"Stays")

    async def main() -> None:
        async with announced([stays]):
            await asyncio.sleep(2)
            async with announced([DEVICE]):
                await asyncio.sleep(2)
        assert plain(lan.sent[0][1].records[0])

    run(main())
    assert lan.known.announcements() == []
