"""What a benchmark says, and how a command is timed."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).parents[2]


class Skipped(Exception):  # noqa: N818 - no error: it says why a benchmark cannot be run here
    """What a benchmark needs is not on this machine; ``str()`` says what."""


class Result(Struct, frozen=True):
    """A ratio of our time to a peer's in the same run, and the most that it may be."""

    name: str
    ours_s: float
    peer: str
    peer_s: float
    bound: float

    @property
    def ratio(self) -> float:
        """Our time divided by the peer's."""
        return self.ours_s / self.peer_s

    @property
    def within(self) -> bool:
        """Whether the bound is kept."""
        return self.ratio <= self.bound

    def __str__(self) -> str:
        verdict = "ok" if self.within else "MISSED"
        return (
            f"{verdict:7}{self.name}: ratio {self.ratio:.2f} (at most {self.bound:.2f}); "
            f"{self.ours_s * 1000:.0f} ms against {self.peer_s * 1000:.0f} ms of {self.peer}"
        )


def alternate(ours: Sequence[str], peer: Sequence[str], runs: int = 15) -> tuple[float, float]:
    """Median wall time in seconds of both commands, run in turn so that the machine's moods hit both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for run in range(runs + 1):
        for command, taken in zip((ours, peer), times, strict=True):
            start = time.perf_counter()
            subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            if run:  # the first one warms the file cache
                taken.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])
