"""What readers of DNS messages keep of messages that devices send, ours and others: ``python -m tests.bench.losses``.

Each case is a message, and the records in it that can be read for certain. Of each reader it is counted how many of
them it gives back as they were sent (owner in octets, type, TTL, cache-flush bit; the RDATA of TXT, the address of A,
the target of SRV and PTR), and whether it says that something else is damaged. dpkt and scapy are left out where they
are not installed; they are no dependencies of ours: ``pip install dpkt scapy``.
"""

from __future__ import annotations

import importlib
import importlib.util
import socket
import struct
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import dns.message
import dns.name
import dns.rdata
from zeroconf import ServiceInfo
from zeroconf._dns import DNSAddress, DNSPointer, DNSService, DNSText
from zeroconf._protocol.incoming import DNSIncoming

from validator.wire import message as wire
from validator.wire import reader
from validator.wire.message import Name, RType


class Kept(NamedTuple):
    """A record as a reader gives it back; ``content`` is octets, or the labels of a target."""

    name: Name
    rtype: int
    ttl_s: int
    flush: bool
    content: bytes | Name | None


Reader = Callable[[bytes], Iterator[Kept]]
"""Yields what it can read; raises an exception to say that something is damaged."""


class DamageError(Exception):
    """A reader lists damage beside the records; here it ends them, like the exceptions of others."""


@dataclass(frozen=True)
class Case:
    """A message, what of it is certain, and whether anything in it is damaged."""

    title: str
    message: bytes
    certain: tuple[Kept, ...]
    damaged: bool = False


HOST: Name = (b"printer", b"local")
TYPE: Name = (b"_ipp", b"_tcp", b"local")
LOBBY: Name = (b"Lobby", *TYPE)


def name(labels: Name) -> bytes:
    """Write a name without compression (RFC 1035 section 3.1)."""
    return b"".join(bytes((len(label),)) + label for label in labels) + b"\0"


def record(owner: Name, rtype: int, rdata: bytes, ttl_s: int = 120, length: int | None = None) -> bytes:
    """Write a record with the cache-flush bit; ``length`` is a RDLENGTH that says something else than the RDATA."""
    size = len(rdata) if length is None else length
    return name(owner) + struct.pack("!HHIH", rtype, 0x8001, ttl_s, size) + rdata


def message(*records: bytes) -> bytes:
    """Write a response of mDNS."""
    return struct.pack("!6H", 0, 0x8400, 0, len(records), 0, 0) + b"".join(records)


def txt(rdata: bytes, owner: Name = LOBBY, ttl_s: int = 120) -> tuple[bytes, Kept]:
    """Write a TXT record, and say what is to be kept of it."""
    return record(owner, RType.TXT, rdata, ttl_s), Kept(owner, RType.TXT, ttl_s, flush=True, content=rdata)


def srv(owner: Name = LOBBY) -> tuple[bytes, Kept]:
    """Write a SRV record, and say what is to be kept of it."""
    rdata = struct.pack("!3H", 0, 0, 631) + name(HOST)
    return record(owner, RType.SRV, rdata), Kept(owner, RType.SRV, 120, flush=True, content=HOST)


def cases() -> Iterator[Case]:
    """Yield what devices do, the harmless first."""

    def case(title: str, *parts: tuple[bytes, Kept | None], damaged: bool = False, tail: bytes = b"") -> Case:
        certain = tuple(kept for _, kept in parts if kept is not None)
        return Case(title, message(*(octets for octets, _ in parts)) + tail, certain, damaged)

    long_a = record(HOST, RType.A, b"\xc0\0\2\1\0"), None
    yield case("SRV and TXT, cache-flush bits set", srv(), txt(b"\x09txtvers=1"))
    yield case("keys that differ in case, and twice", txt(b"\3a=1\3A=2\3a=3"))
    yield case("one TXT record twice", txt(b"\3a=1"), txt(b"\3a=1"))
    yield case("two TXT records, two TTLs", txt(b"\3a=1", ttl_s=120), txt(b"\3a=2", ttl_s=4500))
    yield case("a dot in an instance name", txt(b"\3a=1", owner=(b"Lobby 2.0", *TYPE)))
    yield case("an instance name in Latin-1", txt(b"\3a=1", owner=(b"Caf\xe9", *TYPE)))
    yield case("a value that is no UTF-8", txt(b"\4a=\xff\xfe"))
    yield case("TXT of no octets, then SRV", txt(b""), srv())
    yield case("a string that overruns the RDATA, then SRV", txt(b"\3a=1\x09b"), srv())
    yield case("an address of five octets between both", srv(), long_a, txt(b"\3a=1"), damaged=True)
    overrun = record(LOBBY, RType.PTR, name(HOST), length=4)[: -len(name(HOST)) + 4], None
    yield case("RDLENGTH ends inside of a name, then TXT", overrun, txt(b"\3a=1"), damaged=True)
    cut = record(HOST, RType.A, b"\xc0\0")[:-1], None
    yield case("cut off inside of the last record", srv(), txt(b"\3a=1"), cut, damaged=True)
    yield case("octets after the last record", srv(), txt(b"\3a=1"), damaged=True, tail=b"\0\0\0")


