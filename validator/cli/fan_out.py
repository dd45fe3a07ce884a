"""Write the reports of one run, a thread a report. All get the same verdicts, in bounded memory."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence

from validator.model.finding import Verdict

AHEAD = 256
"""Verdicts that wait for the slowest report."""

Job = Callable[[Iterable[Verdict]], None]
"""Writes one report of the verdicts that it is given."""


class _Interruption(Exception):  # noqa: N818 - a word between threads, which no user sees
    """The run ended early: what was written of the report must not stay."""


def fan_out(verdicts: Iterable[Verdict], jobs: Sequence[Job]) -> None:
    """Do all jobs while the verdicts come. Raises what ``verdicts`` raises, or the first job that fails."""
    writers = [_Writer(job) for job in jobs]
    try:
        for verdict in verdicts:
            for writer in writers:
                writer.put(verdict)
    except BaseException:
        for writer in writers:
            writer.put(_Interruption())
        raise
    finally:
        for writer in writers:
            writer.put(None)
        for writer in writers:
            writer.join()
    for writer in writers:
        if writer.error is not None:
            raise writer.error


class _Writer(threading.Thread):
    """A thread that does one job."""

    def __init__(self, job: Job) -> None:
        super().__init__(daemon=True)
        self.error: BaseException | None = None
        self._job = job
        self._ended = False
        self._waiting: queue.Queue[Verdict | _Interruption | None] = queue.Queue(AHEAD)
        self.start()

    def put(self, item: Verdict | _Interruption | None) -> None:
        """Hand over what comes next, None at the end."""
        self._waiting.put(item)

    def run(self) -> None:
        """Work until the end. After a failure take the verdicts all the same, so that ``put`` never waits for ever."""
        try:
            self._job(self._verdicts())
        except BaseException as error:  # noqa: BLE001 - raised again where the run is
            self.error = None if isinstance(error, _Interruption) else error
        while not self._ended:
            self._ended = self._waiting.get() is None

    def _verdicts(self) -> Iterator[Verdict]:
        while (item := self._waiting.get()) is not None:
            if isinstance(item, _Interruption):
                raise item
            yield item
        self._ended = True
