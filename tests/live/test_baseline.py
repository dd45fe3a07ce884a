"""What a network had before fails no browse and no watch; what comes new does."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from tests.cli.command import run
from tests.live.test_watch import DUMP, NEED_S, Stream, announced, is_appearance, started

pytestmark = pytest.mark.usefixtures("loopback")

SCREENS = "_spx-hmp._tcp"


def test_what_was_there_before_fails_nothing(tmp_path: Path) -> None:
    name, path, known = f"Watched {tmp_path.name}", tmp_path / "device.jsonl", tmp_path / "known.json"
    ask = ("browse", "--interface", "lo", "--type", SCREENS, "--instance", name, "--format", "jsonl")
    path.write_text(DUMP % (tmp_path.name, "turbo"), encoding="utf-8")
    with announced(path):
        done = run(*ask, "--write-baseline", known)
        assert (done.returncode, "KEY003" in done.stdout) == (0, True), done.stderr
        assert f"baseline {known}: " in done.stderr
        done = run(*ask, "--baseline", known)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout.splitlines()[-1])["baseline"] >= 1
        with started("browse", "--watch", *ask[1:], "--baseline", str(known)) as process:
            stream = Stream(process)
            stream.until(lambda each: is_appearance(each, name))
            process.send_signal(signal.SIGTERM)
            rest, errors = process.communicate(timeout=NEED_S)
        assert (process.returncode, errors) == (0, "")
        assert "KEY003" not in rest
        assert not any(each["type"] == "found" for each in stream.lines)
    path.write_text(DUMP % (tmp_path.name, 'safe", "txtvers=2", "=x'), encoding="utf-8")
    with announced(path):
        done = run(*ask, "--baseline", known, "--fail-on", "info")
        assert done.returncode == 1
        assert "KEY003" not in done.stdout
        assert f"warning: {known}: " in done.stderr


def test_of_a_network_that_lacks_a_device_there_is_no_baseline(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    ask = ("browse", "--interface", "lo", "--instance", f"Nobody {tmp_path.name}", "--timeout", "0.5")
    done = run(*ask, "--write-baseline", known)
    assert done.returncode == 3
    assert f"error: {known}: not written: " in done.stderr
    assert not known.exists()
