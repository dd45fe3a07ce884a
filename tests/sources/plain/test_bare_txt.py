r"""Bare TXT records: strings by the line, hexadecimal, base64, and what tells them apart."""

from __future__ import annotations

import base64
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.harness import fault, one, read
from validator.errors import UsageError
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.names import typed
from validator.model.txt import DamageKind, TxtRecord, join, split
from validator.sources import SOURCES
from validator.sources.plain.bare_txt import MAX_SIZE
from validator.sources.read import read as read_any
from validator.sources.read import recognise

FORMAT = "txt"


def strings(content: bytes) -> tuple[bytes, ...]:
    record = one(content, FORMAT).txt
    assert record is not None
    assert record.damage is None
    return record.strings


def test_one_input_is_one_record_of_the_given_type() -> None:
    assert one(b"\n\na=1\n\nb=2\n", FORMAT) == Announcement(
        service="_a._tcp",
        txt=TxtRecord((b"a=1", b"b=2")),
        lost=frozenset({Fidelity.EMPTY_STRINGS}),
        location=Location("dump", 3),
        string_lines=(3, 5),
    )


TYPES = [
    # what was typed, service, subtypes, domain
    ("_ipp._tcp", "_ipp._tcp", (), "local"),
    ("_ipp._tcp.local.", "_ipp._tcp", (), "local"),
    ("_X._udp.example.com", "_X._udp", (), "example.com"),
    ("_printer._sub._http._tcp", "_http._tcp", ("_printer",), "local"),
]


@pytest.mark.parametrize(("text", "service", "subtypes", "domain"), TYPES)
def test_types(text: str, service: str, subtypes: tuple[str, ...], domain: str) -> None:
    [found] = read_any(io.BytesIO(b"a=1"), "-", FORMAT, typed(text))
    assert isinstance(found, Announcement)
    assert (found.service, found.subtypes, found.domain) == (service, subtypes, domain)


@pytest.mark.parametrize("text", ["", "ipp", "_ipp", "_ipp.tcp", "x._ipp._tcp", f"_{'x' * 64}._tcp", "._tcp"])
def test_what_is_no_type(text: str) -> None:
    with pytest.raises(UsageError, match="is not a service type"):
        typed(text)


def test_the_type_is_needed() -> None:
    with pytest.raises(UsageError, match="give --service TYPE"):
        list(read_any(io.BytesIO(b"a=1"), "-", FORMAT))


LINES = [
    # the lines, the strings
    (b"a=1", (b"a=1",)),
    (b"a=1\r\nb\r\n", (b"a=1", b"b")),
    (b" a = 1 \n\t\n \nb", (b" a = 1 ", b"b")),
    (b"a=\xff\0\x0b", (b"a=\xff\0\x0b",)),
    (b'a="1"\n"b', (b'a="1"', b'"b')),
    (b'"a=1" "b=2"\n  "c"  \n""', (b"a=1", b"b=2", b"c", b"")),
    (rb'"a=\"\\\009\255\."', (b'a="\\\t\xff.',)),
    (rb'"a\256"', (rb'"a\256"',)),
    (b'"a=1" b=2', (b'"a=1" b=2',)),
    (b"I (5) mdns: a=1", (b"I (5) mdns: a=1",)),
    (b"k" * 300, (b"k" * 300,)),
]


@pytest.mark.parametrize(("content", "expected"), LINES)
def test_lines(content: bytes, expected: tuple[bytes, ...]) -> None:
    assert strings(content) == expected


@pytest.mark.parametrize(("content", "is_lost"), [(b'""', False), (b'"a" ""\n"b"', False), (b'"a"\nb', True)])
def test_only_quotes_keep_empty_strings(content: bytes, is_lost: bool) -> None:  # noqa: FBT001 - a table
    assert (Fidelity.EMPTY_STRINGS in one(content, FORMAT).lost) is is_lost


RDATA = [
    # the input, the strings, the line of each
    (b"03613d31", (b"a=1",), (1,)),
    (b"03 61 3D 31\n03 61 3d 32\n", (b"a=1", b"a=2"), (1, 2)),
    (b"\n03:61:\r\n3d:31:\r\n03:61:3d:32", (b"a=1", b"a=2"), (2, 4)),
    (b"0x03, 0x61, 0x3d, 0x31", (b"a=1",), (1,)),
    (b"0x3 0x61 0x3D 0x31", (b"a=1",), (1,)),
    (b"0X03613d31", (b"a=1",), (1,)),
    (b"00", (b"",), (1,)),
    (b"0000", (b"", b""), (1, 1)),
    (b"A2E9MQ==", (b"a=1",), (1,)),
    (b"A2E9\nMQNi\n\nPTI=\n", (b"a=1", b"b=2"), (1, 2)),
    (b"AA==", (b"",), (1,)),
]


