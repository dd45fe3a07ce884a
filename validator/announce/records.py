"""The records of a simulated device, as RFC 6763 and RFC 6762 section 10 describe them. No socket and no clock."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from validator.announce.device import Device
from validator.assembly.cache import fold
from validator.assembly.pointers import ENUMERATION
from validator.mdns.links import Interface
from validator.wire.message import CLASS_IN, Name, Record, RType, usual_ttl_s

LEGACY_TTL_S = 10
"""TTL in seconds at most in answers to a plain DNS client (RFC 6762 section 6.7)."""

_LOCAL = b"local"


def records(device: Device, interface: Interface, texts: tuple[bytes, ...] | None = None) -> tuple[Record, ...]:
    """Return what a device announces on an interface. ``texts`` stand in place of its own TXT records if given."""
    host = host_of(device, interface)
    return (*_pointers(device), *_own_records(device, host, texts), *_addresses(device, host, interface))


def host_of(device: Device, interface: Interface) -> Name:
    """Return the name of a device's host.

    A device without a host name gets one that is made from the address of the interface, which no other host on the
    link has.
    """
    if device.host is not None:
        return device.host
    address = next(iter(interface.addresses), "").partition("%")[0]
    return f"simulated-{address.replace('.', '-').replace(':', '-').strip('-')}".encode(), _LOCAL


def content(record: Record) -> tuple[object, ...]:
    """Return what tells records of one name apart: type and RDATA, whatever the compression and case of names."""
    if record.target is None:
        return record.rtype, record.rdata
    return record.rtype, fold(record.target), record.priority, record.weight, record.port


def plain_rdata(record: Record) -> bytes:
    """Return RDATA with uncompressed names, as probes compare it (RFC 6762 section 8.2)."""
    if record.target is None:
        return record.rdata
    name = b"".join(len(label).to_bytes() + label for label in record.target) + b"\0"
    numbers = (record.priority, record.weight, record.port) if record.rtype == RType.SRV else ()
    return b"".join(number.to_bytes(2) for number in numbers) + name


def _pointers(device: Device) -> Iterator[Record]:
    owners = [device.type, *((*subtype, b"_sub", *device.type) for subtype in device.subtypes)]
    for owner in owners:
        yield _device_record(device, owner, RType.PTR, target=device.name)
    if device.is_enumerated:
        yield _device_record(device, (*ENUMERATION, _LOCAL), RType.PTR, target=device.type)
    for owner, target in device.pointers:
        yield _device_record(device, owner, RType.PTR, target=target)


def _own_records(device: Device, host: Name, texts: tuple[bytes, ...] | None) -> Iterator[Record]:
    if device.has_server:
        yield _device_record(device, device.name, RType.SRV, target=host, port=device.port)
    for rdata in device.texts if texts is None else texts:
        yield _device_record(device, device.name, RType.TXT, rdata)


def _addresses(device: Device, host: Name, interface: Interface) -> Iterator[Record]:
    if not device.has_address or not host:
        return  # the root says that there is no host (RFC 2782)
    own = interface.addresses if fold(host)[-1:] == (_LOCAL,) else ()
    for text in device.addresses or (each.partition("%")[0] for each in own):
        address = ipaddress.ip_address(text)
        rtype = RType.A if address.version == 4 else RType.AAAA  # noqa: PLR2004 - IP's own version number
        yield _device_record(device, host, rtype, address.packed, address=str(address))


def _device_record(  # noqa: PLR0913 - one parameter for each part of RDATA
    device: Device,
    owner: Name,
    rtype: RType,
    rdata: bytes = b"",
    *,
    target: Name | None = None,
    port: int = 0,
    address: str | None = None,
) -> Record:
    return Record(
        owner,
        rtype,
        CLASS_IN,
        flush=device.flushes_pointers if rtype == RType.PTR else device.flushes,
        ttl_s=usual_ttl_s(rtype) if device.ttl_s is None else device.ttl_s,
        rdata=rdata,
        target=target,
        port=port,
        address=address,
    )
