"""``check`` as a user runs it: the real command, its output and its exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import ROOT, run
from validator.model.room import MAX_TEXT


def findings(*arguments: str | Path) -> list[dict[str, Any]]:
    document = json.loads(run("check", "--format", "json", *arguments).stdout)
    result: list[dict[str, Any]] = document["findings"]
    return result


EXPECTED = [
    # service, key, code, part of the message
    ("_spx-hmp._tcp", "mode", "KEY003", 'expected one of "normal", "safe", "recovery"'),
    ("_railduino._tcp", "role", "KEY002", 'expected "master"'),
    ("_vedabase._tcp", "txtvers", "KEY002", 'is "2", expected "1"'),
    ("_7ksonar._tcp", "vendor", "KEY001", "1 key (vendor) although IANA's entry for 7ksonar says"),
    ("_spx-hmp._tcp", "modle", "KEY001", 'did you mean "model"'),
    ("_androidtvremote2._tcp", None, "NAM010", "16"),
    ("_z-wave._tcp", "nif", "TXT009", "NIF"),
    ("_see._tcp", "name", "TXT010", "quot"),
    ("_soda._tcp", None, "TXT005", "key"),
    ("_ssh._tcp", "p", "SEC001", "p"),
]


def test_the_faulty_examples_are_found() -> None:
    done = run("check", *sorted((ROOT / "examples").glob("*.jsonl")))
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    found = findings(ROOT / "examples/faulty.jsonl")
    for service, key, code, part in EXPECTED:
        matching = [each for each in found if each["code"] == code and each["service"] == service]
        assert any(part in each["message"] and (key is None or each["key"] == key) for each in matching), (
            code,
            service,
        )
    assert "hunter2" not in done.stdout


def test_correct_records_of_every_seed_service_give_nothing() -> None:
    done = run("check", "--fail-on", "info", ROOT / "examples/valid.jsonl")
    assert (done.returncode, findings(ROOT / "examples/valid.jsonl")) == (0, [])


def test_a_finding_names_file_and_line() -> None:
    [finding] = [each for each in findings(ROOT / "examples/faulty.jsonl") if each["key"] == "modle"]
    assert (finding["location"]["file"], finding["location"]["line"]) == (str(ROOT / "examples/faulty.jsonl"), 2)


BAD_INPUT = [
    # content of the file, the line that the error names, a part of it
    (b'{"service": "_http._tcp", "txt": ["a=1"', 1, ""),
    (b'{"service": "_http._tcp", "txt": []}\n{"service": "_http._tcp", "txt": ["a=', 2, ""),
    (b'{"version": 1, "announcements": [\n{"service": "_http._tcp", "txt": []},\n{"service":', 3, ""),
    (b'{"service": "_http._tcp", "txt": [1]}\n', 1, "txt"),
    (b'{"servcie": "_http._tcp", "txt": []}\n', 1, "service"),
    (b"- service: _http._tcp\n  txt: [a=1]\n- service: _http._tcp\n  txt: [1.10]\n", 4, "quote"),
    (b"- service: [\n", None, ""),
    (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0", None, "binary"),
    (b"hello, this is a letter\nand not a dump\n", None, "recogni"),
]


@pytest.mark.parametrize(("content", "line", "part"), BAD_INPUT)
def test_bad_input_is_one_clear_line_and_status_2(tmp_path: Path, content: bytes, line: int | None, part: str) -> None:
    path = tmp_path / "dump"
    path.write_bytes(content)
    done = run("check", path)
    assert done.returncode == 2, done.stdout
    [message] = done.stderr.splitlines()
    assert message.startswith(f"error: {path}:{line}: " if line else f"error: {path}")
    assert part in message
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--input-format", "tea", "examples/valid.jsonl"], "tea"),
        (["--rules", "no-such-folder", "examples/valid.jsonl"], "no-such-folder"),
        (["--select", "KEY999", "examples/valid.jsonl"], "KEY999"),
        (["--select", "undefined-kye", "examples/valid.jsonl"], "did you mean undefined-key"),
        (["--output", "/no/such/folder/x", "examples/valid.jsonl"], "/no/such/folder/x"),
        (["--formt", "json", "examples/valid.jsonl"], "--format"),
        ([], "PATH"),
    ],
)
def test_a_call_that_cannot_be_used(arguments: list[str], part: str) -> None:
    done = run("check", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert part in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_rule_file_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text("service: acme\ndefinition: keys\nkeys:\n  mode: {enum: [on, off]}\n", encoding="utf-8")
    done = run("check", "--rules", tmp_path, "examples/valid.jsonl")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {path}:4: ")


@pytest.mark.parametrize("content", [b"", b"\n", b"[]", b'{"version": 1, "announcements": []}'])
def test_an_empty_dump_is_status_3(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.json"
    path.write_bytes(content)
    done = run("check", path)
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr


def test_what_stands_before_the_damage_is_judged(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl"
    path.write_bytes(b'{"service": "_vedabase._tcp", "txt": ["txtvers=2"]}\n{"service": "_veda')
    done = run("check", path)
    assert done.returncode == 2
    assert "KEY002" in done.stdout
    assert f"{path}:2: " in done.stderr


def test_standard_input() -> None:
    done = run("check", "-", stdin=b'{"service": "_vedabase._tcp", "txt": ["txtvers=2"]}')
    assert done.returncode == 1
    assert "KEY002" in done.stdout


def test_own_output_is_a_valid_input_with_the_same_verdict(tmp_path: Path) -> None:
    path = tmp_path / "again.json"
    first = run("check", "--format", "json", "--output", path, "examples/faulty.jsonl")
    assert (first.returncode, first.stdout) == (1, "")
    again = json.loads(run("check", "--format", "json", path).stdout)
    before = json.loads(path.read_text(encoding="utf-8"))
    assert again["summary"] == before["summary"]
    strip = ("location",)
    assert [{k: v for k, v in each.items() if k not in strip} for each in again["findings"]] == [
        {k: v for k, v in each.items() if k not in strip} for each in before["findings"]
    ]


@pytest.mark.parametrize(("level", "status"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on(level: str, status: int, tmp_path: Path) -> None:
    path = tmp_path / "warning.json"
    path.write_text('{"service": "_spx-hmp._tcp", "txt": ["modle=x"]}', encoding="utf-8")
    assert run("check", "--fail-on", level, path).returncode == status


def test_select_and_ignore() -> None:
    codes = {
        each["code"]
        for each in findings("--select", "KEY,TXT009", "--ignore", "undefined-key", "examples/faulty.jsonl")
    }
    assert codes == {"KEY002", "KEY003", "KEY004", "TXT009"}


def test_own_rules_refine_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "spx-hmp.yaml").write_text("service: spx-hmp\nkeys: {modle: {}}\n", encoding="utf-8")
    assert "modle" not in {each["key"] for each in findings("--rules", tmp_path, "examples/faulty.jsonl")}


def test_secrets_are_shown_only_when_asked() -> None:
    assert "hunter2" not in run("check", "--format", "json", "-v", "examples/faulty.jsonl").stdout
    assert "hunter2" in run("check", "--format", "json", "--show-secrets", "examples/faulty.jsonl").stdout


def test_colour_is_for_terminals_or_when_forced() -> None:
    assert "\x1b[" not in run("check", "examples/faulty.jsonl").stdout
    assert "\x1b[" in run("check", "examples/faulty.jsonl", FORCE_COLOR="1").stdout
    assert "\x1b[" not in run("check", "examples/faulty.jsonl", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "\x1b[" in run("check", "--color", "always", "examples/faulty.jsonl").stdout


def test_quiet_says_nothing() -> None:
    done = run("check", "--quiet", "examples/faulty.jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


@pytest.mark.parametrize("options", [["--quiet"], ["--format", "text"], ["--format", "json"]], ids=" ".join)
def test_check_imports_nothing_heavy(options: list[str]) -> None:
    script = (
        "import sys\nfrom validator.cli.main import main\n"
        "main.main(['check', *sys.argv[1:], 'examples/valid.jsonl'], standalone_mode=False)\n"
        "print(sorted({*sys.modules} & {'zeroconf', 'rich', 'asyncio', 'rapidfuzz', 'wcwidth', 'jinja2', 'difflib',\n"
        "'defusedxml', 'xml.etree'}), file=sys.stderr)"
    )
    command = [sys.executable, "-c", script, *options]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, timeout=60)
    assert done.stderr.decode().strip() == "[]"


@pytest.mark.parametrize("length", [64, 300, 5_000])
def test_a_service_name_that_is_no_file_name_ends_nothing(tmp_path: Path, length: int) -> None:
    dump = tmp_path / "long.jsonl"
    lines = (f'{{"service": "_{name}._tcp", "txt": []}}\n' for name in ("x" * length, "http", "a_b"))
    dump.write_text("".join(lines), encoding="utf-8")
    found = findings("--isolated", dump)
    told = {each["service"] for each in found}
    # A name that DNS could not carry in any way is no announcement, and told as what cannot be read.
    assert {f"_{'x' * length}._tcp" if length <= MAX_TEXT else "", "_a_b._tcp"} <= told


def test_nothing_to_judge_is_explained(tmp_path: Path) -> None:
    empty, domains = tmp_path / "empty", tmp_path / "domains"
    empty.touch()
    domains.write_text("+;eth0;IPv4;local\n", encoding="utf-8")
    done = run("check", "--isolated", empty, domains)
    assert done.returncode == 3
    first, second = done.stderr.splitlines()
    assert first == f"nothing to judge: {empty}: it is empty"
    assert second.startswith(f"nothing to judge: {domains}: it was read as avahi-browse ")
