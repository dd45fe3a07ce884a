"""Attempts at one answer: the back-off of a question, and the two questions that take turns at a listing.

No socket and no clock: times are instants of the caller's (see instants.py).
"""

from __future__ import annotations

import math

from msgspec import Struct, field

from validator.assembly.cache import FirstSeen
from validator.wire.message import Name, Question, RType

FIRST_INTERVAL_S = 1.0
"""Between a question and its first repeat; each later interval is twice as long (RFC 6762 section 5.2). It is also the
least time between two attempts at a listing: a responder does not repeat a record within a second (section 6)."""

LONGEST_INTERVAL_S = 3600.0
"""Between two times that a question is asked (section 5.2)."""

LISTINGS = 2
"""How often each listing of types or instances is attempted at least."""


class QuestionState(Struct):
    """The state of one question: when it is due again, how often it was sent, and when last (-inf: never)."""

    question: Question
    due: float
    sent: int = 0
    last: float = -math.inf

    def send(self, now: float) -> None:
        """Count it as sent, and double the interval until it is due again, also where it was sent later than due."""
        interval_s = max(FIRST_INTERVAL_S * 2 ** min(self.sent, 12), 2 * (now - self.last) if self.sent else 0)
        self.due = now + min(interval_s, LONGEST_INTERVAL_S)
        self.sent += 1
        self.last = now


class Listing(Struct):
    """The attempts at the PTR records of one owner, which list types or instances.

    ``total`` ways to them are known by now, ``heard`` has how many were at each attempt: what is heard over both IP
    versions counts twice, since every attempt is made over both. ``once`` were heard over one, ``twice`` over both.
    """

    pointers: QuestionState
    any: QuestionState
    counts: list[int] = field(default_factory=list)
    once: int = 0
    twice: int = 0

    @property
    def total(self) -> int:
        """Ways that are known by now."""
        return self.once + 2 * self.twice

    @property
    def last(self) -> float:
        """When the last attempt was made."""
        return max(self.pointers.last, self.any.last)

    def next(self, *, lossy: bool) -> tuple[float, QuestionState]:
        """Return when the next attempt is due, and by which question.

        The question for records of any type has a back-off of its own, and is asked only where answers are lost.
        """
        both = lossy and self.pointers.sent >= LISTINGS
        question = min((self.pointers, self.any) if both else (self.pointers,), key=lambda state: state.due)
        return max(question.due, self.last + FIRST_INTERVAL_S), question

    def count(self, first_seen: FirstSeen) -> None:
        """Take how often its records were new."""
        self.twice = min(first_seen.ways - first_seen.links, first_seen.links)
        self.once = first_seen.links - self.twice

    def losses(self) -> int:
        """Return how many attempts at what was heard in the end brought no answer."""
        return sum(self.total - count for count in self.counts[1:])


def new_listing(owner: Name, due: float) -> Listing:
    """Return a listing that was not attempted yet."""
    return Listing(QuestionState(Question(owner, RType.PTR), due), QuestionState(Question(owner, RType.ANY), due))
