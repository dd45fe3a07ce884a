"""``init`` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_config import run
from validator.config.json_schema import config_schema
from validator.config.sample import sample

DUMP = """\
{"service": "_acme._tcp", "instance": "A", "txt": ["txtvers=1", "mode=on"]}
{"service": "_acme._tcp", "instance": "B", "txt": ["txtvers=1", "mode=off"]}
"""
FILE = "dnssd-validator.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dump.jsonl").write_text(DUMP, encoding="utf-8")
    (tmp_path / "below").mkdir()
    return tmp_path


def test_a_configuration_is_written_once(folder: Path) -> None:
    done = run(folder, "init")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"{FILE}: written. It says nothing yet: remove the # before what you want to say.\n"
        "`dnssd-validator check -v PATH` tells which configuration is used.\n"
    )
    assert (folder / FILE).read_text(encoding="utf-8") == sample()
    assert run(folder, "check", "-v", "dump.jsonl").stderr == f"configuration: {FILE}\n"
    (folder / FILE).write_text("# mine\n", encoding="utf-8")
    again = run(folder, "init")
    assert (again.returncode, again.stderr) == (2, f"error: {FILE}: is there already, and is not written over\n")
    assert (folder / FILE).read_text(encoding="utf-8") == "# mine\n"


def test_it_says_which_file_counts_from_now_on(folder: Path) -> None:
    (folder / FILE).touch()
    assert f"It counts instead of ../{FILE}, here and below.\n" in run(folder / "below", "init").stdout
    other = run(folder, "init", "--output", "below/ci.toml")
    assert "It is used where it is named: dnssd-validator check --config below/ci.toml PATH\n" in other.stdout
    assert (
        run(folder, "check", "-v", "dump.jsonl", "--config", "below/ci.toml").stderr == "configuration: below/ci.toml\n"
    )


def test_what_only_prints(folder: Path) -> None:
    assert run(folder, "init", "--output", "-").stdout == sample()
    assert json.loads(run(folder, "init", "--schema").stdout) == json.loads(json.dumps(config_schema()))
    assert sorted(each.name for each in folder.iterdir()) == ["below", "dump.jsonl"]


FAULTS = [
    # the command line, what is said
    (["dump.jsonl"], "error: FILE is what --rule TYPE drafts a rule file from\n"),
    (
        ["-o", "pyproject.toml"],
        "error: pyproject.toml: options stand in a table there, [tool.dnssd-validator]: add it by hand",
    ),
    (["-o", "absent/x.toml"], "error: absent/x.toml: cannot be written: No such file or directory\n"),
    (["-o", "below"], "error: below: is there already, and is not written over\n"),
    (["--rule", "acme", "dump.jsonl"], "error: 'acme' is not a service type"),
    (["--rule", "_a._sub._acme._tcp", "dump.jsonl"], "not of a subtype"),
    (["--rule", "_a/b._tcp", "dump.jsonl"], "error: '_a/b._tcp' has no name for a file: give --output\n"),
    (["--rule", "_acme._tcp", "absent"], "error: absent: "),
    (["--rule", "_acme._tcp", "-o", "dump.jsonl/x", "dump.jsonl"], "error: dump.jsonl"),
]


@pytest.mark.parametrize(("arguments", "said"), FAULTS)
def test_what_cannot_be_used(folder: Path, arguments: list[str], said: str) -> None:
    done = run(folder, "init", *arguments)
    assert (done.returncode, done.stdout, said in done.stderr) == (2, "", True), done.stderr
    assert not list(folder.rglob("*.yaml"))


RULES = [
    # the configuration, the folder where it runs, the file that is written, what is to be added to the configuration
    (None, ".", "rules/acme.yaml", ["rules"]),
    ("", ".", "rules/acme.yaml", ["rules"]),
    ("", "below", "rules/acme.yaml", ["rules"]),
    ('rules = ["mine", "other"]', ".", "mine/acme.yaml", None),
    ('rules = ["mine", "other"]', "below", "mine/acme.yaml", None),
    ('rules = ["a.yaml"]', ".", "rules/acme.yaml", ["a.yaml", "rules"]),
]


@pytest.mark.parametrize(("text", "where", "written", "to_add"), RULES)
def test_a_rule_file_goes_where_the_configuration_has_them(
    folder: Path, text: str | None, where: str, written: str, to_add: list[str] | None
) -> None:
    if text is not None:
        (folder / FILE).write_text(text, encoding="utf-8")
    done = run(folder / where, "init", "--rule", "_acme._tcp", str(folder / "dump.jsonl"))
    assert (done.returncode, done.stderr) == (0, "")
    path = folder / written
    assert path.is_file()
    assert run(folder, "rules", "test", str(path), "--isolated").returncode == 0
    [schema] = [line for line in done.stdout.splitlines() if "rules schema > " in line]
    (folder / where / schema.rpartition(" > ")[2]).write_text(run(folder, "rules", "schema").stdout, encoding="utf-8")
    assert {each.name for each in path.parent.iterdir()} == {"acme.yaml", "rule.schema.json"}
    *_, last = done.stdout.splitlines()
    assert (last == f"rules = {json.dumps(to_add)}") == (to_add is not None)
    if text is None:
        assert "No configuration names it yet: give --rules rules" in done.stdout
    elif to_add is not None:
        (folder / FILE).write_text(last, encoding="utf-8")
    if text is not None and "a.yaml" not in text:
        (folder / "other").mkdir()
        (folder / "other/x.yaml").write_text("service: x\ndefinition: none\n", encoding="utf-8")
        listed = run(folder / where, "rules", "list", "--definition", "keys").stdout
        assert "\nacme " in listed
    again = run(folder / where, "init", "--rule", "_acme._tcp", str(folder / "dump.jsonl"))
    assert (again.returncode, "is there already, and is not written over" in again.stderr) == (2, True)


def test_where_nothing_of_the_type_was_seen(folder: Path) -> None:
    done = run(folder, "init", "--rule", "_ipp._tcp", "dump.jsonl")
    assert (done.returncode, done.stdout) == (3, "")
    assert "no TXT record of _ipp._tcp was observed; seen: _acme._tcp" in done.stderr
    assert not (folder / "rules").exists()
