"""Readings by a person, for notes that no grammar should be bent to read; each holds for one wording of the note only.

A reading is pinned to the SHA-256 of the note with its white space normalised. Where the registry changes the note, the
pin no longer fits: the grammar reads the note again, and the compiler reports the reading as stale.
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
from validator.documents.yaml import convert, line_of
from validator.errors import RuleFileError
from validator.registry.grammar import KeyReading, Kind, NoteReading, Part, read_note
from validator.rules.load import faults, require_engine, shipped_rules
from validator.rules.schema import Definition, KeyRule, RuleFile

FILE_NAME = "readings.yaml"
"""The file beside the shipped layers."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Pin(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """One reading by a person. ``note`` is the digest of the note that was read; ``why`` says why a person had to."""

    note: str
    why: str
    definition: Definition
    keys: dict[str, KeyRule] = {}
    pattern_keys: dict[str, KeyRule] = {}


class Readings(Struct, frozen=True, forbid_unknown_fields=True):
    """The readings file: a reading for each service name, in lower case."""

    readings: dict[str, Pin] = {}


NO_READINGS = Readings()
"""What applies where nobody has read anything."""


def digest(note: str) -> str:
    """The digest to which a reading of a note is pinned; only white space makes no difference."""
    return sha256(" ".join(note.split()).encode()).hexdigest()


def read_by(note: str, pin: Pin | None) -> NoteReading:
    """Read a note: as the person has, if the pin fits it, else by the grammar."""
    reading = read_note(note)
    if pin is None or digest(note) != pin.note:
        return reading
    keys = tuple(KeyReading(name, rule) for name, rule in pin.keys.items())
    families = tuple(KeyReading(name, rule, is_family=True) for name, rule in pin.pattern_keys.items())
    # The person has read what the grammar has left.
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
    """The readings that come with the tool; none where the file is missing. Raises RuleFileError."""
    path = shipped_rules() / FILE_NAME
    return read_readings(path, is_shipped=True) if path.is_file() else NO_READINGS


def read_readings(path: Path, *, is_shipped: bool = False) -> Readings:
    """Read a readings file; the patterns of a shipped one need no google-re2. Raises as ``parse_readings`` does."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RuleFileError(f"cannot be read: {error.strerror}", file=str(path)) from None
    return parse_readings(content, str(path), is_shipped=is_shipped)


def parse_readings(content: bytes, file: str, *, is_shipped: bool = False) -> Readings:
    """Read the text of a readings file.

    Raises RuleFileError with the line of what is wrong, and MissingPackageError with that of a pattern where there is
    no google-re2.
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
    """Services whose pinned reading fits none of their notes, given the notes by service name in lower case.

    A service that the document does not have is none of them: an excerpt of the registry makes nothing stale.
    """
    known = {name: pin for name, pin in readings.items() if name in notes}
    return tuple(name for name, pin in sorted(known.items()) if pin.note not in map(digest, notes[name]))


def _joined(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Parts without a cut between two that say the same."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if last is not None and (last.kind, last.key, last.end) == (part.kind, part.key, part.start):
            joined[-1] = Part(last.start, part.end, last.kind, last.key)
        else:
            joined.append(part)
    return tuple(joined)
