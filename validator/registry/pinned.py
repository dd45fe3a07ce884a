"""Readings by a person, for notes that no grammar should be bent to read.

A reading is pinned to the SHA-256 of the note with normalised white space, and holds for this wording only. When the
registry changes the note, the grammar reads the note again, and the compiler reports the reading as stale.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from validator.documents.mismatch import Path as KeyPath
from validator.documents.mismatch import path_text
from validator.documents.whole_file import content_of
from validator.documents.yaml import convert, line_of
from validator.errors import RuleFileError
from validator.registry.grammar import KeyReading, Kind, NoteReading, Part, read_note
from validator.rules.faults import faults
from validator.rules.load import require_engine, shipped_rules
from validator.rules.schema import Definition, KeyRule, RuleFile

MAX_OCTETS = 8 << 20
"""Octets of the largest file of readings that is read."""

FILE_NAME = "readings.yaml"
"""The name of the shipped readings file, which stands beside the layers."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Pin(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """One reading by a person."""

    note: str
    """The digest of the note that was read."""
    why: str
    """Why a person had to read the note."""
    definition: Definition
    keys: dict[str, KeyRule] = {}
    pattern_keys: dict[str, KeyRule] = {}


class Readings(Struct, frozen=True, forbid_unknown_fields=True):
    """A readings file: readings by service name in lower case."""

    readings: dict[str, Pin] = {}


NO_READINGS = Readings()
"""A readings file without a reading."""


def digest(note: str) -> str:
    """Return the digest that a reading of a note is pinned to. White space makes no difference."""
    return sha256(" ".join(note.split()).encode()).hexdigest()


def read_by(note: str, pin: Pin | None) -> NoteReading:
    """Take the person's reading of a note if the pin fits the note, else read the note by the grammar."""
    reading = read_note(note)
    if pin is None or digest(note) != pin.note:
        return reading
    keys = tuple(KeyReading(name, rule) for name, rule in pin.keys.items())
    families = tuple(KeyReading(name, rule, is_family=True) for name, rule in pin.pattern_keys.items())
    # The person has read the words that the grammar has left.
    parts = tuple(replace(part, kind=Kind.GLOSS) if part.kind is Kind.REMAINDER else part for part in reading.parts)
    return NoteReading(
        definition=pin.definition,
        keys=keys + families,
        parts=_joined(parts),
        pinned=pin.why,
        alias_of=reading.alias_of,
        subtypes=reading.subtypes,
    )


def shipped_readings() -> Readings:
    """Read the readings that come with the tool. A missing file has no readings. Raises RuleFileError."""
    path = shipped_rules() / FILE_NAME
    return read_readings(path, is_shipped=True) if path.is_file() else NO_READINGS


def read_readings(path: Path, *, is_shipped: bool = False) -> Readings:
    """Read a readings file. A shipped file needs no google-re2 for its patterns. Raises as ``parse_readings`` does."""
    try:
        content = content_of(path, MAX_OCTETS)
    except OSError as error:
        raise RuleFileError(f"cannot be read: {error.strerror}", file=str(path)) from None
    return parse_readings(content, str(path), is_shipped=is_shipped)


def parse_readings(content: bytes, file: str, *, is_shipped: bool = False) -> Readings:
    """Read the text of a readings file.

    Raises RuleFileError with the line of the fault. Raises MissingPackageError with the line of a pattern if google-re2
    is not installed.
    """
    found = convert(content, file, Readings, RuleFileError)
    for service, pin in found.readings.items():
        rule = RuleFile(service, definition=pin.definition, keys=pin.keys, pattern_keys=pin.pattern_keys)
        if not is_shipped:
            require_engine(rule, content, file, ("readings", service))
        for path, reason in (*_faults(service, pin), *faults(rule, is_shipped=is_shipped)):
            at = ("readings", service, *path)
            raise RuleFileError(f"{path_text(at)}: {reason}", file=file, line=line_of(content, at))
    return found


def _faults(service: str, pin: Pin) -> list[tuple[KeyPath, str]]:
    found: list[tuple[KeyPath, str]] = []
    if service != service.lower():
        found.append(((), "expected the service name in lower case"))
    if not _DIGEST.fullmatch(pin.note):
        found.append((("note",), "expected the SHA-256 of the note, 64 hex digits"))
    if not pin.why.strip():
        found.append((("why",), "expected why a person had to read the note"))
    if bool(pin.keys or pin.pattern_keys) != (pin.definition in {"keys", "partial"}):
        found.append((("definition",), "keys go with the definitions keys and partial, and with no other"))
    return found


def stale(readings: Mapping[str, Pin], notes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the services whose pinned reading fits no note, given the notes by service name in lower case.

    A service that is missing in the document is not stale, so that an excerpt of the registry makes nothing stale.
    """
    known = {name: pin for name, pin in readings.items() if name in notes}
    return tuple(name for name, pin in sorted(known.items()) if pin.note not in map(digest, notes[name]))


def _joined(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Join neighbouring parts of the same kind and key."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if last is not None and (last.kind, last.key, last.end) == (part.kind, part.key, part.start):
            joined[-1] = Part(last.start, part.end, last.kind, last.key)
        else:
            joined.append(part)
    return tuple(joined)