def ours(data: bytes) -> Iterator[Kept]:
    """Read by ``validator/wire.py``."""
    found = reader.read(data)
    for each in found.records:
        content = each.target if each.rtype in (RType.SRV, RType.PTR) else each.rdata
        yield Kept(each.name, each.rtype, each.ttl_s, each.flush, content)
    if found.faults:
        raise DamageError(str(found.faults[0]))


def dnspython(data: bytes) -> Iterator[Kept]:
    """Read by dnspython, told to go on after errors and not to join records to sets."""
    found = dns.message.from_wire(data, one_rr_per_rrset=True, continue_on_error=True)
    for rrset in found.answer:
        for each in rrset:
            target = getattr(each, "target", None)
            content = target.labels[:-1] if isinstance(target, dns.name.Name) else each.to_wire()
            yield Kept(rrset.name.labels[:-1], rrset.rdtype, rrset.ttl, rrset.rdclass >= wire.TOP_BIT, content)
    if found.errors:
        raise DamageError(str(found.errors[0].exception))


def zeroconf(data: bytes) -> Iterator[Kept]:
    """Read by python-zeroconf, before it makes a dict of the TXT record."""
    for each in DNSIncoming(data).answers():
        content: bytes | Name | None = None
        match each:
            case DNSText():
                content = each.text
            case DNSService():
                content = _labels(each.server)
            case DNSPointer():
                content = _labels(each.alias)
            case DNSAddress():
                content = each.address
        yield Kept(_labels(each.name), each.type, int(each.ttl), each.unique, content)


def dpkt(data: bytes) -> Iterator[Kept]:
    """Read by dpkt."""
    for each in importlib.import_module("dpkt.dns").DNS(data).an:
        content = _labels(each.srvname) if each.type == RType.SRV else each.rdata
        yield Kept(_labels(each.name), each.type, each.ttl, bool(each.cls & wire.TOP_BIT), content)


def scapy(data: bytes) -> Iterator[Kept]:
    """Read by scapy."""
    for each in importlib.import_module("scapy.layers.dns").DNS(data).an:
        content: Any = getattr(each, "target", None) or getattr(each, "rdata", None)
        if isinstance(content, list):
            content = b"".join(bytes((len(string),)) + string for string in content)
        elif isinstance(content, str):
            content = socket.inet_aton(content)
        elif each.type in (RType.SRV, RType.PTR):
            content = tuple(content.rstrip(b".").split(b"."))
        flush = bool(getattr(each, "cacheflush", 0)) or each.rclass >= wire.TOP_BIT
        yield Kept(tuple(each.rrname.rstrip(b".").split(b".")), each.type, each.ttl, flush, content)


def _labels(text: str) -> Name:
    """Labels of a name that a reader gives as text: it is divided at the dots, as all who get it must."""
    return tuple(label.encode("utf-8", "surrogateescape") for label in text.rstrip(".").split("."))


def readers() -> dict[str, Reader]:
    """Return the readers that are installed, by name; ours is the first."""
    optional: dict[str, Reader] = {"dpkt": dpkt, "scapy": scapy}
    installed = {package: reader for package, reader in optional.items() if importlib.util.find_spec(package)}
    return {"wire.py": ours, "dnspython": dnspython, "zeroconf": zeroconf} | installed


def result(case: Case, reader: Reader) -> str:
    """Say how many of the certain records a reader keeps, and whether it is wrong about the damage."""
    kept: Counter[Kept] = Counter()
    told = False
    try:
        for each in reader(case.message):
            kept[each] += 1
    except Exception:  # noqa: BLE001 - readers raise what they like, and whether they do is what is asked
        told = True
    count = (Counter(case.certain) & kept).total()
    verdict = {(True, False): ", says nothing", (False, True): ", refuses"}.get((case.damaged, told), "")
    return f"{count}/{len(case.certain)}{verdict}"


def main() -> int:
    """Print a table in Markdown: a line for each case, a column for each reader."""
    found = readers()
    lines = [("what is sent", *found), ("---",) * (len(found) + 1)]
    lines += [(case.title, *(result(case, reader) for reader in found.values())) for case in cases()]
    sys.stdout.writelines(f"| {' | '.join(line)} |\n" for line in lines)
    info = ServiceInfo("_ipp._tcp.local.", "Lobby._ipp._tcp.local.", properties=b"\3a=1\3A=2\3a=3\1b\2c=")
    sys.stdout.write(f"\nzeroconf's ServiceInfo.properties of a=1 A=2 a=3 b c=: {info.properties}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
