"""``make bench``: run each benchmark, print its ratio and its bound, and fail where one is missed."""

from __future__ import annotations

import sys

from tests.bench import startup

BENCHMARKS = (startup.measure,)


def main() -> int:
    """Print one line a benchmark; 1 where a bound is missed."""
    missed = 0
    for measure in BENCHMARKS:
        result = measure()
        sys.stdout.write(f"{result}\n")
        missed += not result.within
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
