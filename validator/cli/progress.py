"""How far the reading of a large input has come, on a terminal and only there."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

PATIENCE_S = 1.0
"""What takes no longer needs no progress shown."""

REDRAW_S = 0.2
_MEGA = 1_000_000


class Progress:
    """Draws one line on standard error while an input is read; ``clear`` takes it away before anything is printed.

    ``total`` is how many octets there are to read, None where nobody knows.
    """

    def __init__(self, total: int | None, stream: TextIO) -> None:
        self._total = total
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._next = time.monotonic() + PATIENCE_S
        self._done = 0
        self._drawn = 0

    def advance(self, octets: int) -> None:
        """Note that so many octets more were read."""
        self._done += octets
        if not self._is_terminal or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + REDRAW_S
        line = self._line()
        self._stream.write(f"\r{line:<{self._drawn}}")
        self._drawn = len(line)
        self._stream.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._drawn:
            # With blanks: not every console of Windows knows the sequence that erases a line.
            self._stream.write(f"\r{'':{self._drawn}}\r")
            self._stream.flush()
            self._drawn = 0

    def _line(self) -> str:
        read = f"{self._done / _MEGA:.1f}"
        if not self._total:
            return f"{read} MB read"
        return f"{min(self._done / self._total, 1):4.0%} of {self._total / _MEGA:.1f} MB read"


def progress_of(paths: Iterable[str]) -> Progress:
    """Make the progress of reading these paths, with its total where all are files."""
    files = [Path(path) for path in paths]
    total = sum(each.stat().st_size for each in files) if all(each.is_file() for each in files) else None
    return Progress(total, sys.stderr)
