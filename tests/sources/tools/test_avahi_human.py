r"""``avahi-browse`` without ``-p``: columns, wrapped and collapsed lines, folding, and entries that are damaged."""

from __future__ import annotations

import pytest

from tests.sources.harness import corpus, fault, one, read
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.tools.avahi_human import sniff

HEAD = "=   eth0 IPv4 Living Room                                   _raop._tcp           local\n"
FIELDS = '   hostname = [tv.local]\n   address = [192.0.2.7]\n   port = [7000]\n   txt = ["b=2" "a=1"]\n'
ENTRY = HEAD + FIELDS


def test_an_entry() -> None:
    assert one(ENTRY) == Announcement(
        service="_raop._tcp",
        instance=b"Living Room",
        host="tv.local",
        port=7000,
        addresses=("192.0.2.7",),
        txt=TxtRecord((b"a=1", b"b=2")),
        lost=frozenset({Fidelity.ORDER, Fidelity.EMPTY_STRINGS}),
        location=Location("dump", 1, interfaces=("eth0",)),
        string_lines=(5, 5),
    )


def head(name: str, shown: str, domain: str = "local", width: int = 45, protocol: str = "IPv4") -> str:
    """The first line of an entry as avahi-browse prints it on a terminal of ``width + 35`` columns."""
    return f"= {'eth0':>6} {protocol:>4} {name:<{width}} {shown:<20} {domain}\n"


HEADS = [
    # the line, instance, service, domain
    (head("a", "_a._tcp"), b"a", "_a._tcp", "local"),
    (head("a", "Web Site"), b"a", "_http._tcp", "local"),
    (head("Secure", "Web Site"), b"Secure", "_http._tcp", "local"),
    (head("Secure", "Web Site", width=6), b"Secure", "_http._tcp", "local"),
    (head("My", "Secure Web Site", width=2), b"My", "_https._tcp", "local"),
    (head("x" * 50, "Web Site"), b"x" * 50, "_http._tcp", "local"),
    (head("x y" * 20, "Virtual Machine Manager"), b"x y" * 20, "_libvirt._tcp", "local"),
    (head("a", "Thousand Parsec Server (Secure HTTP Tunnel)"), b"a", "_tp-https._tcp", "local"),
    (head("a _b._tcp", "_c._udp", width=3), b"a _b._tcp", "_c._udp", "local"),
    (head("n800web", "_p2pchat._udp", width=16), b"n800web", "_p2pchat._udp", "local"),
    (head(" * CNN", "Web Site", "dns-sd.org", protocol="n/a"), b" * CNN", "_http._tcp", "dns-sd.org"),
    (head("Caf__", "_a._tcp", r"my\032place.example"), b"Caf__", "_a._tcp", "my place.example"),
    ("= eth0 IPv4 Sky Q 1TB Web Site local\n", b"Sky Q 1TB", "_http._tcp", "local"),
    ("= eth0 IPv4 0 _teamviewer._tcp local \r\n", b"0", "_teamviewer._tcp", "local"),
    ("eth0 IPv4 Go WebUI Web Site local\n", b"Go WebUI", "_http._tcp", "local"),
    (head("a;b", "_a._tcp"), b"a;b", "_a._tcp", "local"),
]


WIDE_AREA = ["n/a", "-", "k.A.", "Nie dotyczy", "няма", "不适用"]


@pytest.mark.parametrize("nowhere", WIDE_AREA)
@pytest.mark.parametrize("name", ["CNN", "- a -"])
def test_no_interface_in_any_locale(nowhere: str, name: str) -> None:
    line = f"= {nowhere:>6} {nowhere:>4} {name:<45} {'Web Site':<20} dns-sd.org\n"
    found = one(line + FIELDS)
    assert (found.instance, found.domain, found.location) == (name.encode(), "dns-sd.org", Location("dump", 1))
    assert one(f"+;{nowhere};{nowhere};CNN;_http._tcp;dns-sd.org\n").location == Location("dump", 1)


def test_a_list_with_hyphens_is_no_output() -> None:
    assert not sniff(b"Tasks\n- one - two and - three\n  - four - five\n")


