"""Configuration files as users meet them: which one counts, and how it and the command line go together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import INHERITED

RECORD = '{"service": "_acme._tcp", "instance": "Lobby", "txt": ["txtvers=1", "mode=\\"on\\"", "x"]}\n'
RULE = """\
service: acme
title: Acme
definition: keys
keys:
  txtvers: {const: "1"}
  mode: {enum: ["on", "${OFF}"]}
examples: {valid: [["txtvers=1"]]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dump.jsonl").write_text(RECORD, encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/acme.yaml").write_text(RULE, encoding="utf-8")
    (tmp_path / "below").mkdir()
    return tmp_path


def configure(folder: Path, text: str, name: str = "dnssd-validator.toml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "validator", *arguments]
    variables = {"PATH": os.environ["PATH"], **INHERITED, **environment}
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=60, check=False, cwd=folder, env=variables
    )


def codes(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [each["code"] for each in json.loads(done.stdout)["findings"]]


USUAL = ["KEY003", "TXT010", "KEY001"]
BASE = 'format = "json"\nrules = ["rules"]\nset = {OFF = "off"}\n'
MERGES = [
    # what the file says besides, the command line, the findings, the exit status
    ("", [], USUAL, 1),
    ('fail-on = "never"', [], USUAL, 0),
    ('fail-on = "never"', ["--fail-on", "info"], USUAL, 1),
    ('select = ["KEY"]', [], ["KEY003", "KEY001"], 1),
    ('select = ["KEY"]', ["--select", "TXT"], ["TXT010"], 1),
    ('ignore = ["KEY"]', [], ["TXT010"], 1),
    ('ignore = ["KEY"]', ["--ignore", "TXT"], ["KEY003", "KEY001"], 1),
    ("", ["--rules", "rules", "--set", "OFF=on"], USUAL, 1),
    ("", ["--isolated", "--format", "json"], ["TXT010", "KEY015"], 1),
    ('[severity]\nKEY = "info"\nTXT = "info"', [], USUAL, 0),
    ('[[suppress]]\ncode = "K"\nkey = "MODE"\nreason = "x"', [], ["TXT010", "KEY001"], 1),
    ('[[suppress]]\ncode = "K"\nkey = "MODE"\nreason = "x"\nexpires = 2020-01-01', [], USUAL, 1),
]


@pytest.mark.parametrize(("text", "arguments", "expected", "status"), MERGES)
def test_the_command_line_counts_more(
    folder: Path, text: str, arguments: list[str], expected: list[str], status: int
) -> None:
    configure(folder, BASE + text)
    done = run(folder, "check", "dump.jsonl", *arguments)
    assert (codes(done), done.returncode) == (expected, status), done.stderr


def test_values_merge_by_name(folder: Path) -> None:
    rule = RULE.replace('const: "1"', 'const: "${VERSION}"').replace("txtvers=1", "txtvers=${VERSION}")
    (folder / "rules/acme.yaml").write_text(rule, encoding="utf-8")
    configure(folder, BASE.replace('"}', '", VERSION = "2"}'))
    assert "KEY002" in codes(run(folder, "check", "dump.jsonl"))
    assert "KEY002" not in codes(run(folder, "check", "dump.jsonl", "--set", "VERSION=1"))


def test_a_value_that_no_rule_uses_is_said_with_its_line(folder: Path) -> None:
    configure(folder, BASE.replace('"}', '", B = "1"}'))
    said = run(folder, "check", "dump.jsonl", "--set", "C=1").stderr
    assert "warning: dnssd-validator.toml:3: set.B: no rule file of `rules` uses ${B}\n" in said
    assert "warning: --set C: no rule file of --rules uses ${C}\n" in said


def test_paths_are_relative_to_the_file(folder: Path) -> None:
    text = BASE + '[[report]]\nformat = "concise"\noutput = "found.txt"\n'
    configure(folder, text)
    done = run(folder / "below", "check", "../dump.jsonl", "-v")
    assert (codes(done), done.stderr) == (USUAL, "configuration: ../dnssd-validator.toml\n")
    assert len((folder / "found.txt").read_text(encoding="utf-8").splitlines()) == len(USUAL)
    done = run(folder, "check", "dump.jsonl", "-v", "--config", "below/../dnssd-validator.toml")
    assert (codes(done), done.stderr) == (USUAL, "configuration: below/../dnssd-validator.toml\n")


def test_a_project_file(folder: Path) -> None:
    project = '[project]\nname = "x"\n[tool.dnssd-validator]\nformat = "json"\nselect = ["TXT"]\n'
    configure(folder, project, "pyproject.toml")
    configure(folder / "below", '[project]\nname = "y"\n', "pyproject.toml")
    assert codes(run(folder / "below", "check", "../dump.jsonl")) == ["TXT010"]
    configure(folder / "below", 'format = "json"\nselect = ["KEY"]')
    assert codes(run(folder / "below", "check", "../dump.jsonl")) == ["KEY015"]
    named = run(folder / "below", "check", "../dump.jsonl", "--config", "../pyproject.toml")
    assert codes(named) == ["TXT010"]


def test_without_a_file(folder: Path) -> None:
    assert run(folder, "check", "dump.jsonl", "-v", "--isolated").stderr == "configuration: none\n"


REPORTS = [
    # the file, the command line, what standard output begins with, the files
    ('format = "concise"', [], "dump.jsonl:1: ", {}),
    ('format = "concise"', ["--format", "json"], '{"version"', {}),
    ('format = "concise"', ["-o", "x"], "", {"x": "dump.jsonl:1: "}),
    ('[[report]]\nformat = "json"\noutput = "x"', [], "dump.jsonl\n", {"x": '{"version"'}),
    ('[[report]]\nformat = "json"', [], '{"version"', {}),
    ('[[report]]\nformat = "json"\noutput = "x"', ["--format", "concise"], "dump.jsonl:1: ", {}),
    ('[[report]]\nformat = "json"\noutput = "x"', ["-o", "y"], "", {"y": "dump.jsonl\n"}),
    (
        'format = "concise"\n[[report]]\nformat = "json"\noutput = "x"\n[[report]]\nformat = "junit"\noutput = "y"',
        [],
        "dump.jsonl:1: ",
        {"x": '{"version"', "y": "<?xml"},
    ),
    ('format = "concise"\n[[report]]\nformat = "json"\noutput = "x"', ["-o", "y"], "", {"y": "dump.jsonl:1: "}),
    ('format = "concise"\n[[report]]\nformat = "json"\noutput = "x"', ["-q"], "", {"x": '{"version"'}),
]


@pytest.mark.parametrize(("text", "arguments", "stdout", "files"), REPORTS)
def test_reports(folder: Path, text: str, arguments: list[str], stdout: str, files: dict[str, str]) -> None:
    configure(folder, text)
    done = run(folder, "check", "dump.jsonl", *arguments)
    assert done.returncode == 1, done.stderr
    assert (done.stdout.startswith(stdout), bool(done.stdout)) == (True, bool(stdout))
    found = {name: (folder / name).read_text(encoding="utf-8") for name in "xy" if (folder / name).exists()}
    assert {name: found[name].startswith(start) for name, start in files.items()} == dict.fromkeys(found, True)


def test_under_github_actions_reports_are_besides_annotations(folder: Path) -> None:
    configure(folder, '[[report]]\nformat = "sarif"\noutput = "x"')
    assert run(folder, "check", "dump.jsonl", GITHUB_ACTIONS="true").stdout.startswith("::")


BOTH = "error: --config names a configuration, --isolated uses none: give one of them\n"
FAULTS = [
    # the file, the command line, what is said
    ("format =", [], "error: dnssd-validator.toml:1: no TOML: "),
    ("selct = []", [], "error: dnssd-validator.toml:1: selct: there is no option 'selct'; did you mean 'select'?\n"),
    ("", ["--config", "absent.toml"], "error: absent.toml: cannot be read: No such file or directory\n"),
    ("", ["--config", "rules"], "error: rules: is a folder; the configuration is a file\n"),
    ("", ["--config", ""], "error: .: is a folder"),
    ("", ["--isolated", "--config", "x"], BOTH),
    ("", ["--config", "x", "--isolated"], BOTH),
    ("rules = ['absent']", [], "error: absent: "),
    ("'\x1b[2J' = 1", [], "error: dnssd-validator.toml:1: no TOML: "),
    ('"\\u001b[2J" = 1', [], "error: dnssd-validator.toml:1: \\x1b[2J: there is no option '\\x1b[2J'; expected"),
]


@pytest.mark.parametrize("command", [["check", "dump.jsonl"], ["browse", "--timeout", "0.1"]], ids=lambda each: each[0])
@pytest.mark.parametrize(("text", "arguments", "said"), FAULTS)
def test_what_cannot_be_used(folder: Path, command: list[str], text: str, arguments: list[str], said: str) -> None:
    configure(folder, text)
    done = run(folder, *command, *arguments)
    assert (done.returncode, done.stdout, said in done.stderr) == (2, "", True), done.stderr
    assert "Traceback" not in done.stderr


def test_help_does_not_need_a_configuration_that_can_be_used(folder: Path) -> None:
    configure(folder, "format =")
    assert run(folder, "check", "--help").returncode == 0
    assert run(folder, "explain", "KEY001").returncode == 0


def test_diff_judges_by_it(folder: Path) -> None:
    (folder / "old.jsonl").write_text(RECORD.replace(', \\"x\\"', "").replace(', "x"', ""), encoding="utf-8")
    configure(folder, 'format = "junit"\nfail-on = "never"\nrules = ["rules"]\nset = {OFF = "off"}\n')
    done = run(folder, "diff", "old.jsonl", "dump.jsonl", "--format", "json")
    assert [each["code"] for each in json.loads(done.stdout)["findings"]["new"]] == ["KEY001"]
    assert done.returncode == 1
    configure(folder, 'rules = ["rules"]\nset = {OFF = "off"}\nignore = ["undefined-key"]\n')
    assert run(folder, "diff", "old.jsonl", "dump.jsonl").returncode == 0


def test_rules_are_those_of_the_configuration(folder: Path) -> None:
    configure(folder, 'rules = ["rules"]\nset = {OFF = "off"}\n')
    assert run(folder, "rules", "lint").returncode == 0
    assert run(folder, "rules", "test").stdout == "1 of 1 examples in 1 rule file hold\n"
    assert "acme " in run(folder, "rules", "list").stdout
    assert run(folder, "rules", "show", "acme").returncode == 0
    unsaid = run(folder, "rules", "lint", "--isolated")
    assert (unsaid.returncode, "PATH" in unsaid.stderr) == (2, True)
    assert "acme " not in run(folder, "rules", "list", "--isolated").stdout


def test_a_baseline_that_is_written_for_the_first_time(folder: Path) -> None:
    configure(folder, 'baseline = "known.json"\n')
    below = folder / "below"
    missing = run(below, "check", "../dump.jsonl")
    assert (missing.returncode, "known.json" in missing.stderr) == (2, True)
    written = run(below, "check", "../dump.jsonl", "--write-baseline", "../known.json")
    assert written.returncode == 0, written.stderr
    assert run(below, "check", "../dump.jsonl").returncode == 0
    assert run(below, "check", "../dump.jsonl", "--write-baseline", "../known.json").returncode == 0
    assert run(below, "check", "../dump.jsonl").returncode == 0
    assert run(below, "check", "../dump.jsonl", "--baseline", "other.json").returncode == 2
