"""Which question to ask when, and when enough was heard: the timing of a browse, without a socket and without a clock.

Every question is repeated at growing intervals (RFC 6762 section 5.2). A repeat carries the answers that are known, so
that only who was not heard answers it. Where the repeats bring nothing new, the network has settled.

Where they do, answers were lost or came late. How many came at which attempt tells what an attempt is worth, and so how
many it takes until nobody is likely to be unheard. The back-off of one question allows four in ten seconds. That is too
few where a fifth of the packets is lost, so the question for the PTR records of a service type takes turns with the one
for its records of any type: the same instances answer, and each has a back-off of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from validator.assembly.assembler import ENUMERATION, Assembler
from validator.assembly.cache import fold
from validator.assembly.instants import instant
from validator.mdns.attempts import FIRST_INTERVAL_S, LISTINGS, Listing, QuestionState, new_listing
from validator.wire.message import Name, Question, RType

ANSWER_S = 1.0
"""How long an answer may take. Shared records are delayed by up to 120 ms, by 500 ms after a truncated query (RFC 6762
section 6); a responder that multicast a record just before waits until a second has passed."""

REPEAT_ANSWER_S = instant(0.6)
"""The same of a repeat where nothing was lost so far: what a responder multicast before the first attempt is older than
a second by then, so that only those delays are left."""

QUIET_S = 0.5
"""How long nothing new must have come before the first repeat: who is still answering is not to be taken for lost."""

RESOLVES = 3
"""How often a missing SRV, TXT or address record is asked for before it is given up, where no answers are lost."""

MAX_UNHEARD = 1e-4
"""How many answers may be expected to be unheard when a browse settles after losses."""

SILENCE = 0.05
"""The share of attempts at least taken as lost where a listing was not answered at all: a type that is announced has an
instance, and a network where nobody speaks may have a single device."""

MAX_WAIT_S = 7.5
"""How long a browse waits for the next attempt at most, so that growing intervals do not draw out a long timeout. No
interval (1, 2, 4, 8 s, and what a timer is late) comes near it: what is last waited for must not hang on lateness."""

GRACE_S = instant(0.1)
"""How long a missing record may still come by itself, as an additional record in a next packet."""

MAX_QUESTIONS = 500
"""Questions asked at once; the rest follow ``BURST_S`` later, so that thousands of names make no flood."""

BURST_S = instant(0.1)

LAST_CALL_S = 2.0
"""A patient plan asks everything that is open once more so long before its end, however long its intervals have grown:
whether a device is seen that came late and does not announce itself must not hang on where the end falls."""


class Plan:
    """The questions of one browse. ``types`` are full names of types or subtypes; without any, all types are asked for.

    Times are instants of the caller's steady clock (see instants.py), so that ``wake`` gives a time at which what is
    due is due, wherever the clock began: from ``start`` on questions may be sent, at ``end`` the browse is over at the
    latest. A ``patient`` plan gives up no missing record before its end, and lists the service types even
    where some are named, to know what is there. ``loss`` is the share of attempts over one IP version that bring no
    answer of somebody who is there; later attempts tell it.
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
        """Take notice of what was heard: new types to list, records that are missing, records that came, and losses.

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
        """Return the questions to send now, and count them as sent."""
        if now >= self._last_call:
            self._call_again(now)
        if now < self._next_burst or (self.settled(now) and not self._is_patient):
            return []
        listings = [(state, listing) for at, state, listing in self._attempts() if at <= now]
        resolves = [(state, None) for state in self._resolves.values() if self._is_wanted(state) and state.due <= now]
        due: list[tuple[QuestionState, Listing | None]] = [*listings, *resolves]
        if len(due) > MAX_QUESTIONS:
            self._next_burst = now + BURST_S
        for state, listing in due[:MAX_QUESTIONS]:
            state.send(now)
            if listing is not None:
                listing.counts.append(known.first_seen(state.question.name).ways)
        return [state.question for state, _ in due[:MAX_QUESTIONS]]

    def repeated(self, question: Question) -> bool:
        """Whether its answers were asked for before its last sending, so that known answers belong to it."""
        listing = self._listings.get(fold(question.name))
        return question.rtype in {RType.PTR, RType.ANY} and listing is not None and len(listing.counts) > 1

    def settled(self, now: float) -> bool:
        """Whether nothing more is to be expected: no question is open."""
        return self.listed(now) and not any(self._is_open(state, now) for state in self._resolves.values())

    def listed(self, now: float) -> bool:
        """Whether no listing of types or instances is open, whatever records may be missing."""
        return not any(self._is_listing_open(listing, now) for listing in self._listings.values())

    @property
    def unheard(self) -> float:
        """How many answers may be expected to be unheard by now, by that share."""
        listings = self._listings.values()
        return sum(_unheard(listing.once, listing.twice, self.loss, len(listing.counts)) for listing in listings)

    def wake(self, now: float) -> float:
        """Return the time at which there is something to send or to decide, if nothing is heard before."""
        times = [self._last_call, self._next_burst]
        for at, _, listing in self._attempts():
            times += (at, self._answered(listing), listing.last + ANSWER_S)
        times += [state.due for state in self._resolves.values() if self._is_wanted(state)]
        times += [state.last + ANSWER_S for state in self._resolves.values()]
        return min((time for time in times if time > now), default=now)

    def _attempts(self) -> Iterator[tuple[float, QuestionState, Listing]]:
        """Give the next attempt at each listing: when, by which question."""
        for listing in self._listings.values():
            due, state = listing.next(lossy=not self._is_enough(listing))
            if len(listing.counts) == 1:
                due = max(due, min(self._news_at + QUIET_S, listing.last + 2 * FIRST_INTERVAL_S))
            yield due, state, listing

    def _is_enough(self, listing: Listing) -> bool:
        """Whether nothing is likely to be unheard after the attempts at a listing."""
        silent = 0.0 if listing.total else max(self.loss, SILENCE) ** len(listing.counts)
        return max(_unheard(self._once, self._twice, self.loss, len(listing.counts)), silent) <= MAX_UNHEARD

    def _answered(self, listing: Listing) -> float:
        """Return when the answers to the last attempt are there."""
        is_plain = len(listing.counts) >= LISTINGS and listing.total and not self.loss
        return listing.last + (REPEAT_ANSWER_S if is_plain else ANSWER_S)

    def _is_listing_open(self, listing: Listing, now: float) -> bool:
        """Whether it still may bring something, or is still to be asked."""
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
        """Whether to wait for an attempt: it is not too far away, and its answers come before the end."""
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
    """Return how many answers may be expected to be unheard, of whom so many speak one IP version, and so many two."""
    lost = loss**attempts
    return once * lost + twice * lost**2
