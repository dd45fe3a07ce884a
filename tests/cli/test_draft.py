"""``rules draft`` as a user runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import run

DUMP = """\
{"service": "_acme._tcp", "instance": "A", "txt": ["txtvers=1", "mode=on", "mode=off"]}
{"service": "_ACME._tcp", "instance": "B", "txt": ["txtvers=1", "mode=off", "p=hunter2"]}
{"service": "_ipp._tcp", "txt": ["txtvers=1"]}
"""


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.jsonl"
    path.write_text(DUMP, encoding="utf-8")
    return path


def test_a_draft_passes_lint_and_test(dump: Path) -> None:
    path = dump.parent / "acme.yaml"
    done = run("rules", "draft", "_acme._tcp", dump, "--output", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = path.read_text(encoding="utf-8")
    assert "# A record is no example: the valid example gives TXT009 for _acme._tcp" in text
    assert '    - ["txtvers=1", "mode=off"]\n' in text
    assert "hunter2" not in text
    assert run("rules", "lint", path).returncode == 0
    assert run("rules", "test", path).stdout == "1 of 1 examples in 1 rule file hold\n"
    assert run("rules", "draft", "_acme._tcp", dump).stdout == text
    again = run("rules", "draft", "_acme._tcp", dump, "--output", path)
    assert (again.returncode, "File exists" in again.stderr) == (2, True)


def test_a_draft_of_a_known_service_says_what_it_refines() -> None:
    done = run("rules", "draft", "_spx-hmp._tcp", "examples/faulty.jsonl")
    assert done.returncode == 0
    assert "# It refines rules/iana/spx-hmp.yaml.\n" in done.stdout
    assert "# A record is no example: the valid example gives KEY003" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "part"),
    [
        (["_scanner._tcp"], 3, "no TXT record of _scanner._tcp was observed; seen: _acme._tcp"),
        (["ipp"], 2, "not a service type"),
        (["_x._sub._acme._tcp"], 2, "not of a subtype"),
    ],
)
def test_what_cannot_be_drafted(dump: Path, arguments: list[str], status: int, part: str) -> None:
    done = run("rules", "draft", *arguments, dump)
    assert (done.returncode, done.stdout, part in done.stderr) == (status, "", True)


def test_what_cannot_be_read_is_said(dump: Path) -> None:
    dump.write_text(DUMP + "{nonsense}\n", encoding="utf-8")
    done = run("rules", "draft", "_acme._tcp", dump)
    assert (done.returncode, f"{dump}:4: " in done.stderr, "service: acme" in done.stdout) == (2, True, True)
