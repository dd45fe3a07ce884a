"""What cannot be read, and what a program refuses, is a finding like others, in reports and baselines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from defusedxml import ElementTree

from tests.cli.command import run
from validator.reports import REPORTS

SERVICE = """\
<?xml version="1.0"?>
<service-group>
 <name>Lobby</name>
 <service><type>_spx-hmp._tcp</type><port>80</port><txt-record>mode=safe</txt-record></service>
 <service><type>_spx-hmp._tcp</type><prot>81</prot></service>
</service-group>
"""
LINES = (
    '{"service": "_spx-hmp._tcp", "instance": "Lobby", "txt": ["mode=safe"]}\n{"service": "_spx-hmp._tcp", "txt": [\n'
)


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    (tmp_path / "lobby.service").write_text(SERVICE, encoding="utf-8")
    (tmp_path / "lobby.jsonl").write_text(LINES, encoding="utf-8")
    return [str(tmp_path / "lobby.service"), str(tmp_path / "lobby.jsonl")]


@pytest.mark.parametrize("name", [name for name in REPORTS if name != "statistics"])
def test_every_report_has_them_with_file_and_line(name: str, inputs: list[str]) -> None:
    done = run("check", "--isolated", "--format", name, *inputs)
    assert done.returncode == 2
    for code, file in (("SRC001", "lobby.jsonl"), ("SRC002", "lobby.service"), ("SRC003", "lobby.service")):
        assert code in done.stdout, done.stdout
        assert file in done.stdout, done.stdout


def test_the_lines_are_right(inputs: list[str]) -> None:
    done = run("check", "--isolated", "--format", "json", *inputs)
    report = json.loads(done.stdout)
    found = {
        (each["code"], Path(each["location"]["file"]).name, each["location"]["line"]) for each in report["findings"]
    }
    assert {("SRC001", "lobby.jsonl", 2), ("SRC002", "lobby.service", 5), ("SRC003", "lobby.service", 4)} <= found
    assert len(report["announcements"]) == 2
    assert report["summary"]["unreadable"] == 2


def test_no_service_of_a_refused_file_is_a_passing_test(inputs: list[str]) -> None:
    done = run("check", "--isolated", "--format", "junit", inputs[0])
    cases = list(ElementTree.fromstring(done.stdout).iter("testcase"))
    assert len(cases) == 3
    assert all(case.find("failure") is not None or case.find("error") is not None for case in cases)


def test_they_are_suppressed_as_others(inputs: list[str], tmp_path: Path) -> None:
    config = tmp_path / "dnssd-validator.toml"
    codes = '["SRC001", "SRC002", "SRC003"]'
    config.write_text(f'[[suppress]]\ncode = {codes}\nreason = "known"\n', encoding="utf-8")
    done = run("check", "--config", str(config), *inputs)
    assert (done.returncode, done.stderr) == (0, "")


def test_they_stand_in_the_baseline_as_others(inputs: list[str], tmp_path: Path) -> None:
    arguments = ("check", "--isolated", *inputs, "--baseline", str(tmp_path / "known.json"))
    assert run(*arguments[:-2], "--write-baseline", tmp_path / "known.json").returncode == 0
    assert run(*arguments).returncode == 0
    (tmp_path / "lobby.jsonl").write_text(LINES + "{\n", encoding="utf-8")
    done = run(*arguments)
    assert done.returncode == 2
    assert "lobby.jsonl:3" in done.stdout


def test_what_no_check_speaks_of_is_told_all_the_same(inputs: list[str]) -> None:
    done = run("check", "--isolated", "--ignore", "SRC", *inputs)
    assert done.returncode == 2
    assert [Path(line.split(": ")[1]).name for line in done.stderr.splitlines()] == ["lobby.service:5", "lobby.jsonl:2"]


def test_very_many_are_told_in_part(tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text("{broken\n" * 5000, encoding="utf-8")
    done = run("check", "--isolated", "--input-format", "jsonl", "--format", "concise", tmp_path / "broken.jsonl")
    *lines, last = done.stdout.splitlines()
    assert (done.returncode, len(lines)) == (2, 100)
    assert "4900 more pieces of the input could not be read" in last
    assert len(done.stderr.splitlines()) == 101
