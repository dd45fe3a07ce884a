"""Text that was pasted into a document or a mail: with an indent, or quotation marks, before each of its lines."""

from __future__ import annotations

import io
import re
from typing import BinaryIO

_BEFORE = re.compile(rb"[ \t>|]*")
MAX_BEFORE = 64
"""Octets before a line that are taken for an indent."""


def before_lines(head: bytes) -> bytes:
    """Return what stands before each line of a text that begins with ``head``; nothing where that is not the same."""
    # The last line may be cut off.
    lines = head.rpartition(b"\n")[0].split(b"\n")
    found = [_BEFORE.match(line) for line in lines if line.strip(b" \t\r>|")]
    before = [each[0][:MAX_BEFORE] for each in found if each is not None]
    # What the first and the last one in their order share, all share.
    first, last = min(before, default=b""), max(before, default=b"")
    return first[: next((at for at in range(len(first)) if last[at : at + 1] != first[at : at + 1]), len(first))]


class Unindented(io.RawIOBase):
    """A stream without what stands before each line. An empty line may lack the end of it."""

    def __init__(self, stream: BinaryIO, before: bytes) -> None:
        self._stream = stream
        self._before = before
        self._begins = True
        self._ready = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed says Buffer, which is no type here
        """Fill ``buffer`` with what comes next."""
        while not self._ready and (line := self._stream.readline(64 * 1024)):
            begins, self._begins = self._begins, line.endswith(b"\n")
            self._ready = self._stripped(line) if begins else line
        taken, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def _stripped(self, line: bytes) -> bytes:
        if line.startswith(self._before):
            return line[len(self._before) :]
        text = line.rstrip(b"\r\n")
        return line[len(text) :] if self._before.startswith(text) else line
