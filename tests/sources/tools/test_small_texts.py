"""Rare texts: avahi-discover, ipp-usb's log, mdns_example."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.harness import fault, one, read
from validator.model.announcement import Announcement, Fidelity

DISCOVER = """\
Service Type: _a._tcp
Service Name: Küche, 1
Domain Name: local
Interface: eth0 IPv6
Address: h.local/fe80::1:80
TXT a = 1 = 2
TXT b ={}
"""
IPP_USB = """\
> A: b [1]: _printer._tcp TXT record:
> A: b [1]: _a._tcp TXT record:
    a=1=2
    b=
! other: line
    c=3
"""
EXAMPLE = """\
Local IPv4 address: 192.0.2.9
192.0.2.1:5353 : answer _a._tcp.local. PTR Küche. 1._a._tcp.local. rclass 0x1 ttl 10 length 43
192.0.2.1:5353 : additional Küche. 1._a._tcp.local. SRV h.local. priority 0 weight 0 port 80
192.0.2.1:5353 : additional Küche. 1._a._tcp.local. TXT a = 1 = 2
192.0.2.1:5353 : additional Küche. 1._a._tcp.local. TXT b
192.0.2.1:5353 : additional h.local. A 192.0.2.1
[fe80::1%eth0]:5353 : additional h.local. AAAA fe80::1%eth0
[fe80::1%eth0]:5353 : additional h.local. type 47 rclass 0x8001 ttl 10 length 9
"""


def test_avahi_discover() -> None:
    found = one(DISCOVER.format(" "))
    assert (found.service, found.instance, found.domain) == ("_a._tcp", "Küche, 1".encode(), "local")
    assert (found.host, found.port, found.addresses) == ("h.local", 80, ("fe80::1",))
    assert found.txt is not None
    assert (found.txt.strings, found.string_lines) == ((b"a=1 = 2", b"b="), (6, 7))
    assert found.lost == {Fidelity.ORDER, Fidelity.DUPLICATES, Fidelity.STATES, Fidelity.EMPTY_STRINGS}
    assert (found.location.line, found.location.interfaces) == (1, ("eth0",))


def test_avahi_discover_several_and_an_empty_record() -> None:
    empty = DISCOVER.partition("TXT a")[0] + "TXT Data: empty\n"
    found = read(f"my services\n\n{DISCOVER.format(' ')}\n{empty}{empty}\nthat is all\n".encode())
    assert [each.txt.strings for each in found if isinstance(each, Announcement) and each.txt] == [
        (b"a=1 = 2", b"b="),
        (b"",),
        (b"",),
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason", "line"),
    [
        ("Domain Name: local\n", "", "without the line Domain Name", 1),
        ("/fe80::1:80", "", "no host, address and port", 1),
        (":80", ":99999", "no host, address and port", 1),
        ("TXT a = 1 = 2", "TXT a: 1", "is no line of a service", 6),
    ],
)
def test_avahi_discover_faults(old: str, new: str, reason: str, line: int) -> None:
    found = fault(DISCOVER.format(" ").replace(old, new), "avahi-discover")
    assert reason in found.reason
    assert found.location.line == line


@pytest.mark.parametrize("before", ["", "2026-10-11 12:13:14: "])
def test_ipp_usb(before: str) -> None:
    found = read("".join(before + line for line in IPP_USB.splitlines(keepends=True)).encode())
    assert [
        (each.service, each.instance, each.txt and each.txt.strings, each.string_lines, each.port)
        for each in found
        if isinstance(each, Announcement)
    ] == [
        ("_printer._tcp", b"A: b [1]", (b"",), (), None),
        ("_a._tcp", b"A: b [1]", (b"a=1=2", b"b="), (3, 4), None),
    ]
    assert [each.location.line for each in found] == [1, 2]


def test_mdns_example() -> None:
    found = one(EXAMPLE)
    assert (found.service, found.instance, found.domain) == ("_a._tcp", "Küche. 1".encode(), "local")
    assert (found.host, found.port, found.addresses) == ("h.local", 80, ("192.0.2.1", "fe80::1"))
    assert found.txt is not None
    assert found.txt.strings == (b"a=1 = 2", b"b")
    assert found.lost == {Fidelity.STATES, Fidelity.EMPTY_STRINGS}
    assert found.location.line == 4


def test_mdns_example_takes_a_second_answer_for_the_same_record() -> None:
    assert one(EXAMPLE * 2).location.line == 12
    assert read(EXAMPLE.replace("ttl 10", "ttl 0").replace("SRV", "XXX").replace("TXT", "XXX").encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("port 80", "port 99999", "16 bits"),
        ("A 192.0.2.1", "A 192.0.2.999", "is no address"),
        ("TXT b", f"TXT {'b' * 5000}", "more than 4096 octets"),
    ],
)
def test_mdns_example_faults(old: str, new: str, reason: str) -> None:
    assert reason in fault(EXAMPLE.replace(old, new)).reason


PIECES = [*DISCOVER.splitlines(), *IPP_USB.splitlines(), *EXAMPLE.splitlines()]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=30))
@pytest.mark.parametrize("name", ["avahi-discover", "ipp-usb-log", "mdns-example"])
def test_any_lines(name: str, lines: list[str]) -> None:
    for each in read("\n".join(lines).encode("utf-8", "replace"), name, slowly=False):
        assert each.location.file == "dump"
