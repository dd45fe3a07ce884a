"""What a source is. Each format lives in a file of its own and is one line in the table SOURCES (sources/__init__.py).

A source turns bytes into announcements and judges nothing. What it cannot keep it says in ``Announcement.lost``; what
it cannot read it yields as Unreadable, with the place, and goes on if the format allows.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from validator.errors import UsageError
from validator.json_v1 import DumpError
from validator.model.announcement import Announcement, Location, Unreadable
from validator.model.names import ServicePath

HEAD_SIZE = 8192
"""Octets from the start of an input by which its format is recognised."""

Read = Callable[[BinaryIO, str], Iterator[Announcement | Unreadable]]
"""Reads a stream; the text is the file's name for locations (``-`` for standard input)."""

ReadOf = Callable[[BinaryIO, str, ServicePath], Iterator[Announcement | Unreadable]]
"""Reads a stream of a format that does not say of which service type it is."""


class Source(Struct, frozen=True):
    """One input format: ``name`` is what ``--input-format`` takes, ``title`` one line for people.

    ``module`` is the one beside this with two functions: ``sniff(head)`` tells from the first HEAD_SIZE octets, without
    byte-order mark, whether an input is of this format; ``read`` is a Read. It is imported when one of them is asked
    for. ``only`` and ``never`` are first octets, after white space, of which an input of this format has one, or none.
    ``needs_service``: an input does not say of which service type it is; then ``read`` takes that as a third argument.
    ``in_blocks``: it is JSON Lines, which may be judged by the block. ``is_bounded``: the number of announcements is
    limited, however long the input is.
    """

    name: str
    title: str
    module: str
    only: bytes = b""
    never: bytes = b""
    needs_service: bool = False
    in_blocks: bool = False
    is_bounded: bool = False

    def sniff(self, head: bytes) -> bool:
        """Whether an input that begins so is of this format."""
        first = head.lstrip()[:1]
        if first and (first in self.never or (self.only and first not in self.only)):
            return False
        found: bool = importlib.import_module(f"{__package__}.{self.module}").sniff(head)
        return found

    def read(
        self, stream: BinaryIO, name: str, service: ServicePath | None = None
    ) -> Iterator[Announcement | Unreadable]:
        """Read a stream; ``name`` is the file's for locations (``-`` for standard input).

        Raises UsageError where the service type is needed and not given.
        """
        module = importlib.import_module(f"{__package__}.{self.module}")
        if self.needs_service:
            if service is None:
                raise UsageError(f"format {self.name} does not say of which service type it is: give --service TYPE")
            read_of: ReadOf = module.read
            return read_of(stream, name, service)
        read: Read = module.read
        return read(stream, name)


def unreadable(error: DumpError, location: Location, string_lines: tuple[int, ...]) -> Unreadable:
    """Say that something is no announcement: at the line of the TXT string where that is the fault."""
    if error.string is not None and error.string < len(string_lines):
        location = msgspec.structs.replace(location, line=string_lines[error.string])
    return Unreadable(location, str(error))
