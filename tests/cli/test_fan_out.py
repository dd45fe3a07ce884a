"""Several reports of one run, and where they go."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import ROOT, run
from tests.reports.sample import SCREEN, finding
from validator.cli.fan_out import AHEAD, fan_out
from validator.model.finding import Verdict

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
    "arguments",
    [
        ["--format", "sarif", "--output", "FILE", "--format", "concise"],
        ["--format", "concise", "--format", "sarif", "-oFILE"],
        ["--format", "concise", "--format=sarif", "-vo", "FILE"],
        ["--output=FILE", "--format", "sarif", "--output", "-", "--format", "concise"],
        ["--format", "sarif", "--format", "concise", "--output", "FILE", "--output", "-"],
    ],
)
def test_an_output_belongs_to_the_format_before_it(arguments: list[str], tmp_path: Path) -> None:
    path = tmp_path / "a"
    done = run("check", *(each.replace("FILE", str(path)) for each in arguments), FAULTY)
    assert done.returncode == 1, done.stderr
    assert done.stdout == run("check", FAULTY, "--format", "concise").stdout
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == "2.1.0"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["-o", "TMP/a", "-o", "TMP/b"], "1 format, 2 outputs: give each --format its --output"),
        (["--format", "text", "--format", "json"], "2 formats, 0 outputs"),
        (["-o", "TMP/a.sarif", "--format", "text", "--format", "sarif"], "2 formats, 1 output"),
        (["--format", "text", "--format", "json", "--format", "sarif", "-o", "TMP/a"], "3 formats, 1 output"),
        (["--format", "text", "-o", "-", "--format", "json"], "both go to standard output"),
        (["--format", "text", "-o", "-", "--format", "json", "-o", "-"], "both go to standard output"),
        (["--format", "text", "-o", "TMP/a", "--format", "json", "-o", "TMP/a"], "both go to TMP/a"),
        (
            ["--format", "sarif", "-o", "TMP/no/a.sarif", "--format", "text", "-o", "-"],
            "TMP/no/a.sarif: cannot be written",
        ),
        (["--format", "xml"], "'xml'"),
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


def test_the_summary_of_a_step_stays_below_its_limit(tmp_path: Path) -> None:
    """GitHub shows nothing of a file of more than a mebibyte, which the commands of a step share."""
    summary, dump = tmp_path / "summary.md", tmp_path / "many.jsonl"
    lines = (
        {"service": "_spx-hmp._tcp", "instance": f"\u5c45 {each}", "txt": ["mode=\u5c45"]} for each in range(4_000)
    )
    dump.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    summary.write_text("x" * 600_000, encoding="utf-8")
    on_github: Any = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    done = run("check", str(dump), **on_github)
    assert done.returncode == 1
    assert 900_000 < summary.stat().st_size < 1_048_576
    assert "more findings are not shown here" in summary.read_text(encoding="utf-8")


def test_no_stranger_speaks_to_the_runner_of_github(tmp_path: Path) -> None:
    """A line is a command where two colons come first, after white space too, or where it holds ``##[``."""
    dump = tmp_path / "x.jsonl"
    hostile = {
        "service": "_spx-hmp._tcp",
        "host": "::error::pwned",
        "txt": ["mode=" + "a " * 50 + "::error::b ##[error]c"],
    }
    dump.write_text(json.dumps(hostile), encoding="utf-8")
    for name in ("text", "concise", "markdown", "github"):
        arguments = () if name == "github" else ("--format", name)
        output = run("check", str(dump), "-v", *arguments, GITHUB_ACTIONS="true").stdout
        ours = [each for each in output.splitlines() if each.lstrip().startswith("::")]
        assert "error" in output
        assert all(
            re.match(r"::(error title=KEY|(end)?group::|notice title=|warning title=)", each) for each in ours
        ), ours
        assert (ours != []) == (name == "github")
        assert "##[" not in output
    assert "::error::pwned" in run("check", str(dump), "--format", "text").stdout


@pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_files_are_told_from_where_the_repository_was_checked_out(variable: str) -> None:
    def path(folder: Path) -> object:
        environment: Any = {variable: str(folder)}
        done = run("check", FAULTY, "--format", "gitlab", **environment)
        return json.loads(done.stdout)[0]["location"]["path"]

    root = ROOT.resolve()
    assert path(root.parent) == f"{root.name}/{FAULTY}"
    assert path(root) == path(root / "examples") == FAULTY


def test_a_run_that_fails_leaves_no_report(tmp_path: Path) -> None:
    rules = tmp_path / "spx-hmp.yaml"
    rules.write_text("service: [", encoding="utf-8")
    done = run("check", FAULTY, "--rules", str(rules), "--format", "sarif", "-o", str(tmp_path / "a"))
    assert done.returncode == 2
    assert "spx-hmp.yaml" in done.stderr
    assert not (tmp_path / "a").exists()


def test_an_input_that_is_none_leaves_the_others_judged_and_the_reports_whole(tmp_path: Path) -> None:
    missing, rubbish, rootfs, sarif = (tmp_path / name for name in ("missing.jsonl", "rubbish", "rootfs", "a"))
    rubbish.write_bytes(b"\x8f\x03\0 this is nothing")
    rootfs.mkdir()
    none = [str(missing), str(rubbish), str(rootfs)]
    done = run("check", none[0], FAULTY, *none[1:], FAULTY, "--format", "json", "--format", "sarif", "-o", str(sarif))
    assert done.returncode == 2
    assert [line.split(": ")[:2] for line in done.stderr.splitlines()] == [["error", each] for each in none]
    found, expected = json.loads(done.stdout), json.loads(run("check", FAULTY, FAULTY, "--format", "json").stdout)
    errors = expected["summary"]["errors"] + len(none)
    assert found.pop("summary") == expected.pop("summary") | {"unreadable": len(none), "errors": errors}
    unread = [each for each in found["findings"] if each["code"] == "SRC001"]
    assert [each["location"]["file"] for each in unread] == none
    found["findings"] = [each for each in found["findings"] if each not in unread]
    assert found == expected
    assert json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]["invocations"][0]["executionSuccessful"] is False


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
        fan_out(verdicts, [fails, taken.extend])
    assert len(taken) == len(verdicts)
