"""What a command imports before it does its work: what it does not need must not be paid for at every start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

SCRIPT = """
import sys
before = set(sys.modules)
from validator.cli.main import run
sys.argv[:] = ["dnssd-validator", *sys.argv[1:]]
try:
    run()
finally:
    sys.stderr.write("\\n".join(sorted(set(sys.modules) - before)))
"""

SLOW = {
    *("asyncio", "concurrent", "csv", "ctypes", "difflib", "email", "gzip", "hashlib", "html", "http", "json"),
    *("logging", "multiprocessing", "random", "socket", "sqlite3", "ssl", "subprocess", "tempfile", "tomllib", "xml"),
}
"""Modules of Python whose import takes a millisecond or more, or brings others in that do."""

ALWAYS = {"click", "colorama", "msgspec", "typing_extensions", "cython_runtime"}
"""Packages that every command needs, and what packages bring: click colorama on Windows, Cython's cython_runtime."""

RECORD = '{"service": "_spx-hmp._tcp", "instance": "Lobby", "txt": ["txtvers=1", "mode=normal"]}\n'
"""What is checked as FILE, two lines of it: JSON Lines whose rule has no pattern."""

FOUNDATIONS = {"cli", "display", "errors", "version"}
"""Rooms that the command itself stands on."""

JUDGING = FOUNDATIONS | {"checks", "documents", "engine", "json_v1", "model", "reports", "rules"}

COMMANDS = [
    # the command line, the slow modules and packages that it may import, and the rooms of ours
    ("--version", set(), FOUNDATIONS),
    ("completion bash", {"subprocess"}, FOUNDATIONS),
    ("explain KEY001", set(), JUDGING),
    ("check --isolated FILE", {"yaml"}, JUDGING | {"sources", "pipeline"}),
    ("check --isolated examples/panel.dnssd", {"yaml"}, JUDGING | {"sources", "pipeline"}),
    ("check --isolated examples/panel.service", {"defusedxml", "xml", "yaml"}, JUDGING | {"sources", "pipeline"}),
    (
        "check --isolated --format json FILE",
        {"yaml", "tempfile", "random"},
        JUDGING | {"sources", "pipeline"},
    ),
    ("rules list --isolated", {"hashlib", "json", "re2", "yaml"}, JUDGING | {"pipeline", "registry", "sources"}),
]

OF_ALL_COMMANDS = {
    *("asyncio", "concurrent", "csv", "defusedxml", "difflib", "hashlib", "html", "json", "logging", "random"),
    *("socket", "ssl", "subprocess", "tomllib", "xml", "yaml"),
}
"""What the modules of all commands together import at once."""


def imported(*arguments: str) -> set[str]:
    """Run a command line in a process of its own, and return the dotted names of all that it imported."""
    command = [sys.executable, "-c", SCRIPT, *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines())


def heavy(names: set[str]) -> set[str]:
    """Return the slow modules of Python and the packages of others among the modules that were imported."""
    tops = {name.partition(".")[0] for name in names}
    others = {name for name in tops - sys.stdlib_module_names if not name.startswith("_")}
    return (others - {"validator"}) | (tops & SLOW)


@pytest.mark.parametrize(("line", "allowed", "rooms"), COMMANDS, ids=[line for line, _, _ in COMMANDS])
def test_a_command_imports_what_it_needs(line: str, allowed: set[str], rooms: set[str], tmp_path: Path) -> None:
    file = tmp_path / "dump.jsonl"
    file.write_text(RECORD * 2, encoding="utf-8")
    names = imported(*(str(file) if word == "FILE" else word for word in line.split()))
    assert "validator.cli.main" in names
    needless = sorted(heavy(names) - ALWAYS - allowed)
    assert not needless, f"{line} imports {needless}: import it inside the function that needs it"
    entered = {name.split(".")[1] for name in names if name.startswith("validator.")}
    assert entered <= rooms, f"{line} imports {sorted(entered - rooms)} of ours: import it where it is needed"


def test_the_help_imports_no_more_than_the_commands_do() -> None:
    """The help names all commands, and so imports each of them."""
    needless = sorted(heavy(imported("--help")) - ALWAYS - OF_ALL_COMMANDS)
    assert not needless, f"the help imports {needless}: import it inside the function that needs it"
