"""Select the checks of a run: ``--select`` and ``--ignore`` by code, beginning of a code, or slug."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from validator.checks.base import Check
from validator.display.nearest import nearest
from validator.errors import UsageError


def selected(checks: Sequence[Check], select: Iterable[str], ignore: Iterable[str]) -> tuple[Check, ...]:
    """Return the checks that ``select`` names (all, where it names none) without those that ``ignore`` names.

    A word may be a list with commas: ``KEY,TXT001``. Raises UsageError for a word that names no check.
    """
    wanted, unwanted = _codes(checks, select), _codes(checks, ignore)
    return tuple(each for each in checks if (not wanted or each.code in wanted) and each.code not in unwanted)


def find(checks: Sequence[Check], word: str) -> tuple[Check, ...]:
    """Return the checks that a word names: one by its code or slug, or all whose codes begin with the word.

    Raises UsageError with a suggestion where there is no such check.
    """
    folded = word.strip().lower()
    found = tuple(each for each in checks if folded in (each.code.lower(), each.slug))
    if not found and folded:
        found = tuple(each for each in checks if each.code.lower().startswith(folded))
    if found:
        return found
    near = nearest(word, (name for each in checks for name in (each.code, each.slug)))
    suggestion = f"; did you mean {near}?" if near else "; `dnssd-validator explain` lists them"
    raise UsageError(f"there is no finding {word!r}{suggestion}")


def _codes(checks: Sequence[Check], words: Iterable[str]) -> frozenset[str]:
    parts = (part for word in words for part in word.split(",") if part.strip())
    return frozenset(check.code for part in parts for check in find(checks, part))
