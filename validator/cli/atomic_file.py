"""Files that appear only when they are complete."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from validator.errors import UsageError

_KEPT = 32
"""Characters of a name that its file has while it is written: a longer name has no room for more."""


@contextmanager
def appearing(path: Path, *, is_private: bool = False) -> Iterator[BinaryIO]:
    """Open a file beside ``path`` and give it that name when the context ends well. Raises UsageError at once.

    ``is_private``: the file may hold secrets, so that only its owner may read it.

    Where the context raises, nothing is left; what was at ``path`` before stays as it was. A link keeps pointing where
    it does, and a device or a pipe (``/dev/null``, ``/dev/stdout``) is written to as it is.
    """
    if path.is_dir():
        raise UsageError("cannot be written: it is a folder", file=str(path))
    if path.exists() and not path.is_file():
        try:
            with path.open("wb") as stream:
                yield stream
        except OSError as error:
            raise UsageError(f"cannot be written: {error.strerror or error}", file=str(path)) from None
        return
    shown, path = path, Path(os.path.realpath(path))
    # Not by tempfile: on Windows it tries names for ever where a folder takes no file (CPython's issue 66305).
    beside = path.with_name(f".{path.name[:_KEPT]}.{os.urandom(4).hex()}.tmp")
    try:
        stream = open(beside, "xb", opener=_private if is_private else None)  # noqa: SIM115 - with an opener
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", file=str(shown)) from None
    try:
        with stream:
            yield stream
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError(f"cannot be written: {error.strerror or error}", file=str(shown)) from None
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
