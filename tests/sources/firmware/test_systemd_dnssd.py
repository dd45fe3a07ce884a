"""systemd's .dnssd files: keys, specifiers, words with quotes and escapes, several records, and ignored lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.harness import corpus, fault, one, read
from validator.model.announcement import Announcement, Location
from validator.model.txt import TxtRecord
from validator.sources.firmware.systemd_dnssd import MAX_SIZE, sniff

FULL = """\
# A printer.
; Two records.

[Service]
Name = Büro 100%%
Type=_ipp._tcp
SubType=_universal
Port=631
TxtText=txtvers=1 "note=a b" \\
# a comment between
    'quote="' bare \\
    key=
TxtData=bin=AGFi/w== none=
X-Vendor=anything
[X-More]
anything
"""


def test_every_key() -> None:
    first = Announcement(
        service="_ipp._tcp",
        instance="Büro 100%".encode(),
        subtypes=("_universal",),
        port=631,
        txt=TxtRecord((b"txtvers=1", b"note=a b", b'quote="', b"bare", b"key")),
        txt_index=1,
        txt_count=2,
        location=Location("dump", 4),
        string_lines=(9, 9, 11, 11, 12),
    )
    second = Announcement(
        service="_ipp._tcp",
        instance="Büro 100%".encode(),
        subtypes=("_universal",),
        port=631,
        txt=TxtRecord((b"bin=\0ab\xff", b"none")),
        txt_index=2,
        txt_count=2,
        location=Location("dump", 4),
        string_lines=(13, 13),
    )
    assert read(FULL.encode()) == [first, second]


def service(lines: str) -> str:
    """A service whose ``lines`` begin on the fourth."""
    return f"[Service]\nName=x\nType=_http._tcp\n{lines}\n"


NAMES = [
    # the template, the instance
    ("a", b"a"),
    ("a  b", b"a  b"),
    ('"a"', b'"a"'),
    ("%H", None),
    ("on %m", None),
    ("%%H", b"%H"),
    ("%%%H", None),
    ("100% %x", b"100% %x"),
]


@pytest.mark.parametrize(("template", "instance"), NAMES)
def test_names(template: str, instance: bytes | None) -> None:
    assert one(service(f"Name={template}")).instance == instance


WORDS = [
    # what stands behind TxtText=, the strings
    ("a=1 b=2", (b"a=1", b"b=2")),
    ("  a=1\tb=2  ", (b"a=1", b"b=2")),
    ("a=b=c", (b"a=b=c",)),
    ('"a=1 2"', (b"a=1 2",)),
    ("a='1 \"2\"'", (b'a=1 "2"',)),
    ('a"=1 "2', (b"a=1 2",)),
    (r"a=\x41\101\u00e9\U0001F600", ("a=AA" + "é😀").encode()),
    (r"a=\t\n\s\"\\", b'a=\t\n "\\'),
    (r"a=\q\x4\400\000", rb"a=\q\x4\400\000"),
    (r"'a=\x41 b'", b"a=A b"),
    (r"a=1\x20b", b"a=1 b"),
    (r"a=\xff", b"a=\xff"),
    ("a= b", (b"a", b"b")),
    ('""', (b"",)),
    ("=x", (b"=x",)),
    ("%H=%m", (b"%H=%m",)),
    ("a=é", ("a=é".encode(),)),
    ("a=\u00a0b", ("a=\u00a0b".encode(),)),
    ("a=\\ ", (b"a=\\",)),
]


@pytest.mark.parametrize(("text", "strings"), WORDS)
def test_words(text: str, strings: tuple[bytes, ...] | bytes) -> None:
    expected = (strings,) if isinstance(strings, bytes) else strings
    assert one(service(f"TxtText={text}")).txt == TxtRecord(expected)


RECORDS = [
    # the lines, the strings of each record
    ("", [(b"",)]),
    ("TxtText=a=1\nTxtText=b=2", [(b"a=1",), (b"b=2",)]),
    ("TxtText=a=1\nTxtText=", [(b"",)]),
    ("TxtText=a=1\nTxtData=\nTxtText=b=2", [(b"b=2",)]),
    ("TxtData=a=YQ== b=Yg== c", [(b"a=a", b"b=b", b"c")]),
    ("TxtData=a=", [(b"a",)]),
    ("TxtText=a=1 \\", [(b"a=1",)]),
    ("TxtText=a=1\\\n  b=2", [(b"a=1", b"b=2")]),
    ("TxtText=a=1\\\n\nPort=1", [(b"a=1",)]),
    ("[Other]\n[Service]\nTxtText=a=1", [(b"a=1",)]),
]


@pytest.mark.parametrize(("lines", "records"), RECORDS)
def test_records(lines: str, records: list[tuple[bytes, ...]]) -> None:
    found = [each for each in read(service(lines).encode()) if isinstance(each, Announcement)]
    assert [each.txt for each in found] == [TxtRecord(strings) for strings in records]
    assert [(each.txt_index, each.txt_count) for each in found] == [(n + 1, len(found)) for n in range(len(found))]


def test_the_last_assignment_counts() -> None:
    found = one(service("Port=1\nPort=2\nName=y\nSubType=_a\nSubType=_b\nSubType="))
    assert (found.port, found.instance, found.subtypes) == (2, b"y", ())


FAULTS = [
    # the fourth line, a part of the reason, the strings that are left
    ("Port=http", '"http" is no port number', (b"",)),
    ("Port=65536", "no port number", (b"",)),
    ("Port=-1", "no port number", (b"",)),
    ("Port=²", "no port number", (b"",)),
    ("TxtTxt=a=1", '"TxtTxt" is no key', (b"",)),
    ("txttext=a=1", "is no key", (b"",)),
    ("TxtText a", "a = is missing", (b"",)),
    ('TxtText=a=1 "b=2', "quote is not closed", (b"",)),
    ("TxtText=a='1", "quote is not closed", (b"",)),
    ("TxtText=é=1 b=2", "not ASCII", (b"b=2",)),
    ("TxtData=a=1 b=Yg==", "not Base64", (b"b=b",)),
    ("TxtData=a=YQ", "not Base64", (b"",)),
    ("[Unit]", "section [Unit] is not known", (b"",)),
    ("[Unit", "no ]", (b"",)),
]


@pytest.mark.parametrize(("line", "part", "strings"), FAULTS)
def test_what_systemd_ignores(line: str, part: str, strings: tuple[bytes, ...]) -> None:
    found = fault(service(line))
    assert part in found.reason
    assert found.location == Location("dump", 4)
    [announcement] = [each for each in read(service(line).encode()) if isinstance(each, Announcement)]
    assert announcement.txt == TxtRecord(strings)


@pytest.mark.parametrize(
    ("content", "part", "line"),
    [
        ("\n[Service]\nType=_http._tcp\n", "Name= is missing", 2),
        ("[Service]\nName=a\nTxtText=a\n", "Type= is missing", 1),
        ("Port=1\n" + service(""), "stands in no section", 1),
        ("# " + "x" * MAX_SIZE + "\n" + service(""), "MiB", None),
    ],
)
def test_faults_of_the_file(content: str, part: str, line: int | None) -> None:
    found = fault(content, "systemd-dnssd")
    assert part in found.reason
    assert found.location == Location("dump", line)


def test_a_line_that_is_no_text() -> None:
    assert fault(service("TxtText=a=1").encode() + b"TxtText=\xff\n").location.line == 5


def test_carriage_returns() -> None:
    found = one(service("TxtText=a=1 \\\n b=2").replace("\n", "\r\n"))
    assert found.txt == TxtRecord((b"a=1", b"b=2"))


@given(st.text(max_size=300), st.integers(0, 250))
def test_any_text_in_it(text: str, at: int) -> None:
    for each in read((FULL[:at] + text + FULL[at:]).encode(), "systemd-dnssd", slowly=False):
        assert isinstance(each, Announcement) or each.reason


@given(st.lists(st.binary(min_size=1, max_size=30).filter(lambda raw: b"\0" not in raw), min_size=1, max_size=4))
def test_escaped_strings_come_back(values: list[bytes]) -> None:
    words = " ".join("k=" + "".join(f"\\x{octet:02x}" for octet in value) for value in values)
    assert one(service(f"TxtText={words}")).txt == TxtRecord(tuple(b"k=" + value for value in values))


CORPUS = [
    # the file without its ending, service, instance, port, strings, the line of the header
    ("cockpit", "_cockpit._tcp", None, 9090, 1, 1),
    ("http-path", "_http._tcp", None, 80, 1, 1),
    ("pkgmirror-ubuntu-subtype", "_pkgmirror._tcp", None, 8080, 1, 1),
    ("radicle-node", "_radicle-node._tcp", b"example", 8776, 1, 2),
    ("raop-bohrium", "_raop._tcp", b"60F26217597B@bohrium", 9998, 19, 1),
    ("rdp", "_rdp._tcp", None, 3389, 1, 1),
    ("rustd-candidate", "_rustd-test._tcp", b"RustD-Avahi-Candidate", 8080, 1, 1),
]


@pytest.mark.parametrize(("name", "service", "instance", "port", "strings", "line"), CORPUS)
def test_the_corpus(  # noqa: PLR0913, PLR0917 - one a column
    name: str, service: str, instance: bytes | None, port: int, strings: int, line: int
) -> None:
    found = one(corpus(f"raw/dnssd-{name}.dnssd"))
    assert (found.service, found.instance, found.port, found.location.line) == (service, instance, port, line)
    assert found.txt is not None
    assert len(found.txt.strings) == strings


def test_a_unit_of_systemd_is_no_dnssd_file() -> None:
    assert not sniff(b"[Unit]\nDescription=x\n[Service]\nType=simple\nExecStart=/bin/true\n")


@pytest.mark.parametrize("line", ["Name=x", "SubType=_y", "TxtText=a=b"])
def test_a_file_that_lacks_its_type_is_recognised(line: str) -> None:
    assert sniff(f"[Service]\n{line}\nPort=80\n".encode())
