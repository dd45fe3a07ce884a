"""What draws inputs for a target: atheris where it is installed (guided by coverage), else hypothesis.

Each returns how many inputs were fed. An input that fails becomes a file in ``crashes``, which the exception names.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

CRASHES = Path(__file__).parent / "crashes"
"""A file for each input that ever failed: the name of its target, two hyphens, anything."""

MAX_SIZE = 4_096
"""Octets of an input."""

ONE_S = 10
"""Seconds that one input may take, under instrumentation and on a busy machine."""

MEMORY_MB = 1_024
"""Memory that a target may have."""

_EXECUTED = re.compile(r"stat::number_of_executed_units:\s+(\d+)")
_ARTIFACT = re.compile(r"Test unit written to (\S+)")

# libFuzzer ends its process, so each target has one; what is to be instrumented is imported within.
_GUIDED = """
import sys, atheris
name, *arguments = sys.argv[1:]
with atheris.instrument_imports(include=["validator"], enable_loader_override=False):
    from tests.fuzz.targets import TARGETS
atheris.Setup([sys.argv[0], *arguments], TARGETS[name].feed)
atheris.Fuzz()
"""


class Crash(AssertionError):  # noqa: N818 - the field's word
    """An input that failed; the text says how, and names its file."""


def has_atheris() -> bool:
    """Whether inputs can be guided by coverage."""
    return find_spec("atheris") is not None


def guided(name: str, seeds: Iterable[bytes], seconds: int, inputs: int, seed: int) -> int:
    """Feed a target by atheris for so long, or with so many inputs where ``inputs`` is not 0. Raises Crash."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        for number, octets in enumerate(seeds):
            (Path(folder) / f"seed-{number}").write_bytes(octets)
        options = (
            f"-runs={inputs}" if inputs else f"-max_total_time={seconds}",
            f"-max_len={MAX_SIZE}",
            f"-timeout={ONE_S}",
            f"-rss_limit_mb={MEMORY_MB}",
            f"-seed={seed}",
            f"-artifact_prefix={CRASHES}/{name}--",
            "-print_final_stats=1",
            "-verbosity=1",
        )
        done = subprocess.run(
            [sys.executable, "-c", _GUIDED, name, *options, folder],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="backslashreplace",
            check=False,
            env=os.environ | {"PYTHONHASHSEED": "0"},  # the same inputs again by the same seed
        )
    executed = _EXECUTED.search(done.stderr)
    if done.returncode or executed is None:
        artifact = _ARTIFACT.search(done.stderr)
        where = f"see {artifact[1]}" if artifact else "no input was kept"
        raise Crash(f"{name}: {where}\n{done.stderr[-3_000:]}")
    return int(executed[1])


def drawn(name: str, seeds: Iterable[bytes], seconds: int, inputs: int, seed: int) -> int:
    """Feed a target by hypothesis: the seeds cut and changed, and any octets. As ``guided`` else."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded
    from hypothesis import strategies as st

    from tests.fuzz.targets import TARGETS

    end, fed = time.monotonic() + seconds, 0
    changed = st.builds(
        lambda octets, start, more, new: octets[: start % (len(octets) + 1)] + new + octets[start + more :],
        st.sampled_from([b"", *seeds]),
        st.integers(0, MAX_SIZE),
        st.integers(0, 64),
        st.binary(max_size=16),
    )

    @given(st.binary(max_size=256) | changed)
    @settings(
        max_examples=500, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    def feed(octets: bytes) -> None:
        nonlocal fed
        fed += 1
        try:
            TARGETS[name].feed(octets)
        except Exception as error:
            raise Crash(f"{name}: see {_kept(name, octets)}") from error

    rng = random.Random(seed)  # noqa: S311 - it guards nothing
    while fed < inputs if inputs else time.monotonic() < end:
        seeded(rng.getrandbits(32))(feed)()
    return fed


def _kept(name: str, octets: bytes) -> Path:
    path = CRASHES / f"{name}--{hashlib.sha256(octets).hexdigest()[:16]}"
    path.write_bytes(octets)
    return path
