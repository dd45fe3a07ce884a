"""What is known of one link: its PTR records, who sent these, which addresses are one host. No socket and no clock."""

from __future__ import annotations

from collections.abc import Container, Iterator

from validator.assembly.assembler import Assembler
from validator.assembly.cache import CachedRecord, fold
from validator.wire.message import Name, RType
from validator.wire.service_type import type_at

Pair = tuple[str, Name]
"""An address, and a service type in lower case."""


class OnLink:
    """The records of one link. ``types`` are as in Plan."""

    def __init__(self, known: Assembler, link: str, types: tuple[Name, ...] = ()) -> None:
        self.known = known
        self.link = link
        self.types = types
        self._version = -1
        self._pointers: dict[Name, list[CachedRecord]] = {}
        self._hosts: list[tuple[CachedRecord, set[str]]] = []
        """The PTR records, each with the addresses of the host that has the instance."""
        self._told: set[Pair] = set()

    def pointers(self, only: Name | None = None) -> Iterator[CachedRecord]:
        """Yield the PTR records of instances; with ``only`` those of one type."""
        self._renew()
        if only is not None:
            yield from self._pointers.get(fold(only), ())
            return
        for found in self._pointers.values():
            yield from found

    def lacks(self) -> bool:
        """Whether a listed instance lacks a record."""
        return bool(self.known.missing(self.types))

    def told(self) -> set[Pair]:
        """Return who sent a PTR record of which type, by all addresses of the host."""
        self._renew()
        return self._told

    def are_all_of(self, hosts: Container[str]) -> bool:
        """Whether each PTR record came from a host that has one of these addresses."""
        self._renew()
        return all(any(each in hosts for each in cached.senders | behind) for cached, behind in self._hosts)

    def same_hosts(self, senders: Container[str]) -> set[str]:
        """Return all addresses of the hosts of instances that have one of these addresses."""
        self._renew()
        same = (behind for _, behind in self._hosts if any(each in senders for each in behind))
        return {address for behind in same for address in behind}

    def are_listed(self, listed: set[Name]) -> bool:
        """Whether all types with instances are in a list of types, and all types of the list have instances."""
        return {fold(name) for name in self.known.types()} == listed & self.known.inhabited()

    def who_listed(self, name: Name) -> str | None:
        """Return an address that listed an instance. None where there is none."""
        at, key = type_at(name), fold(name)
        pointers = self.pointers(name[at:]) if at else ()
        listing = [each for each in pointers if each.record.target is not None and fold(each.record.target) == key]
        return min((sender for each in listing for sender in each.senders), default=None)

    def _renew(self) -> None:
        """Look at the records again where some came: what is asked of them often stays the same for long."""
        if self._version == self.known.version:
            return
        self._version = self.known.version
        self._pointers = {
            fold(name): [
                cached for cached in self.known.cache.records(name, RType.PTR) if self.link in cached.last_seen
            ]
            for name in self.types or self.known.types()
        }
        self._hosts = [
            (cached, self._addresses_behind(cached)) for found in self._pointers.values() for cached in found
        ]
        self._told = {
            (address, fold(cached.record.name)) for cached, behind in self._hosts for address in cached.senders | behind
        }

    def _addresses_behind(self, pointer: CachedRecord) -> set[str]:
        """Return the addresses of the host that has the instance of a PTR record."""
        cache = self.known.cache
        return {
            address.record.address or ""
            for server in cache.records(pointer.record.target or (), RType.SRV)
            for rtype in (RType.A, RType.AAAA)
            for address in cache.records(server.record.target or (), rtype)
        }
