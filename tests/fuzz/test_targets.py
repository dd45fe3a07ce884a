"""Every target takes its seeds and all that ever failed; a failure is kept and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import __main__ as command
from tests.fuzz import engines, targets
from tests.fuzz.engines import CRASHES, Crash
from tests.fuzz.targets import TARGETS, Target
from validator.sources import SOURCES


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds(name: str) -> None:
    seeds = list(TARGETS[name].seeds())
    assert seeds
    for octets in [b"", *seeds]:
        TARGETS[name].feed(octets)


def test_what_failed_once() -> None:
    for path in sorted(CRASHES.glob("*--*")):
        TARGETS[path.name.partition("--")[0]].feed(path.read_bytes())


def test_every_reader_is_a_target() -> None:
    assert {f"read-{name}" for name in SOURCES} <= TARGETS.keys()


def refuse(octets: bytes) -> None:
    assert b"x" not in octets


def test_a_failure_becomes_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "CRASHES", tmp_path)
    monkeypatch.setitem(targets.TARGETS, "test", Target(refuse, lambda: [b"abcxyz"]))
    with pytest.raises(Crash, match="test: see "):
        engines.drawn("test", [b"abcxyz"], 60, 0, 1)
    [path] = tmp_path.iterdir()
    assert b"x" in path.read_bytes()


def test_unknown_targets_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["nothing"])
    assert "read-json" in capsys.readouterr().err
