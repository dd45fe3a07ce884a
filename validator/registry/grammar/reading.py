"""The reading of a note: the definition, the keys, and a part for every stretch of the text."""

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
    """Words that limit a value, or say whether a key is required."""
    EXAMPLE = "example"
    GLOSS = "gloss"
    """Words that describe a key without limiting the value."""
    SUBTYPE = "subtype"
    ALIAS = "alias"
    PUNCTUATION = "punctuation"
    """Separators, list markers, white space between the other parts."""
    REMAINDER = "remainder"
    """Text that was not read."""


class Part(Struct, frozen=True):
    """A stretch of the note, ``note[start:end]``."""

    start: int
    end: int
    kind: Kind
    key: str | None = None
    """The key that the part speaks of; None for a part that speaks of no key or of several."""


class KeyReading(Struct, frozen=True):
    """One key, or one family of keys, as read."""

    name: str
    """The key as the note spells the key; for a family the RE2 pattern that matches every key of the family."""
    rule: KeyRule = KeyRule()
    is_family: bool = False


class NoteReading(Struct, frozen=True, kw_only=True):
    """What a note was read as."""

    definition: Definition
    keys: tuple[KeyReading, ...] = ()
    parts: tuple[Part, ...] = ()
    """Parts that follow each other without gap or overlap, from the first to the last character of the note."""
    remainder: str | None = None
    """The text that was not read; None for a note that was read to the last word."""
    contradictions: tuple[str, ...] = ()
    """Sentences that say where the note disagrees with itself."""
    reason: str | None = None
    """Why the definition is ``unclear``; None for any other definition."""
    alias_of: str | None = None
    """The service name that the note's service is a duplicate of."""
    subtypes: tuple[str, ...] = ()
    pinned: str | None = None
    """Why a person read the note; None for a note that the grammar read."""


class Finds(Struct):
    """What a style has found in a note so far."""

    named: dict[str, KeyReading] = {}
    """Keys by name, in the order of the note."""
    parts: list[Part] = []
    """Parts in any order."""
    is_open: bool = False
    """Whether the note says that there are more keys than the note lists."""

    @property
    def keys(self) -> tuple[KeyReading, ...]:
        """The keys in the order of the note."""
        return tuple(self.named.values())

    def add(self, name: str, rule: KeyRule, parts: Iterable[Part], *, is_family: bool = False) -> None:
        """Add a key. The rule of a key that was found before is merged with the new rule."""
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
        """Add all that ``other`` has found."""
        for key in other.keys:
            self.add(key.name, key.rule, (), is_family=key.is_family)
        self.parts += other.parts
        self.is_open = self.is_open or other.is_open


_NOTHING = KeyRule()
_JOINED = frozenset({"description", "examples", "hinted"})


def merge(first: KeyRule, second: KeyRule) -> KeyRule:
    """Merge two rules for one key.

    Descriptions, examples and hints are joined. Of any other keyword the value of the first rule counts.
    """
    if first == _NOTHING:
        return second
    keywords = {name: getattr(second, name) for name in KeyRule.__struct_fields__ if name not in _JOINED}
    missing = {name: value for name, value in keywords.items() if getattr(first, name) is None}
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
    """Bring parts into order and fill the gaps between the parts.

    A gap without a letter or digit becomes punctuation, any other gap becomes remainder. Of two parts that overlap, the
    part that begins first is kept, and the other part loses the overlap.
    """
    covered: list[Part] = []
    at = 0
    for part in (
        *sorted(parts, key=lambda part: (part.start, -part.end)),
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
    """Return the text that was not read, with an ellipsis between pieces; None for a note that was read to the end."""
    pieces = (
        " ".join(note[part.start : part.end].split()).strip(" .,;:-") for part in parts if part.kind is Kind.REMAINDER
    )
    return " … ".join(pieces) or None


def _gap(note: str, start: int, end: int) -> Part:
    is_punctuation = _WORDLESS.fullmatch(note, start, end) is not None
    return Part(start, end, Kind.PUNCTUATION if is_punctuation else Kind.REMAINDER)
