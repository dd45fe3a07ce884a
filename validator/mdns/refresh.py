"""The records that a run without end asks for again before their TTL is over (RFC 6762 section 5.2). No clock."""

from __future__ import annotations

import math
import random

from validator.assembly.cache import REFRESH_FROM, Cache, fold
from validator.wire.message import Name, Question, Record

STEP = 0.05
"""The share of the TTL between two questions, which come at 80, 85, 90 and 95 per cent."""

LAST_FROM = 0.95
"""The share of its TTL after which a record is doubtful, and asked for once a second."""

LAST_S, LAST_TRIES = 1.0, 9
"""Seconds between two questions for a doubtful record, and how many are to be unanswered before it counts as gone.

Of questions and answers of which a fifth is lost each way, nine in a row are lost once in ten thousand times.
"""

MAX_DOUBTFUL = 60
"""Doubtful records that are asked for at once."""

JITTER = 0.02
"""The share of the TTL by which a question is delayed at random, so that hosts do not ask at the same time."""


class Refresh:
    """Counts how often each record was asked for since it was seen last."""

    def __init__(self) -> None:
        self._asked: dict[tuple[Name, int], int] = {}
        self._last_tries: dict[tuple[Name, int], tuple[int, float]] = {}
        """How often a doubtful record was asked for, and when last."""

    @property
    def is_doubtful(self) -> bool:
        """Whether there are doubtful records."""
        return bool(self._last_tries)

    def last_calls(self, cache: Cache, now: float) -> list[Question]:
        """Return the questions for doubtful records to send now, and count these as sent."""
        doubtful = {
            (fold(record.name), record.rtype): record.name
            for record, elapsed in cache.fading(now)
            if elapsed >= LAST_FROM
        }
        self._last_tries = {key: tries for key, tries in self._last_tries.items() if key in doubtful}
        due: list[Question] = []
        for key, name in doubtful.items():
            count, last = self._last_tries.get(key, (0, -math.inf))
            if now - last >= LAST_S and count < LAST_TRIES and len(due) < MAX_DOUBTFUL:
                self._last_tries[key] = count + 1, now
                due.append(Question(name, key[1]))
        return due

    def is_gone(self, record: Record, now: float) -> bool:
        """Whether a record whose TTL is over was asked for often enough to believe that it is gone."""
        count, last = self._last_tries.get((fold(record.name), record.rtype), (0, -math.inf))
        return count >= LAST_TRIES and now - last >= LAST_S

    def due(self, cache: Cache, now: float) -> list[Question]:
        """Return the questions to send now, and count these as sent.

        One question asks for all records of a name and type.
        """
        fading: dict[tuple[Name, int], float] = {}
        names: dict[tuple[Name, int], Name] = {}
        for record, elapsed in cache.fading(now):
            key = fold(record.name), record.rtype
            names[key] = record.name
            fading[key] = max(elapsed, fading.get(key, 0.0))
        # A record that was seen again is not fading any more: its count begins anew.
        self._asked = {key: count for key, count in self._asked.items() if key in fading}
        due: list[Question] = []
        for key, elapsed in fading.items():
            count = self._asked.get(key, 0)
            at = REFRESH_FROM + STEP * count + random.uniform(0, JITTER)  # noqa: S311  (spreads load, guards nothing)
            if elapsed >= at and count < (1 - REFRESH_FROM) / STEP:
                self._asked[key] = count + 1
                due.append(Question(names[key], key[1]))
        return due
