"""Keys that are words of their own: several services use them, so none of them is a slip of another word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from validator.errors import RuleFileError
from validator.rules.schema import RuleFile

FILE_NAME = "_words.txt"
"""The file that has them, beside the shipped layers; ``make generated`` writes it."""

SERVICES = 2
"""Services that use a key which is a word of its own."""


class KeyWords(Struct, frozen=True, dict=True):
    """The words, in lower case; the file is read when the first word is looked up. Raises RuleFileError there."""

    path: Path

    def __contains__(self, name: object) -> bool:
        """Whether a key, in lower case, is a word of its own."""
        return name in self._words

    @cached_property
    def _words(self) -> frozenset[bytes]:
        try:
            return frozenset(self.path.read_bytes().split())
        except OSError as error:
            raise RuleFileError(f"cannot be read: {error.strerror}", file=str(self.path)) from None


def words_of(rules: Iterable[RuleFile]) -> str:
    """Make the file of what rule files define: a key a line, in order."""
    keys: dict[str, set[str]] = {}
    for rule in rules:
        keys.setdefault(rule.service, set()).update(name.lower() for name in rule.keys)
    used = Counter(name for names in keys.values() for name in names)
    return "".join(f"{word}\n" for word in sorted(used) if used[word] >= SERVICES)
