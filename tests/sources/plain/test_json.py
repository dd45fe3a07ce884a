"""JSON and JSON Lines: every shape, every fault with its line, and nothing held back or made up."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator

import pytest

from tests.sources.harness import corpus, fault, one, read
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.txt import Damage, DamageKind, TxtRecord
from validator.sources import SOURCES
from validator.sources.base import HEAD_SIZE
from validator.sources.lines import MAX_LINE

BOTH = pytest.mark.parametrize("input_format", ["json", "jsonl"])


@BOTH
def test_the_smallest_announcement(input_format: str) -> None:
    found = one('{"service": "_spx-hmp._tcp", "txt": ["txtvers=1", "mode=normal"]}', input_format)
    assert found == Announcement(
        service="_spx-hmp._tcp",
        txt=TxtRecord((b"txtvers=1", b"mode=normal")),
        location=Location("dump", 1),
        string_lines=(1, 1) if input_format == "json" else (),
    )


@BOTH
def test_every_field(input_format: str) -> None:
    found = one(
        '{"service": "_ipp._tcp", "instance": "Lobby", "domain": "example.com.", "subtypes": ["_print"], '
        '"host": "p.local.", "port": 631, "addresses": ["192.0.2.1"], "txt": [], "txt_index": 2, "txt_count": 2, '
        '"lost": ["order"], "location": {"file": "other", "line": 9, "interfaces": ["eth0"]}}',
        input_format,
    )
    assert found == Announcement(
        service="_ipp._tcp",
        instance=b"Lobby",
        domain="example.com",
        subtypes=("_print",),
        host="p.local",
        port=631,
        addresses=("192.0.2.1",),
        txt=TxtRecord((b"",)),
        txt_index=2,
        txt_count=2,
        lost=frozenset({Fidelity.ORDER}),
        location=Location("dump", 1, interfaces=("eth0",)),
    )


RECORDS = [
    # the members, the record, what is lost
    ('"txt": ["a", "a=", "A=1"]', TxtRecord((b"a", b"a=", b"A=1")), set()),
    ('"txt": []', TxtRecord((b"",)), set()),
    ('"txt": [""]', TxtRecord((b"",)), set()),
    ('"txt": null', None, set()),
    ('"port": 1', None, {Fidelity.TXT}),
    ('"txt": ["caf\\u00e9", {"base64": "/w=="}]', TxtRecord(("café".encode(), b"\xff")), set()),
    (
        '"txt": {"a": "1", "b": null, "c": "", "d": {"base64": "/w=="}, "e": true}',
        TxtRecord((b"a=1", b"b", b"c=", b"d=\xff", b"e")),
        {Fidelity.ORDER, Fidelity.DUPLICATES, Fidelity.EMPTY_STRINGS},
    ),
    ('"txt_hex": "03 613d31 0162"', TxtRecord((b"a=1", b"b")), set()),
    ('"txt_hex": ["613d31", ""]', TxtRecord((b"a=1", b"")), set()),
    ('"txt_hex": ""', TxtRecord((), Damage(DamageKind.EMPTY_RDATA)), set()),
    (
        '"txt": ["a"], "rdata": {"base64": "AWEFYg=="}',
        TxtRecord((b"a",), Damage(DamageKind.OVERRUN, 2, 5, b"b")),
        set(),
    ),
]


@BOTH
@pytest.mark.parametrize(("members", "record", "lost"), RECORDS)
def test_records(members: str, record: TxtRecord | None, lost: frozenset[Fidelity], input_format: str) -> None:
    found = one(f'{{"service": "_a._tcp", {members}}}', input_format)
    assert (found.txt, found.lost) == (record, frozenset(lost))


NAMES = [
    # service as written, then service, instance, domain, subtypes
    ("_ipp._tcp", "_ipp._tcp", None, "local", ()),
    ("_ipp._tcp.", "_ipp._tcp", None, "local", ()),
    ("_ipp._tcp.local.", "_ipp._tcp", None, "local", ()),
    ("_color._sub._ipp._tcp", "_ipp._tcp", None, "local", ("_color",)),
    (r"Dr\. Who\\._ipp._tcp.example.com", "_ipp._tcp", b"Dr. Who\\", "example.com", ()),
    ("ipp", "ipp", None, "local", ()),
    ("", "", None, "local", ()),
]


@pytest.mark.parametrize(("written", "read"), [("null", "local"), ('""', ""), ('"."', ""), ('"a.b."', "a.b")])
def test_domains(written: str, read: str) -> None:
    assert one(f'{{"service": "_a._tcp", "domain": {written}}}', "json").domain == read


@pytest.mark.parametrize(("written", "service", "instance", "domain", "subtypes"), NAMES)
def test_names_in_the_service_type(
    written: str, service: str, instance: bytes | None, domain: str, subtypes: tuple[str, ...]
) -> None:
    found = one(json.dumps({"service": written, "txt": []}))
    assert (found.service, found.instance, found.domain, found.subtypes) == (service, instance, domain, subtypes)


def test_what_is_said_apart_wins_over_the_long_name() -> None:
    found = one('{"service": "A._ipp._tcp", "instance": {"base64": "Qv8="}, "txt": []}')
    assert (found.service, found.instance) == ("A._ipp._tcp", b"B\xff")


def test_fields_of_others_are_let_pass() -> None:
    assert one('{"service": "_a._tcp", "source": "x", "txt_order": 1, "synthetic": {}, "txt": []}').service == "_a._tcp"


FAULTS = [
    # the object, a part of the reason
    ('{"txt": []}', "`service` is missing"),
    ('{"servcie": "_a._tcp"}', "did you mean `service`?"),
    ('{"service": "_a._tcp", "Instance": "x"}', "did you mean `instance`?"),
    ('{"service": "_a._tcp", "prot": 1}', "did you mean `port`?"),
    ('{"service": 1}', "service: expected text, got a number"),
    ('{"service": "_a._tcp", "txt": [1.10]}', "txt[0]: expected text, got a number: quote it"),
    ('{"service": "_a._tcp", "txt": ["a", true]}', "txt[1]: expected text, got a boolean"),
    ('{"service": "_a._tcp", "txt": "a=1"}', "txt: expected a mapping, a list or nothing, got text"),
    ('{"service": "_a._tcp", "txt": [{"base64": "?"}]}', "txt[0]: expected Base64"),
    ('{"service": "_a._tcp", "txt": [{"base46": ""}]}', "txt[0]"),
    ('{"service": "_a._tcp", "txt": {"a": 1}}', "txt: expected text"),
    ('{"service": "_a._tcp", "txt": {"a": false}}', "false"),
    ('{"service": "_a._tcp", "txt_hex": "0g"}', "txt_hex: expected hexadecimal"),
    ('{"service": "_a._tcp", "port": 65536}', "port: expected a whole number of at most 65535"),
    ('{"service": "_a._tcp", "port": -1}', "port: expected a whole number of at least 0"),
    ('{"service": "_a._tcp", "port": true}', "port: expected a whole number or nothing, got true or false"),
    ('{"service": "_a._tcp", "lost": ["everything"]}', "lost[0]"),
    ('{"service": "_a._tcp", "txt_index": 0}', "txt_index"),
    ('{"service": "_a._tcp", "location": "here"}', "location"),
    ("[]", "expected an announcement"),
    ('"_a._tcp"', "expected an announcement"),
    ("null", "expected an announcement"),
    ("1", "expected an announcement"),
]


@BOTH
@pytest.mark.parametrize(("text", "part"), FAULTS)
def test_what_is_no_announcement_says_why(text: str, part: str, input_format: str) -> None:
    good = '{"service": "_a._tcp"}'
    if input_format == "json":
        found = read(f"[\n{good},\n{text},\n{good}\n]".encode(), "json")
        line = 3
    else:
        found = read(f"{good}\n{text}\n{good}\n".encode(), "jsonl")
        line = 2
    assert [type(each) for each in found] == [Announcement, Unreadable, Announcement]
    assert isinstance(found[1], Unreadable)
    assert found[1].location == Location("dump", line)
    assert part in found[1].reason
    assert "\n" not in found[1].reason


@pytest.mark.parametrize("text", [r'"\ud800"', r'"a\udfffb"'])
def test_a_lone_surrogate_is_no_text(text: str) -> None:
    assert "surrogate" in fault(f'{{"service": "_a._tcp", "txt": [{text}]}}', "json").reason
    assert "txt[0]: a lone surrogate" in fault(f'{{"service": "_a._tcp", "txt": [{text}]}}', "json").reason
    assert fault(f'{{"service": "_a._tcp", "instance": {text}}}', "jsonl").location.line == 1


DOCUMENT = b"""{
  "version": 1,
  "announcements": [
    {"service": "_a._tcp", "txt": ["a=1"]},
    {
      "service": "_b._tcp",
      "txt": [
        "b=1",
        "b=2"
      ]
    }
  ],
  "findings": [{"code": "X"}, 2],
  "summary": {"announcements": 2}
}
"""


def test_lines_of_announcements_and_strings() -> None:
    first, second = read(DOCUMENT)
    assert isinstance(first, Announcement)
    assert isinstance(second, Announcement)
    assert (first.location.line, first.string_lines) == (4, (4,))
    assert (second.location.line, second.string_lines) == (5, (8, 9))


def test_a_fault_in_a_string_has_the_line_of_the_string() -> None:
    assert fault(DOCUMENT.replace(b'"b=2"', b"2")).location.line == 9


def test_a_document_of_another_version_says_so_and_is_read_as_far_as_it_goes() -> None:
    found = read(DOCUMENT.replace(b'"version": 1', b'"version": 2'))
    assert [type(each) for each in found] == [Unreadable, Announcement, Announcement]


@pytest.mark.parametrize("end", range(len(DOCUMENT.rstrip()) - 1))
def test_a_truncated_document_gives_what_stands_before_the_damage(end: int) -> None:
    found = read(DOCUMENT[:end], "json", slowly=end % 16 == 0)
    whole = [each for each in found if isinstance(each, Announcement)]
    complete = (end > DOCUMENT.index(b'["a=1"]}') + 7) + (end > DOCUMENT.index(b"      ]\n    }") + 12)
    assert len(whole) == complete
    if DOCUMENT[:end].strip():
        damage = found[-1]
        assert isinstance(damage, Unreadable)
        assert damage.reason.startswith("the JSON ends in the middle"), damage.reason
        assert damage.location.line is not None
        assert damage.location.line <= DOCUMENT[:end].count(b"\n") + 1


BROKEN = [
    (b'[{"service": "_a._tcp"},\n{"service": "_b._tcp" "txt": []}]', 2, "expected , or }"),
    (b'[{"service": "_a._tcp"}\n{"service": "_b._tcp"}]', 2, "expected , or ]"),
    (b'[{"service": "_a._tcp"},\n]', 2, "what stands here is no JSON"),
    (b'[{"service": "_a._tcp"},\n{service: 1}]', 2, 'expected "'),
    (b'[{"service": "_a._tcp"},\n{"service": "_b._tcp", "txt": ["a\nb"]}]', 2, "control character"),
    (b'[{"service": "_a._tcp"},\n{"service": "_b._tcp", "txt": ["\xff"]}]', 2, "not UTF-8"),
    (b'[{"service": "_a._tcp"},\n\xff', 2, "not UTF-8"),
    (b'[{"service": "_a._tcp"},\n{"service": "_b._tcp", "x": ' + b"[" * 100_000, 2, "nested too deeply"),
    (b'[{"service": "_a._tcp"},\n{"port": ' + b"1" * 5000 + b"}]", 2, "number"),
    (b'[{"service": "_a._tcp"},\n{"service": "_b._tcp"}]\n]', 3, "what stands here is no JSON"),
]


@pytest.mark.parametrize(("content", "line", "part"), BROKEN, ids=range(len(BROKEN)))
def test_broken_json_says_where(content: bytes, line: int, part: str) -> None:
    found = read(content, "json")
    assert isinstance(found[0], Announcement)
    assert isinstance(found[-1], Unreadable)
    assert (found[-1].location.line, part in found[-1].reason) == (line, True), found[-1]


def test_several_values_one_after_the_other() -> None:
    pretty = json.dumps({"service": "_a._tcp", "txt": ["a"]}, indent=2)
    found = read(f"{pretty}\n{pretty}\n[{pretty}]".encode())
    assert [each.location.line for each in found] == [1, 7, 13]


def test_one_bad_line_costs_that_line_only() -> None:
    found = read(b'{"service": "_a._tcp"}\r\n\n{"service": \n{"service": "_b._tcp"} x\n{"service": "_c._tcp"}')
    assert [type(each) for each in found] == [Announcement, Unreadable, Unreadable, Announcement]
    assert [each.location.line for each in found] == [1, 3, 4, 5]


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    good = b'{"service": "_a._tcp"}'
    content = good + b"\n{" + b" " * (3 * MAX_LINE) + b"}\n" + good
    found = read(content, "jsonl", slowly=False)
    assert [type(each) for each in found] == [Announcement, Unreadable, Announcement]
    assert [each.location.line for each in found] == [1, 2, 3]


class Endless(io.RawIOBase):
    """A long dump that is made while it is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed says Buffer
        """Give the next piece."""
        self._rest = self._rest or next(self._pieces, b"")
        octets, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(octets)] = octets
        return len(octets)


