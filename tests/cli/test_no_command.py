"""What the command says where it is called without a command: the first thing that anybody types."""

from __future__ import annotations

import pytest

from tests.cli.command import run


@pytest.mark.parametrize(
    ("words", "commands"),
    [((), ("check", "browse", "compile", "rules")), (("rules",), ("draft", "lint", "list", "schema", "show", "test"))],
)
def test_without_a_command_the_help_is_printed(words: tuple[str, ...], commands: tuple[str, ...]) -> None:
    alone, asked = run(*words), run(*words, "--help")
    assert (alone.returncode, alone.stderr) == (2, "")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert alone.stdout == asked.stdout
    lines = alone.stdout.splitlines()
    assert lines[0].startswith("Usage: ")
    assert [name for name in commands if not any(line.startswith(f"  {name} ") for line in lines)] == []
