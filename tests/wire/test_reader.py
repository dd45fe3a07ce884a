"""The DNS message reader: every damage is listed and placed, and nothing else is lost with it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zeroconf._dns import DNSAddress, DNSPointer, DNSQuestion, DNSService, DNSText
from zeroconf._protocol.outgoing import DNSOutgoing

from tests.bench import losses
from validator.wire import message as wire
from validator.wire.message import Message, Question, Record, RType
from validator.wire.reader import read
from validator.wire.writer import queries

HEADER = bytes.fromhex("0000 8400 0000")
LOCAL = b"\x05local\x00"
TYPE = b"\x04_ipp\x04_tcp" + LOCAL
IPP = (b"_ipp", b"_tcp", b"local")


def message(*records: bytes, answers: int | None = None, additional: int = 0) -> bytes:
    count = len(records) - additional if answers is None else answers
    return HEADER + count.to_bytes(2) + b"\0\0" + additional.to_bytes(2) + b"".join(records)


def record(name: bytes, rtype: int, rdata: bytes, *, length: int | None = None, rclass: int = 0x8001) -> bytes:
    size = len(rdata) if length is None else length
    return name + rtype.to_bytes(2) + rclass.to_bytes(2) + (120).to_bytes(4) + size.to_bytes(2) + rdata


A = record(LOCAL, 1, b"\xc0\x00\x02\x01")
TXT = record(TYPE, 16, b"\x03a=1")

DAMAGED = [
    # what, message, types of the records that are still read, the faults
    ("empty", b"", [], ["octet 0: 0 octets are too few for the header of a DNS message"]),
    ("short header", HEADER, [], ["octet 0: 6 octets are too few for the header of a DNS message"]),
    ("no records", message(answers=2), [], ["octet 12: the message ends before record 1 of 2"]),
    ("one of three", message(TXT, answers=3), [16], ["octet 43: the message ends before record 2 of 3"]),
    ("cut head", message(TXT)[:-8], [], ["octet 29: the message ends inside the head of a record"]),
    ("cut rdata", message(A, TXT)[:-1], [1], ["octet 60: RDATA of 4 octets, of which only 3 are there"]),
    ("trailing", message(TXT) + b"xyz", [16], ["octet 43: 3 octets follow the last record"]),
    ("long A", message(record(LOCAL, 1, b"12345"), TXT), [1, 16], ["octet 29: an address of 5 octets, not 4"]),
    ("short AAAA", message(record(LOCAL, 28, b""), TXT), [28, 16], ["octet 29: an address of 0 octets, not 16"]),
    (
        "pointer to itself",
        message(record(b"\xc0\x0c", 16, b"\0"), TXT),
        [16],
        ["octet 12: a compression pointer to octet 12, where no earlier name is"],
    ),
    (
        "pointer forward",
        message(record(b"\x01a\xc0\x20", 16, b"\0"), TXT),
        [16],
        ["octet 14: a compression pointer to octet 32, where no earlier name is"],
    ),
    (
        "pointer into the header",
        message(record(b"\xc0\x02", 16, b"\0"), TXT),
        [16],
        ["octet 12: a compression pointer to octet 2, where no earlier name is"],
    ),
    (
        "loop behind a label",  # the target points back to the label before it
        message(record(LOCAL, 12, b"\x01a\xc0\x1d")),
        [12],
        ["octet 31: a compression pointer to octet 29, where no earlier name is"],
    ),
    (
        "unknown label kind",
        message(record(b"\x41a\0", 16, b"\0"), TXT),
        [],
        ["octet 12: a label of the unknown kind 0x41"],
    ),
    (
        "name past the end",
        message(b"\x3fshort"),
        [],
        ["octet 12: a name that runs past the end of the message"],
    ),
    (
        "PTR past its end",
        message(record(LOCAL, 12, b"\x05loc", length=4), b"al\0" + TXT, answers=1),
        [12],
        ["octet 29: the name in RDATA runs 3 octets past its end", "octet 33: 34 octets follow the last record"],
    ),
    (
        "PTR with more",
        message(record(LOCAL, 12, b"\xc0\x0c??"), TXT),
        [12, 16],
        ["octet 31: RDATA has 2 octets after the name in it"],
    ),
    (
        "short SRV",
        message(record(LOCAL, 33, b"\0\0\0\0"), TXT),
        [33, 16],
        ["octet 35: RDATA of 4 octets has no room for a name"],
    ),
]


@pytest.mark.parametrize(
    ("data", "rtypes", "faults"), [case[1:] for case in DAMAGED], ids=[case[0] for case in DAMAGED]
)
def test_damage_is_listed(data: bytes, rtypes: list[int], faults: list[str]) -> None:
    observation = read(data)
    assert [each.rtype for each in observation.records] == rtypes
    assert [str(fault) for fault in observation.faults] == faults


def test_every_field() -> None:
    out = DNSOutgoing(0x8400)
    out.add_answer_at_time(DNSPointer("_ipp._tcp.local.", 12, 1, 4500, "Büro 1._ipp._tcp.local."), 0)
    out.add_answer_at_time(DNSService("Büro 1._ipp._tcp.local.", 33, 0x8001, 120, 1, 2, 631, "box.local."), 0)
    out.add_additional_answer(DNSText("Büro 1._ipp._tcp.local.", 16, 0x8001, 4500, b"\x03a=1\x03A=2\x00"))
    out.add_additional_answer(DNSAddress("box.local.", 1, 0x8001, 120, b"\xc0\x00\x02\x01"))
    out.add_additional_answer(DNSAddress("box.local.", 28, 0x8001, 120, b"\xfe\x80" + b"\0" * 13 + b"\x01"))
    observation = read(out.packets()[0])
    instance = ("Büro 1".encode(), *IPP)
    assert (observation.is_response, observation.is_truncated, observation.opcode, observation.rcode) == (
        True,
        False,
        0,
        0,
    )
    assert observation.faults == ()
    pointer, service, text, ipv4, ipv6 = observation.records
    assert (pointer.name, pointer.target, pointer.flush, pointer.ttl_s) == (IPP, instance, False, 4500)
    assert (service.name, service.target, service.flush, service.ttl_s) == (instance, (b"box", b"local"), True, 120)
    assert (service.priority, service.weight, service.port) == (1, 2, 631)
    assert (text.rdata, text.rclass, text.section) == (b"\x03a=1\x03A=2\x00", 1, wire.Section.ADDITIONAL)
    assert (ipv4.address, ipv6.address) == ("192.0.2.1", "fe80::1")
    assert out.packets()[0][text.offset :].startswith(text.rdata)


def test_questions() -> None:
    out = DNSOutgoing(0)
    out.add_question(DNSQuestion("_ipp._tcp.local.", 12, 0x8001))
    out.add_question(DNSQuestion("box.local.", 28, 1))
    expected = (Question(IPP, 12, unicast=True), Question((b"box", b"local"), 28))
    assert read(out.packets()[0]).questions == expected


def test_long_names_are_refused() -> None:
    label = b"\x3f" + b"x" * 63
    fits, too_long = label * 3 + b"\x3e" + b"x" * 62 + b"\0", label * 4 + b"\0"
    assert read(message(record(fits, 16, b"\0"))).faults == ()
    observation = read(message(record(too_long, 16, b"\0")))
    assert [str(fault) for fault in observation.faults] == ["octet 12: a name of more than 255 octets"]
    # The same by way of compression: three labels, and a pointer to two others behind them.
    observation = read(message(record(label * 2 + b"\0", 16, b"\0"), record(label * 3 + b"\xc0\x0c", 16, b"\0"), TXT))
    assert [str(fault) for fault in observation.faults] == ["octet 152: a name of more than 255 octets"]
    assert [each.rtype for each in observation.records] == [16, 16]


def test_chains_of_pointers_end() -> None:
    """A message whose pointers each lead to the one before: the traps of CVE-2026-47184's kind end at once."""
    chain = b"\0" + b"".join((0xC000 | offset).to_bytes(2) for offset in [12, *range(13, 8000, 2)])
    data = message(record(b"", 10, b"")[:-2] + len(chain).to_bytes(2), chain, TXT, answers=2)
    data = data[:12] + b"\0" + data[12:]
    started = time.perf_counter()
    for _ in range(10):
        read(data)
    assert time.perf_counter() - started < 1


