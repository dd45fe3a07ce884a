"""How many one-shot questions a link loses, as the share of answers that come back shows it. No socket and no clock.

A responder answers every one-shot question that reaches it (RFC 6762 section 6.7). So each question is a trial of every
responder that was ever heard, and the trials are independent of each other: nobody waits a second between two answers,
and the link layer carries these again where it carries single packets again. A question to everybody for the instances
of a service type is a trial of those that have the type, heard or not.
"""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Container

from msgspec import Struct, field

from validator.assembly.instants import instant
from validator.wire.message import Name

STEPS = 12
"""Steps of an iteration, which gains a digit with each of the first ones."""

MAX = 5_000
"""Responders that are counted."""

LATE_S = instant(0.3)
"""Seconds after which an answer is lost rather than late; a power-saving device takes 0.1 to 0.2 s."""

MOST = 0.75
"""The share of answers that need not take longer than usual: the others waited for an address, which may take a second
where packets get lost (RFC 826 has no repeat of its own)."""

MEASURED = 2_000
"""Answers whose time is measured."""

UNTRIED = 0.5
"""The loss to reckon with where nothing tells of it."""


class Trial(Struct, frozen=True):
    """One question to everybody: when it was sent, over which IP version, and who answers it.

    ``types`` are service types in lower case: who has an instance of one of these answers. None: everybody does.
    """

    at: float
    is_ipv6: bool
    types: frozenset[Name] | None = None


class Expectation(Struct):
    """A question that certain responders are known to answer: when it was sent, to how many, and who is still due."""

    at: float
    count: int
    due: set[str]

    def is_known(self, until: float) -> bool:
        """Whether the outcome counts: all have answered, or it is late for the others."""
        return self.at <= until or not self.due


class Responder(Struct):
    """An address that answered: which trials, by their numbers."""

    is_ipv6: bool
    answered: set[int] = field(default_factory=set)


class Trials:
    """The trials of one link. Times are instants (see instants.py)."""

    def __init__(self) -> None:
        self.responders: dict[str, Responder] = {}
        self.latency_s = 0.0
        """The longest time that an answer took."""
        self._times_s: list[float] = []
        """How long answers took, in ascending order."""
        self._trials: list[Trial] = []
        self._expected: list[Expectation] = []
        self._newest: dict[str, float] = {}
        """When the newest question was sent that each sender answered."""

    def asked(self, now: float, *, is_ipv6: bool, types: frozenset[Name] | None = None) -> int:
        """Count a question to everybody; return its number. ``types`` are as in Trial."""
        self._trials.append(Trial(now, is_ipv6, types))
        return len(self._trials) - 1

    def answered(self, number: int, sender: str, now: float) -> None:
        """Count an answer to the question of that number. What no question brought counts for nothing."""
        if not 0 <= number < len(self._trials) or (sender not in self.responders and len(self.responders) >= MAX):
            return
        self.responders.setdefault(sender, Responder(":" in sender)).answered.add(number)
        self._took(sender, self._trials[number].at, now)

    def expected(self, senders: set[str], now: float) -> Expectation:
        """Count a question that these senders are known to answer."""
        self._expected.append(Expectation(now, len(senders), senders))
        return self._expected[-1]

    def came(self, expected: Expectation, sender: str, now: float) -> None:
        """Count an answer to a question that the sender was known to answer."""
        if sender in expected.due:
            expected.due.discard(sender)
            self._took(sender, expected.at, now)

    def _took(self, sender: str, asked: float, now: float) -> None:
        self.latency_s = max(self.latency_s, now - asked)
        if len(self._times_s) < MEASURED:
            insort(self._times_s, now - asked)
        self._newest[sender] = max(self._newest.get(sender, asked), asked)

    @property
    def usual_s(self) -> float:
        """The longest time that most answers took."""
        return self._times_s[int(MOST * (len(self._times_s) - 1))] if self._times_s else 0.0

    @property
    def last(self) -> float:
        """When the last question was sent. -inf: none was."""
        return self._trials[-1].at if self._trials else -math.inf

    def last_over(self, *, is_ipv6: bool) -> float:
        """When the last question was sent over an IP version. -inf: none was."""
        return max((each.at for each in self._trials if each.is_ipv6 == is_ipv6), default=-math.inf)

    def last_list(self, *, is_ipv6: bool) -> float:
        """When a question that everybody answers was last sent over an IP version. -inf: none was."""
        found = (each.at for each in self._trials if each.is_ipv6 == is_ipv6 and each.types is None)
        return max(found, default=-math.inf)

    def count(self, until: float, types: Container[Name] = (), *, is_ipv6: bool) -> int:
        """Return how many questions over an IP version up to a time a host answers that has these service types."""
        return sum(
            each.at <= until
            and each.is_ipv6 == is_ipv6
            and (each.types is None or any(key in types for key in each.types))
            for each in self._trials
        )

    def loss(self, until: float) -> float:
        """Return the share of trials up to a time that bring no answer: as cautious as trials are few, and never 0."""
        asked = {version: self._numbers(until, is_ipv6=version) for version in (False, True)}
        known = [
            (len(asked[each.is_ipv6]), len(each.answered & asked[each.is_ipv6])) for each in self.responders.values()
        ]
        repeated = [(tried, came) for tried, came in known if tried > 1 and came]
        expected = [each for each in self._expected if each.is_known(until)]
        tried, missed = sum(each.count for each in expected), sum(len(each.due) for each in expected)
        free = sum(count - 1 for count, _ in repeated)
        if not free + tried:
            return UNTRIED
        return min((free * _lost(repeated) + missed + 1) / (free + tried + 2), 1.0)

    def has_losses(self, now: float) -> bool:
        """Whether an answer is known to be lost: the sender answered a later question since, or it is far too late."""
        # Answers overtake each other by as much as some take longer than others.
        late, margin_s = now - max(LATE_S, 2 * self.usual_s), self.usual_s - next(iter(self._times_s), 0.0)
        lost = {sender: max(late, newest - margin_s) for sender, newest in self._newest.items()}
        if any(each.at < lost.get(sender, late) for each in self._expected for sender in each.due):
            return True
        asked = {version: self._numbers(now, is_ipv6=version) for version in (False, True)}
        return any(
            self._trials[number].at < lost.get(sender, late)
            for sender, each in self.responders.items()
            for number in asked[each.is_ipv6] - each.answered
        )

    def _numbers(self, until: float, *, is_ipv6: bool) -> set[int]:
        """Return the numbers of the questions up to a time that everybody answers."""
        return {
            number
            for number, each in enumerate(self._trials)
            if each.types is None and each.is_ipv6 == is_ipv6 and each.at <= until
        }


def _lost(repeated: list[tuple[int, int]]) -> float:
    """Return the share that is lost, of how many questions each responder was sent and how many it answered.

    Only who answered once is known to be there, so that the share of their answers is too good: of ``n`` trials, each
    of which fails with probability ``q``, it is (1 - q) / (1 - q ** n).
    """
    came = sum(answered for _, answered in repeated)
    lost = 1 - came / sum(count for count, _ in repeated) if repeated else 0.0
    for _ in range(STEPS if lost else 0):
        lost = 1 - came / sum(count / (1 - lost**count) for count, _ in repeated)
    return max(lost, 0.0)
