"""``browse --watch`` as a user runs it, with devices that come, change and go."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import ROOT, run

pytestmark = pytest.mark.usefixtures("loopback")

DUMP = '{"service": "_spx-hmp._tcp", "instance": "Watched %s", "port": 80, "txt": ["txtvers=1", "mode=%s"]}\n'
NEED_S = 60.0


@contextmanager
def started(*arguments: str, stop: int = signal.SIGINT) -> Iterator[subprocess.Popen[str]]:
    """Run the command until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "validator", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(stop)
            try:
                process.communicate(timeout=NEED_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


@contextmanager
def announced(path: Path, *arguments: str, stop: int = signal.SIGINT) -> Iterator[None]:
    with started("announce", str(path), "--interface", "lo", *arguments, stop=stop) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("announced"), line
        yield


class Stream:
    """The events of a watch as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.process = process
        self.lines: list[dict[str, Any]] = []

    def until(self, is_it: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Read events until one is what is waited for."""
        assert self.process.stdout is not None
        end = time.monotonic() + NEED_S
        while time.monotonic() < end:
            line = self.process.stdout.readline()
            assert line, "the watch ended"
            event: dict[str, Any] = json.loads(line)
            self.lines.append(event)
            if is_it(event):
                return event
        pytest.fail(f"not seen in {NEED_S} s: {self.lines}")


def is_appearance(event: dict[str, Any], name: str) -> bool:
    """Whether it is of the service: other tests announce on loopback too."""
    return bool(event["type"] == "appeared" and event["announcement"]["instance"] == name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_events_and_metrics_and_the_report_at_the_end(tmp_path: Path) -> None:
    name = f"Watched {tmp_path.name}"
    path = tmp_path / "device.jsonl"
    path.write_text(DUMP % (tmp_path.name, "turbo"), encoding="utf-8")
    port = free_port()
    watch = ("browse", "--watch", "--interface", "lo", "--type", "_spx-hmp._tcp", "--format", "jsonl")
    with started(*watch, "--metrics", f"127.0.0.1:{port}") as process:
        stream = Stream(process)
        with announced(path, "--fault", "change=3"):
            appeared = stream.until(
                lambda each: each["type"] == "appeared" and each["announcement"]["instance"] == name
            )
            assert appeared["announcement"]["txt"] == ["txtvers=1", "mode=turbo"]
            found = stream.until(lambda each: each["type"] == "found" and each["finding"]["instance"] == name)
            assert found["finding"]["code"] == "KEY003"
            changed = stream.until(lambda each: each["type"] == "changed" and each["instance"] == name)
            assert {"field": "txt", "key": "fault", "before": None, "after": "=change"} in changed["changes"]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=NEED_S) as response:
                metrics = response.read().decode()
            assert f'instance="{name}"' in metrics
            assert 'dnssd_findings{code="KEY003",severity="error"}' in metrics
        left = stream.until(lambda each: each["type"] == "left" and each["instance"] == name)
        assert left["reason"] == "said goodbye"
        process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=NEED_S)
    final = [json.loads(line) for line in rest.splitlines()]
    assert [each["type"] for each in final][-2:] == ["completeness", "summary"]
    assert any(each["type"] == "finding" and each["code"] == "NET010" for each in final)
    assert (process.returncode, errors) == (1, "")
    # What check makes of the stream are the announcements of the report.
    whole = "".join(json.dumps(each) + "\n" for each in stream.lines) + rest
    again = run("check", "-", "--format", "concise", stdin=whole.encode())
    assert "KEY003" in again.stdout


def test_who_goes_without_a_word_leaves_when_nobody_answers(tmp_path: Path) -> None:
    path = tmp_path / "device.jsonl"
    path.write_text(DUMP % (tmp_path.name, "safe"), encoding="utf-8")
    with started("browse", "--watch", "--interface", "lo", "--format", "jsonl", "--timeout", "600") as process:
        stream = Stream(process)
        name = f"Watched {tmp_path.name}"
        with announced(path, "--fault", "ttl-short=4", stop=signal.SIGKILL):
            stream.until(lambda each: is_appearance(each, name))
        left = stream.until(lambda each: each["type"] == "left" and each["instance"] == name)
        assert left["reason"] in ("is listed no more", "nobody answers for it")


def test_text_and_a_bound(tmp_path: Path) -> None:
    path = tmp_path / "device.jsonl"
    path.write_text(DUMP % (tmp_path.name, "safe"), encoding="utf-8")
    with announced(path):
        done = run("browse", "--watch", "--interface", "lo", "--timeout", "6", "--instance", f"Watched {tmp_path.name}")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0][8:].startswith(f" + Watched {tmp_path.name}._spx-hmp._tcp  port 80")
    assert "Listened " in lines[-1]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--metrics", "127.0.0.1:9353"], "--metrics needs --watch"),
        (["--watch", "--expect", "_ipp._tcp"], "--watch waits for nothing in particular"),
        (["--watch", "--metrics", "nowhere"], "expected an address and a port"),
        (["--watch", "--metrics", "192.0.2.1:9353"], "--metrics 192.0.2.1:9353: "),
    ],
)
def test_what_cannot_be(arguments: list[str], reason: str) -> None:
    done = run("browse", "--interface", "lo", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr


def test_nobody_reads_any_more(tmp_path: Path) -> None:
    path = tmp_path / "device.jsonl"
    path.write_text(DUMP % (tmp_path.name, "safe"), encoding="utf-8")
    with started("browse", "--watch", "--interface", "lo", "--timeout", "600") as process:
        assert process.stdout is not None
        process.stdout.close()
        with announced(path):
            process.wait(timeout=NEED_S)
        assert process.stderr is not None
        with process.stderr as errors:
            assert "Traceback" not in errors.read()
