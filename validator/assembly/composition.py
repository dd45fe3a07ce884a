"""From the cached records of a service instance to its announcements. Pure functions of the cache.

An instance is one announcement, unless the instance has several TXT records: then each record is an announcement.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from msgspec import Struct, field

from validator.assembly.cache import Cache, CachedRecord
from validator.model import names, txt
from validator.model.announcement import Announcement, Location
from validator.wire.message import Name, Record, RType
from validator.wire.service_type import subtype_labels, type_text

_NO_LINK = frozenset({""})


class Instance(Struct):
    """A service instance that is known."""

    name: Name
    """The service instance name."""
    type_at: int
    """The label of the name at which the service type starts."""
    sender: str
    """The sender that first named the instance."""
    listed: dict[Name, set[str]] = field(default_factory=dict)
    """The owners of the PTR records that list the instance, in lower case, and the links on which they do."""
    spelt: dict[Name, Name] = field(default_factory=dict)
    """The owners of subtypes as they were first written."""

    @property
    def type(self) -> Name:
        """The service type with its domain."""
        return self.name[self.type_at :]


def compose(cache: Cache, key: Name, instance: Instance) -> list[Announcement]:
    """Return what an instance announces by now: an announcement for each TXT record of each variant."""
    service, domain = type_text(instance.type)
    servers = cache.records(key, RType.SRV)
    server = min((cached.record for cached in servers), key=_preference) if servers else None
    host = None if server is None else server.target
    variants = _variants(cache, key, instance, servers)
    return [
        Announcement(
            service=service,
            instance=instance.name[0] if instance.type_at == 1 else b".".join(instance.name[: instance.type_at]),
            domain=domain,
            subtypes=_subtypes(instance),
            host=None if host is None else names.join(host),
            port=None if server is None else server.port,
            addresses=() if host is None else _addresses(cache, host),
            txt=None if rdata is None else txt.split(rdata),
            txt_index=index,
            txt_count=len(rdatas) or 1,
            location=Location(interfaces=tuple(sorted(links - {""}))) if links != _NO_LINK else Location(),
        )
        for rdatas, links in variants
        for index, rdata in enumerate(rdatas or (None,), 1)
    ]


def _variants(
    cache: Cache, key: Name, instance: Instance, servers: tuple[CachedRecord, ...]
) -> Iterable[tuple[tuple[bytes, ...], set[str]]]:
    """Return the sets of TXT records of an instance, each with the links that have this set."""
    records = cache.records(key, RType.TXT)
    others = {link for links in instance.listed.values() for link in links}
    others.update(link for cached in servers for link in cached.last_seen)
    if len(records) == 1:
        return (((records[0].record.rdata,), others.union(records[0].last_seen)),)
    by_link: dict[str, list[bytes]] = {}
    for cached in records:
        for link in cached.last_seen:
            by_link.setdefault(link, []).append(cached.record.rdata)
    variants: dict[tuple[bytes, ...], set[str]] = {}
    for link in sorted(by_link):
        variants.setdefault(tuple(sorted(by_link[link])), set()).add(link)
    # A link with PTR or SRV records only does not contradict the TXT records of the first other link.
    variants.setdefault(next(iter(variants), ()), set()).update(others - by_link.keys())
    return variants.items()


def _addresses(cache: Cache, host: Name) -> tuple[str, ...]:
    """Return the addresses of a host: IPv4 first, in numerical order."""
    found = [cached.record.address for rtype in (RType.A, RType.AAAA) for cached in cache.records(host, rtype)]
    if len(found) == 1 and found[0] is not None and ":" not in found[0]:
        return (found[0],)
    addresses = {ipaddress.ip_address(address) for address in found if address is not None}
    return tuple(map(str, sorted(addresses, key=lambda address: (address.version, int(address)))))


def _preference(record: Record) -> tuple[int, Name, int]:
    """Return what SRV records are sorted by: clients use the first one (RFC 2782)."""
    return record.priority, record.target or (), record.port


def _subtypes(instance: Instance) -> tuple[str, ...]:
    """Return the subtypes by which an instance is found, sorted."""
    owners = [instance.spelt.get(owner, owner) for owner in instance.listed if subtype_labels(owner)]
    return tuple(sorted({names.join(owner[: subtype_labels(owner) - 1]) for owner in owners})) if owners else ()


def order(announcement: Announcement) -> tuple[object, ...]:
    """Return what announcements are sorted by: host, service, instance."""
    return (
        announcement.host or "",
        announcement.service,
        announcement.instance or b"",
        announcement.domain,
        announcement.location.interfaces,
        announcement.txt_index,
    )
