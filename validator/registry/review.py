"""Notes that a registry expert may want to fix: the reading took a person, left words over, or failed.

The review is pure: it takes a compiled registry and gives the notes in question, the worst first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal, get_args

from msgspec import Struct

from validator.registry.compile import STALE, Compiled, CompiledService
from validator.registry.grammar import Kind, NoteReading, Part
from validator.rules.schema import Definition, KeyRule

VERSION: Literal[1] = 1

Trouble = Literal["contradiction", "unclear", "stale", "remainder", "pinned"]
"""Why a note is listed, the worst reason first: the note disagrees with itself or with another note of the service; the
note cannot be read as keys; a person has read an older text of the note; words were left over; a person read the note.
"""

TROUBLES: tuple[Trouble, ...] = get_args(Trouble)


class ReadRule(Struct, frozen=True, rename="camel"):
    """The reading of a note, in the words of rule files."""

    definition: Definition
    keys: dict[str, KeyRule]
    pattern_keys: dict[str, KeyRule]


class UnreadWords(Struct, frozen=True):
    """Words that were not read: ``note[start:end]``, in characters."""

    start: int
    end: int
    text: str


class Reviewed(Struct, frozen=True):
    """One note in question."""

    service: str
    title: str | None
    transports: tuple[str, ...]
    """The transports of the note's entries, if the service has several notes."""
    troubles: tuple[Trouble, ...]
    reasons: tuple[str, ...]
    note: str
    """The note; empty for a stale reading of a note that the registry has no more."""
    unread: tuple[UnreadWords, ...]
    read: ReadRule | None
    """The reading; null for a stale reading of a note that the registry has no more."""


class Review(Struct, frozen=True, kw_only=True):
    """The notes in question, as ``compile --report`` prints them."""

    version: Literal[1] = VERSION
    file: str
    updated: str | None
    """The date of the document as printed; null for a document without a date."""
    services: int
    """How many services have a note on TXT keys."""
    notes: tuple[Reviewed, ...]
    summary: dict[Trouble, int]
    """How many notes have a trouble."""


def review(compiled: Compiled, file: str) -> Review:
    """Collect the notes in question. ``file`` names the document for the reader."""
    notes = [note for service in compiled.services for note in _reviewed(service)]
    known = {service.rule.service.lower() for service in compiled.services}
    notes += [
        Reviewed(name, None, (), ("stale",), (STALE,), "", (), None) for name in compiled.stale if name not in known
    ]
    notes.sort(key=lambda note: (TROUBLES.index(note.troubles[0]), -sum(len(words.text) for words in note.unread)))
    counted = Counter(trouble for note in notes for trouble in note.troubles)
    return Review(
        file=file,
        updated=compiled.updated,
        services=len(compiled.services),
        notes=tuple(notes),
        summary={trouble: counted[trouble] for trouble in TROUBLES},
    )


def _reviewed(service: CompiledService) -> Iterator[Reviewed]:
    source = service.rule.source
    if source is None:
        return
    notes = [(note.transports, note.note) for note in source.notes or ()] or [((), source.note or "")]
    for (transports, note), reading in zip(notes, service.readings, strict=True):
        found = dict(_troubles(service, reading))
        if found:
            yield Reviewed(
                service=service.rule.service,
                title=service.rule.title,
                transports=transports,
                troubles=tuple(found),
                reasons=tuple(dict.fromkeys(reason for reasons in found.values() for reason in reasons)),
                note=note,
                unread=tuple(_unread(note, reading.parts)),
                read=_read(reading),
            )


def _troubles(service: CompiledService, reading: NoteReading) -> Iterator[tuple[Trouble, tuple[str, ...]]]:
    """Yield the troubles of a note with their reasons, the worst first."""
    if reading.contradictions or service.contradictions:
        yield "contradiction", reading.contradictions or service.contradictions
    if reading.definition == "unclear":
        yield "unclear", (reading.reason,) if reading.reason else ()
    if service.is_stale:
        yield "stale", (STALE,)
    if reading.remainder and reading.definition != "unclear":
        yield "remainder", ()
    if reading.pinned:
        yield "pinned", (f"a person has read it: {reading.pinned}",)


def _unread(note: str, parts: tuple[Part, ...]) -> Iterator[UnreadWords]:
    for part in parts:
        if part.kind is Kind.REMAINDER:
            yield UnreadWords(part.start, part.end, note[part.start : part.end])


def _read(reading: NoteReading) -> ReadRule:
    return ReadRule(
        definition=reading.definition,
        keys={key.name: key.rule for key in reading.keys if not key.is_family},
        pattern_keys={key.name: key.rule for key in reading.keys if key.is_family},
    )
