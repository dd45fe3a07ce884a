"""Lines of a stream with their numbers, bounded in length: a file without line ends must not fill the memory."""

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
