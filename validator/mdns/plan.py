"""Which question to ask when, and when enough was heard: the timing of a browse, without a socket and without a clock.

Every question is repeated at growing intervals (RFC 6762 section 5.2). A repeat carries the answers that are known, so
that only who was not heard answers it. A question is exhausted when its last repeat brought nothing new within the time
that responders may take; the network has settled when all questions are. One that brings news on a repeat is asked
again: answers were lost, or came late, and there may be more of them.
"""

from __future__ import annotations

import math

from msgspec import Struct

from validator.assemble import ENUMERATION, Assembler
from validator.cache import fold
from validator.wire import Name, Question, RType

FIRST_INTERVAL_S = 1.0
"""Between a question and its first repeat; each later interval is twice as long (RFC 6762 section 5.2)."""

ANSWER_S = 1.0
"""How long an answer may take. Shared records are delayed by up to 120 ms, by 500 ms after a truncated query (RFC 6762
section 6); a responder that multicast a record just before waits until a second has passed."""

LISTINGS = 2
"""How often each listing of types or instances is asked at least."""

RESOLVES = 3
"""How often a missing SRV, TXT or address record is asked for before it is given up."""

GRACE_S = 0.1
"""How long a missing record may still come by itself, as an additional record in a next packet."""

MAX_QUESTIONS = 500
"""Questions asked at once; the rest follow ``BURST_S`` later, so that thousands of names make no flood."""

BURST_S = 0.1

LAST_CALL_S = 2.0
"""A patient plan asks everything that is open once more so long before its end, however long its intervals have grown:
whether a device is seen that came late and does not announce itself must not hang on where the end falls."""


class _Asked(Struct):
    """The state of one question. ``news`` is what the assembler had counted when it was last sent."""

    question: Question
    due: float
    sent: int = 0
    last: float = -math.inf
    news: int = 0


class Plan:
    """The questions of one browse. ``types`` are full names of types or subtypes; without any, all types are asked for.

    Times are in seconds of the caller's steady clock; ``start`` is when the first question may be sent. With ``until``
    it is patient: it gives up no missing record before that time, and lists the service types even where some are
    named, to know what is there.
    """

    def __init__(self, types: tuple[Name, ...], start: float, *, until: float | None = None) -> None:
        self.wanted = types
        patient = until is not None
        self._last_call = math.inf if until is None else until - LAST_CALL_S
        self._resolve_limit = math.inf if patient else RESOLVES
        self._listings: dict[Name, _Asked] = {}
        self._resolves: dict[tuple[Name, RType], _Asked] = {}
        enumeration: Name = (*ENUMERATION, b"local")
        for name in (*types, enumeration) if patient or not types else types:
            self._add_listing(name, start)

    def update(self, known: Assembler, now: float) -> None:
        """Take notice of what was heard: new types to list, records that are missing, records that came."""
        for name in () if self.wanted else known.types():
            self._add_listing(name, now)
        missing = known.missing(self.wanted)
        self._resolves = {
            (name, rtype): self._resolves.get((name, rtype)) or _Asked(Question(name, rtype), now + GRACE_S)
            for name, rtype in missing
        }

    def due(self, known: Assembler, now: float) -> list[Question]:
        """Return the questions to send now, and count them as sent."""
        if now >= self._last_call:
            for asked in self._pending():
                if asked.last < self._last_call - FIRST_INTERVAL_S:
                    asked.due = min(asked.due, now)
            self._last_call = math.inf
        due = [asked for asked in self._pending() if asked.due <= now]
        for asked in due[MAX_QUESTIONS:]:
            asked.due = now + BURST_S
        for asked in due[:MAX_QUESTIONS]:
            asked.due = now + FIRST_INTERVAL_S * 2**asked.sent
            asked.sent += 1
            asked.last = now
            asked.news = known.news(asked.question.name)
        return [asked.question for asked in due[:MAX_QUESTIONS]]

    def repeated(self, question: Question) -> bool:
        """Whether the question was sent before its last sending, so that known answers belong to it."""
        asked = self._listings.get(fold(question.name))
        return question.rtype == RType.PTR and asked is not None and asked.sent > 1

    def settled(self, known: Assembler, now: float) -> bool:
        """Whether nothing more is to be expected: no question is open."""
        return not self._open(known, now)

    def listed(self, known: Assembler, now: float) -> bool:
        """Whether no listing of types or instances is open, whatever records may be missing."""
        return not self._open_listings(known, now)

    def wake(self, known: Assembler, now: float) -> float:
        """Return the time at which there is something to send or to decide, if nothing is heard before."""
        times = [time for asked in self._open(known, now) for time in (asked.due, asked.last + ANSWER_S)]
        times += [self._last_call, *(asked.due for asked in self._pending())]
        return min((time for time in times if time > now), default=now)

    def _pending(self) -> list[_Asked]:
        still_asked = (asked for asked in self._resolves.values() if asked.sent < self._resolve_limit)
        return [*self._listings.values(), *still_asked]

    def _open(self, known: Assembler, now: float) -> list[_Asked]:
        """Return the questions that still may bring something, or are still to be asked."""
        resolves = [
            asked
            for asked in self._resolves.values()
            if asked.sent < self._resolve_limit or now < asked.last + ANSWER_S
        ]
        return self._open_listings(known, now) + resolves

    def _open_listings(self, known: Assembler, now: float) -> list[_Asked]:
        return [
            asked
            for asked in self._listings.values()
            if asked.sent < LISTINGS or now < asked.last + ANSWER_S or known.news(asked.question.name) > asked.news
        ]

    def _add_listing(self, name: Name, due: float) -> None:
        if fold(name) not in self._listings:
            self._listings[fold(name)] = _Asked(Question(name, RType.PTR), due)
