"""Announcements put together from DNS records as they come: no socket and no clock, for live packets and captures.

A service instance is spread over records (RFC 6763 section 4): a PTR lists it, SRV says host and port, TXT its
attributes, A and AAAA the host's addresses. They may come in any order, on several links, and more than once.
Names compare without regard to ASCII case (RFC 6762 section 16). What does not fit the limits is dropped and counted.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from msgspec import Struct, field

from validator.assembly.cache import DEFAULT_LIMITS, Cache, FirstSeen, Held, Limits, Quota, fold
from validator.model import names, txt
from validator.model.announcement import Announcement, Location
from validator.wire.message import CLASS_IN, Message, Name, Record, RType, Section
from validator.wire.service_type import subtype_labels, type_at, type_text

ENUMERATION: Name = (b"_services", b"_dns-sd", b"_udp")
"""Owner, before the domain, of the PTR records that list service types (RFC 6763 section 9)."""

_PTR = int(RType.PTR)
_KEPT = frozenset(map(int, (RType.A, RType.PTR, RType.TXT, RType.AAAA, RType.SRV)))
MAX_GONE = 1_000
"""Instances that are remembered to be gone, when what is old is forgotten."""

_NO_LINK = frozenset({""})
_LACKS = {RType.SRV: "SRV", RType.TXT: "TXT"}


class _Instance(Struct):
    """A service instance that was heard of, first from ``sender``.

    ``listed`` has the PTR owners that list it, and on which links.
    """

    name: Name
    type_at: int
    sender: str
    listed: dict[Name, set[str]] = field(default_factory=dict)

    @property
    def type(self) -> Name:
        return self.name[self.type_at :]


class Assembler:
    """Takes messages with ``feed``, gives announcements at any time. ``cache`` has the records themselves.

    ``senseless`` counts PTR records that list a type itself, or a name that is no instance of anything.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.cache = Cache(limits)
        self._limits = limits
        self._room = Quota(limits.instances, is_shared=limits.is_shared)
        self._room_for_types = Quota(limits.types, is_shared=limits.is_shared)
        self._dropped = 0
        self.senseless = 0
        self._instances: dict[Name, _Instance] = {}
        self._open: dict[Name, None] = {}  # instances that may still lack a record
        self._gone: set[Name] = set()  # said goodbye, so a TXT or SRV alone does not bring them back
        self._types: dict[Name, tuple[Name, str]] = {}  # with who told of it

    def feed(self, message: Message, link: str, sender: str, now: float) -> list[tuple[Held | None, Record]]:
        """Take what a message announces: the answers of a response, and the additional records beside them.

        ``link`` names the interface (empty where there is none), ``now`` is in seconds of any steady clock. Gives what
        is held of each record that says something of a service; None where it is a goodbye, or did not fit.
        """
        taken: list[tuple[Held | None, Record]] = []
        if not message.is_response:
            return taken
        for record in message.records:
            if not is_kept(record):
                continue
            held = None
            if not record.ttl_s:
                self._forget(record, link)
            else:
                held, is_new = self.cache.keep(record, link, sender, now)
                if is_new:
                    self._note(record, fold(record.name), link, sender)
            taken.append((held, record))
        return taken

    def expire(self, now: float, at_least_s: float = 0.0) -> None:
        """Forget what outlived its TTL, or ``at_least_s`` if that is longer, and what nobody speaks of any more."""
        for record, link in self.cache.overdue(now, at_least_s):
            self._forget(record, link)
            if record.rtype in (RType.A, RType.AAAA):
                self._open.update(dict.fromkeys(self._instances))  # those of that host lack it
        for key, instance in list(self._instances.items()):
            if not instance.listed and not self.cache.has(key, RType.SRV) and not self.cache.has(key, RType.TXT):
                self._drop_instance(key)
        inhabited = self.inhabited()
        for key, (name, sender) in list(self._types.items()):
            enumeration = (*ENUMERATION, *name[2:])
            listed = (held.record.target for held in self.cache.held(enumeration, RType.PTR))
            if key not in inhabited and key not in (fold(target) for target in listed if target is not None):
                del self._types[key]
                self._room_for_types.give_back(sender)
        if len(self._gone) > MAX_GONE:
            self._gone.clear()

    @property
    def dropped(self) -> int:
        """How many records, instances and types did not fit, the senseless among them."""
        return self._dropped + self.senseless + self.cache.dropped

    def types(self) -> tuple[Name, ...]:
        """Service types with their domain, in the order heard of."""
        return tuple([name for name, _ in self._types.values()])

    def news(self, owner: Name) -> FirstSeen:
        """Return how often a PTR record of this owner was heard for the first time."""
        return self.cache.news(owner)

    def known_answers(self, owner: Name, link: str, now: float, *, is_ipv6: bool) -> list[Record]:
        """Return the PTR records that need not be heard again (RFC 6762 section 7.1), those of whole instances only.

        An answer with the PTR record of another brings what it lacks as additional records.
        """
        answers = self.cache.known_answers(owner, link, now, is_ipv6=is_ipv6)
        return [record for record in answers if record.target is None or fold(record.target) not in self._open]

    def missing(self, only: Iterable[Name] = ()) -> list[tuple[Name, RType]]:
        """Names and types of the records that listed instances still lack; ``only`` as in ``announcements``."""
        wanted = frozenset(map(fold, only))
        lacking: dict[tuple[Name, RType], None] = {}
        for key in list(self._open):
            lacks = self._lacks(key, self._instances[key])
            if not lacks:
                del self._open[key]
            elif self._is_wanted(self._instances[key], wanted) and self._instances[key].listed:
                lacking.update(dict.fromkeys(lacks))
        return list(lacking)

    def unresolved(self, only: Iterable[Name] = ()) -> tuple[str, ...]:
        """Names of the listed instances without SRV, TXT or any address, in presentation form and sorted."""
        return tuple(self.lacking(only))

    def lacking(self, only: Iterable[Name] = ()) -> dict[str, tuple[str, ...]]:
        """Return what each of the unresolved instances lacks: SRV, TXT, address."""
        wanted = frozenset(map(fold, only))
        found: dict[str, tuple[str, ...]] = {}
        for key in self._open:
            instance = self._instances[key]
            lacks = [rtype for _, rtype in self._lacks(key, instance)]
            if lacks and instance.listed and self._is_wanted(instance, wanted):
                kinds = dict.fromkeys(_LACKS.get(rtype, "address") for rtype in lacks)
                found[names.join(instance.name)] = tuple(kinds)
        return dict(sorted(found.items()))

    def announcements(self, only: Iterable[Name] = ()) -> list[Announcement]:
        """Return what every instance announced, sorted by host, service and instance.

        ``only`` are names of types or subtypes with their domain, to restrict it to the instances that these list;
        empty means all. An instance whose TXT record differs by link is one announcement for each (Location).
        """
        return [announcement for _, announcement in self.named(only)]

    def named(self, only: Iterable[Name] = ()) -> list[tuple[Name, Announcement]]:
        """Return the same, each with the name of its instance in lower case."""
        wanted = frozenset(map(fold, only))
        found = [
            (key, announcement)
            for key, instance in self._instances.items()
            if not wanted or self._is_wanted(instance, wanted)
            for announcement in self._announcements(key, instance)
        ]
        return sorted(found, key=_order_of_named)

    def knows(self, name: Name) -> bool:
        """Whether an instance of this name was heard of, and did not say goodbye."""
        return fold(name) in self._instances

    def instance(self, name: Name) -> tuple[list[Announcement], frozenset[Name]]:
        """Return what a known instance announces by now, and the names of types and subtypes by which it is found."""
        key = fold(name)
        instance = self._instances[key]
        return self._announcements(key, instance), frozenset((fold(instance.type), *instance.listed))

    def inhabited(self) -> frozenset[Name]:
        """Return the types, in lower case, of which there are instances."""
        return frozenset(fold(each.type) for each in self._instances.values())

    def _note(self, record: Record, owner: Name, link: str, sender: str) -> None:
        """Draw the conclusions from a record that is new on a link."""
        if record.rtype == RType.PTR and record.target is not None:
            if owner[: len(ENUMERATION)] == ENUMERATION:
                self._add_type(record.target, sender)
            else:
                self._list(owner, record.target, link, sender)
        elif record.rtype in (RType.SRV, RType.TXT):
            at = type_at(record.name)
            if at is not None and at > 0 and owner not in self._gone:
                self._add_instance(owner, record.name, at, sender)

    def _list(self, owner: Name, target: Name, link: str, sender: str) -> None:
        """Note that a PTR record lists an instance."""
        base = owner[subtype_labels(owner) :]
        at = len(target) - len(base) if fold(target)[-len(base) :] == base else type_at(target)
        key = fold(target)
        if not at:
            self.senseless += 1
            return
        self._gone.discard(key)
        instance = self._add_instance(key, target, at, sender)
        if instance is not None:
            instance.listed.setdefault(owner, set()).add(link)
            self._open[key] = None

    def _add_instance(self, key: Name, name: Name, type_at: int, sender: str) -> _Instance | None:
        instance = self._instances.get(key)
        if instance is None:
            if not self._room.has(sender):
                self._dropped += 1
                return None
            self._room.take(sender)
            instance = self._instances[key] = _Instance(name, type_at, sender)
            self._add_type(instance.type, sender)
        return instance

    def _add_type(self, name: Name, sender: str) -> None:
        if fold(name) in self._types:
            return
        if not self._room_for_types.has(sender):
            self._dropped += 1
            return
        self._room_for_types.take(sender)
        self._types[fold(name)] = name, sender

    def _forget(self, record: Record, link: str) -> None:
        """Take a goodbye: without a PTR record that lists it, an instance is gone."""
        if not self.cache.forget(record, link):
            return
        owner = fold(record.name)
        instance = None if record.target is None else self._instances.get(fold(record.target))
        if record.rtype == RType.PTR and record.target is not None and instance is not None:
            instance.listed.get(owner, set()).discard(link)
            instance.listed = {name: links for name, links in instance.listed.items() if links}
            if not instance.listed:
                self._drop_instance(fold(record.target))
        elif record.rtype in (RType.SRV, RType.TXT) and owner in self._instances:
            self._open[owner] = None

    def _drop_instance(self, key: Name) -> None:
        self._room.give_back(self._instances.pop(key).sender)
        self._open.pop(key, None)
        if len(self._gone) < self._limits.instances:
            self._gone.add(key)

    def _lacks(self, key: Name, instance: _Instance) -> list[tuple[Name, RType]]:
        lacks = [(instance.name, rtype) for rtype in (RType.SRV, RType.TXT) if not self.cache.has(key, rtype)]
        for held in self.cache.held(key, RType.SRV):
            host = held.record.target
            if host and not (self.cache.has(host, RType.A) or self.cache.has(host, RType.AAAA)):
                lacks += [(host, RType.A), (host, RType.AAAA)]
        return lacks

    @staticmethod
    def _is_wanted(instance: _Instance, wanted: frozenset[Name]) -> bool:
        return not wanted or fold(instance.type) in wanted or not wanted.isdisjoint(instance.listed)

    def _announcements(self, key: Name, instance: _Instance) -> list[Announcement]:
        service, domain = type_text(instance.type)
        servers = self.cache.held(key, RType.SRV)
        server = min((held.record for held in servers), key=_preference) if servers else None
        host = None if server is None else server.target
        variants = self._variants(key, instance, servers)
        return [
            Announcement(
                service=service,
                instance=instance.name[0] if instance.type_at == 1 else b".".join(instance.name[: instance.type_at]),
                domain=domain,
                subtypes=_subtypes(instance),
                host=None if host is None else names.join(host),
                port=None if server is None else server.port,
                addresses=() if host is None else self._addresses(host),
                txt=None if rdata is None else txt.split(rdata),
                txt_index=index,
                txt_count=len(rdatas) or 1,
                location=Location(interfaces=tuple(sorted(links - {""}))) if links != _NO_LINK else Location(),
            )
            for rdatas, links in variants
            for index, rdata in enumerate(rdatas or (None,), 1)
        ]

    def _variants(
        self, key: Name, instance: _Instance, servers: tuple[Held, ...]
    ) -> Iterable[tuple[tuple[bytes, ...], set[str]]]:
        """Give the TXT records of an instance with the links they were heard on, the links that differ apart."""
        records = self.cache.held(key, RType.TXT)
        others = {link for links in instance.listed.values() for link in links}
        others.update(link for held in servers for link in held.seen)
        if len(records) == 1:
            return (((records[0].record.rdata,), others.union(records[0].seen)),)
        by_link: dict[str, list[bytes]] = {}
        for held in records:
            for link in held.seen:
                by_link.setdefault(link, []).append(held.record.rdata)
        variants: dict[tuple[bytes, ...], set[str]] = {}
        for link in sorted(by_link):
            variants.setdefault(tuple(sorted(by_link[link])), set()).add(link)
        # A link on which only PTR or SRV was heard says nothing against what the first of the others said.
        variants.setdefault(next(iter(variants), ()), set()).update(others - by_link.keys())
        return variants.items()

    def _addresses(self, host: Name) -> tuple[str, ...]:
        """Give the addresses of a host, IPv4 first, in numerical order."""
        found = [held.record.address for rtype in (RType.A, RType.AAAA) for held in self.cache.held(host, rtype)]
        if len(found) == 1 and found[0] is not None and ":" not in found[0]:
            return (found[0],)
        addresses = {ipaddress.ip_address(address) for address in found if address is not None}
        return tuple(map(str, sorted(addresses, key=lambda address: (address.version, int(address)))))


