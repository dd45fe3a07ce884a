"""Which question to ask when, and when enough is known: the timing of a browse, without a socket and without a clock.

Every question is repeated at growing intervals (RFC 6762 section 5.2). A repeat carries the answers that are known, so
that only those answer it whose answers did not arrive. Where the repeats bring nothing new, the network has settled.

Where the repeats bring something new, answers were lost or came late. The number of answers to each attempt shows what
an attempt is worth, and so how many attempts it takes until no answer is likely to be missing. The back-off of one
question allows four attempts in ten seconds. That is too few where a fifth of the packets is lost. So the question for
the PTR records of a service type takes turns with the question for its records of any type: the same instances answer,
and each question has a back-off of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from validator.assembly.assembler import Assembler
from validator.assembly.cache import fold
from validator.assembly.instants import instant
from validator.assembly.pointers import ENUMERATION
from validator.mdns.attempts import FIRST_INTERVAL_S, LISTINGS, Listing, QuestionState, new_listing
from validator.wire.message import Name, Question, RType

ANSWER_S = 1.0
"""Seconds that an answer may take.

Shared records are delayed by up to 120 ms, and by 500 ms after a truncated query (RFC 6762 section 6). A responder that
multicast a record just before waits until a second has passed.
"""

REPEAT_ANSWER_S = instant(0.6)
"""Seconds that the answer to a repeat may take where nothing was lost so far.

What a responder multicast before the first attempt is older than a second by then, so that only the delays are left.
"""

QUIET_S = 0.5
"""Seconds without anything new before the first repeat: an answer that is still on its way is not lost."""

RESOLVES = 3
"""How often a missing SRV, TXT or address record is asked for before it is given up, where no answers are lost."""

MAX_UNHEARD = 1e-4
"""How many answers may be expected to be missing when a browse settles after losses."""

SILENCE = 0.05
"""The share of attempts that counts as lost at least where a listing was not answered at all.

A type that is announced has an instance, and a network where nobody answers may have a single device.
"""

MAX_WAIT_S = 7.5
"""Seconds that a browse waits at most for the next attempt, so that growing intervals do not draw out a long timeout.

No interval (1, 2, 4, 8 s, and the lateness of a timer) comes near this value: the last wait must not depend on
lateness.
"""

GRACE_S = instant(0.1)
"""Seconds in which a missing record may still come by itself, as an additional record of a next packet."""

MAX_QUESTIONS = 500
"""Questions that are asked at once. The others follow ``BURST_S`` later, so that thousands of names make no flood."""

BURST_S = instant(0.1)
"""Seconds between two bursts of questions."""

LAST_CALL_S = 2.0
"""Seconds before its end at which a patient plan asks all open questions once more, however long their intervals are.

