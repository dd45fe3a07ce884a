"""Lines of a stream with their numbers, a stream as a whole, and text on one line.

What is read is bounded: a file without line ends, or without end, must not fill the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

MAX_LINE = 1024 * 1024
"""Octets of one line; an announcement with the largest TXT record there can be needs a quarter of it."""


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | str]]:
    """Yield each line with its 1-based number, without its end; text instead says why a line could not be read."""
    number = 0
    while chunk := stream.readline(MAX_LINE + 1):
        number += 1
        if len(chunk) > MAX_LINE and not chunk.endswith(b"\n"):
            while chunk and not chunk.endswith(b"\n"):
                chunk = stream.readline(MAX_LINE)
            yield number, f"the line is longer than {MAX_LINE} octets"
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
