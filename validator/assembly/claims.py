"""What is said of one name on one link: which SRV or TXT records, by whom, in which order. No socket and no clock.

Records that change, hosts that contradict each other and a host that cannot decide look alike at first. What tells them
apart: a host that updates a record says the new one from then on; where the old one is said again by a sender who never
said the new one, or two hosts speak within a second, there are two who want the name (RFC 6762 section 9).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from msgspec import Struct, field

MAX_CLAIMS = 8
"""Sets of records that are told apart for one name and link."""

MAX_SENDERS = 16

TOGETHER_S = 0.1
"""Within which one sender may say a set of records in several messages."""

ANSWER_S = 1.0
"""Within which two hosts answer the same question."""

TURN_S = 20.0
"""Time of two turns that make a sender one that cannot decide; devices that change back do it less often."""

MAX_TURNS = 2
MINUTE_S = 60.0
MAX_SWITCHES = 64
"""Changes whose times are kept."""

Data = tuple[bytes, ...]
"""RDATA of the records of one name and type, sorted."""


class TimedClaim(Struct):
    """A set of records, when it was said last, and when by each sender."""

    data: Data
    last: float
    senders: dict[str, float] = field(default_factory=dict)


class ClaimHistory:
    """All that was said of one name and type on one link.

    ``rivals`` are sets of records that different hosts say; ``turns`` counts how often one sender returned to records
    that it had replaced; ``is_alternating``: twice within a short time. ``omitted`` counts what did not fit.
    """

    def __init__(self) -> None:
        self.current: TimedClaim | None = None
        self.rivals: dict[Data, None] = {}
        self.turns = 0
        self.is_alternating = False
        self.changes = 0
        self.busiest = 0
        self.omitted = 0
        self._claims: dict[Data, TimedClaim] = {}
        self._replaced: deque[Data] = deque(maxlen=MAX_CLAIMS)
        self._switches: deque[float] = deque(maxlen=MAX_SWITCHES)
        self._last_turn: float | None = None

    def take(self, data: Data, sender: str, now: float) -> None:
        """Take the records of one message."""
        current = self.current
        if current is not None and data != current.data:
            if len(current.data) > 1 and set(data) <= set(current.data):
                data = current.data  # one of several records
            elif data not in self._claims and _is_together(current.senders.get(sender), now):
                data = tuple(sorted({*data, *current.data}))
                current = None  # no change: the rest of what is said together
        claim = self._claims.get(data)
        is_return = claim is not None
        if claim is None:
            if len(self._claims) >= MAX_CLAIMS:
                self.omitted += 1
                return
            claim = self._claims[data] = TimedClaim(data, now)
        if current is not None and claim is not current:
            self._switch(current, claim, sender, now, is_return=is_return)
        if len(claim.senders) < MAX_SENDERS or sender in claim.senders:
            claim.senders[sender] = now
        claim.last = now
        self.current = claim

    def earlier(self) -> Iterator[Data]:
        """Give what was said before what is said now, in order; each once."""
        now = self.current.data if self.current is not None else ()
        yield from (data for data in dict.fromkeys(self._replaced) if data != now)

    def conflicting(self) -> list[TimedClaim]:
        """Give the sets of records that contradict each other."""
        if self.rivals:
            return [self._claims[data] for data in self.rivals]
        return list(self._claims.values()) if self.is_alternating else []

    def _switch(self, old: TimedClaim, new: TimedClaim, sender: str, now: float, *, is_return: bool) -> None:
        self._replaced.append(old.data)
        self.changes += 1
        self._switches.append(now)
        self.busiest = max(self.busiest, sum(1 for at in self._switches if now - at < MINUTE_S))
        if sender not in old.senders and old.senders.keys().isdisjoint(new.senders):
            if is_return or (now - old.last < ANSWER_S and _are_two(sender, old)):
                self.rivals |= {old.data: None, new.data: None}
        elif is_return and sender in old.senders:
            self.turns += 1
            if self._last_turn is not None and now - self._last_turn < TURN_S:
                self.is_alternating = True
            self._last_turn = now


def _is_together(last: float | None, now: float) -> bool:
    """Whether what is said now belongs to what the sender said before; None where it said nothing."""
    return last is not None and now - last < TOGETHER_S


def _are_two(sender: str, claim: TimedClaim) -> bool:
    """Whether a sender is another host than those before. One host has an IPv4 and several IPv6 addresses."""
    return ":" not in sender and any(":" not in known for known in claim.senders)
