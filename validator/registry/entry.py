"""What every registry document is read into: entries, in the same words whichever format they came from."""

from __future__ import annotations

import re

from msgspec import Struct

_BRACKETED = re.compile(r"\[([^\[\]]*)\]")


class Entry(Struct, frozen=True, kw_only=True):
    """One registration that has a service name. Several entries may share a name: one a transport or port.

    ``transport`` and ``port`` are None where the registry names none; ``port`` is text because it may be a range.
    ``assignee``, ``contact`` and ``reference`` hold the registry's own labels (``IESG``, ``RFC8572``) without brackets.
    Dates are as printed (``2011-10-18``, ``2007-11``). ``note`` is the assignment note in the normal form of
    ``clean_note``. ``line`` is where the entry begins in its document, from 1.
    """

    service: str
    transport: str | None = None
    port: str | None = None
    description: str = ""
    assignee: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    registered: str | None = None
    modified: str | None = None
    reference: tuple[str, ...] = ()
    note: str = ""
    line: int


class RegistryDocument(Struct, frozen=True):
    """A whole registry document. ``updated`` is its date; None where the format carries none (CSV)."""

    format: str
    updated: str | None
    entries: tuple[Entry, ...]


def clean_note(text: str) -> str:
    """Give a note the form that all formats share: lines without indentation, no blank lines, inner spaces kept.

    Indentation is no part of a note: the XML indents with the document, the CSV differently again. Runs of spaces
    within a line are kept, for they divide the columns of tables.
    """
    # str.splitlines() would also break at form feeds and the like, which the formats treat alike: as text.
    lines = (line.strip() for line in re.split(r"\r\n|\r|\n", text))
    return "\n".join(line for line in lines if line)


def clean_line(text: str) -> str:
    """Text on one line with single spaces."""
    return " ".join(text.split())


def labels(text: str) -> tuple[str, ...]:
    """The labels of a column such as ``[IESG][RFC6335]``."""
    return tuple(clean_line(label) for label in _BRACKETED.findall(text))
