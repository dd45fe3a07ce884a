"""Opening and reading the files that people name: no pipe without a writer is waited for, nor a device without end."""

from __future__ import annotations

import errno
import os
import select
from pathlib import Path
from typing import BinaryIO

PIPE_MS = 5_000
"""Milliseconds to wait for the first octet of a named pipe."""

MEBIBYTE = 1 << 20


def opened(path: Path) -> BinaryIO:
    """Open a file for reading. Raises OSError, also for a pipe that nobody writes to."""
    if not path.is_fifo():
        return path.open("rb")
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    if not poll.poll(PIPE_MS):
        os.close(descriptor)
        raise OSError(errno.ETIMEDOUT, "this is a pipe, and nobody writes to it")
    os.set_blocking(descriptor, True)
    return os.fdopen(descriptor, "rb")


def content_of(path: Path, limit: int) -> bytes:
    """Read a file whole. Raises OSError, also for one of more than ``limit`` octets."""
    with opened(path) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise OSError(errno.EFBIG, f"it has more than {limit // MEBIBYTE} MiB")
    return content
