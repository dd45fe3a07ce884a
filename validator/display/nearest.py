"""What a misspelt word was probably meant to be.

rapidfuzz is imported where a word is looked for: it costs as much as the rest of a small run, and few runs need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NEAR = 65
"""Likeness, in per cent of rapidfuzz's ratio, from which an unknown word is a slip of a known one.

``KEY999`` is one of ``KEY009``, ``source`` is none of ``service``.
"""


def nearest(word: str, known: Iterable[str], likeness: float = NEAR, folded: Sequence[str] | None = None) -> str | None:
    """Return the known word that is most like ``word``, without regard to case; None where none is like enough.

    ``folded`` are the known words in lower case, where there are so many that the caller keeps them.
    """
    from rapidfuzz import fuzz, process

    words = tuple(known)
    choices = [each.lower() for each in words] if folded is None else folded
    best = process.extractOne(word.lower(), choices, scorer=fuzz.ratio, score_cutoff=likeness)
    return None if best is None else words[best[2]]


MIN_SLIP = 3
"""Letters that both words have at least where one is a slip of the other: shorter ones are alike by chance."""

TWO_EDITS_FROM = 8
"""Letters from which a slip may be two edits."""


def slip_of(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that ``word`` is a slip of, without regard to case; None where there is none.

    A slip is one letter too much, too few, or wrong, or two in the wrong order; two of these in a long word.
    """
    alike = [each for each in known if _may_be_slip(word.lower(), each.lower())]
    if not alike:
        return None
    from rapidfuzz.distance import OSA

    edits = {each: OSA.distance(word.lower(), each.lower(), score_cutoff=_edits(word, each)) for each in alike}
    near = min(edits, key=lambda each: edits[each], default=None)
    return near if near is not None and edits[near] <= _edits(word, near) else None


def _may_be_slip(word: str, known: str) -> bool:
    """Whether so few letters differ that a few edits may be all: an edit changes two at most."""
    if min(len(word), len(known)) < MIN_SLIP:
        return False
    edits = _edits(word, known)
    return abs(len(known) - len(word)) <= edits and len({*word} ^ {*known}) <= 2 * edits


def _edits(one: str, other: str) -> int:
    return 2 if min(len(one), len(other)) >= TWO_EDITS_FROM else 1


def ranked(word: str, known: Iterable[str]) -> list[str]:
    """Return all known words, those that are most like ``word`` first; of those that are equally alike the first."""
    from rapidfuzz import fuzz, process

    return [
        each for each, _, _ in process.extract(word, tuple(known), scorer=fuzz.ratio, processor=str.lower, limit=None)
    ]
