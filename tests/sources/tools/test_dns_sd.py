r"""Apple's ``dns-sd``: what -B, -L and -Z print, its escapes, and lines that are damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.harness import corpus, fault, one, read
from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.txt import Damage, DamageKind, TxtRecord

REACHED = r"""Lookup Lobby Panel._http._tcp.local
DATE: ---Thu 28 May 2026---
13:43:00.082  ...STARTING...
13:43:00.084  Lobby\032Panel._http._tcp.local. can be reached at my\032panel.local.:80 (interface 6)
 txtvers=1 ty=Lobby\ Panel
"""

HEAD = "Timestamp     A/R    Flags  if Domain               Service Type         Instance Name\n"
FOUND = "13:41:30.744  Add        2   6 local.               _http._tcp.          Lobby Panel\n"

ZONE = r"""Browsing for _http._tcp
; To direct clients to browse a different domain, substitute that domain in place of '@'
lb._dns-sd._udp                                 PTR     @

_http._tcp                                      PTR     Lobby\032Panel._http._tcp
Lobby\032Panel._http._tcp                       SRV     0 0 80 panel.local. ; Replace with unicast FQDN of target host
Lobby\032Panel._http._tcp                       TXT     "txtvers=1" "ty=Lobby Panel"
"""


def test_a_look_up() -> None:
    assert one(REACHED) == Announcement(
        service="_http._tcp",
        instance=b"Lobby Panel",
        host="my panel.local",
        port=80,
        txt=TxtRecord((b"txtvers=1", b"ty=Lobby Panel")),
        lost=frozenset({Fidelity.EMPTY_STRINGS}),
        location=Location("dump", 4, interfaces=("6",)),
        string_lines=(5, 5),
    )


def test_a_zone() -> None:
    assert one(ZONE) == Announcement(
        service="_http._tcp",
        instance=b"Lobby Panel",
        host="panel.local",
        port=80,
        txt=TxtRecord((b"txtvers=1", b"ty=Lobby Panel")),
        location=Location("dump", 7),
        string_lines=(7, 7),
    )


def test_what_is_only_browsed_has_names_and_no_record() -> None:
    assert one(HEAD + FOUND + FOUND.replace("6 local", "7 local")) == Announcement(
        service="_http._tcp",
        instance=b"Lobby Panel",
        lost=frozenset({Fidelity.TXT}),
        location=Location("dump", 2, interfaces=("6", "7")),
    )


def test_a_look_up_of_what_was_browsed_is_one_announcement() -> None:
    assert one(FOUND + REACHED).txt is not None
    assert one(REACHED + FOUND).txt is not None


def test_what_went_away_is_no_announcement() -> None:
    assert read((FOUND + FOUND.replace("Add", "Rmv")).encode()) == []
    assert one(REACHED + FOUND.replace("Add", "Rmv")).port == 80


NAMES = [
    # the line, then instance, service, domain
    (FOUND.replace("Lobby Panel", "a._b._tcp  c"), b"a._b._tcp  c", "_http._tcp", "local"),
    (FOUND.replace("Lobby Panel", "Salón "), "Salón".encode(), "_http._tcp", "local"),
    (FOUND.replace("local.   ", "example.com."), b"Lobby Panel", "_http._tcp", "example.com"),
    (FOUND.removeprefix("13:41:30.744  "), b"Lobby Panel", "_http._tcp", "local"),
    (REACHED.replace(r"\032", " "), b"Lobby Panel", "_http._tcp", "local"),
    (REACHED.replace(r"\032Panel", r"\.\\\195\179"), "Lobby.\\ó".encode(), "_http._tcp", "local"),
    (REACHED.replace("local. can", "example.com. can"), b"Lobby Panel", "_http._tcp", "example.com"),
    (REACHED.replace("(interface 6)", "(interface -1) Flags: 1"), b"Lobby Panel", "_http._tcp", "local"),
    (ZONE.replace(r"\032", r"\."), b"Lobby.Panel", "_http._tcp", "local"),
    (ZONE.replace("for _http._tcp", "for _http._tcp.example.com."), b"Lobby Panel", "_http._tcp", "example.com"),
]


@pytest.mark.parametrize(("text", "instance", "service", "domain"), NAMES)
def test_names(text: str, instance: bytes, service: str, domain: str) -> None:
    found = one(text)
    assert (found.instance, found.service, found.domain) == (instance, service, domain)


LOOKED_UP = [
    # the lines behind the first, the strings
    ("", (b"",)),
    ("\n", (b"",)),
    ("$ \n", (b"",)),
    (" 9:43:01.000  Add        2   6 local.    _http._tcp.    Other\n", (b"",)),
    (" a=1\n b=2\n\n c=3\n", (b"a=1", b"b=2")),
    ("a=1 b\n", (b"a=1", b"b")),
    (" a=Bob\\'s\\ \\(x\\)\\ \\$\\\"\n", (b"a=Bob's (x) $\"",)),
    (r" a=\\\\ b=\\\\x41 c=\\x09\\x1F d=\\\x00", (b"a=\\", b"b=\\x41", b"c=\t\x1f", b"d=\0")),
    (" a=é\n", ("a=é".encode(),)),
    (" a=1\\", (b"a=1\\",)),
    (" a=1\\ \n", (b"a=1 ",)),
    (" a=1 \n", (b"a=1",)),
]


@pytest.mark.parametrize(("lines", "strings"), LOOKED_UP)
def test_strings_of_a_look_up(lines: str, strings: tuple[bytes, ...]) -> None:
    content = "".join(REACHED.splitlines(keepends=True)[:-1]) + lines
    found = next(each for each in read(content.encode()) if isinstance(each, Announcement))
    assert found.txt == TxtRecord(strings)


ZONED = [
    # the data, the record
    ('""', TxtRecord((b"",))),
    ("", TxtRecord((), Damage(DamageKind.EMPTY_RDATA))),
    (r'"a=\"\\032;"  ""', TxtRecord((b'a="\\032;', b""))),
    ('"a=\t\xe9"', TxtRecord(("a=\té".encode(),))),
]


@pytest.mark.parametrize(("data", "record"), ZONED)
def test_strings_of_a_zone(data: str, record: TxtRecord) -> None:
    assert one(ZONE.replace('"txtvers=1" "ty=Lobby Panel"', data)).txt == record


def test_several_interfaces_are_folded() -> None:
    other = REACHED.replace("(interface 6)", "(interface 9)")
    assert one(REACHED + other).location == Location("dump", 4, interfaces=("6", "9"))
    assert len(read((REACHED + other.replace("txtvers=1", "txtvers=2")).encode())) == 2
    assert one(ZONE + ZONE).txt_count == 1


FAULTS = [
    # the text, the line of the fault, a part of the reason
    (ZONE.replace('1" ', "1 "), 7, "a quote is missing"),
    (ZONE.replace("0 0 80", "0 0 http"), 6, "priority, weight, port and host"),
    (REACHED.replace(":80 ", ":99999 "), 4, '"99999" is no port number'),
    (REACHED.replace(r"Lobby\032Panel._http._tcp", "panel"), 4, '"panel.local." is no service instance name'),
    (REACHED.replace("Panel\n", "Panel<< invalid data >>\n"), 5, "longer than the record"),
]


@pytest.mark.parametrize(("text", "line", "part"), FAULTS)
def test_a_bad_line_costs_that_line_only(text: str, line: int, part: str) -> None:
    found = fault(text)
    assert (found.location, part in found.reason) == (Location("dump", line), True), found
    assert len(read((text + FOUND.replace("Lobby", "Other")).encode())) >= 2


def test_what_stands_before_invalid_data_is_kept() -> None:
    found = read(REACHED.replace("Panel\n", "Panel<< invalid data >>\n").encode())
    assert [each.txt for each in found if isinstance(each, Announcement)] == [
        TxtRecord((b"txtvers=1", b"ty=Lobby Panel"))
    ]


CORPUS = [
    # the file, announcements in it counted by eye, one of them: its instance, service, line, and a string
    ("L-adisk-timecapsule", 1, b"Time Capsule", "_adisk._tcp", 1, b"sys=waMA=80:EA:96:E6:58:68,adVF=0x1010"),
    ("L-riousbprint-canon-mp490", 1, b"Canon MP490 series", "_riousbprint._tcp", 12, b"product=(Canon MP490 series)"),
    ("Z-airplay-macos26", 2, b"Arts Mini", "_airplay._tcp", 10, b"deviceid=96:D4:4B:F4:98:B0"),
    ("Z-http-esp32", 1, b"esp32-using-mdns", "_http._tcp", 15, b""),
    ("Z-ipps-openthread-codelab", 1, b"ot-service", "_ipps._tcp", 15, b""),
]


@pytest.mark.parametrize("row", CORPUS, ids=[row[0] for row in CORPUS])
def test_the_corpus(row: tuple[str, int, bytes, str, int, bytes]) -> None:
    name, count, instance, service, line, string = row
    found = read(corpus(f"raw/dns-sd-{name}.txt"), slowly=False)
    assert len(found) == count
    [wanted] = [each for each in found if isinstance(each, Announcement) and each.instance == instance]
    assert (wanted.service, wanted.location.line) == (service, line)
    assert wanted.txt is not None
    assert string in wanted.txt.strings


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=4))
def test_what_a_look_up_prints_comes_back(strings: list[bytes]) -> None:
    content = REACHED.encode().replace(b" txtvers=1 ty=Lobby\\ Panel", shell_text(strings))
    assert one(content).txt == TxtRecord(tuple(strings))


def shell_text(strings: list[bytes]) -> bytes:
    """The strings as ShowTXTRecord() of dns-sd.c prints them; its strchr() finds the octet zero too."""
    out = b""
    for string in strings:
        out += b" "
        for octet in string:
            char = bytes((octet,))
            if char in b" &;`'\"|*?~<>^()[]{}$\0":
                out += b"\\"
            out += b"\\" * 4 if char == b"\\" else char if octet >= 32 else b"\\\\x%02X" % octet
    return out
