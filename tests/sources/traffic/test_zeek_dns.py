"""Zeek's dns.log in both forms, written from the script that logs it and the writers of both forms."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.harness import fault, one, read
from validator.model.announcement import Announcement, Fidelity, Unreadable
from validator.sources.traffic.printed import LEFT_OUT

NAME = "lab 2.5._ipp._tcp.local"
FIELDS = ("ts", "uid", "id.orig_p", "id.resp_p", "trans_id", "query", "qtype_name", "answers", "TTLs")
HEADER = (
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n"
    "#open\t2026-01-02-03-04-05\n#fields\t" + "\t".join(FIELDS) + "\n#types\ttime\tstring\tport\tport\tcount\n"
)


def row(*answers: str, query: str = NAME, qtype: str = "-", ports: str = "5353 5353", trans_id: str = "0") -> str:
    """One line of the form with columns."""
    values = ("1.5", "C1", *ports.split(), trans_id, query, qtype, ",".join(answers) or "-", "120.0")
    return "\t".join(values) + "\n"


def as_json(*answers: str, query: str = NAME, **more: object) -> str:
    """One line of JSON; what is not set is not there."""
    line = {
        "ts": 1.5,
        "uid": "C1",
        "id.orig_h": "",
        "id.orig_p": 5353,
        "id.resp_p": 5353,
        "trans_id": 0,
        "query": query,
    }
    return json.dumps(line | {"answers": list(answers)} | more) + "\n"


UNICAST = {"qtype": "TXT", "ports": "49152 53", "trans_id": "7"}


def strings(content: str) -> tuple[bytes, ...] | None:
    found = one(content)
    return None if found.txt is None else found.txt.strings


def test_a_response_that_came_alone_says_whose_the_first_answer_is() -> None:
    found = one(HEADER + row("TXT 9 txtvers=1 TXT 0  TXT 3 a=b"))
    assert (found.service, found.instance, found.domain) == ("_ipp._tcp", b"lab 2.5", "local")
    assert (found.host, found.port, found.lost) == (None, None, frozenset())
    assert found.txt is not None
    assert found.txt.strings == (b"txtvers=1", b"", b"a=b")
    assert str(found.location) == "dump:9"
    again = one(as_json("TXT 9 txtvers=1 TXT 0  TXT 3 a=b"))
    assert (again.txt, again.location.line) == (found.txt, 1)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # unicast DNS
        (row("TXT 3 a=1", **UNICAST), (b"a=1",)),
        (row("TXT 3 a=1", qtype="TXT", ports="49152 5353", trans_id="7"), (b"a=1",)),
        # octets, separators and backslashes
        (row(r"TXT 11 a=\x2c\x09\\\xff\x00 TXT"), (b"a=,\t\\\xff\0 TXT",)),
        (row(r"TXT 6 a=\x41", **UNICAST), None),
        (row(r"TXT 6 a=\\x41"), (b"a=\\x41",)),
        (row("TXT 12 a=TXT 3 b=c "), (b"a=TXT 3 b=c ",)),
    ],
)
def test_columns(content: str, expected: tuple[bytes, ...] | None) -> None:
    if expected is None:
        assert one(HEADER + content).lost == LEFT_OUT
    else:
        assert strings(HEADER + content) == expected


@pytest.mark.parametrize(
    ("answer", "expected", "lost"),
    [
        ("TXT 4 a=\u00e9", "a=é".encode(), set()),
        ("TXT 4 a=\\xff\\x00", b"a=\xff\0", set()),  # escaped by Zeek
        ("TXT 6 a=\\xff", b"a=\\xff", set()),  # text
        ("TXT 5 a=\\xff", b"", LEFT_OUT),  # neither
        ("TXT 3 a=1 TXT 9 b", b"", LEFT_OUT),
        ("TXT 3 a=1x", b"", LEFT_OUT),
    ],
)
def test_the_length_tells_what_json_escaped(answer: str, expected: bytes, lost: set[Fidelity]) -> None:
    found = one(as_json(answer))
    assert found.txt is not None
    assert found.txt.strings == (expected,)
    assert found.lost == lost


def test_other_separators_and_several_headers() -> None:
    head = "#separator |\n#set_separator|;\n#unset_field|?\n#fields|query|qtype_name|id.resp_p|answers\n"
    content = head + f"{NAME}|?|5353|TXT 3 a=1;x\n#close|2026\n" + HEADER + row("TXT 3 a=2")
    first, second = read(content.encode(), "zeek-dns")
    assert isinstance(first, Announcement)
    assert isinstance(second, Announcement)
    assert first.txt is not None
    assert second.txt is not None
    assert (first.txt.strings, second.txt.strings) == ((b"a=1",), (b"a=2",))


def test_an_instance_is_listed_by_its_type() -> None:
    listed = row(NAME, query="_ipp._tcp.local") + row(NAME, query="_x._sub._ipp._tcp.local", qtype="PTR")
    found = one(HEADER + listed + row("h.local", qtype="SRV"))
    assert (found.instance, found.subtypes, found.txt, found.lost) == (
        b"lab 2.5",
        ("_x",),
        None,
        frozenset({Fidelity.TXT}),
    )
    assert strings(HEADER + listed + row("TXT 3 a=1")) == (b"a=1",)


@pytest.mark.parametrize(
    "line",
    [
        row("h.local", "TXT 3 a=1"),  # the owner of the second answer is not logged
        row("TXT 3 a=1", qtype="TXT"),  # may be paired with another question of mDNS
        row("TXT 3 a=1", qtype="TXT", ports="- -"),
        row("alias._ipp._tcp.local", "TXT 3 a=1", **UNICAST),
        row("TXT 3 a=1", qtype="*", ports="49152 53", trans_id="7"),
        row("TXT 3 a=1", query="h.local"),
    ],
)
def test_whose_owner_is_not_known_is_skipped_and_counted(line: str) -> None:
    found = [each for each in read((HEADER + line + line).encode()) if isinstance(each, Unreadable)]
    assert [each.reason[-16:] for each in found] == [": 2 from here on"]
    assert found[0].location.line == 9
    assert not [each for each in read((HEADER + line).encode()) if isinstance(each, Announcement)]


def test_what_is_not_about_services_is_passed_over() -> None:
    others = row("TXT 9 v=spf1 -a", query="example.com", **UNICAST) + row("192.0.2.1", query="h.local")
    question = row(query="_ipp._tcp.local", qtype="PTR")
    assert read((HEADER + others + question + "#close\t2026\n").encode()) == []
    assert read(as_json(query="_ipp._tcp.local").encode()) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (row("a"), "before the header"),
        ("#fields\tts\tuid\n1\t2\n", "this is not dns.log"),
        (HEADER + "1\t2\n", "a line of 2 fields, where the header names 9"),
        (HEADER + row("TXT 1 a")[:-20], "a line of "),
        (as_json("TXT 1 a")[:-9], "cut off"),
        (as_json("TXT 1 a", query="\\xff._ipp._tcp.local"), "printed with escapes"),
        (as_json("TXT 1 a", query="a" * 2000 + "._ipp._tcp.local"), "too long"),
        (HEADER + "x" * (1 << 20 | 1), "longer than"),
    ],
)
def test_damage(content: str, reason: str) -> None:
    assert reason in fault(content, "zeek-dns").reason


SAMPLE = (HEADER + row(r"TXT 4 a=\x2c1", NAME) + row(NAME, query="_ipp._tcp.local") + as_json("TXT 3 a=1")).encode()


@given(st.integers(0, len(SAMPLE)), st.integers(0, 20), st.binary(max_size=3))
def test_any_change(at: int, size: int, new: bytes) -> None:
    read(SAMPLE[:at] + new + SAMPLE[at + size :], "zeek-dns", slowly=False)


@given(st.lists(st.binary(max_size=255), min_size=1, max_size=4))
def test_every_record_comes_back(record: list[bytes]) -> None:
    answer = b" ".join(b"TXT %d %s" % (len(each), each) for each in record)
    escaped = "".join(
        chr(octet) if 32 <= octet < 127 and octet not in b"\\," else f"\\x{octet:02x}" for octet in answer
    )
    assert strings(HEADER + row(escaped)) == tuple(record)
