"""What this host asked, and how often: only what was asked for can be missed. No socket and no clock."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from validator.cache import fold
from validator.wire import Name, Question, RType

AGAIN_S = 0.9
"""Between two questions that count, so that an answer to the first has had its time."""

FORGET_S = 2 * 3600.0
"""Age at which a question is forgotten: twice the longest interval between two of them (RFC 6762 section 5.2)."""


class _Counted(Struct):
    """How often a question was asked, of those times that count, and when last."""

    times: int
    last: float


class Questions:
    """Takes the questions that were sent, ``limit`` different ones at most. Times are instants (see instants.py)."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._counted: dict[tuple[Name, int], _Counted] = {}

    def sent(self, questions: Iterable[Question], now: float) -> None:
        """Count questions. The first counts by itself, others with enough time after the last one that did."""
        for question in questions:
            key = fold(question.name), question.rtype
            counted = self._counted.get(key)
            if counted is None:
                if len(self._counted) < self._limit:
                    self._counted[key] = _Counted(1, now)
            elif now - counted.last >= AGAIN_S:
                counted.times += 1
                counted.last = now

    def times(self, name: Name, rtype: RType) -> int:
        """Return how often records of a name and type were asked for, by that type or by any."""
        counted = (self._counted.get((fold(name), each)) for each in (rtype, RType.ANY))
        return max((each.times for each in counted if each is not None), default=0)

    def expire(self, now: float) -> None:
        """Forget old questions."""
        for key in [each for each, counted in self._counted.items() if now - counted.last > FORGET_S]:
            del self._counted[key]
