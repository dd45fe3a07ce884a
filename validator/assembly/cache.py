"""DNS records as they were heard: on which links, when last, and from whom. No socket and no clock.

It is bounded: what does not fit its limits is dropped and counted, so that nobody on the network can fill the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from validator.wire.message import Name, Record, RType

MAX_RRSET = 64
"""Records of one name and type, PTR apart, that are rrset."""

MAX_SENDERS = 16
"""Senders of one record that are rrset."""

FLUSH_AFTER_S = 1.0
"""Age at which a record gives way to one with the cache-flush bit (RFC 6762 section 10.2)."""


REFRESH_FROM = 0.8
"""Of its TTL, after which a record that is still of interest is asked for again (RFC 6762 section 5.2)."""

# Plain integers: they are compared for every record.
_PTR, _TXT = int(RType.PTR), int(RType.TXT)
_ADDRESSES = (int(RType.A), int(RType.AAAA))


class FirstSeen(NamedTuple):
    """How often a PTR record of one owner was heard for the first time: on a link, and over an IP version there."""

    links: int = 0
    ways: int = 0


class Limits(Struct, frozen=True):
    """How much is cached at most. ``is_shared``: no sender may take more of it than it leaves to the others."""

    types: int = 2_000
    instances: int = 10_000
    records: int = 100_000
    octets: int = 32 << 20
    is_shared: bool = False


NOTHING = FirstSeen()
DEFAULT_LIMITS = Limits(is_shared=True)
"""Room for a LAN of a thousand hosts."""


class Quota:
    """Room for so many things, which senders may share.

    Where they do, each may have as much as is left: the first half of it, one more who floods half of the rest. So
    there is room for a device that says little, however much a few others say.
    """

    def __init__(self, limit: int, *, is_shared: bool) -> None:
        self._left = limit
        self._is_shared = is_shared
        self._taken: dict[str, int] = {}

    def has(self, sender: str, count: int = 1) -> bool:
        """Whether a sender may take so much."""
        return self._left >= count + (self._taken.get(sender, 0) if self._is_shared else 0)

    def reserve(self, sender: str, count: int = 1) -> bool:
        """Take so much, if a sender may."""
        if not self._is_shared:
            self._left -= count
            if self._left >= 0:
                return True
            self._left += count
            return False
        if not self.has(sender, count):
            return False
        self.take(sender, count)
        return True

    def take(self, sender: str, count: int = 1) -> None:
        """Count what a sender takes."""
        self._left -= count
        if self._is_shared:
            self._taken[sender] = self._taken.get(sender, 0) + count

    def release(self, sender: str, count: int = 1) -> None:
        """Count what is cached no more of what a sender took."""
        self._left += count
        if self._is_shared:
            self._taken[sender] -= count
            if not self._taken[sender]:
                del self._taken[sender]


class CachedRecord(Struct):
    """A record with the links it was heard on (and when last, in seconds) and the addresses that sent it.

    ``first`` is the sender whose room it takes, ``octets`` how much. ``is_sole``: it was never forgotten on a link, and
    has never had another of its name and type beside it, PTR apart. ``ways`` has a bit for each link and IP version
    over which a PTR record was heard.
    """

    record: Record
    last_seen: dict[str, float]
    senders: set[str]
    first_sender: str
    octets: int
    is_sole: bool = True
    ways: int = 0


class Cache:
    """Records by name (without regard to ASCII case) and type. ``dropped`` counts those that did not fit."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.dropped = 0
        self._limits = limits
        self._is_shared = limits.is_shared
        self._first_seen: dict[Name, FirstSeen] = {}
        self._ways: dict[tuple[str, bool], int] = {}
        self._octets = Quota(limits.octets, is_shared=limits.is_shared)
        self._records = Quota(limits.records, is_shared=limits.is_shared)
        self._rrsets: dict[tuple[Name, int], dict[object, CachedRecord]] = {}

    def has(self, name: Name, rtype: int) -> bool:
        """Whether any record of the name and type is cached."""
        return (fold(name), rtype) in self._rrsets

    def records(self, name: Name, rtype: int) -> tuple[CachedRecord, ...]:
        """Return the records of a name and type."""
        return tuple(self._rrsets.get((fold(name), rtype), {}).values())

    def first_seen(self, owner: Name) -> FirstSeen:
        """Return how often a PTR record of this owner was new."""
        return self._first_seen.get(fold(owner), NOTHING)

    def known_answers(self, owner: Name, link: str, now: float, *, is_ipv6: bool) -> list[Record]:
        """Return the PTR records of this owner, heard on the link over this IP version, of whose TTL half is left.

        They need not be sent again (RFC 6762 section 7.1); their ``ttl_s`` is what is left.
        """
        answers, way = [], self._ways.get((link, is_ipv6), 0)
        for cached in self._rrsets.get((fold(owner), RType.PTR), {}).values():
            left_s = cached.record.ttl_s - (now - cached.last_seen[link]) if cached.ways & way else 0
            if left_s > cached.record.ttl_s / 2:
                answers.append(replace(cached.record, ttl_s=int(left_s)))
        return answers

    def add(self, record: Record, link: str, sender: str, now: float) -> tuple[CachedRecord | None, bool]:
        """Take a record; give what is cached of it, and whether it is new on this link.

        One whose RDATA could not be read is not rrset.
        """
        owner, content = fold(record.name), _content(record)
        if content is None:
            return None, False
        rrset = self._rrsets.get((owner, record.rtype)) or {}
        cached = rrset.get(content)
        if cached is None:
            octets = _octets(record)
            if not self._reserve(record, octets, rrset, sender):
                self.dropped += 1
                return None, False
            cached = rrset[content] = CachedRecord(record, {}, set(), sender, octets)
            self._rrsets[owner, record.rtype] = rrset
            if len(rrset) > 1 and record.rtype != _PTR:
                for sibling in rrset.values():
                    sibling.is_sole = False
        is_new = link not in cached.last_seen
        cached.record = record
        cached.last_seen[link] = now
        if len(cached.senders) < MAX_SENDERS:
            cached.senders.add(sender)
        if record.rtype == _PTR:
            self._count(cached, owner, self._way(link, is_ipv6=":" in sender), is_new=is_new)
        if len(rrset) > 1 and record.flush and record.rtype != _PTR:
            self._flush(owner, record.rtype, link, now)
        return cached, is_new

    def remove(self, record: Record, link: str) -> bool:
        """Take a goodbye (RFC 6762 section 10.1): the record is gone on this link. Whether it was there."""
        content = _content(record)
        return content is not None and self._remove_from_link(fold(record.name), record.rtype, content, link)

    def expired(self, now: float, at_least_s: float = 0.0) -> list[tuple[Record, str]]:
        """Return the records that outlived their TTL, or ``at_least_s`` if that is longer, with the link of each."""
        return [
            (cached.record, link)
            for rrset in self._rrsets.values()
            for cached in rrset.values()
            for link, seen_at in cached.last_seen.items()
            if now - seen_at > max(cached.record.ttl_s, at_least_s)
        ]

    def fading(self, now: float) -> Iterator[tuple[Record, float]]:
        """Yield the records of which REFRESH_FROM of the TTL is over, with how much of it is."""
        for rrset in self._rrsets.values():
            for cached in rrset.values():
                elapsed = (now - max(cached.last_seen.values())) / cached.record.ttl_s if cached.record.ttl_s else 1.0
                if elapsed >= REFRESH_FROM:
                    yield cached.record, elapsed

    def _way(self, link: str, *, is_ipv6: bool) -> int:
        """Return the bit of a link and an IP version."""
        return self._ways.setdefault((link, is_ipv6), 1 << len(self._ways))

    def _count(self, cached: CachedRecord, owner: Name, way: int, *, is_new: bool) -> None:
        """Count a PTR record that is new on a link, or over an IP version there."""
        if not cached.ways & way and (owner in self._first_seen or len(self._first_seen) < self._limits.records):
            links, ways = self._first_seen.get(owner, NOTHING)
            self._first_seen[owner] = FirstSeen(links + is_new, ways + 1)
        cached.ways |= way

    def _reserve(self, record: Record, octets: int, rrset: dict[object, CachedRecord], sender: str) -> bool:
        if rrset and record.rtype != _PTR:
            own = sum(cached.first_sender == sender for cached in rrset.values()) if self._is_shared else 0
            if len(rrset) + own >= MAX_RRSET:
                return False
        if not self._records.reserve(sender):
            return False
        if self._octets.reserve(sender, octets):
            return True
        self._records.release(sender)
        return False

    def _flush(self, owner: Name, rtype: int, link: str, now: float) -> None:
        """Forget what a record with the cache-flush bit replaces on its link (RFC 6762 section 10.2)."""
        for content, cached in list(self._rrsets[owner, rtype].items()):
            seen_at = cached.last_seen.get(link)
            if seen_at is not None and now - seen_at > FLUSH_AFTER_S:
                self._remove_from_link(owner, rtype, content, link)

    def _remove_from_link(self, owner: Name, rtype: int, content: object, link: str) -> bool:
        """Forget a record on a link, and altogether where no link is left. Whether it was known there."""
        rrset = self._rrsets.get((owner, rtype), {})
        cached = rrset.get(content)
        if cached is None or cached.last_seen.pop(link, None) is None:
            return False
        cached.is_sole = False
        cached.ways &= ~(self._way(link, is_ipv6=False) | self._way(link, is_ipv6=True))
        if not cached.last_seen:
            del rrset[content]
            self._records.release(cached.first_sender)
            self._octets.release(cached.first_sender, cached.octets)
        if not rrset:
            del self._rrsets[owner, rtype]
        return True


@lru_cache(maxsize=8192)
def fold(name: Name) -> Name:
    """Return a name in lower case, for comparing; only ASCII letters have case (RFC 6762 section 16)."""
    return tuple([label.lower() for label in name])


def _content(record: Record) -> object:
    """Return what tells records of one name and type apart; None where the RDATA could not be read."""
    rtype, target = record.rtype, record.target
    if rtype == _TXT:
        return record.rdata
    if rtype in _ADDRESSES:
        return record.address
    if target is None:
        return None
    return fold(target) if rtype == _PTR else (fold(target), record.priority, record.weight, record.port)


def _octets(record: Record) -> int:
    """Return what a record takes of the budget."""
    return len(record.rdata) + len(record.name) + sum(map(len, record.name))
