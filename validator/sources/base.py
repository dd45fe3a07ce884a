"""What a source is. Each format lives in a file of its own and is one line in the table SOURCES (sources/__init__.py).

A source turns bytes into announcements and judges nothing. What it cannot keep it says in ``Announcement.lost``; what
it cannot read it yields as Unreadable, with the place, and goes on if the format allows.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from msgspec import Struct

from validator.errors import UsageError
from validator.model.announcement import Announcement, Unreadable
from validator.model.names import ServicePath

HEAD_SIZE = 8192
"""Octets from the start of an input by which its format is recognised."""


class Sniff(Protocol):
    """A function that recognises a format."""

    def __call__(self, head: bytes, /) -> bool:
        """Tell whether an input is of the format by its first HEAD_SIZE octets, without byte-order mark."""


class Read(Protocol):
    """A function that reads a format."""

    def __call__(self, stream: BinaryIO, name: str, /) -> Iterator[Announcement | Unreadable]:
        """Read a stream; ``name`` is the file's for locations (``-`` for standard input)."""


class ReadOf(Protocol):
    """A function that reads a format which does not say of which service type an input is."""

    def __call__(self, stream: BinaryIO, name: str, service: ServicePath, /) -> Iterator[Announcement | Unreadable]:
        """Read a stream of ``service``; ``name`` is the file's for locations (``-`` for standard input)."""


class Format(Struct, frozen=True):
    """The two functions of a source. Its module has them under the name FORMAT."""

    sniff: Sniff
    read: Read


class FormatOf(Struct, frozen=True):
    """The function of a source that needs the service type. As any text may be of this format, none is recognised."""

    read: ReadOf


class Source(Struct, frozen=True):
    """A row of the table of sources: what is known of an input format before the module that reads it is imported.

    ``name`` is what ``--input-format`` takes, ``title`` one line for people. ``module`` is the one beside this that has
    a Format as FORMAT; it is imported when that is asked for. ``only`` and ``never`` are first octets, after white
    space, of which an input of this format has one, or none. ``holds``: octets of which the head of an input of this
    format has one at least. ``needs_service``: an input does not say of which service
    type it is, and the module has a FormatOf. ``in_blocks``: it is JSON Lines, which may be judged by the block.
    ``is_bounded``: the number of announcements is limited, however long the input is.
    """

    name: str
    title: str
    module: str
    only: bytes = b""
    never: bytes = b""
    holds: tuple[bytes, ...] = ()
    needs_service: bool = False
    in_blocks: bool = False
    is_bounded: bool = False

    def sniff(self, head: bytes) -> bool:
        """Return whether an input that begins with ``head`` is of this format."""
        first = head.lstrip()[:1]
        if first and (first in self.never or (self.only and first not in self.only)):
            return False
        if self.needs_service or (self.holds and not any(each in head for each in self.holds)):
            return False
        found = self.format()
        return isinstance(found, Format) and found.sniff(head)

    def read(
        self, stream: BinaryIO, name: str, service: ServicePath | None = None
    ) -> Iterator[Announcement | Unreadable]:
        """Read a stream; ``name`` is the file's for locations (``-`` for standard input).

        Raises UsageError where the service type is needed and not given.
        """
        found = self.format()
        if isinstance(found, Format):
            return found.read(stream, name)
        if service is None:
            raise UsageError(f"format {self.name} does not say of which service type it is: give --service TYPE")
        return found.read(stream, name, service)

    def format(self) -> Format | FormatOf:
        """Import the module and return what it has as FORMAT."""
        found: Format | FormatOf = importlib.import_module(f"{__package__}.{self.module}").FORMAT
        return found
