"""Attempts at an answer: the back-off of one question, and the two questions that take turns at a listing.

No socket and no clock: times are instants of the caller's clock (see instants.py).
"""

from __future__ import annotations

import math

from msgspec import Struct, field

from validator.assembly.cache import FirstSeen
from validator.wire.message import Name, Question, RType

FIRST_INTERVAL_S = 1.0
"""Seconds between a question and its first repeat. Each later interval is twice as long (RFC 6762 section 5.2).

This is also the least time between two attempts at a listing, since a responder does not repeat a record within a
second (section 6).
"""

LONGEST_INTERVAL_S = 3600.0
"""Seconds at most between two times that a question is asked (RFC 6762 section 5.2)."""

LISTINGS = 2
"""How often each listing of types or instances is attempted at least."""


class QuestionState(Struct):
    """The state of one question."""

    question: Question
    due: float
    """When the question is to be sent again."""
    sent: int = 0
    """How often the question was sent."""
    last: float = -math.inf
    """When the question was sent last. -inf: never."""

    def send(self, now: float) -> None:
        """Count the question as sent, and double the interval until it is due again.

        The interval is doubled also where the question was sent later than due.
        """
        interval_s = max(FIRST_INTERVAL_S * 2 ** min(self.sent, 12), 2 * (now - self.last) if self.sent else 0)
        self.due = now + min(interval_s, LONGEST_INTERVAL_S)
        self.sent += 1
        self.last = now


class Listing(Struct):
    """The attempts at the PTR records of one owner, which list service types or instances.

    Every attempt is made over both IP versions. So a PTR record that came over both versions counts twice.
    """

    pointers: QuestionState
    """The question for the PTR records of the owner."""
    any: QuestionState
    """The question for records of any type of the owner."""
    counts: list[int] = field(default_factory=list)
    """How many ways to PTR records were known before each attempt."""
    once: int = 0
    """PTR records that came over one IP version."""
    twice: int = 0
    """PTR records that came over both IP versions."""

    @property
    def total(self) -> int:
        """How many ways to PTR records are known by now."""
        return self.once + 2 * self.twice

    @property
    def last(self) -> float:
        """When the last attempt was made."""
        return max(self.pointers.last, self.any.last)

    def next(self, *, lossy: bool) -> tuple[float, QuestionState]:
        """Return when the next attempt is due, and by which question.

        The question for records of any type has a back-off of its own. It is asked only where answers are lost
        (``lossy``).
        """
        both = lossy and self.pointers.sent >= LISTINGS
        question = min((self.pointers, self.any) if both else (self.pointers,), key=lambda state: state.due)
        return max(question.due, self.last + FIRST_INTERVAL_S), question

    def count(self, first_seen: FirstSeen) -> None:
        """Take how often PTR records of the owner were seen for the first time."""
        self.twice = min(first_seen.ways - first_seen.links, first_seen.links)
        self.once = first_seen.links - self.twice

    def losses(self) -> int:
        """Return how many answers the attempts failed to bring, of all the answers that are known in the end."""
        return sum(self.total - count for count in self.counts[1:])


def new_listing(owner: Name, due: float) -> Listing:
    """Return a listing that was not attempted yet."""
    return Listing(QuestionState(Question(owner, RType.PTR), due), QuestionState(Question(owner, RType.ANY), due))