@given(st.binary(max_size=600))
def test_any_octets_are_read(data: bytes) -> None:
    observation = read(data)
    assert isinstance(observation, Message)
    declared = sum(int.from_bytes(data[at : at + 2]) for at in (4, 6, 8, 10))
    # Never silent: what is not there is in the list of faults.
    assert observation.faults or len(observation.questions) + len(observation.records) == declared


@given(st.binary(max_size=300), st.integers(1, 9))
def test_any_octets_behind_a_header_are_read(data: bytes, answers: int) -> None:
    observation = read(HEADER + answers.to_bytes(2) + b"\0\0\0\0" + data)
    assert observation.faults or len(observation.records) == answers


@given(st.integers(0, 200), st.integers(0, 255))
def test_one_wrong_octet_is_survived(at: int, octet: int) -> None:
    whole = bytearray(
        message(A, TXT, record(b"\xc0\x1d", 33, b"\0\0\0\0\0\x50\xc0\x0c"), record(b"\xc0\x1d", 12, b"\xc0\x1d"))
    )
    whole[at % len(whole)] = octet
    read(bytes(whole))


LABEL = st.binary(min_size=1, max_size=63)
NAME = st.lists(LABEL, max_size=3).map(tuple)


@given(st.lists(st.tuples(NAME, st.booleans()), max_size=60), st.integers(300, 1440))
def test_queries_are_read_back(asked: list[tuple[tuple[bytes, ...], bool]], limit: int) -> None:
    questions = [Question(name, RType.PTR, unicast=unicast) for name, unicast in asked]
    messages = queries(questions, limit=limit)
    observation = [read(each) for each in messages]
    assert all(len(each) <= limit for each in messages)
    assert [question for each in observation for question in each.questions] == questions
    assert not any(each.faults or each.is_response or each.records for each in observation)


