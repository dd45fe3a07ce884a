"""Lines of a stream with their numbers, a stream as a whole, and text for messages.

What is read is bounded: a file without line ends, or without end, must not fill the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from validator.errors import InputError
from validator.model.announcement import Location, Unreadable

MAX_LINE = 1024 * 1024
"""Octets of one line; an announcement with the largest TXT record there can be needs a quarter of it."""

TOO_LONG = f"the line is longer than {MAX_LINE} octets"

FIRST_BLOCK, BLOCK_SIZE = 32 * 1024, 960 * 1024
"""Octets of the first block of lines and of others, without the end of their last line."""


class LineError(ValueError):
    """What stands on a line is not what it has to be; ``str()`` gives the reason, which is one line for people.

    ``line`` is its number, from 1; None where only the caller knows on which line it stands.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line

    def at(self, place: Location) -> Unreadable:
        """Make the Unreadable of this error: on the line that the error names, or else at ``place``."""
        return Unreadable(place if self.line is None else Location(place.file, self.line), str(self))


class Block(Struct, frozen=True):
    """Whole lines of a file, each an announcement in JSON; ``line`` is the number of the first, from 1.

    They are ``octets``, or else the ``size`` octets at the offset ``at`` of the file: see ``octets_of``.
    """

    file: str
    line: int
    octets: bytes = b""
    at: int | None = None
    size: int = 0


class WholeFile(Struct, frozen=True):
    """A file of a format (a name in SOURCES), to be read and judged by itself."""

    file: str
    format: str


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | str]]:
    """Yield the number of every line, from 1, and its octets without the line end; or a text: why it cannot be read."""
    number = 0
    while chunk := stream.readline(MAX_LINE + 1):
        number += 1
        if len(chunk) > MAX_LINE and not chunk.endswith(b"\n"):
            while chunk and not chunk.endswith(b"\n"):
                chunk = stream.readline(MAX_LINE)
            yield number, TOO_LONG
            continue
        yield number, chunk.rstrip(b"\r\n")


def read_all(stream: BinaryIO, limit: int) -> bytes | None:
    """Read a stream to its end, for formats that people write by hand; None if there are more than ``limit`` octets."""
    text = bytearray()
    while len(text) <= limit and (more := stream.read(limit + 1 - len(text))):
        text += more
    return bytes(text) if len(text) <= limit else None


def one_line(text: str) -> str:
    """Put text on one line, each run of white space as one blank, as the reason of an Unreadable must be."""
    return " ".join(text.split())


def escaped(text: str) -> str:
    r"""Make text for people of text that stands for octets: an octet that is not UTF-8 becomes ``\xHH``."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def blocks(stream: BinaryIO, name: str) -> Iterator[Block]:
    """Yield the lines of a stream in blocks. Of a line that is too long a block has only enough to show that."""
    number, size = 1, FIRST_BLOCK
    while octets := stream.read(size):
        size = BLOCK_SIZE
        if not octets.endswith(b"\n"):
            octets += stream.readline(MAX_LINE + 1)
            more = octets
            while more and not more.endswith(b"\n"):
                more = stream.readline(MAX_LINE)
        yield Block(name, number, octets)
        number += octets.count(b"\n") + (not octets.endswith(b"\n"))


def blocks_of_file(name: str, at: int) -> Iterator[Block]:
    """Yield the lines of a file from the offset ``at`` in blocks without octets. Raises OSError."""
    buffer = bytearray(MAX_LINE + 1)  # always the same memory: new memory for each block takes longer than to read it
    number, size = 1, FIRST_BLOCK
    with Path(name).open("rb", buffering=0) as stream:
        stream.seek(at)
        while found := stream.readinto(memoryview(buffer)[:size]):
            end = buffer.rfind(b"\n", 0, found) + 1
            if not end and found == size < len(buffer):
                size = len(buffer)
                stream.seek(at)
                continue
            yield Block(name, number, at=at, size=end or found)
            number += buffer.count(b"\n", 0, end) or 1
            at = at + end if end else _after_line(stream)
            stream.seek(at)
            size = BLOCK_SIZE


def octets_of(block: Block) -> bytes:
    """Return the octets of a block. Raises InputError if the file has become shorter, OSError if it cannot be read."""
    if block.at is None:
        return block.octets
    with Path(block.file).open("rb", buffering=0) as stream:
        stream.seek(block.at)
        octets = stream.read(block.size)
    if len(octets) != block.size:
        raise InputError("changed while it was read", file=block.file, line=block.line)
    return octets


def _after_line(stream: FileIO) -> int:
    """Return the offset behind the end of the line in which the stream stands."""
    while octets := stream.read(MAX_LINE):
        at = octets.find(b"\n") + 1
        if at:
            return stream.tell() - len(octets) + at
    return stream.tell()
