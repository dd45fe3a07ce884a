"""Which multicasts to wait for beside direct answers, and which to spare the network. No socket and no clock.

Only multicasts say how something is announced. Each costs every host of the link. Where there are many instances, one
of each responder is to multicast, and the others are named as known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from validator.assembly.cache import CachedRecord, fold
from validator.assembly.instants import instant
from validator.mdns.on_link import OnLink, Pair
from validator.wire.message import Name, Record

MULTICAST_S, BRIEF_S = instant(1.4), instant(0.16)
"""Seconds for which multicasts are waited for after the first question: where instances are few, and where many.

An answer takes 0.12 s (RFC 6762 section 6), and a second more where the responder multicast the same just before: the
second question brings it. So the findings of a network with few instances are the same whenever it is asked.
"""

FLOW_S = instant(0.1)
"""Seconds after which no more multicasts are to be expected when none brought anything new."""

MAX_MULTICAST_S, MAX_BRIEF_S = 2.0, 0.6
"""Seconds for which multicasts are waited for at most, while they come; where instances are few, and where many."""

MANY = 100
"""Instances beyond which one of each responder is to multicast."""

MAX_RESPONDERS = 5_000
"""Responders that are told apart."""


class Multicasts:
    """What multicasts are to bring on one link. Times are instants of the caller's clock."""

    def __init__(self, start: float) -> None:
        self.start = start
        self._samples: dict[tuple[str, frozenset[Name]], Name] = {}
        self._taken: Counter[Name] = Counter()
        self._listed = 0
        self._heard = 0
        self._heard_at = start

    @property
    def is_large(self) -> bool:
        """Whether there are too many instances to ask a multicast of each."""
        return self._listed > MANY

    def delay(self, now: float) -> None:
        """Begin to wait only now."""
        self.start = self._heard_at = now

    def take(self, sender: str, types: frozenset[Name]) -> None:
        """Take a list of service types of a responder, which may be one of several on a host."""
        if (sender, types) in self._samples or len(self._samples) >= MAX_RESPONDERS or not types:
            return
        chosen = min(types, key=lambda key: (self._taken[key], key))
        self._samples[sender, types] = chosen
        self._taken[chosen] += 1
        self._listed += len(types)

    def awaited(self, there: OnLink) -> Iterator[CachedRecord]:
        """Yield the PTR records that a multicast should bring."""
        if not self.is_large:
            yield from there.pointers()
            return
        for (sender, _), key in self._samples.items():
            yield from (cached for cached in there.pointers(key) if sender in cached.senders)

    def spared(self, there: OnLink, owner: Name, cut: set[Pair], now: float) -> list[Record]:
        """Return the PTR records of an owner that need not be multicast, as known answers; none on a small network.

        ``cut`` are hosts whose direct answers for a type may lack something.
        """
        if not self.is_large:
            return []
        wanted = {id(cached) for cached in self.awaited(there)}
        key = fold(owner)
        spared = {
            fold(cached.record.target)
            for cached in there.pointers(owner)
            if cached.record.target and id(cached) not in wanted
            if not any((sender, key) in cut for sender in cached.senders)
        }
        answers = there.known.cache.known_answers(owner, there.link, now)
        return [each for each in answers if fold(each.target or ()) in spared]

    def may_come(self, there: OnLink, now: float) -> bool:
        """Whether multicasts are awaited and may still come."""
        awaited = [bool(cached.ways) for cached in self.awaited(there)]
        if sum(awaited) != self._heard:
            self._heard, self._heard_at = sum(awaited), now
        if awaited and all(awaited):
            return False
        elapsed_s = now - self.start
        least_s, most_s = (BRIEF_S, MAX_BRIEF_S) if self.is_large else (MULTICAST_S, MAX_MULTICAST_S)
        return elapsed_s < least_s or (now - self._heard_at < FLOW_S and elapsed_s < most_s)

    def times(self) -> Iterator[float]:
        """Yield the times at which multicasts may have ended."""
        yield self.start + (BRIEF_S if self.is_large else MULTICAST_S)
        yield self._heard_at + FLOW_S
