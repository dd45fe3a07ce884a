"""``python -m tests.fuzz --seconds 60 [TARGET ...]``: feed each target for so long, one on each core.

The exit status is 1 where one failed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from fnmatch import fnmatchcase

from tests.fuzz.engines import Crash, drawn, guided, has_atheris
from tests.fuzz.targets import TARGETS

ROW = "{:<24} {:>12}\n"


def one(name: str, seconds: int, inputs: int, seed: int) -> int:
    """Feed a target; return how many inputs that were. Raises Crash."""
    engine = guided if has_atheris() else drawn
    return engine(name, TARGETS[name].seeds(), seconds, inputs, seed)


def main(arguments: list[str] | None = None) -> int:
    """Feed the targets, and write a table of how many inputs each had."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--inputs", type=int, default=0, help="for each target, instead of seconds")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="targets at a time")
    parser.add_argument(
        "--seed", type=int, default=random.SystemRandom().getrandbits(31), help="to draw the same again"
    )
    parser.add_argument("targets", nargs="*", default=["*"], help="names of targets, * for any part of one")
    given = parser.parse_args(arguments)
    names = [name for name in TARGETS if any(fnmatchcase(name, glob) for glob in given.targets)]
    if not names:
        parser.error(f"no such target; there are {', '.join(TARGETS)}")
    sys.stdout.write(f"drawn by {'atheris' if has_atheris() else 'hypothesis'}, seed {given.seed}\n")
    total = crashes = 0
    with ProcessPoolExecutor(given.jobs) as pool:
        running = {pool.submit(one, name, given.seconds, given.inputs, given.seed): name for name in names}
        for done in as_completed(running):
            try:
                fed = done.result()
            except Crash as crash:
                crashes += 1
                sys.stdout.write(f"{crash}\n")
            else:
                total += fed
                sys.stdout.write(ROW.format(running[done], f"{fed:,}"))
            sys.stdout.flush()
    sys.stdout.write(ROW.format("all", f"{total:,}"))
    return 1 if crashes else 0


if __name__ == "__main__":
    sys.exit(main())
