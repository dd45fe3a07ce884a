"""A LAN of 30 hosts with 10 services each, what each announces, and which findings that is to give."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from tests.live import netns
from tests.live.test_avahi import service_file

HOSTS = 30

Strings = tuple[bytes, ...]


class Kind(Struct, frozen=True):
    """A service type, a valid record with ``%d`` for the number of the host, and faults: what to replace by what."""

    type: str
    valid: Strings
    faults: tuple[tuple[str, bytes, Strings], ...]


class Service(Struct, frozen=True):
    """One instance: what it announces, and the codes of the findings that it is to give."""

    host: int
    type: str
    instance: str
    strings: Strings
    codes: frozenset[str]


KINDS = (
    Kind(
        "_spx-hmp._tcp",
        (b"txtvers=1", b"cport=1234", b"mode=normal", b"serial=%06d", b"firmware=2.1.0-0.1.7844", b"model=HMP100"),
        (("KEY003", b"mode=normal", (b"mode=turbo",)), ("KEY001", b"model=HMP100", (b"modle=HMP%d",))),
    ),
    Kind(
        "_see._tcp",
        (b"txtvers=1", b"name=Notes %d", b"userid=ada", b"version=2"),
        (("KEY002", b"version=2", (b"version=%d7",)), ("TXT010", b"name=Notes %d", (b'name="Notes %d"',))),
    ),
    Kind(
        "_bidib._tcp",
        (b"bidib=0.8", b"node=Layout %d", b"interface=1"),
        (("KEY001", b"interface=1", (b"interfaec=%d",)), ("TXT010", b"node=Layout %d", (b'node="Layout %d"',))),
    ),
    Kind(
        "_z-wave._tcp",
        (b"NIF=%04d", b"EP=1", b"LM=0"),
        (("TXT009", b"LM=0", (b"LM=0", b"nif=%d")), ("KEY001", b"EP=1", (b"EP=1", b"XY=%d"))),
    ),
    Kind(
        "_vrmg-p2p._tcp",
        (b"d=%d", b"t=geometry"),
        (("TXT009", b"t=geometry", (b"t=geometry", b"T=%d")),),
    ),
    Kind(
        "_spearcat._tcp",
        (b"applicationname=Catalogue %d", b"osname=Linux", b"sslsupport=1"),
        (("KEY001", b"osname=Linux", (b"osnmae=%d",)),),
    ),
    Kind(
        "_rgb._tcp",
        (b"Keyboard=US", b"Mouse=PS2", b"ModelName=QuadView %d"),
        (("TXT009", b"Mouse=PS2", (b"Mouse=PS2", b"mouse=%d")),),
    ),
    Kind(
        "_ptp-req._tcp",
        (b"txtvers=1", b"guid=6f3d9c%02d", b"c0=a", b"c1=b"),
        (("KEY001", b"c1=b", (b"c1=b", b"d1=%d")),),
    ),
    Kind(
        "_http._tcp",
        (b"path=/device/%d",),
        (("SEC001", b"path=/device/%d", (b"path=/%d", b"u=admin", b"p=hunter%d")),),
    ),
    Kind(
        "_soda._tcp",
        (b"ssid=Guest %d", b"bssid=02:00:5E:10:00:01"),
        (("TXT010", b"ssid=Guest %d", (b'ssid="Guest %d"',)),),
    ),
)


def services() -> list[Service]:
    """Return what the hosts announce: of each type one in three with a fault."""
    found = []
    for host in range(HOSTS):
        for at, kind in enumerate(KINDS):
            strings, codes = kind.valid, frozenset[str]()
            if (host + at) % 3 == 0:
                code, valid, faulty = kind.faults[host // 3 % len(kind.faults)]
                strings = tuple(each for one in kind.valid for each in (faulty if one == valid else (one,)))
                codes = frozenset({code})
            numbered = tuple(each % host if b"%" in each else each for each in strings)
            found.append(Service(host, kind.type, f"{kind.type[1:-5]} no. {host}", numbered, codes))
    return found


@contextmanager
def hosts(*, ipv4: bool = True, ipv6: bool = True) -> Iterator[tuple[tuple[netns.Host, ...], netns.Host]]:
    """Make the hosts of the LAN, which say nothing yet, and one more for the auditor."""
    names = [f"box{number}" for number in range(HOSTS)]
    with netns.lan(*names, "auditor", ipv4=ipv4, ipv6=ipv6) as (*found, auditor):
        yield tuple(found), auditor


@contextmanager
def announcing(hosts: tuple[netns.Host, ...], folder: Path) -> Iterator[None]:
    """Have all hosts announce their services until the context ends. ``folder`` is an empty one."""
    files: dict[netns.Host, dict[str, str]] = {host: {} for host in hosts}
    for each in services():
        content = service_file(each.instance, each.type, each.strings)
        files[hosts[each.host]][each.type] = content
    with netns.avahis(folder, files):
        yield


@contextmanager
def up(folder: Path) -> Iterator[netns.Host]:
    """Switch the LAN on; gives one more host on it, for the auditor. ``folder`` is an empty one."""
    with hosts() as (found, auditor), announcing(found, folder):
        yield auditor
