"""Ctrl-C and SIGTERM at any moment: no traceback, no file that is half written, nothing left beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from validator.cli.main import INTERRUPTED, TERMINATED

ROOT = Path(__file__).parents[2]
MOMENTS_MS = (20, 30, 40, 50, 60, 80, 100, 130, 170, 250, 400)
"""After the program's first line: over the imports, into the run."""
# Interrupted before the program's first line, Python itself says something: the program says when it is there.
PROGRAM = 'import os; from validator.__main__ import run; os.write(1, b"!"); run()'
# Where the tests run in the background of a shell, what they start ignores Ctrl-C.
LISTENING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("delay", MOMENTS_MS)
def test_a_signal_at_any_moment(tmp_path: Path, delay: int, number: signal.Signals) -> None:
    dump, report = tmp_path / "many.jsonl", tmp_path / "report.json"
    line = '{"service": "_ipp._tcp", "instance": "%d", "port": 631, "txt": ["txtvers=1", "rp=%d"]}\n'
    dump.write_text("".join(line % (each, each) for each in range(50_000)), encoding="utf-8")
    arguments = ("check", "--isolated", "--format", "jsonl", "--output", str(report), str(dump))
    process = subprocess.Popen(
        [sys.executable, "-c", LISTENING + PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.read(1) == b"!"
    time.sleep(delay / 1000)
    process.send_signal(number)
    output, errors = process.communicate(timeout=60)
    assert output == b""
    assert errors in {b"", b"\n"}  # the line on which a terminal shows ^C ends
    assert process.returncode in {INTERRUPTED, TERMINATED, -number}
    assert [each.name for each in tmp_path.iterdir()] == [dump.name]


@pytest.mark.parametrize("ignored", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_ignores_a_signal_goes_on_ignoring_it(ignored: signal.Signals) -> None:
    ignoring = f"trap '' {ignored.value}; exec '{sys.executable}' -c '{PROGRAM}' check --isolated -"
    with subprocess.Popen(
        ["/bin/sh", "-c", ignoring], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.read(1) == b"!"
        process.send_signal(ignored)
        output, _ = process.communicate(
            b'{"service": "_http._tcp", "instance": "a", "port": 80, "txt": []}\n', timeout=60
        )
    assert process.returncode == 0
    assert b"1 announcement" in output


# Python calls a callback of its own while it imports, and an exception in it ends nothing.
IN_A_CALLBACK = """
import os, sys, time, weakref
from validator.cli import main
class Thing: pass
thing = Thing()
def callback(_):
    os.kill(os.getpid(), int(sys.argv[1]))
    time.sleep(0.01)
def called():
    reference = weakref.ref(thing, callback)
    globals().pop("thing")
    time.sleep(60)
main._called = called
main.run()
"""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, INTERRUPTED), (signal.SIGTERM, TERMINATED)])
def test_a_signal_in_a_callback_of_python_ends_the_run_too(number: signal.Signals, status: int) -> None:
    command = [sys.executable, "-c", IN_A_CALLBACK, str(number.value)]
    done = subprocess.run(command, check=False, capture_output=True, timeout=30, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (status, b"", b"")
