"""Files that appear only when they are complete."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from validator.errors import UsageError


@contextmanager
def appearing(path: Path) -> Iterator[BinaryIO]:
    """Open a file beside ``path`` and give it that name when the context ends well. Raises UsageError at once.

    Where the context raises, nothing is left; what was at ``path`` before stays as it was. A link keeps pointing where
    it does, and a device or a pipe (``/dev/null``, ``/dev/stdout``) is written to as it is.
    """
    import tempfile  # noqa: PLC0415 - costs a small run more than reading its input

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
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", file=str(shown)) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise UsageError(f"cannot be written: {error.strerror or error}", file=str(shown)) from None
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
