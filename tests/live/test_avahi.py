"""A real Avahi responder in a network namespace of its own, and a browse from another: the exact strings come over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import msgspec
import pytest

from tests.live import netns
from validator.checks import CHECKS
from validator.engine.judge import Judge
from validator.mdns import BrowseOptions, BrowseResult
from validator.model.announcement import Location
from validator.model.txt import TxtRecord
from validator.rules.load import RuleBook

WHY_NOT = netns.why_not("avahi-daemon")
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))

BOUND_S = 60.0
"""What a browse may take on a busy machine; it ends by itself long before."""

BROWSE = """
import asyncio, sys, msgspec
from validator.mdns import BrowseOptions, browse
options = msgspec.json.decode(sys.argv[1], type=BrowseOptions)
sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(browse(options))))
"""

STRINGS = (
    b"txtvers=1",
    b'ty=Acme "Best"; 9000',
    b"note=B\xc3\xbcro \xe2\x80\x93 1. Stock",
    b"TY=again, in another case",
    b"empty=",
    b"bare",
    b"bin=\x00\xff\x1b[31m\r\n",
    b"equals=a=b==",
    b"comma=a,b\\c",
    b"long=" + b"x" * 250,
)
MANY = tuple(f"key{n}=".encode() + b"v" * 60 for n in range(40))


def service_file(name: str, service: str, strings: tuple[bytes, ...] = (), subtype: str = "") -> str:
    inner = f"<type>{service}</type>" + (f"<subtype>{subtype}</subtype>" if subtype else "") + "<port>631</port>"
    for raw in strings:
        key, equals, value = raw.partition(b"=")
        if all(octet >= ord(" ") for octet in raw) and b"\xff" not in raw:
            inner += f"<txt-record>{escape(raw.decode())}</txt-record>"
        else:
            inner += f'<txt-record value-format="binary-hex">{(key + equals).decode()}{value.hex()}</txt-record>'
    return (
        '<?xml version="1.0" standalone="no"?><!DOCTYPE service-group SYSTEM "avahi-service.dtd">'
        f"<service-group><name>{escape(name)}</name><service>{inner}</service></service-group>"
    )


def browse_from(host: netns.Host, **options: object) -> BrowseResult:
    asked = msgspec.convert({"timeout_s": BOUND_S, **options}, BrowseOptions)
    return msgspec.json.decode(host.python(BROWSE, msgspec.json.encode(asked).decode()), type=BrowseResult)


@pytest.fixture(scope="module")
def auditor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[netns.Host]:
    """Return a host on the LAN of an Avahi responder called ``box``."""
    services = {
        "ipp": service_file('Büro; "1" <st>', "_ipp._tcp", STRINGS, "_printer._sub._ipp._tcp"),
        "many": service_file("Many. Strings", "_http._tcp", MANY),
        "none": service_file("No attributes", "_http._tcp"),
    }
    folder = tmp_path_factory.mktemp("avahi") / "box"
    with netns.lan("box", "auditor") as (box, auditor), netns.avahi(box, folder, services):
        yield auditor


@pytest.fixture(scope="module")
def result(auditor: netns.Host) -> BrowseResult:
    """Return what a browse for everything finds."""
    return browse_from(auditor)


def test_everything_that_avahi_announces(result: BrowseResult) -> None:
    found = {each.instance: each for each in result.announcements}
    assert set(found) == {'Büro; "1" <st>'.encode(), b"Many. Strings", b"No attributes"}
    printer = found['Büro; "1" <st>'.encode()]
    assert printer.txt == TxtRecord(STRINGS)
    assert (printer.service, printer.domain, printer.host, printer.port) == ("_ipp._tcp", "local", "box.local", 631)
    assert printer.addresses[0] == "198.18.0.1"
    assert printer.addresses[1].startswith("fe80::")
    assert printer.location == Location(interfaces=("eth0",))
    assert found[b"Many. Strings"].txt == TxtRecord(MANY)
    assert found[b"No attributes"].txt == TxtRecord((b"",))


@pytest.fixture(scope="module")
def multicast(auditor: netns.Host) -> BrowseResult:
    """Return what a browse finds that waits for multicasts, over both versions of IP."""
    return browse_from(auditor, multicast_only=True)


def test_it_says_how_complete_it_is(multicast: BrowseResult) -> None:
    completeness = multicast.completeness
    assert (completeness.types, completeness.instances, completeness.interfaces) == (2, 3, ("eth0",))
    assert (completeness.unresolved, completeness.dropped, completeness.damaged) == ((), 0, 0)
    assert completeness.queries >= 4  # twice for the types and twice for their instances; tests.mdns has the most
    assert 1 < completeness.duration_s < BOUND_S  # it ended by itself


def test_a_good_responder_is_not_blamed(result: BrowseResult, multicast: BrowseResult) -> None:
    """Neither for what it announces nor for how: TTLs, flags, the two versions of IP."""
    checks = [check for check in CHECKS if check.code.startswith("NET")]
    judge = Judge(RuleBook(), checks)
    verdicts = [judge.verdict(each) for each in (*result.announcements, *multicast.announcements)]
    assert [finding for verdict in verdicts for finding in verdict.findings] == []
    assert all(each.observation is not None and len(each.observation.senders) > 1 for each in multicast.announcements)


def test_only_the_types_asked_for(auditor: netns.Host) -> None:
    result = browse_from(auditor, types=["_printer._sub._ipp._tcp"])
    assert [(each.instance, each.subtypes) for each in result.announcements] == [
        ('Büro; "1" <st>'.encode(), ("_printer",))
    ]
    assert result.announcements[0].txt == TxtRecord(STRINGS)


def test_the_timeout_is_a_hard_bound(auditor: netns.Host) -> None:
    """Also where nothing else ends it; how exactly it is kept is told in simulated time."""
    assert 0.5 <= browse_from(auditor, timeout_s=0.5, passive=True).completeness.duration_s < BOUND_S


def test_ipv6_only(tmp_path: Path) -> None:
    services = {"ipp": service_file("Six", "_ipp._tcp", STRINGS)}
    with netns.lan("box", "auditor", ipv4=False) as (box, auditor), netns.avahi(box, tmp_path / "box", services):
        (six,) = browse_from(auditor).announcements
    assert (six.instance, six.txt) == (b"Six", TxtRecord(STRINGS))
    assert [address[:6] for address in six.addresses] == ["fe80::"]


def test_every_interface_is_named(tmp_path: Path) -> None:
    """An instance names the interfaces on which it was heard: both for a device on both LANs, else the right one."""
    both = {"ipp": service_file("Both", "_ipp._tcp")}
    right = {"ipp": service_file("Right", "_ipp._tcp")}
    with netns.lan("left", "auditor") as (left, auditor), netns.lan("right", network="198.19") as (other,):
        left.attach(other.switch, "eth1", "198.19.0.8")
        auditor.attach(other.switch, "eth1", "198.19.0.9")
        with netns.avahi(left, tmp_path / "left", both), netns.avahi(other, tmp_path / "right", right):
            everywhere = browse_from(auditor)
            named = browse_from(auditor, interfaces=["198.19.0.9"])
    assert everywhere.completeness.interfaces == ("eth0", "eth1")
    assert [(each.instance, each.location.interfaces) for each in everywhere.announcements] == [
        (b"Both", ("eth0", "eth1")),
        (b"Right", ("eth1",)),
    ]
    assert [each.location.interfaces for each in named.announcements] == [("eth1",), ("eth1",)]
