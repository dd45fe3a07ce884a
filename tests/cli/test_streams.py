"""Standard streams that are closed or full, and pipes that nobody writes to: a word and a status, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FAULTY = ROOT / "examples/faulty.jsonl"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a POSIX shell is needed")


def sh(command: str) -> subprocess.CompletedProcess[str]:
    shell = ["/bin/sh", "-c", command]
    return subprocess.run(shell, capture_output=True, encoding="utf-8", check=False, timeout=60, cwd=ROOT)


def shell(redirected: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = " ".join(f"'{each}'" for each in (sys.executable, "-m", "validator", *arguments))
    return sh(f"{command} {redirected}")


@pytest.mark.parametrize(
    ("redirected", "status", "said"),
    [
        (">&-", 2, "standard output is closed"),
        (">&- 2>&-", 2, ""),
        ("2>&-", 1, ""),
        ("<&-", 1, ""),
        (">/dev/full", 2, "standard output cannot be written: No space left on device"),
    ],
)
def test_streams(redirected: str, status: int, said: str) -> None:
    if "full" in redirected and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    done = shell(redirected, "check", "--isolated", FAULTY)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
    assert "internal error" not in done.stderr
    assert "Traceback" not in done.stderr


def test_closed_output_is_no_fault_where_nothing_goes_there(tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    arguments = ("check", "--isolated", "--format", "json", "--output", output, FAULTY)
    assert (shell(">&-", *arguments).returncode, output.exists()) == (1, True)
    assert shell(">&-", "check", "--isolated", "--quiet", FAULTY).returncode == 1


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = shell("", "check", "--isolated", tmp_path / "pipe")
    assert (done.returncode, "nobody writes to it" in done.stderr) == (2, True)


def test_a_pipe_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = f"cat '{FAULTY}' > '{tmp_path / 'pipe'}' &"
    command = f"{writer} '{sys.executable}' -m validator check --isolated --format concise '{tmp_path / 'pipe'}'"
    done = sh(command)
    assert (done.returncode, "KEY002" in done.stdout) == (1, True)
