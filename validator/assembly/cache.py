"""The cache of DNS records: on which links each record was seen, when last, and from which senders.

The cache is bounded: records that do not fit the limits are dropped and counted, so that nobody on the network can fill
the memory. No socket and no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from validator.wire.message import Name, Record, RType

MAX_RRSET = 64
"""Records of one name and type that are kept, except PTR records."""

MAX_KNOWN_ANSWERS = 300
"""Known answers of one question: a flood of records must not make the auditor flood the network."""

MAX_SENDERS = 16
"""Senders of one record that are kept."""

FLUSH_AFTER_S = 1.0
"""Age in seconds at which a record gives way to a record with the cache-flush bit (RFC 6762 section 10.2)."""


REFRESH_FROM = 0.8
"""The share of its TTL after which a record of interest is asked for again (RFC 6762 section 5.2)."""

# Plain integers: they are compared for every record.
_PTR, _TXT = int(RType.PTR), int(RType.TXT)
_ADDRESSES = (int(RType.A), int(RType.AAAA))


class FirstSeen(NamedTuple):
    """How often PTR records of one owner were seen for the first time.

    Every first sight on a link counts in ``links``. Every first sight over one IP version of a link counts in ``ways``.
    """

    links: int = 0
    ways: int = 0


class Limits(Struct, frozen=True):
    """How much a cache and an assembler may hold."""

    types: int = 2_000
    """Service types."""
    instances: int = 10_000
    """Service instances."""
    records: int = 100_000
    """Records."""
    octets: int = 32 << 20
    """Octets of names and RDATA."""
    is_shared: bool = False
    """Whether senders share the limits: then a sender may take no more than is left to the others."""


NOTHING = FirstSeen()
DEFAULT_LIMITS = Limits(is_shared=True)
"""Enough for a LAN of a thousand hosts."""


class Quota:
    """Counts what senders take of a limit.

    Where senders share the limit, a sender may have as much as is left: the first sender half of the limit, another one
    that floods half of the rest. So a device that needs little always finds room, however much a few others send.
    """

    def __init__(self, limit: int, *, is_shared: bool) -> None:
        self._left = limit
        self._is_shared = is_shared
        self._taken: dict[str, int] = {}

    def has(self, sender: str, count: int = 1) -> bool:
        """Whether a sender may take ``count`` more."""
        return self._left >= count + (self._taken.get(sender, 0) if self._is_shared else 0)

    def reserve(self, sender: str, count: int = 1) -> bool:
        """Take ``count`` for a sender, if the sender may have so much. Return whether the sender got it."""
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
        """Count what a sender took and does not need any more."""
        self._left += count
        if self._is_shared:
            self._taken[sender] -= count
            if not self._taken[sender]:
                del self._taken[sender]


class CachedRecord(Struct):
    """A record of the cache, and how it was seen."""

    record: Record
    """The record as it came last."""
    last_seen: dict[str, float]
    """When the record was seen last on each link, in seconds."""
    senders: set[str]
    """The addresses that sent the record."""
    first_sender: str
    """The sender whose quota the record takes."""
    octets: int
    """How many octets the record takes of the quota."""
    is_sole: bool = True
    """Whether the record always stood alone: it never left a link, and no other record had its name and type.

    Other PTR records do not count.
    """
    is_off_link: bool = False
    """Whether only senders of other networks than the link's sent the record."""
    ways: int = 0
    """A bit for each link and IP version over which a PTR record was seen."""


