"""What a misspelt word was probably meant to be.

rapidfuzz is imported where a word is looked for: it costs as much as the rest of a small run, and few runs need it.
"""

from __future__ import annotations

from collections.abc import Iterable

NEAR = 65
"""Likeness, in per cent of rapidfuzz's ratio, from which an unknown word is a slip of a known one.

``KEY999`` is one of ``KEY009``, ``source`` is none of ``service``.
"""


def nearest(word: str, known: Iterable[str], likeness: float = NEAR) -> str | None:
    """Return the known word that is most like ``word``, without regard to case; None where none is like enough."""
    from rapidfuzz import fuzz, process

    best = process.extractOne(word, tuple(known), scorer=fuzz.ratio, processor=str.lower, score_cutoff=likeness)
    return None if best is None else best[0]


def ranked(word: str, known: Iterable[str]) -> list[str]:
    """Return all known words, those that are most like ``word`` first; of those that are equally alike the first."""
    from rapidfuzz import fuzz, process

    return [
        each for each, _, _ in process.extract(word, tuple(known), scorer=fuzz.ratio, processor=str.lower, limit=None)
    ]
