"""Without google-re2 and libyaml: shipped rules hold, and users' patterns are refused with what to install."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import command
from tests.environment import PLAIN

CURE = "patterns of your own need google-re2: pip install 'dnssd-validator[patterns]'"
PATTERNED = "service: acme\ndefinition: keys\nkeys:\n  fw:\n    pattern: '[0-9]+'\n"
FAMILY = "service: acme\ndefinition: keys\nkeys: {a: {}}\npatternKeys:\n  'zone[0-9]+': {maxLength: 3}\n"
ITEMS = "service: acme\ndefinition: keys\nkeys:\n  l:\n    separator: ','\n    items: {pattern: a}\n"
CONDITION = "service: a\nkeys: {a: {}}\nallOf:\n  - if:\n      keys: {a: {pattern: a}}\n    else: {keys: {a: false}}\n"
TRANSPORT = "service: acme\ndefinition: keys\nkeys: {a: {}}\nbyTransport:\n  udp: {keys: {a: {pattern: a}}}\n"
DUMP = '{"service": "_acme._tcp", "txt": ["fw=1"]}\n'


def run(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    return command.run(*arguments, stdin=stdin, PYTHONPATH=str(PLAIN))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dump.jsonl").write_text(DUMP, encoding="utf-8")
    (tmp_path / "acme.yaml").write_text(PATTERNED, encoding="utf-8")
    (tmp_path / "dnssd-validator.toml").write_text('rules = ["acme.yaml"]\n', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ("check", "dump.jsonl", "--rules", "acme.yaml"),
        ("check", "dump.jsonl", "--config", "dnssd-validator.toml"),
        ("diff", "dump.jsonl", "dump.jsonl", "--rules", "acme.yaml"),
        ("announce", "--rule", "acme", "--rules", "acme.yaml"),
        ("rules", "lint", "acme.yaml"),
        ("rules", "test", "acme.yaml"),
        ("rules", "list", "--rules", "acme.yaml"),
        ("rules", "show", "acme", "--rules", "acme.yaml"),
    ],
    ids=" ".join,
)
def test_a_pattern_of_a_user_names_its_line_and_what_to_install(folder: Path, words: tuple[str, ...]) -> None:
    files = {each.name for each in folder.iterdir()}
    done = run(*(folder / word if word in files else word for word in words))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {folder / 'acme.yaml'}:5: keys.fw.pattern: {CURE}\n"


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        (FAMILY, "5: patternKeys.zone[0-9]+: "),
        (ITEMS, "6: keys.l.items.pattern: "),
        (CONDITION, "5: allOf[0].if.keys.a.pattern: "),
        (TRANSPORT, "5: byTransport.udp.keys.a.pattern: "),
    ],
)
def test_wherever_a_pattern_stands_it_is_found(tmp_path: Path, rule: str, place: str) -> None:
    (tmp_path / "acme.yaml").write_text(rule, encoding="utf-8")
    done = run("rules", "lint", tmp_path / "acme.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {tmp_path / 'acme.yaml'}:{place}{CURE}\n"


def test_readings_of_a_user_are_those_of_a_user(tmp_path: Path) -> None:
    path = tmp_path / "readings.yaml"
    pin = f"{{note: {'a' * 64}, why: x, definition: keys, patternKeys: {{'c[0-9]+': {{}}}}}}"
    path.write_text(f"readings:\n  acme: {pin}\n", encoding="utf-8")
    registry = Path(__file__).parents[1] / "registry/data/small.xml"
    for words in (("compile", registry, "--readings", path, "--output", tmp_path / "out"), ("rules", "lint", path)):
        done = run(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"error: {path}:2: readings.acme.patternKeys.c[0-9]+: {CURE}\n"


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ('{"service": "_presence._tcp", "txt": ["txtvers=1"]}', None),
        ('{"service": "_astnotify._tcp", "txt": ["prefix=+49"]}', None),
        ('{"service": "_astnotify._tcp", "txt": ["prefix=x49"]}', "KEY004"),
        ('{"service": "_astnotify._tcp", "txt": ["prefix=+4\\n"]}', "KEY004"),
        ('{"service": "_adisk._tcp", "txt": ["dk0=adVF=0x81", "DK17=adVF=0x1"]}', None),
        ('{"service": "_adisk._tcp", "txt": ["dkx=adVF=0x81"]}', "KEY001"),
    ],
)
def test_shipped_patterns_hold_as_with_google_re2(record: str, code: str | None) -> None:
    words = ("check", "-", "--format", "json", "--isolated", "--fail-on", "never")
    plain, full = (start(*words, stdin=record.encode()) for start in (run, command.run))
    assert (plain.returncode, plain.stderr) == (0, "")
    assert plain.stdout == full.stdout
    found = {each["code"] for each in json.loads(plain.stdout)["findings"]}
    assert code in found if code else not {"KEY001", "KEY004"} & found


@pytest.mark.parametrize(
    "words",
    [("rules", "schema"), ("rules", "test"), ("rules", "show", "psap"), ("rules", "list"), ("explain", "KEY004")],
)
def test_what_needs_no_pattern_of_a_user_works(words: tuple[str, ...]) -> None:
    done, full = run(*words), command.run(*words)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == full.stdout


def test_a_user_refines_a_shipped_key_and_its_pattern_stays(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("service: astnotify\nkeys: {prefix: {maxLength: 3}}\n", encoding="utf-8")
    record = b'{"service": "_astnotify._tcp", "txt": ["prefix=x4567"]}'
    done = run("check", "-", "--rules", path, "--format", "json", "--isolated", "--fail-on", "never", stdin=record)
    assert (done.returncode, done.stderr) == (0, "")
    assert {"KEY004", "KEY007"} <= {each["code"] for each in json.loads(done.stdout)["findings"]}


def test_a_registry_is_compiled_to_the_same_bytes(tmp_path: Path) -> None:
    registry = Path(__file__).parents[1] / "registry/data/small.xml"
    for name, start in (("plain", run), ("full", command.run)):
        assert start("compile", registry, "--output", tmp_path / name).returncode == 0
    found = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("plain", "full")]
    assert found[0] == found[1]
    assert len(found[0]) > 2


def test_the_plugin_of_pytest_says_what_to_install(folder: Path) -> None:
    expected = "read: [dump.jsonl]\nexpect:\n  - service: _acme._tcp\n    txt:\n      fw: {pattern: '[0-9]+'}\n"
    (folder / "fw.dnssd.yaml").write_text(expected, encoding="utf-8")
    (folder / "test_fw.py").write_text(
        "import pytest\n\n\n"
        'def test_it(dnssd):\n    dnssd.expect("dump.jsonl", "_acme._tcp", txt={"fw": {"pattern": "1"}})\n\n\n'
        '@pytest.mark.dnssd(rules="acme.yaml")\n'
        'def test_rules(dnssd):\n    dnssd.assert_valid("dump.jsonl")\n',
        encoding="utf-8",
    )
    words = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--continue-on-collection-errors", "--dnssd-isolated")
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={"PATH": "", "PYTHONPATH": str(PLAIN)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stdout
    assert f"fw.dnssd.yaml:5: {CURE}" in done.stdout
    assert f"UsageError: expect: txt.fw.pattern: {CURE}" in done.stdout
    assert f"acme.yaml:5: keys.fw.pattern: {CURE}" in done.stdout
