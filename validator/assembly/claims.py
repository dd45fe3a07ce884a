"""The SRV or TXT records that are claimed for one name on one link, by which senders and in which order.

Three things look alike at first: records that change, hosts that contradict each other, and a host that alternates.

- A host that updates a record claims the new record from then on.
- Two hosts want the name (RFC 6762 section 9) where a sender claims the old record again that never claimed the new
  one, or where two hosts answer within a second.
- A host alternates where it returns to a record that it had replaced, twice within a short time.

No socket and no clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from msgspec import Struct, field

MAX_CLAIMS = 8
"""Sets of records that are told apart for one name and link."""

MAX_SENDERS = 16
"""Senders of one claim that are kept."""

TOGETHER_S = 0.1
"""Seconds within which one sender may claim one set of records in several messages."""

ANSWER_S = 1.0
"""Seconds within which two hosts answer the same question."""

TURN_S = 20.0
"""Seconds between two turns of a sender that alternates. Devices that change a record back do so less often."""

MINUTE_S = 60.0
MAX_SWITCHES = 64
"""Changes whose times are kept."""

Data = tuple[bytes, ...]
"""The RDATA of the records of one name and type, sorted."""


class TimedClaim(Struct):
    """A set of records that is claimed."""

    data: Data
    """The RDATA of the records."""
    last: float
    """When the records were claimed last, in seconds."""
    senders: dict[str, float] = field(default_factory=dict)
    """When each sender claimed the records last, in seconds."""


class ClaimHistory:
    """All claims for one name and type on one link.

    - ``current`` is the claim that was made last.
    - ``rivals`` are sets of records that different hosts claim.
    - ``turns`` counts how often a sender returned to records that it had replaced.
    - ``is_alternating`` tells that two turns came within a short time.
    - ``changes`` counts the changes, ``busiest`` those of the busiest minute.
    - ``omitted`` counts the sets of records that did not fit.
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
                current = None  # no change: the rest of one claim
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
        """Yield the sets of records that were claimed before the current one, in order, each set once."""
        now = self.current.data if self.current is not None else ()
        yield from (data for data in dict.fromkeys(self._replaced) if data != now)

    def conflicting(self) -> list[TimedClaim]:
        """Return the claims that contradict each other."""
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
    """Whether a claim belongs to the claim that the sender made at ``last``. None: the sender made no claim."""
    return last is not None and now - last < TOGETHER_S


def _are_two(sender: str, claim: TimedClaim) -> bool:
    """Whether a sender is another host than the senders of a claim.

    A host has one IPv4 address and several IPv6 addresses.
    """
    return ":" not in sender and any(":" not in known for known in claim.senders)
