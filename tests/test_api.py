"""The package as other programs use it: typed, light to import, and as its page says."""

from __future__ import annotations

import asyncio
import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

import validator
from tests.environment import needs_re2
from validator import UsageError, announcement, browse, read, validate
from validator.api import FailOn
from validator.engine.fail_on import FAIL_ON
from validator.model.announcement import Announcement
from validator.model.observation import About, Observation

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "examples/python-api.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@needs_re2
def test_the_page_says_what_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    ran = 0
    for number, block in enumerate(BLOCKS):
        if ">>>" not in block:
            compile(block, PAGE.name, "exec")
            continue
        test = doctest.DocTestParser().get_doctest(block, names, f"block {number}", PAGE.name, 0)
        said: list[str] = []
        failed = doctest.DocTestRunner(verbose=False).run(test, out=said.append, clear_globs=False)
        assert failed.failed == 0, "".join(said)
        names = test.globs
        ran += failed.attempted
    assert ran > 10


def test_every_public_name_can_be_had() -> None:
    assert [name for name in validator.__all__ if not hasattr(validator, name)] == []
    assert set(validator.__all__) <= set(dir(validator))
    with pytest.raises(AttributeError, match="nonsense"):
        importlib.import_module("validator").nonsense  # noqa: B018 - the attribute is what is asked for


def test_type_checkers_know_the_words_of_fail_on() -> None:
    assert get_args(FailOn) == tuple(FAIL_ON)


def test_to_import_the_package_costs_nothing() -> None:
    script = "import sys, validator; print([m for m in sys.modules if m.split('.')[0] in sys.argv[1:]])"
    heavy = ["msgspec", "yaml", "click", "re2", "zeroconf", "asyncio"]
    done = subprocess.run([sys.executable, "-c", script, *heavy], capture_output=True, check=True, cwd=ROOT, timeout=60)
    assert done.stdout.decode().strip() == "[]"


def test_to_validate_needs_neither_network_nor_command() -> None:
    script = (
        "import sys, validator\n"
        "assert not validator.validate(validator.announcement('_spx-hmp._tcp', ['mode=x'])).ok\n"
        "print([m for m in sys.modules if m.split('.')[0] in sys.argv[1:]])"
    )
    command = [sys.executable, "-c", script, "click", "zeroconf", "asyncio", "rapidfuzz"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, timeout=60)
    assert done.stdout.decode().strip() == "[]"


def test_what_is_validated_may_be_of_many_kinds(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"service": "_spx-hmp._tcp", "txt": ["mode=x"]}\nno json\n', encoding="utf-8")
    made = announcement("_spx-hmp._tcp", [b"mode=\xff"], instance=b"L")
    cases: tuple[tuple[Any, int], ...] = (
        (path, 1),
        (str(path), 1),
        (made, 1),
        ([path, made], 2),
        ((each for each in (made, made)), 2),
    )
    for what, count in cases:
        assert validate(what).summary.announcements == count
    result = validate(path)
    assert (len(result.unreadable), result.ok, result.summary.unreadable) == (1, False, 1)
    assert str(result).startswith(f"{path}:2: ")
    with pytest.raises(validator.InputError, match=r"a\.jsonl:2"):
        list(read(path))


def test_nothing_to_judge_is_not_fine(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\n")
    assert (validate(tmp_path / "a").ok, str(validate([]))) == (False, "there was nothing to judge")


def test_what_announces_nothing_is_nothing_to_judge() -> None:
    observation = Observation(about=About.RESPONDER, senders=("192.0.2.9",), damaged=1)
    result = validate(Announcement(service="", addresses=("192.0.2.9",), observation=observation))
    assert ([each.code for each in result.findings], result.ok) == (["NET011"], False)
    assert str(result).endswith("there was nothing to judge")


def test_secrets_are_masked_unless_asked_for() -> None:
    made = announcement("_ssh._tcp", ["u=x", "p=hunter2"])
    assert "hunter2" not in repr(validate(made))
    assert "hunter2" in repr(validate(made, show_secrets=True))


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"select": ["KEY999"]}, "KEY999"),
        ({"targets": ["toaster"]}, "lwip"),
        ({"fail_on": "fatal"}, "error, warning"),
        ({"values": {"1": "x"}}, "NAME=VALUE"),
        ({"rules": ["no/such/folder"]}, "cannot be read"),
        ({"input_format": "word"}, "jsonl"),
        ({"service": "ipp"}, "not a service type"),
    ],
)
def test_what_cannot_be_used_says_why(options: dict[str, object], part: str) -> None:
    with pytest.raises(UsageError, match=part):
        validate("examples/valid.jsonl", **options)  # type: ignore[arg-type]  # wrong on purpose


def test_a_single_text_is_one_of_its_kind() -> None:
    made = announcement("_spx-hmp._tcp", ["modle=" + "x" * 70])
    result = validate(made, select="KEY001", ignore="TXT", targets="lwip", fail_on="warning")
    assert [each.code for each in result.failures] == ["KEY001"]


def test_a_bare_record_needs_its_type(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("mode=turbo\n", encoding="utf-8")
    assert [each.code for each in validate(tmp_path / "t", service="_spx-hmp._tcp").failures] == ["KEY003"]


def test_browse_within_an_event_loop_says_what_to_do() -> None:
    async def within() -> None:
        browse("_ipp._tcp")

    with pytest.raises(RuntimeError, match="browse_async"):
        asyncio.run(within())


def test_browse_refuses_what_is_no_type() -> None:
    with pytest.raises(UsageError, match="not a service type"):
        browse("ipp", timeout=0.1)


def test_users_are_typed(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="mypy is not installed")
    (tmp_path / "mine.py").write_text(
        "import validator\n"
        "from validator import Finding, validate\n"
        "def codes(path: str) -> list[str]:\n"
        "    found: tuple[Finding, ...] = validate(path, fail_on='warning').failures\n"
        "    return [each.code for each in found]\n"
        "reveal_type(validator.read('x'))\n"
        "validate('x', fail_on='fatal')\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(tmp_path), "mine.py"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, check=False, timeout=240, env={"MYPYPATH": str(ROOT), "PATH": ""}
    )
    said = done.stdout.decode()
    assert "Iterator[validator.model.announcement.Announcement]" in said
    assert 'mine.py:7: error: Argument "fail_on"' in said
    assert said.rstrip().endswith("Found 1 error in 1 file (checked 1 source file)"), said
