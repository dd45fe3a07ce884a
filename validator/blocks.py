"""Blocks of lines of which each is an announcement by itself, judged here or in processes of their own.

What stands in a dump is known by its shape before an announcement is made of it, which most lines need not become.
The order of what is found is that of the lines, however many processes there are.
"""

from __future__ import annotations

import gc
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from validator.dump import AnnouncementDump, DumpError, announcement_of, decode_dump, decode_dumps
from validator.engine import Engine
from validator.errors import InputError
from validator.model import Location, Unreadable, Verdict
from validator.sources.lines import MAX_LINE, TOO_LONG, Block

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

HERE = 1
"""Blocks that are judged in this process: to start others takes longer than they do."""

AHEAD = 2
"""Blocks a process that wait for it, so that it need not."""


class Outcome(Struct):
    """What came of a block: verdicts with findings and what could not be read, in the order of the lines.

    ``clean`` counts the announcements without findings; ``services`` are the types, in lower case, of those that were
    judged, each with whether there is a rule for it. ``is_final``: the engine of this run judged it.
    """

    items: list[Verdict | Unreadable]
    clean: int = 0
    services: dict[str, bool] = {}
    is_final: bool = False


def judge(engine: Engine, block: Block) -> Outcome:
    """Judge the lines of a block. Raises RuleFileError."""
    outcome = Outcome([])
    known_by, known, clean = engine.known_by, engine.clean, 0
    for number, dump in _dumps(block):
        if isinstance(dump, DumpError):
            outcome.items.append(Unreadable(Location(block.file, number), str(dump)))
            continue
        shape = known_by(dump)
        if shape in known:
            clean += 1
            continue
        location = Location(block.file, number)
        try:
            announcement = announcement_of(dump, location)
        except DumpError as error:
            outcome.items.append(Unreadable(location, str(error)))
        else:
            _add(outcome, engine.verdict(announcement, shape))
    outcome.clean += clean
    return outcome


def _dumps(block: Block) -> Iterable[tuple[int, AnnouncementDump | DumpError]]:
    """Read the lines of a block that are not blank, each with its number."""
    octets = block.octets
    if len(octets) <= MAX_LINE:
        dumps = decode_dumps(octets)
        # Unless there are blank lines, which it passes over, the numbers are plain.
        if dumps is not None and len(dumps) == octets.count(b"\n") + (not octets.endswith(b"\n")):
            return enumerate(dumps, block.line)
    lines = enumerate(octets.split(b"\n"), block.line)
    return ((number, _dump(line)) for number, line in lines if line and not line.isspace())


def _dump(line: bytes) -> AnnouncementDump | DumpError:
    if len(line) > MAX_LINE:
        return DumpError(TOO_LONG)
    try:
        return decode_dump(line)
    except DumpError as error:
        return error


def _add(outcome: Outcome, verdict: Verdict) -> None:
    outcome.services.setdefault(verdict.announcement.service.lower(), verdict.has_rule)
    if verdict.findings:
        outcome.items.append(verdict)
    else:
        outcome.clean += 1


class Workers:
    """Judges blocks in the order in which they come. ``make`` makes an engine, in other processes too."""

    def __init__(self, engine: Engine, make: Callable[[], Engine]) -> None:
        self._engine = engine
        self._make = make
        self._taken = 0
        self._pending: deque[Outcome | Future[Outcome]] = deque()
        self._processes = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def take(self, block: Block) -> Iterator[Outcome]:
        """Take a block; yield what has come of those before it, so far as they may not wait."""
        self._taken += 1
        if self._taken <= HERE or self._processes == 1:
            outcome = judge(self._engine, block)
            outcome.is_final = True
            self._pending.append(outcome)
        else:
            size = len(block.octets)
            # To read them once more is less work than to hand them over.
            sent = block if block.at is None else replace(block, octets=b"")
            self._pending.append(self._started().submit(_judge, sent, size))
        while len(self._pending) > self._processes * AHEAD:
            yield self._next()

    def rest(self) -> Iterator[Outcome]:
        """Yield what comes of the blocks that wait. Raises InputError where a process ended before its time."""
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
        from concurrent.futures import BrokenExecutor  # noqa: PLC0415 - costs a small run more than reading its input

        try:
            return outcome.result()
        except BrokenExecutor:
            raise InputError("a process that judged a part of the input was ended from outside") from None

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            import multiprocessing  # noqa: PLC0415 - as above
            from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - as above

            # Where it is safe, processes start as copies of this one: with the rules that it has read.
            if sys.platform == "linux":
                context, engine = multiprocessing.get_context("fork"), self._same
            else:
                context, engine = multiprocessing.get_context("spawn"), self._make
            self._pool = ProcessPoolExecutor(self._processes, context, _start, (engine,))
        return self._pool

    def _same(self) -> Engine:
        return self._engine


_engines: list[Engine] = []
"""The engine of a process that judges blocks."""


def _start(engine: Callable[[], Engine]) -> None:
    import signal  # noqa: PLC0415 - as above

    # An interrupt from the keyboard reaches every process; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    _engines[:] = [engine()]


def _judge(block: Block, size: int) -> Outcome:
    if block.at is not None:
        with Path(block.file).open("rb", buffering=0) as stream:
            stream.seek(block.at)
            block = replace(block, octets=stream.read(size))
        if len(block.octets) != size:
            raise InputError("changed while it was read", file=block.file, line=block.line)
    return judge(_engines[0], block)
