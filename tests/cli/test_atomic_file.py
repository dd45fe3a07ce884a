"""Files that a report goes to: complete or not at all, and never in the place of a device."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from tests.cli.command import run
from validator.cli.atomic_file import appearing

FAULTY = "examples/faulty.jsonl"


def test_a_device_stays_a_device() -> None:
    before = Path("/dev/null").stat()
    assert run("check", FAULTY, "--output", "/dev/null").returncode == 1
    after = Path("/dev/null").stat()
    assert stat.S_ISCHR(after.st_mode)
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)


def test_a_pipe_gets_what_is_written(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    taken: list[str] = []
    reader = threading.Thread(target=lambda: taken.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    assert run("check", FAULTY, "--format", "concise", "--output", pipe).returncode == 1
    reader.join(timeout=10)
    assert taken == [run("check", FAULTY, "--format", "concise").stdout]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there/report", tmp_path / "link"
    target.write_text("before", encoding="utf-8")
    link.symlink_to(target)
    assert run("check", FAULTY, "--format", "concise", "--output", link).returncode == 1
    assert link.is_symlink()
    assert "KEY003" in target.read_text(encoding="utf-8")
    assert [each.name for each in (tmp_path / "there").iterdir()] == ["report"]


def test_a_run_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    report, rules = tmp_path / "report", tmp_path / "spx-hmp.yaml"
    report.write_text("before", encoding="utf-8")
    rules.write_text("service: [", encoding="utf-8")
    assert run("check", FAULTY, "--rules", rules, "--output", report).returncode == 2
    assert report.read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize("path", ["/", "/no/such/folder/report"])
def test_what_cannot_be_written(path: str) -> None:
    done = run("check", FAULTY, "--output", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{path}: cannot be written: " in done.stderr


def test_a_name_may_be_as_long_as_a_name_can_be(tmp_path: Path) -> None:
    report = tmp_path / ("é" * 125 + ".json")
    assert run("check", FAULTY, "--format", "json", "--output", report).returncode == 1
    assert [each.name for each in tmp_path.iterdir()] == [report.name]


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_report_has_the_rights_of_any_new_file(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        assert run("check", FAULTY, "--format", "json", "--output", tmp_path / "report").returncode == 1
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "report").stat().st_mode) == mode


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_file_with_secrets_is_for_its_owner_only(tmp_path: Path) -> None:
    with appearing(tmp_path / "record", is_private=True) as stream:
        stream.write(b"x")
    assert (tmp_path / "record").stat().st_mode & 0o077 == 0
