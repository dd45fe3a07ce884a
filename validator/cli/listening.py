"""A browse on a terminal: a line that says what was heard so far, and a first Ctrl-C that ends it with its report."""

from __future__ import annotations

import asyncio
import sys
import time

from validator.capture.pcapng import Capture
from validator.cli.progress import REDRAW_S, Line
from validator.cli.signals import ended_by_signal
from validator.display.wording import plural
from validator.mdns import BrowseOptions, BrowseResult
from validator.mdns.session import Session, browse


async def listen(asked: BrowseOptions, capture: Capture | None, *, is_quiet: bool) -> BrowseResult:
    """Browse until the network has settled, or until a signal. A second signal ends the program at once."""
    listening = _Listening()
    drawing = None if is_quiet or not listening.line.is_terminal else asyncio.create_task(listening.draw())
    try:
        with ended_by_signal(listening.stop):
            return await browse(asked, capture, listening.take)
    finally:
        if drawing is not None:
            drawing.cancel()
        listening.line.clear()


class _Listening:
    """Knows the session as soon as there is one."""

    def __init__(self) -> None:
        self.line = Line(sys.stderr)
        self._start = time.monotonic()
        self._session: Session | None = None

    def take(self, session: Session) -> None:
        """Take the session of the browse."""
        self._session = session

    def stop(self) -> None:
        """End the browse. There is a session: it is made before the loop can run anything else."""
        if self._session is not None:
            self._session.stop()

    async def draw(self) -> None:
        """Draw the line again and again."""
        while True:
            await asyncio.sleep(REDRAW_S)
            self.line.draw(_text(time.monotonic() - self._start, self._session))


def _text(seconds: float, session: Session | None) -> str:
    types, instances = (0, 0) if session is None else session.heard
    lost = f", {session.loss:.0%} lost" if session is not None and session.loss else ""
    return f"{seconds:.1f} s: {plural(types, 'type')}, {plural(instances, 'instance')}{lost}"
