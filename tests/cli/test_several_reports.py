"""Several reports of one run, and where they go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import run
from tests.reports.sample import SCREEN, finding
from validator.cli.several import AHEAD, write_several
from validator.model import Verdict

FAULTY = "examples/faulty.jsonl"


def test_formats_and_outputs_pair_up(tmp_path: Path) -> None:
    sarif, junit = tmp_path / "a.sarif", tmp_path / "a.xml"
    several = run(
        "check",
        FAULTY,
        "--format",
        "sarif",
        "-o",
        str(sarif),
        "--format",
        "text",
        "-o",
        "-",
        "--format",
        "junit",
        "-o",
        str(junit),
    )
    assert several.returncode == 1
    assert several.stdout == run("check", FAULTY).stdout
    assert sarif.read_text(encoding="utf-8") == run("check", FAULTY, "--format", "sarif").stdout
    assert junit.read_text(encoding="utf-8") == run("check", FAULTY, "--format", "junit").stdout
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.sarif", "a.xml"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["-o", "TMP/a", "-o", "TMP/b"], "1 format, 2 outputs: give each --format its --output"),
        (["--format", "text", "--format", "json"], "2 formats, 0 outputs"),
        (["--format", "text", "--format", "sarif", "-o", "TMP/a.sarif"], "2 formats, 1 output"),
        (["--format", "text", "-o", "-", "--format", "json", "-o", "-"], "both go to standard output"),
        (["--format", "text", "-o", "TMP/a", "--format", "json", "-o", "TMP/a"], "both go to TMP/a"),
        (
            ["--format", "sarif", "-o", "TMP/no/a.sarif", "--format", "text", "-o", "-"],
            "TMP/no/a.sarif: cannot be written",
        ),
        (["--format", "xml"], "'xml' is not one of"),
    ],
)
def test_what_cannot_be(arguments: list[str], reason: str, tmp_path: Path) -> None:
    done = run("check", FAULTY, *(each.replace("TMP", str(tmp_path)) for each in arguments))
    assert done.returncode == 2
    assert reason.replace("TMP", str(tmp_path)) in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_github_is_chosen_by_itself(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    on_github: Any = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    done = run("check", FAULTY, **on_github)
    assert done.returncode == 1
    assert "::error file=examples/faulty.jsonl,line=1,title=KEY003 not-in-enum::" in done.stdout
    written = summary.read_text(encoding="utf-8")
    assert written.startswith("before\n### DNS-SD announcements")
    assert written.count("KEY003") == done.stdout.count("title=KEY003")
    # Whoever asks for a format gets that one.
    assert run("check", FAULTY, "--format", "concise", **on_github).stdout.startswith("examples/faulty.jsonl:1: error")


def test_a_run_that_fails_leaves_no_report(tmp_path: Path) -> None:
    unreadable = tmp_path / "missing.jsonl"
    done = run("check", FAULTY, str(unreadable), "--format", "sarif", "-o", str(tmp_path / "a"))
    assert done.returncode == 2
    assert "missing.jsonl: cannot be read" in done.stderr
    assert not (tmp_path / "a").exists()


def test_a_large_input_gives_the_same_reports(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    lines = (
        {"service": "_spx-hmp._tcp", "instance": f"{number}", "txt": ["mode=x"] if number % 7 == 0 else []}
        for number in range(20_000)
    )
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    out = tmp_path / "out"
    both = run("check", str(path), "--format", "concise", "-o", "-", "--format", "gitlab", "-o", str(out))
    assert both.stdout == run("check", str(path), "--format", "concise").stdout
    assert len(json.loads(out.read_text(encoding="utf-8"))) == both.stdout.count("\n") == 2858


def test_a_report_that_fails_keeps_nobody_waiting() -> None:
    verdicts = [Verdict(announcement=SCREEN, findings=(finding(SCREEN),))] * (3 * AHEAD)
    taken: list[Verdict] = []

    def fails(_: object) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_several(verdicts, [fails, taken.extend])
    assert len(taken) == len(verdicts)
