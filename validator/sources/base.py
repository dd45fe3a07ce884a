"""What a source is. Each format lives in a file of its own and is one line in the table SOURCES (sources/__init__.py).

A source turns bytes into announcements and judges nothing. What it cannot keep it says in ``Announcement.lost``; what
it cannot read it yields as Unreadable, with the place, and goes on if the format allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from validator.dump import DumpError
from validator.model import Announcement, Location, Unreadable

HEAD_SIZE = 8192
"""Octets from the start of an input by which its format is recognised."""

Read = Callable[[BinaryIO, str], Iterator[Announcement | Unreadable]]
"""Reads a stream; the text is the file's name for locations (``-`` for standard input)."""


class Source(Struct, frozen=True, kw_only=True):
    """One input format: ``name`` is what ``--input-format`` takes, ``title`` one line for people.

    ``sniff`` tells from the first HEAD_SIZE octets whether an input is of this format.
    """

    name: str
    title: str
    sniff: Callable[[bytes], bool]
    read: Read


def unreadable(error: DumpError, location: Location, string_lines: tuple[int, ...]) -> Unreadable:
    """Say that something is no announcement: at the line of the TXT string where that is the fault."""
    if error.string is not None and error.string < len(string_lines):
        location = msgspec.structs.replace(location, line=string_lines[error.string])
    return Unreadable(location, str(error))
