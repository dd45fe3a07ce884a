"""Service instances and types, gathered from DNS records as these come, out of live packets and captures alike.

A service instance is spread over records (RFC 6763 section 4): a PTR record lists the instance, the SRV record has host
and port, the TXT record has the attributes, A and AAAA records have the addresses of the host. Records may come in any
order, on several links, and more than once. Names compare without regard to ASCII case (RFC 6762 section 16). What does
not fit the limits is dropped and counted. No socket and no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from validator.assembly.cache import DEFAULT_LIMITS, Cache, CachedRecord, FirstSeen, Limits, Quota, fold
from validator.assembly.composition import Instance, compose, order
from validator.assembly.pointers import (
    ENUMERATION,
    MAX_POINTERS,
    Pointer,
    concerns_services,
    instance_type_at,
    is_enumeration,
    lists_domains,
    names_type,
    remark,
)
from validator.model import names
from validator.model.announcement import Announcement
from validator.wire.message import CLASS_IN, Message, Name, Record, RType, Section
from validator.wire.service_type import type_at

_PTR = int(RType.PTR)
_RELEVANT = frozenset(map(int, (RType.A, RType.PTR, RType.TXT, RType.AAAA, RType.SRV)))
MAX_DEPARTED = 1_000
"""Instances that are remembered as departed after ``expire``."""

_LACKS = {RType.SRV: "SRV", RType.TXT: "TXT"}


class Assembler:
    """Takes messages with ``feed``, and gives announcements at any time. ``cache`` has the records themselves.

    ``pointers`` are PTR records that name no instance, or in the enumeration no type, by owner and target in lower
    case. ``senseless`` counts those that go beyond MAX_POINTERS, and those of owners that are no service types.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.version = 0
        """Grows whenever something may have become known."""
        self.cache = Cache(limits)
        self._limits = limits
        self._instance_quota = Quota(limits.instances, is_shared=limits.is_shared)
        self._type_quota = Quota(limits.types, is_shared=limits.is_shared)
        self._dropped = 0
        self.senseless = 0
        self.pointers: dict[tuple[Name, Name], Pointer] = {}
        self._instances: dict[Name, Instance] = {}
        self._incomplete: dict[Name, None] = {}  # instances that may still lack a record
        self._departed: set[Name] = set()  # a TXT or SRV record alone does not bring these back
        self._types: dict[Name, tuple[Name, str]] = {}  # each with its name as first seen, and the first sender

    def feed(  # noqa: PLR0913 - all that is known of how a message came
        self,
        message: Message,
        link: str,
        sender: str,
        now: float,
        *,
        is_direct: bool = False,
        is_off_link: bool = False,
    ) -> list[tuple[CachedRecord | None, Record]]:
        """Take what a message announces: the answers of a response, and the additional records beside them.

        ``link`` names the interface (empty where there is none). ``now`` is in seconds of any steady clock. Return the
        records that belong to services, each with its entry in the cache. The entry is None for a goodbye, and for a
        record that did not fit. ``is_direct`` and ``is_off_link`` are as in ``Cache.add``.
        """
        taken: list[tuple[CachedRecord | None, Record]] = []
        self.version += 1
        if not message.is_response:
            return taken
        for record in message.records:
            if not is_relevant(record):
                continue
            cached = None
            if not record.ttl_s:
                if not is_off_link:
                    self._remove(record, link)
            else:
                cached, is_new = self.cache.add(record, link, sender, now, is_direct=is_direct, is_off_link=is_off_link)
                if is_new:
                    self._learn(record, fold(record.name), link, sender)
            taken.append((cached, record))
        return taken

    def expire(
        self, now: float, at_least_s: float = 0.0, is_gone: Callable[[Record, float], bool] | None = None
    ) -> None:
        """Forget records that outlived their TTL, and instances and types that no record names any more.

        ``at_least_s`` and ``is_gone`` are as in ``Cache.expired``.
        """
        for record, link in self.cache.expired(now, at_least_s, is_gone):
            self._remove(record, link)
            if record.rtype in (RType.A, RType.AAAA):
                self._incomplete.update(dict.fromkeys(self._instances))  # those of that host lack it
        for key, instance in list(self._instances.items()):
            if not instance.listed and not self.cache.has(key, RType.SRV) and not self.cache.has(key, RType.TXT):
                self._drop_instance(key)
        inhabited = self.inhabited()
        for key, (name, sender) in list(self._types.items()):
            enumeration = (*ENUMERATION, *name[2:])
            listed = (cached.record.target for cached in self.cache.records(enumeration, RType.PTR))
            if key not in inhabited and key not in (fold(target) for target in listed if target is not None):
                del self._types[key]
                self._type_quota.release(sender)
        if len(self._departed) > MAX_DEPARTED:
            self._departed.clear()

    @property
    def dropped(self) -> int:
        """How many records, instances and types did not fit, the senseless records included."""
        return self._dropped + self.senseless + self.cache.dropped

    def types(self) -> tuple[Name, ...]:
        """Return the service types with their domain, in the order in which the types were first seen."""
        return tuple([name for name, _ in self._types.values()])

    @property
    def instances(self) -> int:
        """How many service instances are known."""
        return len(self._instances)

    def first_seen(self, owner: Name) -> FirstSeen:
        """Return how often PTR records of this owner were seen for the first time."""
        return self.cache.first_seen(owner)

    def known_answers(self, owner: Name, link: str, now: float, *, is_ipv6: bool) -> list[Record]:
        """Return the PTR records that need not be sent again (RFC 6762 section 7.1): those of complete instances only.

        Where an instance lacks a record, the answer with its PTR record brings that record as an additional one.
        """
        answers = self.cache.known_answers(owner, link, now, is_ipv6=is_ipv6)
        return [record for record in answers if record.target is None or fold(record.target) not in self._incomplete]

    def missing(self, only: Iterable[Name] = ()) -> list[tuple[Name, RType]]:
        """Return name and type of the records that listed instances still lack. ``only`` is as in ``announcements``."""
        wanted = frozenset(map(fold, only))
        lacking: dict[tuple[Name, RType], None] = {}
        for key in list(self._incomplete):
            lacks = self._lacks(key, self._instances[key])
            if not lacks:
                del self._incomplete[key]
            elif self._is_wanted(self._instances[key], wanted) and self._instances[key].listed:
                lacking.update(dict.fromkeys(lacks))
        return list(lacking)

    def unresolved(self, only: Iterable[Name] = ()) -> tuple[str, ...]:
        """Return the names of listed instances that lack SRV, TXT or any address, in presentation form and sorted."""
        return tuple(self.lacking(only))

    def lacking(self, only: Iterable[Name] = ()) -> dict[str, tuple[str, ...]]:
        """Return what each unresolved instance lacks: ``SRV``, ``TXT``, ``address``.

        The keys are names as in ``unresolved``.
        """
        wanted = frozenset(map(fold, only))
        found: dict[str, tuple[str, ...]] = {}
        for key in self._incomplete:
            instance = self._instances[key]
            lacks = [rtype for _, rtype in self._lacks(key, instance)]
            if lacks and instance.listed and self._is_wanted(instance, wanted):
                kinds = dict.fromkeys(_LACKS.get(rtype, "address") for rtype in lacks)
                found[names.join(instance.name)] = tuple(kinds)
        return dict(sorted(found.items()))

    def announcements(self, only: Iterable[Name] = ()) -> list[Announcement]:
        """Return what all instances announced, sorted by host, service and instance.

        ``only`` are names of types or subtypes with their domain: instances that none of these lists are left out.
        Empty means all. An instance whose TXT records differ from link to link is an announcement for each variant (see
        Location).
        """
        return [announcement for _, announcement in self.named(only)]

    def named(self, only: Iterable[Name] = ()) -> list[tuple[Name, Announcement]]:
        """Return the announcements, each with the name of its instance in lower case.

        ``only`` is as in ``announcements``.
        """
        wanted = frozenset(map(fold, only))
        found = [
            (key, announcement)
            for key, instance in self._instances.items()
            if not wanted or self._is_wanted(instance, wanted)
            for announcement in compose(self.cache, key, instance)
        ]
        return sorted(found, key=_order_of_named)

    def pointer_remark(self, pointer: Pointer) -> Announcement:
        """Return the remark on a PTR record that names nothing, with all who sent it."""
        target = fold(pointer.target)
        cached = self.cache.records(pointer.owner, RType.PTR)
        found = [each for each in cached if each.record.target is not None and fold(each.record.target) == target]
        return remark(pointer, {sender for each in found for sender in each.senders if sender})

    def knows(self, name: Name) -> bool:
        """Whether an instance of this name is known, and did not say goodbye."""
        return fold(name) in self._instances

    def instance(self, name: Name) -> tuple[list[Announcement], frozenset[Name]]:
        """Return what a known instance announces by now, and the names of types and subtypes by which it is found."""
        key = fold(name)
        instance = self._instances[key]
        return compose(self.cache, key, instance), frozenset((fold(instance.type), *instance.listed))

    def inhabited(self) -> frozenset[Name]:
        """Return the types that have instances, in lower case."""
        return frozenset(fold(instance.type) for instance in self._instances.values())

    def _learn(self, record: Record, owner: Name, link: str, sender: str) -> None:
        """Add the type or the instance that a record names, where the record is new on its link."""
        if record.rtype == RType.PTR and record.target is not None:
            if not is_enumeration(owner):
                self._list(record.name, owner, record.target, link, sender)
            elif names_type(record.target):
                self._add_type(record.target, sender)
            else:
                self._note(Pointer(record.name, record.target, sender, link))
        elif record.rtype in (RType.SRV, RType.TXT):
            at = type_at(record.name)
            if at is not None and at > 0 and owner not in self._departed:
                self._add_instance(owner, record.name, at, sender)

    def _note(self, pointer: Pointer) -> None:
        """Note a PTR record that names nothing."""
        if concerns_services(pointer.owner) and len(self.pointers) < MAX_POINTERS:
            self.pointers.setdefault((fold(pointer.owner), fold(pointer.target)), pointer)
        else:
            self.senseless += 1

    def _list(self, name: Name, owner: Name, target: Name, link: str, sender: str) -> None:
        """Note that a PTR record lists an instance. ``owner`` is its ``name`` in lower case."""
        at = instance_type_at(owner, target)
        key = fold(target)
        if not at:
            self._note(Pointer(name, target, sender, link))
            return
        self._departed.discard(key)
        instance = self._add_instance(key, target, at, sender)
        if instance is not None:
            instance.listed.setdefault(owner, set()).add(link)
            if name != owner:
                instance.spelt.setdefault(owner, name)
            self._incomplete[key] = None

    def _add_instance(self, key: Name, name: Name, type_at: int, sender: str) -> Instance | None:
        instance = self._instances.get(key)
        if instance is None:
            if not self._instance_quota.has(sender):
                self._dropped += 1
                return None
            self._instance_quota.take(sender)
            instance = self._instances[key] = Instance(name, type_at, sender)
            self._add_type(instance.type, sender)
        return instance

    def _add_type(self, name: Name, sender: str) -> None:
        if fold(name) in self._types:
            return
        if not self._type_quota.has(sender):
            self._dropped += 1
            return
        self._type_quota.take(sender)
        self._types[fold(name)] = name, sender

    def _remove(self, record: Record, link: str) -> None:
        """Take a goodbye to a record. An instance that no PTR record lists any more is removed, too."""
        if not self.cache.remove(record, link):
            return
        owner = fold(record.name)
        instance = None if record.target is None else self._instances.get(fold(record.target))
        if record.rtype == RType.PTR and record.target is not None and instance is not None:
            instance.listed.get(owner, set()).discard(link)
            instance.listed = {name: links for name, links in instance.listed.items() if links}
            if not instance.listed:
                self._drop_instance(fold(record.target))
        elif record.rtype in (RType.SRV, RType.TXT) and owner in self._instances:
            self._incomplete[owner] = None

    def _drop_instance(self, key: Name) -> None:
        self._instance_quota.release(self._instances.pop(key).sender)
        self._incomplete.pop(key, None)
        if len(self._departed) < self._limits.instances:
            self._departed.add(key)

    def _lacks(self, key: Name, instance: Instance) -> list[tuple[Name, RType]]:
        lacks = [(instance.name, rtype) for rtype in (RType.SRV, RType.TXT) if not self.cache.has(key, rtype)]
        for cached in self.cache.records(key, RType.SRV):
            host = cached.record.target
            if host and not (self.cache.has(host, RType.A) or self.cache.has(host, RType.AAAA)):
                lacks += [(host, RType.A), (host, RType.AAAA)]
        return lacks

    @staticmethod
    def _is_wanted(instance: Instance, wanted: frozenset[Name]) -> bool:
        return not wanted or fold(instance.type) in wanted or not wanted.isdisjoint(instance.listed)


def is_relevant(record: Record) -> bool:
    """Whether a record of a response belongs to a service."""
    if record.rtype not in _RELEVANT or record.rclass != CLASS_IN or record.section == Section.AUTHORITY:
        return False
    return record.rtype != _PTR or _is_listing_owner(fold(record.name))


def _is_listing_owner(owner: Name) -> bool:
    """Whether PTR records of this owner list types or instances, rather than hosts or domains (RFC 6763 section 11)."""
    return owner[-1:] != (b"arpa",) and not lists_domains(owner)


def _order_of_named(named: tuple[Name, Announcement]) -> tuple[object, ...]:
    return order(named[1])
