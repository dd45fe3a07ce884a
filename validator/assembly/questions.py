"""What this host asked, and how often: only what was asked for can be missed. No socket and no clock."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from validator.assembly.cache import fold
from validator.wire.message import Name, Question, RType

AGAIN_S = 0.9
"""Seconds between two questions that count, so that the first could be answered."""

FORGET_S = 2 * 3600.0
"""Age in seconds at which a question is forgotten: twice the longest interval of a repeated question (RFC 6762 section
5.2)."""


class _Count(Struct):
    """How often a question was asked, and when last. Only questions that count are counted."""

    times: int
    last: float


class Questions:
    """Takes the questions that were sent, up to ``limit`` different ones. Times are instants (see instants.py)."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._counts: dict[tuple[Name, int], _Count] = {}

    def sent(self, questions: Iterable[Question], now: float) -> None:
        """Count questions. The first one counts, and every later one that comes AGAIN_S after the last that counted."""
        for question in questions:
            key = fold(question.name), question.rtype
            count = self._counts.get(key)
            if count is None:
                if len(self._counts) < self._limit:
                    self._counts[key] = _Count(1, now)
            elif now - count.last >= AGAIN_S:
                count.times += 1
                count.last = now

    def times(self, name: Name, rtype: RType) -> int:
        """Return how often records of a name and type were asked for, by this type or by ANY."""
        counts = (self._counts.get((fold(name), asked)) for asked in (rtype, RType.ANY))
        return max((count.times for count in counts if count is not None), default=0)

    def expire(self, now: float) -> None:
        """Forget old questions."""
        for key in [key for key, count in self._counts.items() if now - count.last > FORGET_S]:
            del self._counts[key]
