"""The command as a user runs it: in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.environment import INHERITED

ROOT = Path(__file__).parents[2]


def run(*arguments: str | Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command without a terminal and with no more environment than given."""
    command = [sys.executable, "-m", "validator", *map(str, arguments)]
    done = subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        timeout=180,
        check=False,
        cwd=ROOT,
        env={"PATH": "", **INHERITED, **environment},
    )
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())