@given(st.lists(NAME, max_size=60, unique=True))
def test_known_answers_go_with_their_question(targets: list[tuple[bytes, ...]]) -> None:
    known = [Record(IPP, RType.PTR, 1, flush=False, ttl_s=9, rdata=b"", target=target) for target in targets]
    messages = [read(each) for each in queries([Question(IPP, RType.PTR)], known, limit=400)]
    assert [each.target for observation in messages for each in observation.records] == targets
    # RFC 6762 section 7.2: all but the last are marked as truncated, and only the first asks.
    assert [observation.is_truncated for observation in messages] == [True] * (len(messages) - 1) + [False]
    assert [len(observation.questions) for observation in messages] == [1] + [0] * (len(messages) - 1)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=9), st.integers(700, 1440))
def test_each_question_has_its_known_answers_beside_it(counts: list[int], limit: int) -> None:
    types = [(f"_t{number}".encode(), b"_tcp", b"local") for number in range(len(counts))]
    known = [
        Record(kind, RType.PTR, 1, flush=False, ttl_s=9, rdata=b"", target=(b"Some instance %d" % number, *kind))
        for kind, count in zip(types, counts, strict=True)
        for number in range(count)
    ]
    messages = queries([Question(kind, RType.PTR) for kind in types], known, limit=limit)
    assert all(len(each) <= limit for each in messages)
    observation = [read(each) for each in messages]
    assert not any(each.is_truncated for each in observation)
    assert [question.name for each in observation for question in each.questions] == types
    for each in observation:
        asked = {question.name for question in each.questions}
        expected = [(record.name, record.target) for record in known if record.name in asked]
        assert [(record.name, record.target) for record in each.records] == expected


@pytest.mark.parametrize("name", [(b"x" * 64,), (b"",), (b"x" * 63,) * 5])
def test_impossible_names_are_not_written(name: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="fits no message"):
        queries([Question(name, RType.PTR)])


@pytest.mark.parametrize("case", [*losses.cases()], ids=lambda case: case.title)
def test_nothing_is_lost_of_what_other_readers_lose(case: losses.Case) -> None:
    whole = f"{len(case.certain)}/{len(case.certain)}"
    assert losses.result(case, losses.ours) == whole
