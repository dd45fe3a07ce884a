"""Feed a source in several ways, which must agree."""

from __future__ import annotations

import io
from typing import Any

from tests import shared
from validator.model import Announcement, Unreadable
from validator.service_type import typed
from validator.sources import SOURCES
from validator.sources.read import read as read_any

FILE = "dump"

SERVICE = typed("_a._tcp")
"""What inputs are of that do not say it."""


class Trickle(io.RawIOBase):
    """A stream that gives one octet at a time, as a slow pipe may."""

    def __init__(self, content: bytes) -> None:
        self._rest = io.BytesIO(content)

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed says Buffer
        """Give one octet."""
        octet = self._rest.read(min(1, len(buffer)))
        buffer[: len(octet)] = octet
        return len(octet)


def read(content: bytes, input_format: str | None = None, *, slowly: bool = True) -> list[Announcement | Unreadable]:
    """Read as one format, or as what is recognised. ``slowly`` reads a second time, octet by octet, and compares."""
    whole = list(read_any(io.BytesIO(content), FILE, input_format, SERVICE))
    if slowly:
        trickle: Any = Trickle(content)
        assert list(read_any(trickle, FILE, input_format, SERVICE)) == whole
        if input_format is not None:
            again: Any = Trickle(content)
            directly = list(SOURCES[input_format].read(again, FILE, SERVICE))
            assert not content.strip() or content.startswith(b"\xef\xbb\xbf") or directly == whole
    return whole


def one(content: bytes | str, input_format: str | None = None) -> Announcement:
    """Read the one announcement of an input."""
    [found] = read(content.encode() if isinstance(content, str) else content, input_format)
    assert isinstance(found, Announcement), found
    return found


def fault(content: bytes | str, input_format: str | None = None) -> Unreadable:
    """Read the one piece of an input that cannot be read."""
    [found] = [
        each
        for each in read(content.encode() if isinstance(content, str) else content, input_format)
        if isinstance(each, Unreadable)
    ]
    return found


def corpus(name: str) -> bytes:
    """A file of the corpus of dumps seen on real networks; skips the test where the corpus is not there."""
    return shared.file(f"corpus/{name}").read_bytes()
