"""Judge the parts of a large input in as many processes as there are cores.

The order of what is found is that of the parts, however many processes there are.
"""

from __future__ import annotations

import gc
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from validator.errors import InputError
from validator.pipeline.batch import Outcome, judge_block, judge_file
from validator.pipeline.run_judge import RunJudge
from validator.sources.lines import Block, WholeFile

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

HERE = 1
"""Blocks that are judged in this process: to start others takes longer than they do."""

START = "fork" if sys.platform == "linux" else "spawn"
"""How processes start: as copies of this one, with the rules that it has read, where that is safe. With the threads
of the system's own libraries it is not on macOS, and Windows knows no copies."""

MAX_ON_WINDOWS = 61
"""Processes that Python can wait for there (its documentation of ProcessPoolExecutor)."""

AHEAD = 2
"""Parts a process that wait for it, so that it need not."""


class Workers:
    """Judges parts in the order in which they come: by ``judge``, or in other processes by what ``make`` makes there.

    Without ``make`` no other process is started.
    """

    def __init__(self, judge: RunJudge, make: Callable[[], RunJudge] | None) -> None:
        self._judge = judge
        self._make = make or self._same
        self._blocks = 0
        self._pending: deque[Outcome | Future[Outcome]] = deque()
        self._processes = 1 if make is None else _cores()
        self._pool: ProcessPoolExecutor | None = None

    def take(self, part: Block | WholeFile) -> Iterator[Outcome]:
        """Take a part; yield what has come of those before it, so far as they may not wait."""
        if isinstance(part, WholeFile):
            self._pending.append(
                self._here(part) if self._processes == 1 else self._started().submit(_judge_file, part)
            )
        else:
            self._pending.append(self._block(part))
        while len(self._pending) > self._processes * AHEAD:
            yield self._next()

    def _block(self, block: Block) -> Outcome | Future[Outcome]:
        self._blocks += 1
        if self._blocks <= HERE or self._processes == 1:
            return self._here(block)
        return self._started().submit(_judge_block, block)

    def _here(self, part: Block | WholeFile) -> Outcome:
        outcome = judge_block(self._judge, part) if isinstance(part, Block) else judge_file(self._judge, part)
        outcome.is_final = True
        return outcome

    def rest(self) -> Iterator[Outcome]:
        """Yield what comes of the parts that wait. Raises InputError where a process ended before its time."""
        while self._pending:
            yield self._next()

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _next(self) -> Outcome:
        outcome = self._pending.popleft()
        if isinstance(outcome, Outcome):
            return outcome
        from concurrent.futures import BrokenExecutor  # costs a small run more than reading its input

        try:
            return outcome.result()
        except BrokenExecutor:
            raise InputError("a process that judged a part of the input was ended from outside") from None

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor

            make = self._same if START == "fork" else self._make
            self._pool = ProcessPoolExecutor(
                self._processes, multiprocessing.get_context(START), _start, (make, gc.get_threshold())
            )
        return self._pool

    def _same(self) -> RunJudge:
        return self._judge


def _cores() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MAX_ON_WINDOWS) if sys.platform == "win32" else cores


_judges: list[RunJudge] = []
"""The judge of a process that judges parts."""


def _start(make: Callable[[], RunJudge], threshold: tuple[int, int, int]) -> None:
    import signal

    # An interrupt from the keyboard reaches every process; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*threshold)
    gc.freeze()
    _judges[:] = [make()]


def _judge_block(block: Block) -> Outcome:
    return judge_block(_judges[0], block)


def _judge_file(file: WholeFile) -> Outcome:
    return judge_file(_judges[0], file)
