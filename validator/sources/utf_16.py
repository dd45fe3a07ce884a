"""Text in UTF-16, which is what ``>`` of Windows PowerShell writes, read as if it were UTF-8."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable
from typing import BinaryIO

from validator.documents.encodings import UTF_16
from validator.errors import InputError

_SAYS_SO = re.compile(r"<\?xml[^>]*\sencoding\s*=\s*[\"']utf-?16", re.IGNORECASE)
"""XML that names its encoding is read by who reads XML: it would be wrong about itself."""

_PIECE = 64 * 1024


def is_utf_16(head: bytes, *, is_whole: bool) -> bool:
    """Return whether an input is UTF-16 text by its first octets, or all: there is a byte-order mark, and no NUL."""
    if not head.startswith(UTF_16):
        return False
    try:
        text = codecs.getincrementaldecoder("utf-16")().decode(head, final=is_whole)
    except UnicodeDecodeError:
        return False
    return "\0" not in text and not _SAYS_SO.match(text.lstrip())


class Recoded(io.RawIOBase):
    """A stream in UTF-16 as UTF-8, of which ``head`` was taken already.

    Reading raises InputError, with the file's ``name``, where it is no UTF-16 any more.
    """

    def __init__(self, head: bytes, rest: BinaryIO, name: str) -> None:
        self._head = head
        self._take: Callable[[int], bytes] = getattr(rest, "read1", rest.read)
        self._name = name
        self._decoder = codecs.getincrementaldecoder("utf-16")()
        self._ready = b""
        self._is_over = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed says Buffer, which is no type here
        """Fill ``buffer`` with what comes next."""
        while not self._ready and not self._is_over:
            octets, self._head = self._head or self._take(_PIECE), b""
            self._is_over = not octets
            try:
                self._ready = self._decoder.decode(octets, final=self._is_over).encode()
            except UnicodeDecodeError as error:
                raise InputError(f"it begins as UTF-16 text, but {error.reason}", file=self._name) from None
        taken, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)
