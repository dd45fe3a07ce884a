"""What goes on until Ctrl-C ends with its report and exit status, on the event loops of Windows too."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.command import ROOT

NEED_S = 20.0
NONE = """
import asyncio

def refuse(*_):
    raise NotImplementedError

for name in ("add_signal_handler", "remove_signal_handler"):
    setattr(asyncio.SelectorEventLoop, name, refuse)
"""
"""Makes the loops of a program be as those of Windows, as far as signals go."""

LOOPS = {"with handlers": "", "without handlers": NONE}
RUN = "\nfrom validator.cli.main import run\nrun()\n"


@contextmanager
def command(prelude: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", prelude + RUN, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def line_of(process: subprocess.Popen[str], words: str) -> str:
    """Read what the process prints up to a line with words."""
    assert process.stdout is not None
    end = time.monotonic() + NEED_S
    while time.monotonic() < end and (line := process.stdout.readline()):
        if words in line:
            return line
    pytest.fail(f"it did not say {words!r}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("loops", LOOPS)
def test_a_signal_ends_a_watch_and_devices(tmp_path: Path, loops: str, number: signal.Signals) -> None:
    name = f"Signalled {tmp_path.name}"
    path = tmp_path / "device.jsonl"
    path.write_text(
        f'{{"service": "_spx-hmp._tcp", "instance": "{name}", "port": 80, "txt": ["mode=turbo"]}}\n', encoding="utf-8"
    )
    watch = ("browse", "--watch", "--interface", "lo", "--type", "_spx-hmp._tcp", "--instance", name)
    with command(LOOPS[loops], *watch) as watching:
        with command(LOOPS[loops], "announce", str(path), "--interface", "lo") as device:
            line_of(device, "announced 1 announcement on lo")
            line_of(watching, name)
            device.send_signal(number)
            said, errors = device.communicate(timeout=NEED_S)
        assert (device.returncode, said, errors) == (0, "", "")
        # The goodbye was sent too.
        line_of(watching, "said goodbye")
        watching.send_signal(number)
        report, errors = watching.communicate(timeout=NEED_S)
    assert (watching.returncode, errors) == (1, "")
    assert "error KEY003 not-in-enum" in report
    assert "Listened" in report.splitlines()[-1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("loops", LOOPS)
def test_a_signal_ends_a_browse_with_what_was_heard(tmp_path: Path, loops: str, number: signal.Signals) -> None:
    name = f"Heard {tmp_path.name}"
    path, record, pcap = (tmp_path / each for each in ("device.jsonl", "heard.jsonl", "heard.pcapng"))
    path.write_text(
        f'{{"service": "_spx-hmp._tcp", "instance": "{name}", "port": 80, "txt": ["mode=turbo"]}}\n', encoding="utf-8"
    )
    browse = ("browse", "--interface", "lo", "--expect", "_spx-hmp._tcp=2", "--wait", "60")
    with command(LOOPS[loops], "announce", str(path), "--interface", "lo") as device:
        line_of(device, "announced 1 announcement on lo")
        with command(LOOPS[loops], *browse, "--record", str(record), "--pcap", str(pcap)) as browsing:
            time.sleep(3)
            browsing.send_signal(number)
            report, errors = browsing.communicate(timeout=NEED_S)
        device.send_signal(number)
        device.communicate(timeout=NEED_S)
    assert browsing.returncode == 3
    assert "KEY003" in report
    assert "expected 2 instances of _spx-hmp._tcp, saw 1" in errors
    assert name in record.read_text(encoding="utf-8")
    assert pcap.stat().st_size > 0
