"""An output overwrites neither an input nor another output; a quiet command writes files all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import run

LINE = '{"service": "_http._tcp", "instance": "a", "port": 80, "txt": ["path=/"]}\n'


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.jsonl"
    path.write_text(LINE, encoding="utf-8", newline="\n")
    return path


@pytest.mark.parametrize("option", ["--output", "--write-baseline"])
def test_an_input_is_not_overwritten(dump: Path, option: str) -> None:
    link = dump.with_name("link.jsonl")
    link.symlink_to(dump)
    around = dump.parent / ".." / dump.parent.name / dump.name
    for output in (dump, link, around):
        done = run("check", "--isolated", dump, option, output)
        assert done.returncode == 2
        assert f"{option} {output} would overwrite an input" in done.stderr
    assert dump.read_text(encoding="utf-8") == LINE


@pytest.mark.parametrize("output", ["old", "new"])
def test_diff_overwrites_neither_side(dump: Path, output: str) -> None:
    old, new = dump.with_name("old"), dump.with_name("new")
    for path in (old, new):
        path.write_text(LINE, encoding="utf-8", newline="\n")
    done = run("diff", "--isolated", old, new, "-o", dump.with_name(output))
    assert done.returncode == 2
    assert "would overwrite an input" in done.stderr
    assert old.read_text(encoding="utf-8") == new.read_text(encoding="utf-8") == LINE


@pytest.mark.parametrize(
    "options",
    [
        ["--record", "x", "--pcap", "x"],
        ["--output", "x", "--record", "x"],
        ["--write-baseline", "x", "--pcap", "x"],
    ],
)
def test_two_outputs_are_two_files(options: list[str], tmp_path: Path) -> None:
    done = run("browse", "--isolated", *(str(tmp_path / each) if "x" in each else each for each in options))
    assert done.returncode == 2
    assert "both go to this file" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_quiet_run_writes_the_files_that_were_asked_for(dump: Path) -> None:
    out, other = dump.with_name("found.sarif"), dump.with_name("found.json")
    done = run("check", "--isolated", "-q", "--format", "sarif", "-o", out, "--format", "json", "-o", other, dump)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert '"version": "2.1.0"' in out.read_text(encoding="utf-8") or '"version":"2.1.0"' in out.read_text(
        encoding="utf-8"
    )
    assert '"announcements"' in other.read_text(encoding="utf-8")


def test_an_unknown_command_names_the_one_that_was_meant() -> None:
    done = run("chekc", "x")
    assert done.returncode == 2
    assert "No such command 'chekc'. Did you mean 'check'?" in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("dnssd-validator.toml", "fail-on = warning\n", 'text stands in quotation marks, fail-on = "warning"'),
        ("rules.yaml", "service: acme\ndefinition: keys\nkeys: {a: {sensitive: true}}\n", "`false`, `credential`, "),
        ("rules.yaml", "service: acme\ndefinition: keys\nkeys: {a: {type: number}}\n", "`type`: there are "),
    ],
)
def test_what_is_allowed_is_listed(name: str, content: str, part: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    done = run(*(("check", "--config", path, "-") if name.endswith(".toml") else ("rules", "lint", path)))
    assert done.returncode != 0
    assert part in done.stdout + done.stderr
