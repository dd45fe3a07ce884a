"""What a note was read as: its definition, its keys, and every part of the text accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from validator.rules.schema import Definition, KeyRule


class Kind(Enum):
    """What a part of a note is."""

    CLAUSE = "clause"
    """``Defined TXT keys:``"""
    DEFINITION = "definition"
    """``None``, ``Proprietary``, ``See ...``, ``(others not publicly documented)``"""
    KEY = "key"
    CONSTRAINT = "constraint"
    """What limits a value or says whether the key must be there."""
    EXAMPLE = "example"
    GLOSS = "gloss"
    """What describes a key without limiting it."""
    SUBTYPE = "subtype"
    ALIAS = "alias"
    PUNCTUATION = "punctuation"
    """Separators, list markers, white space between the other parts."""
    REMAINDER = "remainder"
    """Text that was not read."""


class Part(Struct, frozen=True):
    """A stretch of the note, ``note[start:end]``; ``key`` is the key that it speaks of, if it speaks of one."""

    start: int
    end: int
    kind: Kind
    key: str | None = None


class KeyReading(Struct, frozen=True):
    """One key as read. ``name`` is the key in its own spelling; of a family the RE2 pattern for the whole key."""

    name: str
    rule: KeyRule = KeyRule()
    is_family: bool = False


class Reading(Struct, frozen=True, kw_only=True):
    """A whole note. ``parts`` follow each other without gap or overlap from its first to its last character.

    ``contradictions`` say in words where the note disagrees with itself; ``reason`` why it is ``unclear``. ``pinned``
    says why a person read the note instead of the grammar; None where the grammar did.
    """

    definition: Definition
    keys: tuple[KeyReading, ...] = ()
    parts: tuple[Part, ...] = ()
    remainder: str | None = None
    contradictions: tuple[str, ...] = ()
    reason: str | None = None
    alias_of: str | None = None
    subtypes: tuple[str, ...] = ()
    pinned: str | None = None


class Finds(Struct):
    """What a style finds in a note while it reads: keys by name in order, parts in any order."""

    named: dict[str, KeyReading] = {}
    parts: list[Part] = []
    is_open: bool = False
    """The note says that there are more keys than it lists."""

    @property
    def keys(self) -> tuple[KeyReading, ...]:
        """The keys in the order in which they were found first."""
        return tuple(self.named.values())

    def add(self, name: str, rule: KeyRule, parts: Iterable[Part], *, is_family: bool = False) -> None:
        """Add a key; what is said of a key that is there already is merged into it."""
        self.parts += parts
        known = self.named.get(name)
        if known is not None:
            rule, is_family = merge(known.rule, rule), known.is_family
        self.named[name] = KeyReading(name, rule, is_family)

    def join(self, names: Iterable[str], family: str, rule: KeyRule) -> None:
        """Put one family in the place of several keys."""
        known = self.named.pop(family, None)
        for name in names:
            self.named.pop(name, None)
        self.named[family] = KeyReading(family, rule if known is None else merge(known.rule, rule), is_family=True)

    def take(self, other: Finds) -> None:
        """Add all that another has found."""
        for key in other.keys:
            self.add(key.name, key.rule, (), is_family=key.is_family)
        self.parts += other.parts
        self.is_open = self.is_open or other.is_open


_NOTHING = KeyRule()
_JOINED = frozenset({"description", "examples", "hinted"})


def merge(first: KeyRule, second: KeyRule) -> KeyRule:
    """Say of a key what both say; descriptions, examples and hints are joined, else the first counts."""
    if first == _NOTHING:
        return second
    said = {name: getattr(second, name) for name in KeyRule.__struct_fields__ if name not in _JOINED}
    missing = {name: value for name, value in said.items() if getattr(first, name) is None}
    if first.description and second.description and second.description != first.description:
        missing["description"] = f"{first.description}; {second.description}"
    else:
        missing["description"] = first.description or second.description
    missing["examples"] = _union(first.examples, second.examples)
    missing["hinted"] = _union(first.hinted, second.hinted)
    return replace(first, **missing)


def _union(first: tuple[str, ...] | None, second: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return tuple(dict.fromkeys((first or ()) + (second or ()))) or None


_WORDLESS = re.compile(r"(?:\b\d{1,2}(?:st|nd|rd|th)\b|(?<!\w)\(?(?:\d{1,2}|[a-z])[.)]|\W|_|\b(?:and|or)\b)*")


def cover(note: str, parts: Iterable[Part]) -> tuple[Part, ...]:
    """Bring parts into order and fill the gaps: with punctuation where no letter or digit stands, else with remainder.

    Where parts overlap, the one that begins first is kept whole and the other loses what the first has.
    """
    covered: list[Part] = []
    at = 0
    for part in (
        *sorted(parts, key=lambda each: (each.start, -each.end)),
        Part(len(note), len(note), Kind.PUNCTUATION),
    ):
        start, end = max(part.start, at), min(part.end, len(note))
        if start > at:
            covered.append(_gap(note, at, start))
        if end > start:
            covered.append(Part(start, end, part.kind, part.key))
        at = max(at, start, end)
    return tuple(covered)


def remainder(note: str, parts: Iterable[Part]) -> str | None:
    """The text that was not read, its pieces divided by an ellipsis; None where all was."""
    pieces = (
        " ".join(note[part.start : part.end].split()).strip(" .,;:-") for part in parts if part.kind is Kind.REMAINDER
    )
    return " … ".join(pieces) or None


def _gap(note: str, start: int, end: int) -> Part:
    is_punctuation = _WORDLESS.fullmatch(note, start, end) is not None
    return Part(start, end, Kind.PUNCTUATION if is_punctuation else Kind.REMAINDER)
