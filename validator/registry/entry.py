"""Entries of a registry document, the same for every format of documents."""

from __future__ import annotations

import re

from msgspec import Struct

_BRACKETED = re.compile(r"\[([^\[\]]*)\]")


class Entry(Struct, frozen=True, kw_only=True):
    """One registration with a service name. A name has an entry for every transport and port."""

    service: str
    transport: str | None = None
    """None for an entry without a transport."""
    port: str | None = None
    """A port or a range, as text; None for an entry without a port."""
    description: str = ""
    assignee: tuple[str, ...] = ()
    """The registry's own labels without brackets: ``IESG``."""
    contact: tuple[str, ...] = ()
    registered: str | None = None
    """The date as printed: ``2011-10-18``, ``2007-11``."""
    modified: str | None = None
    """The date as printed."""
    reference: tuple[str, ...] = ()
    """The registry's own labels without brackets: ``RFC8572``."""
    note: str = ""
    """The assignment note in the normal form of ``clean_note``."""
    line: int
    """The line of the document, from 1, on which the entry begins."""


class RegistryDocument(Struct, frozen=True):
    """A registry document as read."""

    format: str
    updated: str | None
    """The date of the document as printed; None in a format without a date (CSV)."""
    entries: tuple[Entry, ...]


def clean_note(text: str) -> str:
    """Give a note the form that all formats share: lines without indentation, no blank lines, inner spaces kept.

    Indentation is no part of a note, because every format indents in another way. Runs of spaces within a line are
    kept, because such spaces divide the columns of tables.
    """
    # str.splitlines() would also break at form feeds and the like, which are text in all formats.
    lines = (line.strip() for line in re.split(r"\r\n|\r|\n", text))
    return "\n".join(line for line in lines if line)


def clean_line(text: str) -> str:
    """Put a text on one line with single spaces."""
    return " ".join(text.split())


def labels(text: str) -> tuple[str, ...]:
    """Return the labels of a column: ``IESG`` and ``RFC6335`` of ``[IESG][RFC6335]``."""
    return tuple(clean_line(label) for label in _BRACKETED.findall(text))
