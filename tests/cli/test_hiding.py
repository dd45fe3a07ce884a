"""What hides findings, or counts them: --min-severity, the severity off, --statistics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import run

RECORD = {"service": "_spx-hmp._tcp", "instance": "Lobby", "txt": ["txtvers=2", "modle=x", "serial_number=1"]}


@pytest.fixture
def dump(tmp_path: Path) -> str:
    (tmp_path / "dump.jsonl").write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    return str(tmp_path / "dump.jsonl")


def severities(*arguments: str | Path) -> set[str]:
    return {each["severity"] for each in json.loads(run("check", "--format", "json", *arguments).stdout)["findings"]}


@pytest.mark.parametrize(
    ("least", "left"),
    [("info", {"error", "warning", "info"}), ("warning", {"error", "warning"}), ("error", {"error"})],
)
def test_what_weighs_less_is_hidden(least: str, left: set[str], dump: str, tmp_path: Path) -> None:
    assert severities("--isolated", "--min-severity", least, dump) == left
    config = tmp_path / "dnssd-validator.toml"
    config.write_text(f'min-severity = "{least}"\n', encoding="utf-8")
    assert severities("--config", config, dump) == left


def test_what_is_hidden_does_not_fail(dump: str) -> None:
    hidden = ("--isolated", "--ignore", "KEY002", "--min-severity", "error", "--fail-on", "info", dump)
    assert run("check", *hidden).returncode == 0


def test_a_finding_can_be_switched_off(dump: str, tmp_path: Path) -> None:
    config = tmp_path / "dnssd-validator.toml"
    config.write_text('[severity]\nKEY002 = "off"\nKEY001 = "info"\n', encoding="utf-8")
    assert severities("--config", config, dump) == {"info"}


def test_statistics_count_by_code(dump: str) -> None:
    done = run("check", "--isolated", "--statistics", dump, dump)
    lines = [line.split()[:4] for line in done.stdout.splitlines()]
    assert ["2", "KEY002", "error", "const-mismatch"] in lines
    assert lines[-1] == ["8", "findings", "in", "2"]
    assert run("check", "--isolated", "--statistics", "--format", "json", dump).returncode == 2
