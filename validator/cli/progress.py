"""Show how far a large input has been read, on a terminal and only there."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

PATIENCE_S = 1.0
"""Seconds of reading before the progress is shown."""

REDRAW_S = 0.2
"""Seconds between two drawings of the line."""

_MEGA = 1_000_000


class Progress:
    """Draws one line on standard error while an input is read; ``clear`` removes the line before anything is printed.

    ``total`` is how many octets there are to read, None where that is not known.
    """

    def __init__(self, total: int | None, stream: TextIO) -> None:
        self._total = total
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._next = time.monotonic() + PATIENCE_S
        self._done = 0
        self._drawn = 0

    def advance(self, octets: int) -> None:
        """Count octets that were read, and draw the line where it is time to."""
        self._done += octets
        if not self._is_terminal or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + REDRAW_S
        line = self._line()
        self._stream.write(f"\r{line:<{self._drawn}}")
        self._drawn = len(line)
        self._stream.flush()

    def clear(self) -> None:
        """Remove the line."""
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
    """Make the progress of reading some paths; the total is known where all of them are files."""
    files = [Path(path) for path in paths]
    total = sum(each.stat().st_size for each in files) if all(each.is_file() for each in files) else None
    return Progress(total, sys.stderr)
