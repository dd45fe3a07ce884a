"""The octets of a configuration file."""

from __future__ import annotations

from pathlib import Path

from validator.documents.whole_file import opened
from validator.errors import UsageError

MAX_OCTETS = 1 << 20
"""The size of the largest configuration file that is read. No person writes a larger one."""


def content_of(path: Path, shown: str) -> bytes:
    """Read a file. Raises UsageError, which names the file as ``shown``."""
    if path.is_dir():
        raise UsageError("is a folder; the configuration is a file", file=shown)
    try:
        with opened(path) as stream:
            content = stream.read(MAX_OCTETS + 1)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror or error}", file=shown) from None
    except ValueError:
        raise UsageError("is no name of a file", file=shown) from None
    if len(content) > MAX_OCTETS:
        raise UsageError(f"is no configuration: it has more than {MAX_OCTETS >> 20} MiB", file=shown)
    return content
