"""``rules`` and ``explain`` as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import run
from validator.checks import CHECKS
from validator.registry.pinned import shipped_readings

ACME = """\
service: acme
definition: keys
keys:
  mode: {enum: [auto, manual], required: true}
examples:
  valid:
    - [mode=auto]
  invalid:
    - {txt: [mode=off], expect: [KEY003]}
    - {txt: [""], expect: [KEY008]}
"""


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    path = tmp_path / "acme.yaml"
    path.write_text(ACME, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["spx-hmp", "_spx-hmp._tcp", "SPX-HMP"])
def test_show_marks_the_note_and_prints_the_rule(name: str) -> None:
    done = run("rules", "show", name)
    assert (done.returncode, done.stderr) == (0, "")
    for part in (
        "spx-hmp SpinetiX HMP (rules/iana/spx-hmp.yaml)",
        "key        mode                mode\n",
        'one of "normal", "safe" or "recovery"',
        "example    model               (e.g., HMP100)",
        "    mode: {enum:",
    ):
        assert part in done.stdout
    assert "\x1b[" not in done.stdout
    assert "\x1b[" in run("rules", "show", name, "--color", "always").stdout


def test_show_says_that_a_person_has_read_the_note() -> None:
    pinned = list(shipped_readings().readings)
    for name in pinned:
        assert "IANA's note (read by a person: " in run("rules", "show", name).stdout
    assert "remainder" not in run("rules", "show", pinned[0]).stdout


def test_show_prints_the_notes_of_both_transports() -> None:
    done = run("rules", "show", "wot")
    assert "IANA's note for tcp" in done.stdout
    assert "IANA's note for udp" in done.stdout


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("spxhmp", "did you mean spx-hmp"),
        ("sztp", "without a note"),
        ("no-such-thing-at-all", "unknown"),
        ("\x1b[31m", ""),
    ],
)
def test_show_of_what_has_no_rule(name: str, part: str) -> None:
    done = run("rules", "show", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert part in done.stderr
    assert "\x1b" not in done.stderr


def test_show_includes_the_layers_of_the_user(acme: Path) -> None:
    assert "mode:" in run("rules", "show", "acme", "--rules", acme.parent).stdout


def test_list_counts_all() -> None:
    lines = run("rules", "list").stdout.splitlines()
    assert lines[0].startswith("service ")
    assert len(lines) > 900
    assert any(line.startswith("spx-hmp ") and "SpinetiX" in line for line in lines)
    unclear = run("rules", "list", "--definition", "unclear").stdout.splitlines()
    assert 0 < len(unclear) < 60


def test_lint_and_test_of_a_correct_file(acme: Path) -> None:
    assert run("rules", "lint", acme).returncode == 0
    done = run("rules", "test", acme.parent)
    assert (done.returncode, done.stdout) == (0, "3 of 3 examples in 1 rule file hold\n")


def test_lint_says_which_example_does_not_hold(acme: Path) -> None:
    acme.write_text(ACME.replace("[mode=auto]", "[mode=off]").replace("KEY008", "KEY001"), encoding="utf-8")
    done = run("rules", "lint", acme)
    assert done.returncode == 1
    first, second = done.stdout.splitlines()
    assert first.startswith(f"{acme}:7: the valid example gives KEY003")
    assert second.startswith(f"{acme}:10: the invalid example does not give KEY001")
    assert run("rules", "test", acme).returncode == 1


@pytest.mark.parametrize("command", ["lint", "test"])
@pytest.mark.parametrize("path", ["no-such-file", "validator/py.typed"])
def test_what_is_no_rule_file(command: str, path: str) -> None:
    done = run("rules", command, path)
    assert done.returncode in (1, 2)
    assert path in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_lint_of_the_shipped_folder_takes_the_readings_for_what_they_are(tmp_path: Path) -> None:
    assert run("rules", "lint", "rules").stdout == ""
    bad = tmp_path / "readings.yaml"
    bad.write_text("readings:\n  fix: {note: x}\n", encoding="utf-8")
    done = run("rules", "lint", tmp_path)
    assert (done.returncode, done.stdout.startswith(f"{bad}:2: ")) == (1, True)


def test_schema_is_json() -> None:
    assert json.loads(run("rules", "schema").stdout)["title"] == "dnssd-validator rule file"


def test_explain_lists_and_explains_every_finding() -> None:
    listed = run("explain").stdout
    for check in CHECKS:
        assert f"{check.code} " in listed
    assert "How to fix it" in run("explain", "KEY001").stdout
    assert run("explain", "undefined-key").stdout == run("explain", "key001").stdout
    assert run("explain", "SEC").stdout.count("Why\n") == 5
    assert run("explain", "KEY999").returncode == 2


def test_help_and_version() -> None:
    assert "Exit status" in run("--help").stdout
    assert run("--version").stdout.startswith("dnssd-validator, version ")
    assert run("chekc").returncode == 2


def test_set_fills_in_what_the_rules_of_a_user_leave_open(tmp_path: Path) -> None:
    rule, dump = tmp_path / "acme.yaml", tmp_path / "dump.jsonl"
    rule.write_text('service: acme\ndefinition: keys\nkeys: {fw: {const: "${FW}"}}\n', encoding="utf-8")
    dump.write_text('{"service": "_acme._tcp", "txt": ["fw=2.1"]}', encoding="utf-8")
    check = ("check", dump, "--rules", rule, "--ignore", "REG", "--format", "concise")
    assert run(*check, "--set", "FW=2.1").returncode == 0
    other = run(*check, "--set", "FW=3: {", "--set", "UNUSED=1")
    assert (other.returncode, 'expected "3: {"' in other.stdout) == (1, True)
    assert other.stderr == "warning: --set UNUSED: no rule file of --rules uses ${UNUSED}\n"
    absent = run(*check, "--set", "FX=2.1")
    assert (absent.returncode, absent.stdout) == (2, "")
    assert absent.stderr.startswith(f"error: {rule}:3: keys.fw.const: ${{FW}} has no value")
    assert run("rules", "lint", rule).returncode == 1
    assert run("rules", "lint", rule, "--set", "FW=1").returncode == 0