@pytest.mark.parametrize(("line", "instance", "service", "domain"), HEADS)
@pytest.mark.parametrize("before", ["", "$ avahi-browse -art\nServer version: avahi 0.8\n"])
def test_columns(before: str, line: str, instance: bytes, service: str, domain: str) -> None:
    found = one(before + line + FIELDS)
    assert (found.instance, found.service, found.domain) == (instance, service, domain)
    assert found.location.line == 1 + before.count("\n")


STRINGS = [
    # the lines of the field, the record, the line of each string
    (b"   txt = []\n", (b"",), (5,)),
    (b'txt = ["a=1"] \r\n', (b"a=1",), (5,)),
    (rb'   txt = ["a=\"]\"" "b=\\032\010"]' + b"\n", (b"b=\\032\n", b'a="]"'), (5, 5)),
    ('   txt = ["a=é" "b=\\195\\169"]\n'.encode(), ("b=é".encode(), "a=é".encode()), (5, 5)),
    (b'   txt = ["bb=22" "a\n=1" "c=3]"\n "d=4"]\n', (b"d=4", b"c=3]", b"a=1", b"bb=22"), (7, 6, 5, 5)),
    (b'   txt = ["a=1"\n]\n', (b"a=1",), (5,)),
]


@pytest.mark.parametrize(("field", "strings", "lines"), STRINGS)
def test_strings(field: bytes, strings: tuple[bytes, ...], lines: tuple[int, ...]) -> None:
    content = ENTRY.encode().replace(b'   txt = ["b=2" "a=1"]\n', field)
    found = one(content)
    assert (found.txt, found.string_lines) == (TxtRecord(strings), lines)
    first, last = read(content + ENTRY.replace("Living", "Bed").encode())
    assert first == found
    assert isinstance(last, Announcement)
    assert last.instance == b"Bed Room"


DAMAGED = [
    # the entry, the line of the fault, a part of the reason
    (ENTRY.replace("_raop._tcp ", "Tea Kettle "), 6, 'the name "Tea Kettle", which is not known: add -k'),
    (ENTRY.replace('" "', '" '), 10, "a quote is missing"),
    (ENTRY.replace('1"]', "1"), 10, "a quote is missing"),
    (ENTRY.replace("7000", "http"), 10, '"http" is no port number'),
    (ENTRY.replace("port = ", "portal = "), 10, "it has no port line"),
    (ENTRY.replace("b=2", r"b=\999"), 10, r"\999"),
    (HEAD, 6, "it has no txt line"),
    (ENTRY.partition("   txt")[0], 6, "it has no txt line"),
    (ENTRY.partition("   txt")[0] + "\nFailed to resolve service\n", 6, "it has no txt line"),
]


@pytest.mark.parametrize(("entry", "line", "part"), DAMAGED)
def test_a_damaged_entry_costs_that_entry_only(entry: str, line: int, part: str) -> None:
    content = ENTRY.replace("Living", "Bed") + entry + ENTRY.replace("Living", "Bath")
    found = fault(content)
    assert (found.location.line, part in found.reason) == (line, True), found
    assert [each.instance for each in read(content.encode()) if isinstance(each, Announcement)] == [
        b"Bed Room",
        b"Bath Room",
    ]


def test_interfaces_and_protocols_are_folded() -> None:
    found = one(ENTRY + ENTRY.replace("eth0 IPv4", " wl0 IPv6").replace("192.0.2.7", "fe80::1") + ENTRY)
    assert found.location == Location("dump", 1, interfaces=("eth0", "wl0"))
    assert found.addresses == ("192.0.2.7", "fe80::1")


def test_an_instance_that_is_never_resolved_has_no_record_but_its_names() -> None:
    browsed = HEAD.replace("=", "+", 1)
    found = one(browsed + browsed.replace("eth0", " wl0") + "Failed to resolve service 'x' of type 'y'\n")
    assert (found.instance, found.txt) == (b"Living Room", None)
    assert Fidelity.TXT in found.lost
    assert found.location == Location("dump", 1, interfaces=("eth0", "wl0"))
    assert one(browsed + ENTRY).txt is not None
    assert read((browsed + browsed.replace("+", "-", 1)).encode()) == []


def test_both_forms_in_one_file() -> None:
    found = read((ENTRY + '=;eth0;IPv4;a;_a._tcp;local;a.local;192.0.2.1;1;"a=1"\n').encode())
    assert [each.location.line for each in found] == [1, 6]


