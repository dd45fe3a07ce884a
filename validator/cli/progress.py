"""Show how far a large input has been read, or what a browse has heard, on a terminal and only there."""

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


class Line:
    """One line on a terminal that is drawn again and again; ``clear`` removes it before anything else is printed."""

    def __init__(self, stream: TextIO) -> None:
        self.is_terminal = stream.isatty()
        self._stream = stream
        self._drawn = 0

    def draw(self, text: str) -> None:
        """Draw the line, over what it was."""
        self._stream.write(f"\r{text:<{self._drawn}}")
        self._drawn = len(text)
        self._stream.flush()

    def clear(self) -> None:
        """Remove the line."""
        if self._drawn:
            # With blanks: not every console of Windows knows the sequence that erases a line.
            self._stream.write(f"\r{'':{self._drawn}}\r")
            self._stream.flush()
            self._drawn = 0


class Progress:
    """Draws a line while an input is read. ``total`` is how many octets there are, None where that is not known."""

    def __init__(self, total: int | None, stream: TextIO) -> None:
        self._total = total
        self._shown = Line(stream)
        self._next = time.monotonic() + PATIENCE_S
        self._done = 0

    def advance(self, octets: int) -> None:
        """Count octets that were read, and draw the line where it is time to."""
        self._done += octets
        if self._shown.is_terminal and time.monotonic() >= self._next:
            self._next = time.monotonic() + REDRAW_S
            self._shown.draw(self._line())

    def clear(self) -> None:
        """Remove the line."""
        self._shown.clear()

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
