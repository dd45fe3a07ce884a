"""Open an input, recognise its format, and read it."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from validator.errors import InputError
from validator.model import Announcement, Unreadable
from validator.names import ServicePath
from validator.sources import SOURCES
from validator.sources.base import HEAD_SIZE
from validator.sources.sniff import recognise
from validator.sources.walk import walk

STDIN = "-"


def open_input(
    path: str, input_format: str | None = None, service: ServicePath | None = None
) -> Iterator[Announcement | Unreadable]:
    """Read a file, or standard input for ``-``, as ``input_format`` (a name in SOURCES) or what it is recognised to be.

    A folder is walked. An input of nothing but white space yields nothing. ``service`` is for a format that does not
    say it. Raises InputError where it cannot be opened or recognised.
    """
    if path != STDIN and Path(path).is_dir():
        yield from walk(path, input_format)
        return
    try:
        with nullcontext(sys.stdin.buffer) if path == STDIN else Path(path).open("rb") as stream:
            yield from read(stream, path, input_format, service)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=path) from None


def read(
    stream: BinaryIO, name: str, input_format: str | None = None, service: ServicePath | None = None
) -> Iterator[Announcement | Unreadable]:
    """Read an open stream; ``name`` is the file's name for locations. Raises InputError where it is not recognised."""
    head = _head(stream)
    if not head.removeprefix(codecs.BOM_UTF8).strip() and len(head) < HEAD_SIZE:
        return
    try:
        source = SOURCES[input_format] if input_format else recognise(head)
    except InputError as error:
        raise InputError(error.message, file=name) from None
    whole = io.BufferedReader(_Replayed(head.removeprefix(codecs.BOM_UTF8), stream))
    yield from source.read(whole, name, service)


def _head(stream: BinaryIO) -> bytes:
    """Take the first HEAD_SIZE octets; fewer only at the end of the stream, though a pipe gives them in pieces."""
    head = b""
    while len(head) < HEAD_SIZE and (more := stream.read(HEAD_SIZE - len(head))):
        head += more
    return head


class _Replayed(io.RawIOBase):
    """A stream, once more from its start, whose head was taken already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed says Buffer, which is no type here
        """Fill ``buffer`` with what comes next."""
        octets = self._head or self._rest.read(len(buffer))
        taken, self._head = octets[: len(buffer)], octets[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)
