r"""``avahi-browse -p``: fields, both escape dialects, folding, and lines that are damaged or none of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.harness import corpus, fault, one, read
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.tools import instances
from validator.sources.tools.avahi_names import TYPES

RESOLVED = b'=;eth0;IPv4;Living\\032Room;_raop._tcp;local;tv.local;192.0.2.7;7000;"b=2" "a=1"\n'


def test_a_resolved_line() -> None:
    assert one(RESOLVED) == Announcement(
        service="_raop._tcp",
        instance=b"Living Room",
        host="tv.local",
        port=7000,
        addresses=("192.0.2.7",),
        txt=TxtRecord((b"a=1", b"b=2")),
        lost=frozenset({Fidelity.ORDER, Fidelity.EMPTY_STRINGS}),
        location=Location("dump", 1, interfaces=("eth0",)),
    )


NAMES = [
    # the field, the instance
    (rb"Living\032Room", b"Living Room"),
    (b"Living Room", b"Living Room"),
    (rb"70-35-60-63\.1\032Bed", b"70-35-60-63.1 Bed"),
    (rb"back\\slash\059semicolon", b"back\\slash;semicolon"),
    (rb"Sal\195\179n", "Salón".encode()),
    ("Salón".encode(), "Salón".encode()),
    (rb"\255", b"\xff"),
    (b"\xff", b"\xff"),
    (b"", b""),
]


@pytest.mark.parametrize(("field", "instance"), NAMES)
def test_instance_names(field: bytes, instance: bytes) -> None:
    assert one(RESOLVED.replace(rb"Living\032Room", field)).instance == instance


STRINGS = [
    # the strings as printed, the record
    (b"", (b"",)),
    (b" ", (b"",)),
    (b'""', (b"",)),
    (b'"a=1;b=2"', (b"a=1;b=2",)),
    (rb'"a=\"x\"" "b=\\032"', (b"b=\\032", b'a="x"')),
    (rb'"a=\" \"b"', (b'a=" "b',)),
    (rb'"a=\010\000\255"', (b"a=\n\0\xff",)),
    ('"a=é" "b=\\195\\169"'.encode(), ("b=é".encode(), "a=é".encode())),
    (b'"a=\xff\xfe"', (b"a=\xff\xfe",)),
    (b'"b" "B=" "b=1"', (b"b=1", b"B=", b"b")),
    (b'"a=1" "" "b=1"', (b"b=1", b"", b"a=1")),
    (b'"a=1"\r', (b"a=1",)),
]


@pytest.mark.parametrize(("printed", "strings"), STRINGS)
def test_strings(printed: bytes, strings: tuple[bytes, ...]) -> None:
    assert one(RESOLVED.replace(b'"b=2" "a=1"', printed)).txt == TxtRecord(strings)


@pytest.mark.parametrize(
    ("shown", "service"),
    [
        (b"_raop._tcp", "_raop._tcp"),
        (b"AirTunes Remote Audio", "_raop._tcp"),
        (b"Web Site", "_http._tcp"),
        (b"Internet Printer", "_ipp._tcp"),
        (b"Microsoft Windows Network", "_smb._tcp"),
        (b"Web-Angebot", "_http._tcp"),
        (b"_bad_name_of_16ch._tcp", "_bad_name_of_16ch._tcp"),
    ],
)
def test_service_types_by_either_name(shown: bytes, service: str) -> None:
    assert one(RESOLVED.replace(b"_raop._tcp", shown)).service == service


def test_the_names_are_those_of_types() -> None:
    assert all(service.startswith("_") and service.endswith(("._tcp", "._udp")) for service in TYPES.values())


DAMAGED = [
    # the line, a part of the reason
    (RESOLVED.replace(b"_raop._tcp", b"Tea Kettle"), "add -k"),
    (RESOLVED.replace(b'a=1"', b"a=1"), "a quote is missing"),
    (RESOLVED.replace(b'" "', b'""'), "a quote is missing"),
    (RESOLVED.replace(b"7000", b"many"), '"many" is no port number'),
    (RESOLVED.replace(b"7000", b"70000"), '"70000" is no port number'),
    (RESOLVED.replace(b"7000", b""), "is no port number"),
    (RESOLVED.replace(b"b=2", rb"b=\999"), r"\999"),
    (RESOLVED[:60] + b"\n", "expected 9 fields"),
    (b"+;eth0;IPv4;Living\n", "expected 5 fields"),
    (b"+;eth0;IPv4;a;b;c;d\n", "expected 5 fields"),
]


@pytest.mark.parametrize(("line", "part"), DAMAGED)
def test_a_damaged_line_costs_that_line_only(line: bytes, part: str) -> None:
    content = RESOLVED.replace(b"Living", b"Bed") + line + RESOLVED.replace(b"Living", b"Bath")
    found = fault(content)
    assert found.location == Location("dump", 2)
    assert part in found.reason
    assert len([each for each in read(content) if isinstance(each, Announcement)]) == 2


def test_interfaces_and_protocols_are_folded() -> None:
    other = RESOLVED.replace(b"eth0;IPv4", b"wlan0;IPv6").replace(b"192.0.2.7", b"fe80::1")
    found = one(RESOLVED + other + RESOLVED)
    assert found.location == Location("dump", 1, interfaces=("eth0", "wlan0"))
    assert found.addresses == ("192.0.2.7", "fe80::1")


def test_what_differs_is_not_folded() -> None:
    assert len(read(RESOLVED + RESOLVED.replace(b"a=1", b"a=2") + RESOLVED.replace(b"7000", b"7001"))) == 3


def test_a_full_window_lets_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instances, "WINDOW", 2)
    found = read(b"".join(RESOLVED.replace(b"Living", b"%d" % number) for number in (1, 2, 3, 1, 4)))
    assert [each.location.line for each in found] == [1, 2, 3, 4, 5]


BROWSED = b"+;eth0;IPv4;Living\\032Room;_raop._tcp;local\n"


def test_an_instance_that_is_never_resolved_has_no_record_but_its_names() -> None:
    found = one(BROWSED + BROWSED.replace(b"eth0", b"wlan0"))
    assert (found.instance, found.txt, found.host) == (b"Living Room", None, None)
    assert Fidelity.TXT in found.lost
    assert found.location == Location("dump", 1, interfaces=("eth0", "wlan0"))


@pytest.mark.parametrize("content", [BROWSED + RESOLVED, RESOLVED + BROWSED])
def test_a_browsed_line_adds_nothing_to_a_resolved_one(content: bytes) -> None:
    assert one(content).txt is not None


def test_what_went_away_is_no_announcement() -> None:
    assert read(BROWSED + BROWSED.replace(b"+", b"-")) == []


def test_other_lines_are_passed_over() -> None:
    content = b"$ avahi-browse -arpt\n\n" + RESOLVED + b"Failed to resolve service 'x' of type 'y'\n: All for now\n$ \n"
    assert one(content).location.line == 3


CORPUS = [
    # the file, announcements in it counted by eye, one of them: its instance, service and a string
    ("raw/avahi-browse-arpt-home-apple-sonos-synology.txt", 30, b"Vitalogy", "_device-info._tcp", b"model=Xserve"),
    ("raw/avahi-browse-p-elg-keylight-utf8.txt", 2, "Luz Salón".encode(), "_elg._tcp", b"mf=Elgato"),
    ("raw/avahi-browse-p-puffin-node.txt", 2, b"gx10-9428", "_puffin-node._tcp", b"version=1.3.0"),
    ("raw/avahi-browse-p-smb-truenas.txt", 2, b"HOME", "_smb._tcp", b""),
]


@pytest.mark.parametrize(("name", "count", "instance", "service", "string"), CORPUS)
def test_the_corpus(name: str, count: int, instance: bytes, service: str, string: bytes) -> None:
    found = read(corpus(name), slowly=False)
    announcements = [each for each in found if isinstance(each, Announcement)]
    assert (len(announcements), len(found)) == (count, count)
    [wanted] = [each for each in announcements if (each.instance, each.service) == (instance, service)]
    assert wanted.txt is not None
    assert string in wanted.txt.strings


def test_a_dump_that_begins_and_ends_in_the_middle_of_a_line() -> None:
    hexdump = corpus("raw/avahi-browse-p-mediaremotetv-invalid-utf8.xxd").decode()
    octets = b"".join(bytes.fromhex(line[10:49]) for line in hexdump.splitlines())
    found = fault(octets, "avahi-browse")
    assert isinstance(found, Unreadable)
    assert "quote is missing" in found.reason


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=5), st.booleans())
def test_what_avahi_prints_comes_back(strings: list[bytes], raw: bool) -> None:  # noqa: FBT001 - hypothesis fills it
    found = one(RESOLVED.replace(b'"b=2" "a=1"', avahi_text(strings, raw=raw)))
    assert found.txt == TxtRecord(tuple(strings) or (b"",))


def avahi_text(strings: list[bytes], *, raw: bool) -> bytes:
    """The strings as avahi_string_list_to_string() of Avahi prints them: 0.8 on ARM (``raw``) or x86."""
    quoted = []
    for string in reversed(strings):
        out = b""
        for octet in string:
            char = bytes((octet,))
            if char in (b'"', b"\\"):
                out += b"\\" + char
            elif octet < 32 or (octet >= 127 and not raw):
                out += b"\\%03d" % octet
            else:
                out += char
        quoted.append(b'"' + out + b'"')
    return b" ".join(quoted)
