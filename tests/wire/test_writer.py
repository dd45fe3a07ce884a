"""The DNS message writer: what it writes, the reader reads back, and no message is larger than it has to be."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from validator.wire.message import CLASS_IN, Message, Name, Question, Record, RType, Section
from validator.wire.reader import read
from validator.wire.writer import MAX_PACKET, encode, packed

RESPONSE = 0x8400
IPP: Name = (b"_ipp", b"_tcp", b"local")
HOST: Name = (b"box", b"local")


def text(name: Name, rdata: bytes, section: int = Section.ANSWER) -> Record:
    return Record(name, RType.TXT, CLASS_IN, flush=True, ttl_s=4500, rdata=rdata, section=section)


def pointer(name: Name, target: Name) -> Record:
    return Record(name, RType.PTR, CLASS_IN, flush=False, ttl_s=4500, rdata=b"", target=target)


LABELS = st.binary(min_size=1, max_size=63)
NAMES = st.lists(LABELS, max_size=3).map(tuple)
SECTIONS = st.sampled_from(list(Section))
NUMBERS = st.integers(0, 65535)
RECORDS = st.one_of(
    st.builds(
        Record,
        NAMES,
        st.just(RType.TXT),
        st.just(CLASS_IN),
        st.booleans(),
        NUMBERS,
        st.binary(max_size=300),
        section=SECTIONS,
    ),
    st.builds(
        Record,
        NAMES,
        st.just(RType.SRV),
        st.just(CLASS_IN),
        st.booleans(),
        NUMBERS,
        st.just(b""),
        section=SECTIONS,
        target=NAMES,
        priority=NUMBERS,
        weight=NUMBERS,
        port=NUMBERS,
    ),
    st.builds(
        Record,
        NAMES,
        st.just(RType.PTR),
        st.just(CLASS_IN),
        st.booleans(),
        NUMBERS,
        st.just(b""),
        section=SECTIONS,
        target=NAMES,
    ),
    st.ip_addresses(v=4).map(
        lambda address: Record(
            HOST, RType.A, CLASS_IN, flush=True, ttl_s=120, rdata=address.packed, address=str(address)
        )
    ),
    st.ip_addresses(v=6).map(
        lambda address: Record(
            HOST,
            RType.AAAA,
            CLASS_IN,
            flush=True,
            ttl_s=120,
            rdata=address.packed,
            address=socket.inet_ntop(socket.AF_INET6, address.packed),
        )
    ),
)
QUESTIONS = st.builds(Question, NAMES, NUMBERS, unicast=st.booleans())
MESSAGES = st.builds(
    Message, NUMBERS, NUMBERS, st.lists(QUESTIONS, max_size=3).map(tuple), st.lists(RECORDS, max_size=8).map(tuple)
)


def content(message: Message) -> Message:
    """Return a message without what depends on how it was written."""
    records = sorted(message.records, key=lambda each: each.section)
    plain = tuple(replace(each, offset=0, rdata=b"" if each.target is not None else each.rdata) for each in records)
    return replace(message, records=plain)


@given(MESSAGES)
def test_what_is_written_is_read_back(message: Message) -> None:
    got = read(encode(message))
    assert got.faults == ()
    assert content(got) == content(message)


def test_names_are_compressed() -> None:
    name = (b"A printer", *IPP)
    server = replace(pointer(name, HOST), rtype=RType.SRV, port=631)
    octets = encode(Message(flags=RESPONSE, records=(pointer(IPP, name), server, text(name, b"\x03a=1"))))
    assert [octets.count(label) for label in (b"_ipp", b"_tcp", b"local", b"A printer", b"box")] == [1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (text((b"x" * 64,), b""), "a label of 64 octets fits no message"),
        (text((b"", b"local"), b""), "a label of 0 octets fits no message"),
        (text((b"x" * 63,) * 4, b""), "a name of 256 octets fits no message"),
        (text(HOST, b"x" * 65536), "RDATA of 65536 octets fits no message"),
        (pointer(HOST, (b"x" * 64,)), "a label of 64 octets fits no message"),
    ],
)
def test_what_no_message_can_hold(record: Record, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        encode(Message(records=(record,)))


def parts(count: int, size: int = 100) -> list[Message]:
    address = replace(text(HOST, b"\xc0\x00\x02\x01"), rtype=RType.A, section=Section.ADDITIONAL)
    found = []
    for number in range(count):
        name = (f"Device {number}".encode(), *IPP)
        attributes = text(name, (b"%c" % size) + b"x" * size, Section.ADDITIONAL)
        found.append(Message(flags=RESPONSE, records=(pointer(IPP, name), attributes, address)))
    return found


def test_parts_share_messages_and_what_is_the_same_goes_once() -> None:
    messages = list(packed(parts(100)))
    read_back = list(map(read, messages))
    assert max(map(len, messages)) <= MAX_PACKET
    assert 8 <= len(messages) <= 13
    answers = [each.target for message in read_back for each in message.records if each.section == Section.ANSWER]
    assert answers == [each.records[0].target for each in parts(100)]
    assert all([each.rtype for each in message.records].count(RType.A) == 1 for message in read_back)


def test_an_answer_is_no_additional_record_of_the_same_message() -> None:
    name = (b"One", *IPP)
    answer = Message(flags=RESPONSE, records=(text(name, b"\x03a=1"),))
    listing = Message(flags=RESPONSE, records=(pointer(IPP, name), text(name, b"\x03a=1", Section.ADDITIONAL)))
    for order in ((answer, listing), (listing, answer)):
        (octets,) = packed(order)
        assert sorted((each.rtype, each.section) for each in read(octets).records) == [
            (RType.PTR, Section.ANSWER),
            (RType.TXT, Section.ANSWER),
        ]


def test_what_does_not_fit_is_left_to_be_asked_for() -> None:
    name = (b"Fat", *IPP)
    fat = text(name, b"\xff" + b"x" * 2000, Section.ADDITIONAL)
    (octets,) = packed([Message(flags=RESPONSE, records=(pointer(IPP, name), fat))])
    assert [each.rtype for each in read(octets).records] == [RType.PTR]
    (alone,) = packed([Message(flags=RESPONSE, records=(replace(fat, section=Section.ANSWER),))])
    assert len(alone) > MAX_PACKET
    assert list(packed([])) == []