@BOTH
def test_memory_does_not_grow_with_the_dump(input_format: str) -> None:
    line = b'{"service": "_a._tcp", "txt": ["' + b"x" * 200 + b'"]}'
    count = 20_000

    def pieces() -> Iterator[bytes]:
        separator = b"\n" if input_format == "jsonl" else b","
        yield b"" if input_format == "jsonl" else b'{"version": 1, "announcements": ['
        for _ in range(count):
            yield line + separator
        yield line + (b"\n" if input_format == "jsonl" else b"]}")

    tracemalloc.start()
    stream = io.BufferedReader(Endless(pieces() if input_format == "json" else (each for each in pieces() if each)))
    assert sum(1 for _ in SOURCES[input_format].read(stream, "x")) == count + 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * 1024 * 1024


@pytest.mark.parametrize("member", ['"txt": [', '"findings": [', '"x": "'])
def test_one_endless_member_does_not_fill_the_memory(member: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield f'{{"announcements": [], {member}'.encode() if "findings" in member else f"{{{member}".encode()
        for _ in range(20):
            yield b'"a",' * 20_000 if member.endswith("[") else b"a" * 400_000
        yield b'"b"]}'

    tracemalloc.start()
    found = list(SOURCES["json"].read(io.BufferedReader(Endless(pieces())), "x"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == ("findings" not in member)
    assert peak < 64 * 1024 * 1024


def test_the_corpus() -> None:
    found = read(corpus("announcements.jsonl"), slowly=False)
    assert len(found) > 400
    assert not [each for each in found if isinstance(each, Unreadable)]


def test_a_long_first_line_is_recognised() -> None:
    long = json.dumps({"service": "_a._tcp", "txt": ["x" * 200] * 100})
    assert len(long) > HEAD_SIZE
    assert len(read(f"{long}\n{long}\n".encode())) == 2


def test_a_value_that_is_too_long_is_no_broken_json() -> None:
    long = b'{"service": "_a._tcp", "txt": ["a=' + b"x" * (9 << 20) + b'"]}\n'
    [found] = read(long, slowly=False)
    assert isinstance(found, Unreadable)
    assert found.reason == "a value of more than 4194304 characters"