@pytest.mark.parametrize(("content", "expected", "lines"), RDATA)
def test_rdata(content: bytes, expected: tuple[bytes, ...], lines: tuple[int, ...]) -> None:
    found = one(content, FORMAT)
    assert (found.txt, found.string_lines, found.lost) == (TxtRecord(expected), lines, frozenset())


TOLD_APART = [
    # what might be RDATA and is a string
    b"03613d",  # digits of a few octets that are no RDATA
    b"cafe",
    b"a1b",
    b"path",  # base64 of no RDATA
    b"A2E9MQ",  # base64 without its padding
    b"A2E9MQ==\nb=1",
    b"03613d31 z",
    b'"03613d31"',
    b'"A2E9MQ=="',
]


@pytest.mark.parametrize("content", TOLD_APART)
def test_what_is_no_rdata_is_strings(content: bytes) -> None:
    assert strings(content) == tuple(line.strip(b'"') for line in content.split(b"\n"))


@pytest.mark.parametrize("content", [b"0x05, 0x61", b"09 61 3d 31 61 3d 31 61", b"ff" * 300])
def test_what_can_only_be_rdata_is_judged_as_damaged(content: bytes) -> None:
    record = one(content, FORMAT).txt
    assert record is not None
    assert record.damage is not None
    assert record.damage.kind is DamageKind.OVERRUN


FAULTS = [
    (b"\n03613d310361626", 2, "two digits"),
    (b"0x03613", 1, "two digits"),
    (b"00" * 65536, 1, "65536 octets"),
]


@pytest.mark.parametrize(("content", "line", "part"), FAULTS)
def test_what_is_neither(content: bytes, line: int, part: str) -> None:
    found = fault(content, FORMAT)
    assert (found.location, part in found.reason) == (Location("dump", line), True), found


@pytest.mark.parametrize("content", [b"a=1", b"03613d31", b"A2E9MQ=="])
def test_it_is_never_recognised(content: bytes) -> None:
    assert not SOURCES[FORMAT].sniff(content)
    with pytest.raises(Exception, match="--service TYPE"):
        recognise(content)


RECORDS = st.lists(st.binary(max_size=40), min_size=1, max_size=5).map(lambda each: TxtRecord(tuple(each)))


@given(RECORDS, st.sampled_from(["", " ", ":", "\n", ", "]), st.booleans())
def test_hexadecimal_comes_back(record: TxtRecord, divider: str, prefix: bool) -> None:  # noqa: FBT001 - drawn
    rdata = join(record)
    start = "0x" if prefix else ""
    words = [f"{start}{octet:02x}" for octet in rdata] if divider else [start + rdata.hex()]
    assert one(divider.join(words), FORMAT).txt == record


@given(RECORDS, st.integers(4, 76))
def test_base64_comes_back(record: TxtRecord, width: int) -> None:
    text = base64.b64encode(join(record))
    wrapped = b"\n".join(text[at : at + width] for at in range(0, len(text), width))
    digits = text.decode().strip("0123456789abcdefABCDEF")
    if digits:  # else it reads as hexadecimal, which comes first
        assert one(wrapped, FORMAT).txt == record


@given(st.binary(min_size=8, max_size=300))
def test_octets_in_hexadecimal_are_judged_as_they_are(rdata: bytes) -> None:
    assert one(rdata.hex(), FORMAT).txt == split(rdata)


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=5))
def test_quoted_strings_come_back(values: list[bytes]) -> None:
    quoted = b" ".join(b'"' + b"".join(b"\\%03d" % octet for octet in value) + b'"' for value in values)
    assert one(quoted, FORMAT).txt == TxtRecord(tuple(values))


@given(st.lists(st.binary(min_size=1, max_size=60).filter(lambda raw: raw.strip()), min_size=1, max_size=5))
def test_lines_come_back(values: list[bytes]) -> None:
    lines = [b"k=" + value.replace(b"\n", b"").rstrip(b"\r") for value in values]
    assert strings(b"\r\n".join(lines) + b"\r\n") == tuple(lines)


def test_an_endless_input_is_not_kept() -> None:
    [found] = read(b"a=1\n" * MAX_SIZE, FORMAT, slowly=False)
    assert isinstance(found, Unreadable)


def test_a_long_line_of_quotes_is_quick() -> None:
    content = b'"' + b"\\\\" * 200_000
    assert len(read(content, FORMAT, slowly=False)) == 1
