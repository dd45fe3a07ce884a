"""The notes of a service name become one rule: merged where the notes agree, else divided by transport."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from validator.registry.grammar import KeyReading, NoteReading
from validator.registry.grammar.reading import merge
from validator.rules.schema import Definition, KeyRule, TransportRule

_RANK: tuple[Definition, ...] = ("keys", "partial", "proprietary", "reference", "none", "unclear")
"""Definitions, the most telling first. Of notes that differ and have no transport of their own the first one holds."""


class ReadNote(Struct, frozen=True):
    """One note, the transports of the note's entries, and the reading of the note."""

    note: str
    transports: tuple[str, ...]
    """Empty for entries without a transport."""
    reading: NoteReading


class Merged(Struct, frozen=True, kw_only=True):
    """What the notes of a service say together, with the fields of a rule file."""

    definition: Definition
    keys: dict[str, KeyRule]
    pattern_keys: dict[str, KeyRule]
    by_transport: dict[str, TransportRule] = {}
    alias_of: str | None = None
    subtypes: tuple[str, ...] = ()
    remainder: str | None = None
    contradictions: tuple[str, ...] = ()


def merge_readings(notes: tuple[ReadNote, ...]) -> Merged:
    """Merge the readings of at least one note."""
    readings = tuple(note.reading for note in notes)
    first = readings[0]
    same = all((reading.definition, reading.keys) == (first.definition, first.keys) for reading in readings)
    if same or not _apart(notes):
        keys: tuple[KeyReading, ...] = first.keys if same else _union(readings)
        base = _facts(readings, min((reading.definition for reading in readings), key=_RANK.index), keys, {})
        more = () if same else ("the registrations of the service name carry different notes",)
        return replace(base, contradictions=(*base.contradictions, *more))
    common = tuple(
        KeyReading(key.name, _common([_find(reading, key) for reading in readings]), key.is_family)
        for key in _union(readings)
        if all(_find(reading, key) is not None for reading in readings)
    )
    differing = {
        transport: _difference(note.reading, first.definition, common)
        for note in notes
        for transport in note.transports
    }
    ordered = {transport: differing[transport] for transport in sorted(differing)}
    return _facts(readings, first.definition, common, ordered)


def _apart(notes: tuple[ReadNote, ...]) -> bool:
    """Whether every note belongs to transports that no other note has."""
    transports = [transport for note in notes for transport in note.transports]
    return all(note.transports for note in notes) and len(set(transports)) == len(transports)


def _facts(
    readings: tuple[NoteReading, ...],
    definition: Definition,
    keys: tuple[KeyReading, ...],
    by_transport: dict[str, TransportRule],
) -> Merged:
    left = dict.fromkeys(reading.remainder for reading in readings if reading.remainder)
    return Merged(
        definition=definition,
        keys={key.name: key.rule for key in keys if not key.is_family},
        pattern_keys={key.name: key.rule for key in keys if key.is_family},
        by_transport=by_transport,
        alias_of=next((reading.alias_of for reading in readings if reading.alias_of), None),
        subtypes=tuple(dict.fromkeys(name for reading in readings for name in reading.subtypes)),
        remainder=" … ".join(left) or None,
        contradictions=tuple(dict.fromkeys(each for reading in readings for each in reading.contradictions)),
    )


def _union(readings: tuple[NoteReading, ...]) -> tuple[KeyReading, ...]:
    """Return the keys of all notes in order. The rules of a key that two notes have are merged."""
    keys: dict[tuple[str, bool], KeyReading] = {}
    for reading in readings:
        for key in reading.keys:
            known = keys.get((key.name, key.is_family))
            keys[key.name, key.is_family] = key if known is None else replace(known, rule=merge(known.rule, key.rule))
    return tuple(keys.values())


def _find(reading: NoteReading, wanted: KeyReading) -> KeyRule | None:
    matching = (key.rule for key in reading.keys if (key.name, key.is_family) == (wanted.name, wanted.is_family))
    return next(matching, None)


def _common(rules: list[KeyRule | None]) -> KeyRule:
    """Return the keywords that have the same value in all rules."""
    first, *others = [rule for rule in rules if rule is not None]
    return KeyRule(
        **{
            name: getattr(first, name)
            for name in KeyRule.__struct_fields__
            if all(getattr(rule, name) == getattr(first, name) for rule in others)
        }
    )


def _difference(reading: NoteReading, definition: Definition, common: tuple[KeyReading, ...]) -> TransportRule:
    """Return what one note says beyond the rule that is common to all notes."""
    shared = {(key.name, key.is_family): key.rule for key in common}
    keys: dict[str, KeyRule] = {}
    families: dict[str, KeyRule] = {}
    for key in reading.keys:
        base = shared.get((key.name, key.is_family))
        if base != key.rule:
            beyond = key.rule if base is None else _beyond(key.rule, base)
            (families if key.is_family else keys)[key.name] = beyond
    differs = reading.definition != definition
    return TransportRule(definition=reading.definition if differs else None, keys=keys, pattern_keys=families)


def _beyond(rule: KeyRule, base: KeyRule) -> KeyRule:
    return KeyRule(
        **{
            name: getattr(rule, name)
            for name in KeyRule.__struct_fields__
            if getattr(rule, name) != getattr(base, name)
        }
    )
