"""What a terminal shows while a large input is read."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import time

import pytest

from tests.cli.command import ROOT
from tests.mdns import message
from tests.mdns.simulated import instance
from validator.assembly.packet import Packet
from validator.cli import progress
from validator.cli.listening import _text
from validator.cli.progress import Progress
from validator.mdns.session import Session
from validator.model import names

LINE = b'{"service": "_spx-hmp._tcp", "txt": ["mode=stuck"]}\n'


class Terminal(io.StringIO):
    """A stream that says that people read it."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (4_000_000, " 50% of 4.0 MB read"),
        (1_000_000, "100% of 1.0 MB read"),
        (None, "2.0 MB read"),
        (0, "2.0 MB read"),
    ],
)
def test_the_line(monkeypatch: pytest.MonkeyPatch, total: int | None, expected: str) -> None:
    monkeypatch.setattr(progress, "PATIENCE_S", -1)
    terminal = Terminal()
    shown = Progress(total, terminal)
    shown.advance(2_000_000)
    assert terminal.getvalue() == f"\r{expected}"
    shown.clear()
    shown.clear()
    assert terminal.getvalue() == f"\r{expected}\r{' ' * len(expected)}\r"


def test_nothing_is_shown_at_once_or_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (Terminal(), io.StringIO()):
        shown = Progress(10, stream)
        shown.advance(5)
        shown.clear()
        assert stream.getvalue() == ""
        monkeypatch.setattr(progress, "PATIENCE_S", -1)


def test_a_slow_input_on_a_terminal() -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "validator", "check", "--format", "concise", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=slave, cwd=ROOT, bufsize=0
    ) as run:
        assert run.stdin is not None
        for _ in range(3):
            run.stdin.write(LINE * 400)
            time.sleep(0.8)
        output, _ = run.communicate(timeout=180)
    os.close(slave)
    drawn = os.read(master, 10_000).decode()
    os.close(master)
    assert run.returncode == 1
    assert output.count(b"KEY003") == 1200
    assert " MB read" in drawn
    assert drawn.endswith(" \r")


def test_a_browse_says_what_it_hears() -> None:
    session = Session()
    session.receive(
        Packet(message.response(*instance(names.split("Lamp._hap._tcp.local"))), "eth0", "192.0.2.1", 5353, 0)
    )
    assert _text(1.26, None) == "1.3 s: 0 types, 0 instances"
    assert _text(1.26, session) == "1.3 s: 1 type, 1 instance"
    session.loss = 0.364
    assert _text(2.0, session) == "2.0 s: 1 type, 1 instance, 36% lost"
