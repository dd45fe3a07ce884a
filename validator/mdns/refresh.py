"""The records that a run without end asks for again before their TTL is over (RFC 6762 section 5.2). No clock."""

from __future__ import annotations

import random

from validator.assembly.cache import REFRESH_FROM, Cache, fold
from validator.wire.message import Name, Question

STEP = 0.05
"""The share of the TTL between two questions, which come at 80, 85, 90 and 95 per cent."""

JITTER = 0.02
"""The share of the TTL by which a question is delayed at random, so that hosts do not ask at the same time."""


class Refresh:
    """Counts how often each record was asked for since it was seen last."""

    def __init__(self) -> None:
        self._asked: dict[tuple[Name, int], int] = {}

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
