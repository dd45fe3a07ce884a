"""Lines of a stream with their numbers, a stream as a whole, and text on one line.

What is read is bounded: a file without line ends, or without end, must not fill the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

MAX_LINE = 1024 * 1024
"""Octets of one line; an announcement with the largest TXT record there can be needs a quarter of it."""

TOO_LONG = f"the line is longer than {MAX_LINE} octets"

FIRST_BLOCK, BLOCK_SIZE = 32 * 1024, 960 * 1024
"""Octets of the first block of lines and of others, without the end of their last line."""


class Block(Struct, frozen=True):
    """Whole lines of a file, each an announcement in JSON; ``line`` is the number of the first, from 1.

    ``at`` is their offset in the file, None where they cannot be read from it once more.
    """

    file: str
    line: int
    octets: bytes
    at: int | None = None


class Whole(Struct, frozen=True):
    """A file of a format (a name in SOURCES), to be read and judged by itself."""

    file: str
    format: str


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | str]]:
    """Yield each line with its 1-based number, without its end; text instead says why a line could not be read."""
    number = 0
    while chunk := stream.readline(MAX_LINE + 1):
        number += 1
        if len(chunk) > MAX_LINE and not chunk.endswith(b"\n"):
            while chunk and not chunk.endswith(b"\n"):
                chunk = stream.readline(MAX_LINE)
            yield number, TOO_LONG
            continue
        yield number, chunk.rstrip(b"\r\n")


def whole(stream: BinaryIO, limit: int) -> bytes | None:
    """Read a stream to its end, for formats that people write by hand; None where it has more than ``limit`` octets."""
    text = bytearray()
    while len(text) <= limit and (more := stream.read(limit + 1 - len(text))):
        text += more
    return bytes(text) if len(text) <= limit else None


def one_line(text: str) -> str:
    """Put text on one line, each run of white space as one blank, as the reason of an Unreadable must be."""
    return " ".join(text.split())


def blocks(stream: BinaryIO, name: str, at: int | None = None) -> Iterator[Block]:
    """Yield the lines of a stream by the block; of a line that is too long, enough to tell that it is so.

    ``at`` is where the stream begins in the file of that name, None where there is no file to be read once more.
    """
    number, size = 1, FIRST_BLOCK
    while octets := stream.read(size):
        size = BLOCK_SIZE
        skipped = 0
        if not octets.endswith(b"\n"):
            octets += stream.readline(MAX_LINE + 1)
            more = octets
            while more and not more.endswith(b"\n"):
                more = stream.readline(MAX_LINE)
                skipped += len(more)
        yield Block(name, number, octets, at)
        if at is not None:
            at += len(octets) + skipped
        number += octets.count(b"\n") + (not octets.endswith(b"\n"))