class Cache:
    """Records by name (without regard to ASCII case) and type. ``dropped`` counts the records that did not fit."""

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
        """Return how often PTR records of this owner were seen for the first time."""
        return self._first_seen.get(fold(owner), NOTHING)

    def known_answers(self, owner: Name, link: str, now: float, *, is_ipv6: bool | None = None) -> list[Record]:
        """Return the PTR records of this owner of whose TTL more than half is left (RFC 6762 section 7.1).

        Only records that were multicast on the link over this IP version count; without a version those that were seen
        on it by any answer. The ``ttl_s`` of the returned records is the time that is left. Of very many the first
        MAX_KNOWN_ANSWERS are returned.
        """
        answers: list[Record] = []
        way = 0 if is_ipv6 is None else self._ways.get((link, is_ipv6), 0)
        for cached in self._rrsets.get((fold(owner), RType.PTR), {}).values():
            if len(answers) >= MAX_KNOWN_ANSWERS:
                break
            is_seen = link in cached.last_seen if is_ipv6 is None else cached.ways & way
            left_s = cached.record.ttl_s - (now - cached.last_seen[link]) if is_seen else 0
            if left_s > cached.record.ttl_s / 2:
                answers.append(replace(cached.record, ttl_s=int(left_s)))
        return answers

    def add(  # noqa: PLR0913 - all that is known of how a record came
        self,
        record: Record,
        link: str,
        sender: str,
        now: float,
        *,
        is_direct: bool = False,
        is_off_link: bool = False,
    ) -> tuple[CachedRecord | None, bool]:
        """Add a record. Return its entry in the cache, and whether the record is new on this link.

        The entry is None for a record that does not fit, and for a record whose RDATA could not be read. A record of a
        direct answer says that it is there; its TTL is capped, and what others heard by multicast stands. A record from
        off the link gives way to one from the link (RFC 6762 section 11), unless it is a PTR record.
        """
        owner, content = fold(record.name), _content(record)
        if content is None:
            return None, False
        rrset = self._rrsets.get((owner, record.rtype)) or {}
        if rrset and self._gives_way(owner, record.rtype, link, is_off_link=is_off_link):
            return None, False
        cached = rrset.get(content) or self._enter(record, content, rrset, sender, is_off_link=is_off_link)
        if cached is None:
            return None, False
        self._rrsets[owner, record.rtype] = rrset
        is_new = link not in cached.last_seen
        cached.is_off_link &= is_off_link
        if not is_direct:
            cached.record = record
        cached.last_seen[link] = now
        if len(cached.senders) < MAX_SENDERS:
            cached.senders.add(sender)
        if record.rtype == _PTR and not is_direct:
            self._count(cached, owner, link, is_ipv6=":" in sender)
        if len(rrset) > 1 and record.flush and not is_direct and record.rtype != _PTR:
            self._flush(owner, record.rtype, link, now)
        return cached, is_new

    def _enter(
        self, record: Record, content: object, rrset: dict[object, CachedRecord], sender: str, *, is_off_link: bool
    ) -> CachedRecord | None:
        """Enter a new record into those of its name and type. None: there is no room for it."""
        octets = _octets(record)
        if not self._reserve(record, octets, rrset, sender):
            self.dropped += 1
            return None
        cached = rrset[content] = CachedRecord(record, {}, set(), sender, octets, is_off_link=is_off_link)
        if len(rrset) > 1 and record.rtype != _PTR:
            for sibling in rrset.values():
                sibling.is_sole = False
        return cached

    def remove(self, record: Record, link: str) -> bool:
        """Take a goodbye (RFC 6762 section 10.1): remove the record from this link.

        Return whether the record was there.
        """
        content = _content(record)
        return content is not None and self._remove_from_link(fold(record.name), record.rtype, content, link)

    def expired(
        self, now: float, at_least_s: float = 0.0, is_gone: Callable[[Record, float], bool] | None = None
    ) -> list[tuple[Record, str]]:
        """Return the records that outlived their TTL, each with the link on which it did.

        A record is kept for ``at_least_s`` seconds where its TTL is shorter than that. ``is_gone`` tells of a record
        whether its absence is believed already.
        """
        return [
            (cached.record, link)
            for rrset in self._rrsets.values()
            for cached in rrset.values()
            for link, seen_at in cached.last_seen.items()
            if now - seen_at > max(cached.record.ttl_s, at_least_s)
            if is_gone is None or is_gone(cached.record, now)
        ]

    def fading(self, now: float) -> Iterator[tuple[Record, float]]:
        """Yield the records of whose TTL the share REFRESH_FROM has passed, each with the share that has passed."""
        for rrset in self._rrsets.values():
            for cached in rrset.values():
                elapsed = (now - max(cached.last_seen.values())) / cached.record.ttl_s if cached.record.ttl_s else 1.0
                if elapsed >= REFRESH_FROM:
                    yield cached.record, elapsed

    def _way(self, link: str, *, is_ipv6: bool) -> int:
        """Return the bit of a link and an IP version."""
        return self._ways.setdefault((link, is_ipv6), 1 << len(self._ways))

    def _count(self, cached: CachedRecord, owner: Name, link: str, *, is_ipv6: bool) -> None:
        """Count a PTR record that is new on a link, or new over an IP version of the link."""
        way, other = self._way(link, is_ipv6=is_ipv6), self._way(link, is_ipv6=not is_ipv6)
        if not cached.ways & way and (owner in self._first_seen or len(self._first_seen) < self._limits.records):
            links, ways = self._first_seen.get(owner, NOTHING)
            self._first_seen[owner] = FirstSeen(links + (not cached.ways & other), ways + 1)
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

    def _gives_way(self, owner: Name, rtype: int, link: str, *, is_off_link: bool) -> bool:
        """Whether a record gives way to those that are there. Otherwise those give way that came from off the link."""
        if rtype == _PTR:
            return False
        rrset = self._rrsets[owner, rtype]
        if is_off_link:
            return not all(cached.is_off_link for cached in rrset.values())
        for content in [content for content, cached in rrset.items() if cached.is_off_link]:
            self._remove_from_link(owner, rtype, content, link)
        return False

    def _flush(self, owner: Name, rtype: int, link: str, now: float) -> None:
        """Remove the records that a record with the cache-flush bit replaces on its link (RFC 6762 section 10.2)."""
        for content, cached in list(self._rrsets[owner, rtype].items()):
            seen_at = cached.last_seen.get(link)
            if seen_at is not None and now - seen_at > FLUSH_AFTER_S:
                self._remove_from_link(owner, rtype, content, link)

    def _remove_from_link(self, owner: Name, rtype: int, content: object, link: str) -> bool:
        """Remove a record from a link, and from the cache where no link is left.

        Return whether the link had the record.
        """
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
    """Return a name in lower case, to compare names by. Only ASCII letters have case (RFC 6762 section 16)."""
    return tuple([label.lower() for label in name])


def _content(record: Record) -> object:
    """Return what tells records of one name and type apart. None where the RDATA could not be read."""
    rtype, target = record.rtype, record.target
    if rtype == _TXT:
        return record.rdata
    if rtype in _ADDRESSES:
        return record.address
    if target is None:
        return None
    return fold(target) if rtype == _PTR else (fold(target), record.priority, record.weight, record.port)


def _octets(record: Record) -> int:
    """Return how many octets a record takes of the quota."""
    return len(record.rdata) + len(record.name) + sum(map(len, record.name))
