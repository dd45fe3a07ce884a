"""End a run that goes on until somebody ends it: by Ctrl-C or SIGTERM, on Windows by Ctrl-Break too."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name))
"""The signals that ask a program to end, as far as the system has them."""


@contextmanager
def ended_by_signal(end: Callable[[], None]) -> Iterator[None]:
    """Have the running loop call ``end`` at the first signal of ENDING; a second one ends the program at once.

    The handlers from before are set again when the context ends. Only the main thread may enter the context.
    """
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in ENDING}

    def release() -> None:
        for number in ENDING:
            _release(number, loop)

    def first() -> None:
        release()
        end()

    def caught(_number: int, _frame: FrameType | None) -> None:
        release()
        loop.call_soon_threadsafe(end)

    for number in ENDING:
        try:
            loop.add_signal_handler(number, first)
        except NotImplementedError:  # the loops of Windows
            signal.signal(number, caught)
    try:
        yield
    finally:
        release()
        for number, handler in before.items():
            if handler is not None:  # it was not set from Python, which cannot set it again then
                signal.signal(number, handler)


def _release(number: int, loop: asyncio.AbstractEventLoop) -> None:
    """Give a signal the handler that it has in any Python program."""
    try:
        loop.remove_signal_handler(number)
    except NotImplementedError:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