A device that came late and does not announce itself must be seen wherever the end falls.
"""


class Plan:
    """The questions of one browse.

    ``types`` are full names of types or subtypes. Without types, all types are asked for. Times are instants of the
    caller's steady clock (see instants.py): at the time that ``wake`` returns a question is due, wherever the clock
    began. Questions may be sent from ``start`` on. The browse is over at ``end`` at the latest.

    A ``patient`` plan gives up no missing record before its end. It lists the service types even where the user names
    some, to know what is there. ``loss`` is the share of attempts over one IP version that bring no answer from a
    device that is there, as later attempts show.
    """

    def __init__(self, types: tuple[Name, ...], start: float, *, end: float = math.inf, patient: bool = False) -> None:
        self.wanted = types
        self._end = end
        self._is_patient = patient
        self._last_call = end - LAST_CALL_S if patient else math.inf
        self._next_burst = -math.inf
        self.loss = 0.0
        self._once = self._twice = 0
        self._news_at = -math.inf
        self._listings: dict[Name, Listing] = {}
        self._resolves: dict[tuple[Name, RType], QuestionState] = {}
        enumeration: Name = (*ENUMERATION, b"local")
        for name in (*types, enumeration) if patient or not types else types:
            self._add_listing(name, start)
        self._asked_first = frozenset(self._listings)

    def update(self, known: Assembler, now: float, overrun: float = 0.0) -> None:
        """Take what is known by now: new types to list, records that are missing, records that came, and losses.

        ``overrun`` is the share of packets that came to this host and were not read, because there were too many.
        """
        types = () if self.wanted else known.types()
        for name in types:
            self._add_listing(name, now)
        if len(self._listings) > len(types) + len(self._asked_first):
            gone = self._listings.keys() - set(map(fold, types)) - self._asked_first
            for key in gone:
                del self._listings[key]
        missing = known.missing(self.wanted)
        self._resolves = {
            (name, rtype): self._resolves.get((name, rtype)) or QuestionState(Question(name, rtype), now + GRACE_S)
            for name, rtype in missing
        }
        before = self._once + 2 * self._twice
        for name, listing in self._listings.items():
            listing.count(known.first_seen(name))
        self._once = sum(listing.once for listing in self._listings.values())
        self._twice = sum(listing.twice for listing in self._listings.values())
        if self._once + 2 * self._twice > before:
            self._news_at = now
        losses = sum(listing.losses() for listing in self._listings.values())
        lost = losses / (losses + self._once + 2 * self._twice) if losses else 0.0
        self.loss = max(lost, overrun)

    def due(self, known: Assembler, now: float) -> list[Question]:
        """Return the questions to send now, and count these as sent."""
        if now >= self._last_call:
            self._call_again(now)
        if now < self._next_burst or (self.settled(now) and not self._is_patient):
            return []
        listings = [(state, listing) for at, state, listing in self._attempts() if at <= now]
        resolves = [(state, None) for state in self._resolves.values() if self._is_wanted(state) and state.due <= now]
        due: list[tuple[QuestionState, Listing | None]] = [*listings, *resolves]
        if len(due) > MAX_QUESTIONS:
            self._next_burst = now + BURST_S
            due.sort(key=lambda each: each[0].sent)  # who names a thousand types does not keep others from being asked
        for state, listing in due[:MAX_QUESTIONS]:
            state.send(now)
            if listing is not None:
                listing.counts.append(known.first_seen(state.question.name).ways)
        return [state.question for state, _ in due[:MAX_QUESTIONS]]

    def repeated(self, question: Question) -> bool:
        """Whether the question was asked before its last sending: then known answers belong to the question."""
        listing = self._listings.get(fold(question.name))
        return question.rtype in {RType.PTR, RType.ANY} and listing is not None and len(listing.counts) > 1

    def settled(self, now: float) -> bool:
        """Whether no question is open: nothing more is to be expected."""
        return self.listed(now) and not any(self._is_open(state, now) for state in self._resolves.values())

    def listed(self, now: float) -> bool:
        """Whether no listing of types or instances is open. Missing records do not count."""
        return not any(self._is_listing_open(listing, now) for listing in self._listings.values())

    @property
    def unheard(self) -> float:
        """How many answers may be expected to be missing by now, because of the loss."""
        listings = self._listings.values()
        return sum(_unheard(listing.once, listing.twice, self.loss, len(listing.counts)) for listing in listings)

    def wake(self, now: float) -> float:
        """Return when there is something to send or to decide, if no packet comes before."""
        times = [self._last_call, self._next_burst]
        for at, _, listing in self._attempts():
            times += (at, self._answered(listing), listing.last + ANSWER_S)
        times += [state.due for state in self._resolves.values() if self._is_wanted(state)]
        times += [state.last + ANSWER_S for state in self._resolves.values()]
        return min((time for time in times if time > now), default=now)

    def _attempts(self) -> Iterator[tuple[float, QuestionState, Listing]]:
        """Yield the next attempt at each listing: when, by which question."""
        for listing in self._listings.values():
            due, state = listing.next(lossy=not self._is_enough(listing))
            if len(listing.counts) == 1:
                due = max(due, min(self._news_at + QUIET_S, listing.last + 2 * FIRST_INTERVAL_S))
            yield due, state, listing

    def _is_enough(self, listing: Listing) -> bool:
        """Whether no answer is likely to be missing after the attempts at a listing."""
        silent = 0.0 if listing.total else max(self.loss, SILENCE) ** len(listing.counts)
        return max(_unheard(self._once, self._twice, self.loss, len(listing.counts)), silent) <= MAX_UNHEARD

    def _answered(self, listing: Listing) -> float:
        """Return when the answers to the last attempt are there."""
        is_plain = len(listing.counts) >= LISTINGS and listing.total and not self.loss
        return listing.last + (REPEAT_ANSWER_S if is_plain else ANSWER_S)

    def _is_listing_open(self, listing: Listing, now: float) -> bool:
        """Whether a listing is still to be asked for, or may still bring something."""
        if len(listing.counts) < LISTINGS or now < self._answered(listing):
            return True
        if self._is_enough(listing):
            return False
        return self._is_worth(listing.next(lossy=True)[0], listing.last)

    def _is_open(self, state: QuestionState, now: float) -> bool:
        if not state.sent or now < state.last + ANSWER_S:
            return True
        return self._is_wanted(state) and self._is_worth(state.due, state.last)

    def _is_worth(self, due: float, last: float) -> bool:
        """Whether to wait for an attempt: the attempt is not too far away, and its answers come before the end."""
        return due - last <= MAX_WAIT_S and due + ANSWER_S <= self._end

    def _is_wanted(self, state: QuestionState) -> bool:
        """Whether a missing record is to be asked for again."""
        return self._is_patient or state.sent < RESOLVES or self.loss > 0

    def _call_again(self, now: float) -> None:
        self._last_call = math.inf
        for state in (*(listing.pointers for listing in self._listings.values()), *self._resolves.values()):
            if now - state.last > FIRST_INTERVAL_S:
                state.due = min(state.due, now)

    def _add_listing(self, name: Name, due: float) -> None:
        if fold(name) not in self._listings:
            self._listings[fold(name)] = new_listing(name, due)


def _unheard(once: int, twice: int, loss: float, attempts: int) -> float:
    """Return how many answers may be expected to be missing after so many attempts.

    ``once`` devices speak one IP version, ``twice`` devices speak both.
    """
    lost = loss**attempts
    return once * lost + twice * lost**2