CORPUS = [
    # the file, announcements in it and those of them with a record, counted by eye; an instance, its service, a string
    ("ar-german-locale-shairport156", (9, 0), b"odroid [5a:2a:ee:15:41:8c]", "_workstation._tcp", None),
    ("ar-teamviewer-dacp-shairport1116", (8, 0), b"254477237", "_teamviewer._tcp", None),
    ("arl-nymea", (4, 4), b"nymea-ws-default", "_ws._tcp", b"manufacturer=nymea GmbH"),
    ("audirvana", (2, 2), b"stellar", "_audirvana-ap._tcp", b"osversion=Linux"),
    ("avr-brother-wndr4500-libvirt", (13, 13), b"Virtualization Host ubuntu12", "_libvirt._tcp", b""),
    ("libreelec-kodi", (3, 3), b"Kodi (LibreELEC)", "_xbmc-events._udp", b""),
    ("libreelec-samba-cookie", (5, 5), b"MORFIKOWNIA", "_smb._tcp", b"org.freedesktop.Avahi.cookie=2384891314"),
    ("lonelyscreen", (2, 2), b"LonelyScreen", "_airplay._tcp", b"ch=2"),
    ("p2pchat-n800-flag", (1, 1), b"n800web", "_p2pchat._udp", b"hereistxt"),
    ("r-http-botqueue", (1, 1), b"botqueue", "_http._tcp", b"botqueue=1"),
    ("r-ipps-openthread-codelab", (1, 1), b"ot-service", "_ipps._tcp", b""),
    ("rt-ipp-canon-mx920-wrapped", (1, 1), b"Canon MX920 series", "_ipp._tcp", b"usb_MFG=Canon"),
    ("rt-ipp-hp-envy-5540", (1, 1), b"ENVY 5540 series", "_ipp._tcp", b"PaperMax=legal-A4"),
    ("rt-serial-usb", (1, 1), b"serial-A02048", "_serial._tcp", b"usb_pid=0x6015"),
    ("rt-uscan-hp-deskjet-3630", (1, 1), b"HP DeskJet 3630 series [6779B6]", "_uscan._tcp", b"vers=2.5"),
    ("rt-uscan-ippusb-epson-brother-hp", (3, 3), b"HL-L2390DW", "_uscan._tcp", b"note="),
    ("rv-aqara-setup", (2, 2), b"Doorbell Repeater-9911", "_aqara-setup._tcp", b"zi=0"),
    ("rv-googlecast-shield", (1, 1), b"SHIELD-Android-TV-991031a79a3224e673c7f7c00fb95245", "_googlecast._tcp", b"rm="),
    ("skyq-teamviewer-pastebin", (5, 4), b"38A6CEB42144@Sky Q 1TB Box3299", "_raop._tcp", b"vs=211.1.p8"),
    ("systemd-dnssd-meteo", (1, 1), b"meteo", "_http._tcp", b"t=temperature_sensor"),
    ("tr-iio", (2, 2), b"iio-abcd", "_iio._tcp", b""),
    ("v-r-raop-owntone496", (3, 2), b"------------@Office", "_raop._tcp", b"am=ShairportSync"),
    ("whatwatt-manual-mangled", (1, 1), b"Whatwatt Go 9F8124 WebUI", "_http._tcp", b"type=100"),
    ("wide-area-dns-sd-org", (6, 3), b" * CNN, World news", "_http._tcp", b"txtvers=1"),
]


@pytest.mark.parametrize(("name", "counts", "instance", "service", "string"), CORPUS)
def test_the_corpus(name: str, counts: tuple[int, int], instance: bytes, service: str, string: bytes | None) -> None:
    found = read(corpus(f"raw/avahi-browse-{name}.txt"), slowly=False)
    announcements = [each for each in found if isinstance(each, Announcement)]
    assert (len(found), sum(each.txt is not None for each in announcements)) == counts
    assert len(announcements) == len(found)
    [wanted] = [each for each in announcements if (each.instance, each.service) == (instance, service)]
    assert string is None or (wanted.txt is not None and string in wanted.txt.strings)


def test_a_pasted_line_with_a_quote_missing() -> None:
    found = read(corpus("raw/avahi-browse-avr-siglent-lxi.txt"), slowly=False)
    assert isinstance(found[0], Unreadable)
    assert (found[0].location.line, "quote" in found[0].reason) == (10, True)
    assert [each.location.line for each in found[1:]] == [1, 2, 3, 4, 5]
