"""What is said of one name on one link: which SRV or TXT records, by whom, in which order. No socket and no clock.

Records that change, hosts that contradict each other and a host that cannot decide look alike at first. What tells them
apart: a host that updates a record says the new one from then on; where the old one is said again by a sender who never
said the new one, or two hosts speak within a second, there are two who want the name (RFC 6762 section 9).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from msgspec import Struct, field

MAX_SAYINGS = 8
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


class Saying(Struct):
    """A set of records, when it was said last, and when by each sender."""

    data: Data
    last: float
    senders: dict[str, float] = field(default_factory=dict)


class Sayings:
    """All that was said of one name and type on one link.

    ``rivals`` are sets of records that different hosts say; ``turns`` counts how often one sender returned to records
    that it had replaced; ``is_torn``: twice within a short time. ``omitted`` counts what did not fit.
    """

    def __init__(self) -> None:
        self.current: Saying | None = None
        self.rivals: dict[Data, None] = {}
        self.turns = 0
        self.is_torn = False
        self.changes = 0
        self.busiest = 0
        self.omitted = 0
        self._all: dict[Data, Saying] = {}
        self._order: deque[Data] = deque(maxlen=MAX_SAYINGS)
        self._switches: deque[float] = deque(maxlen=MAX_SWITCHES)
        self._turned: float | None = None

    def say(self, data: Data, sender: str, now: float) -> None:
        """Take the records of one message."""
        current = self.current
        if current is not None and data != current.data:
            if len(current.data) > 1 and set(data) <= set(current.data):
                data = current.data  # one of several records
            elif data not in self._all and _is_together(current.senders.get(sender), now):
                data = tuple(sorted({*data, *current.data}))
                current = None  # no change: the rest of what is said together
        saying = self._all.get(data)
        is_return = saying is not None
        if saying is None:
            if len(self._all) >= MAX_SAYINGS:
                self.omitted += 1
                return
            saying = self._all[data] = Saying(data, now)
        if current is not None and saying is not current:
            self._switch(current, saying, sender, now, is_return=is_return)
        if len(saying.senders) < MAX_SENDERS or sender in saying.senders:
            saying.senders[sender] = now
        saying.last = now
        self.current = saying

    def before(self) -> Iterator[Data]:
        """Give what was said before what is said now, in order; each once."""
        now = self.current.data if self.current is not None else ()
        yield from (data for data in dict.fromkeys(self._order) if data != now)

    def sides(self) -> list[Saying]:
        """Give the sets of records that contradict each other."""
        if self.rivals:
            return [self._all[data] for data in self.rivals]
        return list(self._all.values()) if self.is_torn else []

    def _switch(self, old: Saying, new: Saying, sender: str, now: float, *, is_return: bool) -> None:
        self._order.append(old.data)
        self.changes += 1
        self._switches.append(now)
        self.busiest = max(self.busiest, sum(1 for each in self._switches if now - each < MINUTE_S))
        if sender not in old.senders and old.senders.keys().isdisjoint(new.senders):
            if is_return or (now - old.last < ANSWER_S and _are_two(sender, old)):
                self.rivals |= {old.data: None, new.data: None}
        elif is_return and sender in old.senders:
            self.turns += 1
            if self._turned is not None and now - self._turned < TURN_S:
                self.is_torn = True
            self._turned = now


def _is_together(said: float | None, now: float) -> bool:
    """Whether what is said now belongs to what the sender said before; None where it said nothing."""
    return said is not None and now - said < TOGETHER_S


def _are_two(sender: str, saying: Saying) -> bool:
    """Whether a sender is another host than those before. One host has an IPv4 and several IPv6 addresses."""
    return ":" not in sender and any(":" not in each for each in saying.senders)
