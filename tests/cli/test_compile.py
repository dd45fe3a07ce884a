"""``compile`` as a user runs it: the real command, its modes, its output and its exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.cli.command import ROOT, run
from validator.registry.document_csv import COLUMNS
from validator.registry.pinned import digest

DATA = ROOT / "tests" / "registry" / "data"
SMALL = DATA / "small.xml"
FILES = ["_services.tsv", "bell.yaml", "lamp.yaml"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that the small registry was compiled to."""
    path = tmp_path / "iana"
    assert run("compile", SMALL, "--output", path).returncode == 0
    return path


def registry(path: Path, *rows: str) -> Path:
    """Write a registry as CSV: each row is a service name and its note."""
    lines = []
    for row in rows:
        name, _, note = row.partition(" ")
        fields = {"Service Name": name, "Transport Protocol": "tcp", "Assignment Notes": note and f"Defined {note}"}
        lines.append(",".join('"{}"'.format(fields.get(column, "").replace('"', '""')) for column in COLUMNS))
    path.write_text("\n".join([",".join(COLUMNS), *lines, ""]), encoding="utf-8")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_compiles_to_a_folder_and_says_what(folder: Path) -> None:
    assert names(folder) == FILES
    done = run("compile", SMALL, "--output", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "registry of 2026-01-02: 3 service names, 2 with a note on TXT keys\n" in done.stdout
    assert f"{folder}: 0 written, 3 unchanged, 0 removed\n" in done.stdout


def test_rule_files_point_editors_to_the_schema() -> None:
    for path in (ROOT / "rules" / "iana").glob("s*.yaml"):
        modeline = path.read_text(encoding="utf-8").splitlines()[1]
        schema = path.parent / modeline.removeprefix("# yaml-language-server: $schema=")
        assert json.loads(schema.read_text(encoding="utf-8"))["title"] == "dnssd-validator rule file"


def test_check_of_what_is_as_compiled(folder: Path) -> None:
    done = run("compile", SMALL, "--check", "--output", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{folder}: all 3 files are as compiled from the registry of 2026-01-02\n"


def test_check_shows_what_changed_is_missing_and_surplus(folder: Path) -> None:
    lamp = (folder / "lamp.yaml").read_text(encoding="utf-8")
    (folder / "lamp.yaml").write_text(lamp.replace("on", "o\x1bn", 1), encoding="utf-8")
    (folder / "bell.yaml").rename(folder / "gone.yaml")
    (folder / "_services.tsv").write_bytes(b"\xff\n")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = run("compile", SMALL, "--check", "--output", folder)
    assert (done.returncode, done.stderr) == (1, "")
    for part in (
        f"--- {folder / 'bell.yaml'} (missing)\n+++ compiled from the registry\n",
        f"--- {folder / 'gone.yaml'}\n+++ compiled from the registry (no source)\n",
        f"--- {folder / 'lamp.yaml'}\n",
        f"--- {folder / '_services.tsv'}\n",
        "o\\x1bn",
        "-\\xff\n",
    ):
        assert part in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stdout.endswith(f"{folder} is not what the registry compiles to: 2 changed, 1 missing, 1 surplus\n")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_check_shows_a_bounded_diff_unless_asked(tmp_path: Path) -> None:
    many = registry(tmp_path / "many.csv", *(f"s{number} TXT keys: a, b" for number in range(60)))
    (tmp_path / "out").mkdir()
    done = run("compile", many, "--check", "--output", tmp_path / "out")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) <= 202
    assert done.stdout.endswith("0 changed, 61 missing, 0 surplus\n")
    assert "--verbose shows the whole diff" in done.stdout
    whole = run("compile", many, "--check", "--verbose", "--output", tmp_path / "out").stdout
    assert whole.count("(missing)") == 61


def test_check_of_a_folder_that_is_not_there(tmp_path: Path) -> None:
    done = run("compile", SMALL, "--check", "--output", tmp_path / "none")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no such folder" in done.stderr


@pytest.mark.parametrize("new", ["small.csv", "small.txt"])
def test_no_difference_between_formats(new: str) -> None:
    done = run("compile", "--diff", SMALL, DATA / new)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\nno difference\n")


@pytest.fixture
def update(tmp_path: Path) -> tuple[Path, Path]:
    """Two versions of a registry."""
    old = registry(tmp_path / "old.csv", "a TXT keys: x=1, gone", "b TXT keys: None", "c TXT keys: x, y", "d", "e")
    new = registry(tmp_path / "new.csv", "a TXT keys: x=2, fresh", "n TXT keys: z", "c TXT keys: x; y", "d", "f")
    return old, new


def test_diff_as_text(update: tuple[Path, Path]) -> None:
    done = run("compile", "--diff", *update)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[2:] == [
        "services appeared: 1",
        "  + n (tcp)",
        "      definition keys: z",
        "      note  Defined TXT keys: z",
        "services vanished: 1",
        "  - b (tcp)",
        "      definition none",
        "      note  Defined TXT keys: None",
        "services changed: 1",
        "  ~ a",
        "      ~ key x",
        '          const "1" → "2"',
        "      + key fresh",
        "      - key gone",
        "      old note  Defined TXT keys: x=1, gone",
        "      new note  Defined TXT keys: x=2, fresh",
        "notes reworded, the rule is the same: 1",
        "  ~ c",
        "      old note  Defined TXT keys: x, y",
        "      new note  Defined TXT keys: x; y",
        "registered names: 2 appeared, 2 vanished, 0 with other transports (--verbose names them)",
    ]
    assert run("compile", "--diff", *update, "-v").stdout.endswith("  + f\n  + n\n  - b\n  - e\n")


def test_diff_as_json(update: tuple[Path, Path]) -> None:
    done = run("compile", "--diff", *update, "--format", "json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["version"]) == (1, 1)
    assert document["old"] == {"file": str(update[0]), "updated": None, "names": 5, "services": 3}
    assert [each["service"] for each in document["appeared"]] == ["n"]
    [changed] = document["changed"]
    assert changed["keys"][0]["keywords"] == [{"keyword": "const", "old": "1", "new": "2", "transport": None}]
    assert [each["service"] for each in document["reworded"]] == ["c"]
    assert document["names"] == {"appeared": ["f", "n"], "vanished": ["b", "e"], "changed": []}


@pytest.fixture
def troubled(tmp_path: Path) -> Path:
    """A registry with notes that need a person."""
    return registry(tmp_path / "r.csv", "ok TXT keys: a", "rest TXT keys: None. Some protocol", "tbd TXT keys: TBD")


def test_report_lists_the_worst_first(troubled: Path) -> None:
    done = run("compile", troubled, "--report")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.index("unclear: tbd") < done.stdout.index("remainder: rest")
    assert "⟦Some protocol⟧" in done.stdout
    document = json.loads(run("compile", troubled, "--report", "--format", "json").stdout)
    assert (document["version"], [each["service"] for each in document["notes"]]) == (1, ["tbd", "rest"])
    assert "<b>Some protocol</b>" in run("compile", troubled, "--report", "--format", "markdown").stdout


def test_prune_removes_what_has_no_source(folder: Path, tmp_path: Path) -> None:
    less = registry(tmp_path / "less.csv", "lamp TXT keys: txtvers=1")
    done = run("compile", less, "--output", folder)
    assert "1 rule files no longer have a source (use --prune to remove):\n  kept bell.yaml\n" in done.stdout
    assert names(folder) == FILES
    done = run("compile", less, "--output", folder, "--prune")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{folder}: 0 written, 2 unchanged, 1 removed\n  removed bell.yaml\n" in done.stdout
    assert names(folder) == ["_services.tsv", "lamp.yaml"]


def test_an_excerpt_is_no_reason_to_remove_all(tmp_path: Path) -> None:
    many = registry(tmp_path / "many.csv", *(f"s{number} TXT keys: a, b" for number in range(20)))
    few = registry(tmp_path / "few.csv", "s1 TXT keys: a, b")
    out = tmp_path / "out"
    assert run("compile", many, "--output", out).returncode == 0
    refused = run("compile", few, "--output", out, "--prune")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "would remove 19 rule files" in refused.stderr
    kept = run("compile", few, "--output", out)
    assert "  and 11 more\nthe document gave only 2 files: if it is an excerpt" in kept.stdout
    assert len(names(out)) == 21


BAD = [
    # content of the document, the line that the error names, a part of it
    (None, None, "No such file"),
    (b"\x7fELF\x02\x01\x01\0\0\0\xff\xfe", None, "not a registry document"),
    (b"", None, "not a registry document"),
    (SMALL.read_bytes()[:900], 26, "not well-formed XML"),
    (b"<html><body/></html>", 1, "not IANA's registry"),
]


@pytest.mark.parametrize(("content", "line", "part"), BAD, ids=["missing", "binary", "empty", "cut", "html"])
@pytest.mark.parametrize("mode", [[], ["--check"], ["--report"], ["--diff"]], ids=" ".join)
def test_a_bad_document(tmp_path: Path, content: bytes | None, line: int | None, part: str, mode: list[str]) -> None:
    path = tmp_path / "bad.xml"
    if content is not None:
        path.write_bytes(content)
    folder: list[str | Path] = [] if mode in (["--report"], ["--diff"]) else ["--output", tmp_path / "out"]
    done = run("compile", *mode, *([SMALL] if mode == ["--diff"] else []), path, *folder)
    assert (done.returncode, done.stdout) == (2, "")
    [message] = done.stderr.splitlines()
    assert message.startswith(f"error: {path}:{line}: " if line else f"error: {path}: ")
    assert part in message
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o500)
    done = run("compile", SMALL, "--output", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be written: Permission denied" in done.stderr


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        done = run("compile", SMALL, "--output", out)
        assert (done.returncode, done.stdout) == (2, "")
        assert "cannot be written: " in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "REGISTRY"),
        (["--check"], "REGISTRY"),
        (["--diff", SMALL], "--diff"),
        (["--diff", SMALL, SMALL, SMALL], "REGISTRY means nothing beside --diff"),
        (["--diff", SMALL, SMALL, "--output", "x"], "--output means nothing beside --diff"),
        (["--diff", SMALL, SMALL, "--check"], "--check and --diff do not go together"),
        (["--diff", SMALL, SMALL, "--format", "markdown"], "text and json"),
        ([SMALL, "--report", "--check"], "--check and --report do not go together"),
        ([SMALL, "--report", "--prune"], "--prune means nothing beside --report"),
        ([SMALL, "--check", "--prune"], "--prune means nothing beside --check"),
        ([SMALL, "--format", "json"], "--format means nothing without --diff or --report"),
    ],
)
def test_a_call_that_cannot_be_used(arguments: list[str | Path], part: str) -> None:
    done = run("compile", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert part in done.stderr
    assert "Traceback" not in done.stderr


ROOMS = [
    # locale, hash seed, umask
    ({"LC_ALL": "C", "PYTHONHASHSEED": "1"}, 0o022),
    ({"LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"}, 0o077),
    ({"LC_ALL": "C", "PYTHONHASHSEED": "3", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, 0o002),
]


def test_the_same_bytes_in_every_locale_folder_and_umask(folder: Path, tmp_path: Path) -> None:
    expected = {path.name: path.read_bytes() for path in folder.iterdir()}
    for number, (environment, umask) in enumerate(ROOMS):
        here = tmp_path / f"room{number}"
        here.mkdir()
        command = [sys.executable, "-m", "validator", "compile", str(SMALL), "--output", "out"]
        env = {"PATH": "", "PYTHONPATH": str(ROOT)} | environment
        subprocess.run(command, cwd=here, env=env, umask=umask, check=True, capture_output=True, timeout=60)
        assert {path.name: path.read_bytes() for path in (here / "out").iterdir()} == expected


@pytest.mark.parametrize("mode", ["diff", "report"])
def test_json_is_as_its_schema_says(update: tuple[Path, Path], troubled: Path, mode: str) -> None:
    arguments: tuple[str | Path, ...] = ("--diff", *update) if mode == "diff" else (troubled, "--report")
    name = {"diff": "registry-diff", "report": "note-review"}[mode]
    schema = json.loads((ROOT / f"validator/reports/{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(run("compile", *arguments, "--format", "json").stdout), schema)


def test_another_readings_file_applies(troubled: Path, tmp_path: Path) -> None:
    readings = tmp_path / "readings.yaml"
    pin = f"{{note: {digest('Defined TXT keys: TBD')}, why: I know, definition: keys, keys: {{k: {{}}}}}}"
    readings.write_text(f"readings:\n  tbd: {pin}\n", encoding="utf-8")
    assert (
        "pinned: tbd\n  a person has read it: I know\n"
        in run("compile", troubled, "--report", "--readings", readings).stdout
    )
    readings.write_text("readings: []\n", encoding="utf-8")
    done = run("compile", troubled, "--report", "--readings", readings)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {readings}:")
