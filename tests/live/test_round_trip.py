"""One announcement, three dumps: what a real Avahi announces reads alike wherever it is read, up to what a form loses.

form                    loses
service file            the host, where it is the machine's; addresses
capture                 nothing
avahi-browse -prk       subtypes, empty strings; the order of strings is not relied upon
avahi-browse -rk, -r    the same
"""

from __future__ import annotations

import io
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.live import netns
from tests.live.test_avahi import STRINGS, service_file
from validator.model import Announcement, Location, Unreadable
from validator.sources.read import read
from validator.txt import TxtRecord

WHY_NOT = netns.why_not("avahi-daemon", "avahi-browse", "dbus-daemon", "dumpcap")
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=str(WHY_NOT))

ODD = (*STRINGS, b"TXTVERS=2", b"empty=", b"a\tb= c ", b'q=[x] "y" \\"', "schlüssel=ß".encode())
FILES = {
    "odd": service_file('Büro: 1. Stock <"a\\b">; 漢字', "_ipp._tcp", ODD, "_universal._sub._ipp._tcp"),
    "none": service_file("none", "_http._tcp"),
    "dots": service_file("nothing. at all", "_x-y._udp", (b"x",)),
    "blanks": service_file(" with blanks ", "_x-y._udp", (b"a=1", b"b")),
}
START_S = 60.0
HIGHEST = 0x7E

Form = Callable[[Announcement], Announcement]


def whole(each: Announcement) -> Announcement:
    """Leave out where it was seen, which no two forms have alike, and the addresses, which a file has not.

    The capture may have the goodbye that the host says at its end.
    """
    assert each.txt is not None
    txt = each.txt if any(each.txt.strings) else TxtRecord((b"",))
    subtypes = tuple(sorted(each.subtypes))
    nowhere = replace(each, addresses=(), lost=frozenset(), location=Location(), string_lines=(), heard=None)
    return replace(nowhere, host=each.host or "box.local", txt=txt, subtypes=subtypes)


def browsed(each: Announcement) -> Announcement:
    """Leave out what avahi-browse loses too."""
    found = whole(each)
    assert found.txt is not None
    return replace(found, txt=TxtRecord(tuple(sorted(found.txt.strings))), subtypes=())


def shown(each: Announcement) -> Announcement:
    """Leave out what its form for people loses besides."""
    found = browsed(each)
    assert found.instance is not None
    return replace(found, instance=bytes(octet if octet <= HIGHEST else ord("_") for octet in found.instance.rstrip()))


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What was announced by one host, in every form that another host has of it."""
    folder = tmp_path_factory.mktemp("round-trip")
    capture = folder / "capture.pcapng"
    found = {}
    with (
        netns.lan("box", "auditor") as (box, auditor),
        netns.dbus(auditor, folder / "bus") as bus,
        netns.avahi(auditor, folder / "auditor", {}, bus),
        captured(auditor, capture),
        netns.avahi(box, folder / "box", FILES),
    ):
        for options in ("-aprkt", "-arkt", "-art"):
            found[options] = browse(auditor, bus, options)
    return {**found, "capture": capture.read_bytes()}


@contextmanager
def captured(host: netns.Host, path: Path) -> Iterator[None]:
    """Capture mDNS on a host until the context ends."""
    with host.popen("dumpcap", "-q", "-i", "eth0", "-f", "udp port 5353", "-w", str(path)) as dumpcap:
        try:
            assert dumpcap.stdout is not None
            assert any(line.startswith("File:") for line in dumpcap.stdout), "dumpcap did not start"
            yield
        finally:
            dumpcap.terminate()


def browse(host: netns.Host, bus: str, options: str) -> bytes:
    """What avahi-browse prints, once it sees every service that is announced."""
    deadline = time.monotonic() + START_S
    printed = ""
    while time.monotonic() < deadline:
        try:
            printed = host.run("env", f"{netns.SYSTEM_BUS}={bus}", "LC_ALL=C.UTF-8", "avahi-browse", options)
        except subprocess.CalledProcessError as error:
            printed = error.stderr
        if sum(line.startswith("=") and "IPv4" in line for line in printed.splitlines()) >= len(FILES):
            break
        time.sleep(0.2)
    return printed.encode()


@pytest.mark.parametrize(("form", "kept"), [("capture", whole), ("-aprkt", browsed), ("-arkt", shown), ("-art", shown)])
def test_every_form_says_the_same(form: str, kept: Form, dumps: dict[str, bytes]) -> None:
    announced = [each for content in FILES.values() for each in announcements(content.encode())]
    assert len(announced) == len(FILES)
    expected = sorted(map(kept, announced), key=order)
    assert sorted(map(kept, announcements(dumps[form])), key=order) == expected


def announcements(content: bytes) -> list[Announcement]:
    found = list(read(io.BytesIO(content), "dump"))
    assert not [each for each in found if isinstance(each, Unreadable)]
    return [each for each in found if isinstance(each, Announcement)]


def order(each: Announcement) -> tuple[str, bytes]:
    return each.service, each.instance or b""
