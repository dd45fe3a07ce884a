"""``make bench``: run each benchmark, print its ratio and its bound, and fail where one is missed."""

from __future__ import annotations

import sys

from tests.bench import capture, jsonl, lan, reading, startup
from tests.bench.result import Skipped

BENCHMARKS = (
    startup.measure,
    reading.measure,
    capture.measure,
    capture.measure_repeats,
    jsonl.measure,
    jsonl.measure_repeats,
    *lan.MEASURES,
)


def main() -> int:
    """Print one line a benchmark; 1 where a bound is missed."""
    missed = 0
    for measure in BENCHMARKS:
        try:
            result = measure()
        except Skipped as reason:
            sys.stdout.write(f"skipped: {reason}\n")
            continue
        sys.stdout.write(f"{result}\n")
        missed += not result.within
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