def is_kept(record: Record) -> bool:
    """Whether a record of a response says something of a service."""
    if record.rtype not in _KEPT or record.rclass != CLASS_IN or record.section == Section.AUTHORITY:
        return False
    return record.rtype != _PTR or _lists(fold(record.name))


def _lists(owner: Name) -> bool:
    """Whether PTR records of this owner list types or instances, not hosts or domains (RFC 6763 section 11)."""
    return owner[-1:] != (b"arpa",) and (owner[1:3] != ENUMERATION[1:] or owner[:1] == ENUMERATION[:1])


def _preference(record: Record) -> tuple[int, Name, int]:
    """Order SRV records, the one that clients use first (RFC 2782)."""
    return record.priority, record.target or (), record.port


def _subtypes(instance: _Instance) -> tuple[str, ...]:
    """Return the subtypes by which an instance is found, sorted."""
    owners = [owner for owner in instance.listed if subtype_labels(owner)]
    return tuple(sorted({names.join(owner[: subtype_labels(owner) - 1]) for owner in owners})) if owners else ()


def order(announcement: Announcement) -> tuple[object, ...]:
    """Return by what announcements are sorted: host, service, instance."""
    each = announcement
    return each.host or "", each.service, each.instance or b"", each.domain, each.location.interfaces, each.txt_index


def _order_of_named(named: tuple[Name, Announcement]) -> tuple[object, ...]:
    return order(named[1])
