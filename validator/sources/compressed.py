"""Files that are compressed by gzip, bzip2, xz or Zstandard: read as what they hold.

What is taken out is never kept as a whole, so that a small file that holds terabytes fills no memory.
"""

from __future__ import annotations

import importlib
import io
import zlib
from collections.abc import Callable
from typing import BinaryIO

from validator.errors import InputError, MissingPackageError

GZIP, BZIP2, XZ, ZSTANDARD = b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"
MAGIC = (GZIP, BZIP2, XZ, ZSTANDARD)
"""How compressed files begin (RFC 1952, the format of bzip2, the .xz file format, RFC 8878)."""


def opened(head: bytes, stream: BinaryIO, name: str) -> BinaryIO:
    """Return a stream of what a compressed ``stream`` holds.

    ``head`` is its beginning, with one of MAGIC, ``name`` the file's for errors. Raises MissingPackageError for
    Zstandard without a library of it; reading raises InputError where the file is cut off or damaged.
    """
    take_out = next(way for magic, way in _WAYS.items() if head.startswith(magic))
    return io.BufferedReader(_TakenOut(take_out(stream), name), 256 * 1024)


def _gzip(stream: BinaryIO) -> BinaryIO:
    import gzip

    return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]  # it reads as a BinaryIO does


def _bzip2(stream: BinaryIO) -> BinaryIO:
    import bz2

    return bz2.BZ2File(stream)  # type: ignore[return-value]  # as above


def _xz(stream: BinaryIO) -> BinaryIO:
    import lzma

    return lzma.LZMAFile(stream)  # type: ignore[return-value]  # as above


def _zstandard(stream: BinaryIO) -> BinaryIO:
    for library in ("compression.zstd", "backports.zstd"):
        try:
            found: BinaryIO = importlib.import_module(library).ZstdFile(stream)
        except ImportError:
            continue
        return found
    raise MissingPackageError("a file compressed by Zstandard needs Python 3.14, or: pip install backports.zstd")


_WAYS: dict[bytes, Callable[[BinaryIO], BinaryIO]] = {GZIP: _gzip, BZIP2: _bzip2, XZ: _xz, ZSTANDARD: _zstandard}


class _TakenOut(io.RawIOBase):
    """What a library takes out of a file. Reading raises InputError, with the file's ``name``, where it cannot."""

    def __init__(self, inside: BinaryIO, name: str) -> None:
        self._inside = inside
        self._name = name

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed says Buffer, which is no type here
        """Fill ``buffer`` with what comes next."""
        try:
            octets = self._inside.read(len(buffer))
        except Exception as error:
            # The errors of lzma and of Zstandard's libraries are none of Python's, and their modules may not be there.
            is_damage = isinstance(error, EOFError | OSError | ValueError | zlib.error)
            if not is_damage and type(error).__name__ not in {"LZMAError", "ZstdError"}:
                raise
            raise InputError(f"it is compressed, and cut off or damaged: {error}", file=self._name) from None
        buffer[: len(octets)] = octets
        return len(octets)
