"""How many one-shot questions a link loses, as the share of answers that come back shows it. No socket and no clock.

A responder answers every one-shot question that reaches it (RFC 6762 section 6.7). So each question is a trial of every
responder that was ever heard, and the trials are independent of each other: nobody waits a second between two answers,
and the link layer carries these again where it carries single packets again.
"""

from __future__ import annotations

import math

from msgspec import Struct, field

STEPS = 12
"""Steps of an iteration, which gains a digit with each of the first ones."""

MAX = 5_000
"""Responders that are counted."""

UNTRIED = 0.5
"""The loss to reckon with where nothing tells of it."""


class Trial(Struct, frozen=True):
    """One question: when it was sent, and over which IP version."""

    at: float
    is_ipv6: bool


class Expectation(Struct):
    """A question that certain responders are known to answer: when it was sent, to how many, and who is still due."""

    at: float
    count: int
    due: set[str]


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
        self._trials: list[Trial] = []
        self._expected: list[Expectation] = []

    def asked(self, now: float, *, is_ipv6: bool) -> int:
        """Count a question; return its number."""
        self._trials.append(Trial(now, is_ipv6))
        return len(self._trials) - 1

    def answered(self, number: int, sender: str, now: float) -> None:
        """Count an answer to the question of that number. What no question brought counts for nothing."""
        if not 0 <= number < len(self._trials) or (sender not in self.responders and len(self.responders) >= MAX):
            return
        self.responders.setdefault(sender, Responder(":" in sender)).answered.add(number)
        self.latency_s = max(self.latency_s, now - self._trials[number].at)

    def expected(self, senders: set[str], now: float) -> Expectation:
        """Count a question that these senders are known to answer. ``due`` of the result loses those that do."""
        self._expected.append(Expectation(now, len(senders), senders))
        return self._expected[-1]

    @property
    def last(self) -> float:
        """When the last question was sent. -inf: none was."""
        return self._trials[-1].at if self._trials else -math.inf

    def count(self, until: float, *, is_ipv6: bool) -> int:
        """Return how many questions were sent over an IP version up to a time."""
        return len(self._numbers(until, is_ipv6=is_ipv6))

    def loss(self, until: float) -> float:
        """Return the share of trials up to a time that bring no answer: as cautious as trials are few, and never 0."""
        asked = {version: self._numbers(until, is_ipv6=version) for version in (False, True)}
        known = [
            (len(asked[each.is_ipv6]), len(each.answered & asked[each.is_ipv6])) for each in self.responders.values()
        ]
        repeated = [(tried, came) for tried, came in known if tried > 1 and came]
        expected = [each for each in self._expected if each.at <= until]
        tried, missed = sum(each.count for each in expected), sum(len(each.due) for each in expected)
        free = sum(count - 1 for count, _ in repeated)
        if not free + tried:
            return UNTRIED
        return min((free * _lost(repeated) + missed + 1) / (free + tried + 2), 1.0)

    def has_losses(self, until: float) -> bool:
        """Whether any responder left out a question up to a time."""
        asked = {version: self._numbers(until, is_ipv6=version) for version in (False, True)}
        if any(each.due for each in self._expected if each.at <= until):
            return True
        return any(asked[each.is_ipv6] - each.answered for each in self.responders.values())

    def _numbers(self, until: float, *, is_ipv6: bool) -> set[int]:
        return {number for number, each in enumerate(self._trials) if each.is_ipv6 == is_ipv6 and each.at <= until}


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
