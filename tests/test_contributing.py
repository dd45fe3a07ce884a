"""The lists of .github/CONTRIBUTING.md, followed to the letter in a copy of the repository: what they say is enough.

The page itself is what a test reads: the files that it shows, the lines that it adds, the command and its output.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct

ROOT = Path(__file__).parents[1]
PAGE = ROOT / ".github" / "CONTRIBUTING.md"
COPIED = ("validator", "rules", "tests", "Makefile", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "live", "bench")

GENERATE = "make generated"
"""What a list says where pages are to be generated; tests/test_docs.py holds the Makefile to it."""


class Block(Struct, frozen=True):
    """A fenced block of the page: the language that it is marked with, and the file that the text before it names."""

    language: str
    path: str
    text: str


class Recipe(Struct, frozen=True):
    """A list of the page, and how it is held to the truth.

    ``by_hand`` is how many files of the program the list may touch. ``tests`` are run in the copy when all is done.
    """

    heading: str
    by_hand: int
    tests: tuple[str, ...]


ALWAYS = (
    "tests/test_docs.py",
    "tests/test_layout.py::test_a_room_imports_what_it_may",
    "tests/test_layout.py::test_no_files_import_each_other_in_a_circle",
)
"""Tests that have something to say of any list."""

RECIPES = [
    Recipe(
        "Add a check",
        2,
        (
            *("tests/checks/test_table.py", "tests/checks/test_coverage.py", "tests/test_stability.py"),
            "tests/engine/test_engine.py::test_a_check_fires_on_its_example",
            "tests/engine/test_engine.py::test_a_check_is_silent_on_its_counterexample",
        ),
    ),
    Recipe(
        "Add a source",
        2,
        (
            "tests/sources/test_read.py::test_the_table_and_the_folder_agree",
            "tests/sources/test_read.py::test_nothing_gives_nothing",
        ),
    ),
    Recipe(
        "Add a report",
        2,
        (
            *(
                "tests/reports/test_formats_agree.py",
                "tests/reports/test_reports.py::test_the_table_and_the_folder_agree",
            ),
            "tests/reports/test_reports.py::test_no_report_passes_a_control_character_on",
            "tests/reports/test_reports.py::test_every_piece_ends_with_its_line",
        ),
    ),
    Recipe(
        "Add a keyword",
        3,
        ("tests/rules/test_keywords.py",),
    ),
]


def section(heading: str) -> list[Token]:
    """Return the tokens of the page between a heading and the next."""
    tokens = MarkdownIt().parse(PAGE.read_text(encoding="utf-8"))
    starts = [index for index, token in enumerate(tokens) if token.type == "heading_open"]
    [start] = [index for index in starts if tokens[index + 1].content == heading]
    return tokens[start : next(index for index in starts if index > start)]


def blocks(heading: str) -> Iterator[Block]:
    """Yield the fenced blocks of a section."""
    path = ""
    for token in section(heading):
        for child in token.children or ():
            if child.type == "code_inline" and re.fullmatch(r"[\w.-]+(?:/[\w.-]+)+", child.content):
                path = child.content
        if token.type == "fence":
            yield Block(token.info, path, token.content)


def changed(text: str, diff: str) -> str:
    """Apply the parts of a block of lines with ``+`` and ``-`` and of those around them; each stands there once."""
    for part in diff.split("@@\n"):
        lines = [line if line.strip() else f" {line}" for line in part.splitlines(keepends=True)]
        before = "".join(line[1:] for line in lines if not line.startswith("+"))
        after = "".join(line[1:] for line in lines if not line.startswith("-"))
        assert text.count(before) == 1, f"CONTRIBUTING.md shows lines that are not in the file, once:\n{before}"
        text = text.replace(before, after)
    return text


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the repository, as far as the lists touch it."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=LEFT_OUT)
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(copy: Path, *module: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a module of Python in the copy, which imports the packages of the copy."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(copy), os.environ.get("PYTHONPATH", "")])}
    return subprocess.run(
        [sys.executable, "-m", *module],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        cwd=copy,
        env=environment,
        check=False,
        timeout=600,
    )


def follow(copy: Path, steps: list[Block]) -> set[str]:
    """Make the files of a list, and change those that it changes. Returns their names."""
    for step in steps:
        path = copy / step.path
        path.parent.mkdir(exist_ok=True)
        if step.language == "diff":
            path.write_text(changed(path.read_text(encoding="utf-8"), step.text), encoding="utf-8", newline="\n")
        else:
            assert not path.exists(), f"{step.path} is there already: the list needs another example"
            path.write_text(step.text, encoding="utf-8", newline="\n")
    return {step.path for step in steps}


def see(copy: Path, console: str) -> None:
    """Run the command of a block, which gives a line to the tool, and find the output that the block shows."""
    line, *expected = console.splitlines()
    command = re.fullmatch(r"\$ echo '(.*)' \| dnssd-validator (.*)", line)
    assert command is not None, line
    done = run(copy, "validator", *shlex.split(command[2]), stdin=f"{command[1]}\n")
    assert done.returncode in (0, 1), done.stderr
    assert expected
    assert set(expected) <= set(done.stdout.splitlines()), done.stdout + done.stderr


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.heading)
def test_a_list_is_enough(recipe: Recipe, copy: Path) -> None:
    found = list(blocks(recipe.heading))
    steps = [block for block in found if block.language in ("python", "yaml", "diff")]
    touched = follow(copy, steps)
    assert len([path for path in touched if path.startswith("validator/")]) == recipe.by_hand
    assert any(child.content == GENERATE for token in section(recipe.heading) for child in token.children or ())
    generated = run(copy, "validator.docs")
    assert generated.returncode == 0, generated.stderr
    [console] = [block.text for block in found if block.language == "console"]
    see(copy, console)
    options = ("-q", "-n", "0", "-p", "no:cacheprovider", "-x")
    tested = run(copy, "pytest", *options, *ALWAYS, *recipe.tests)
    assert tested.returncode == 0, tested.stdout + tested.stderr
    ours = [path for path in sorted(touched) if path.endswith(".py")]
    for command in ("check", "format"):
        linted = run(copy, "ruff", command, *(("--diff",) if command == "format" else ()), *ours)
        assert linted.returncode == 0, linted.stdout + linted.stderr


def test_all_lists_are_followed() -> None:
    headings = re.findall(r"(?m)^### (Add a .*)$", PAGE.read_text(encoding="utf-8"))
    assert headings == [recipe.heading for recipe in RECIPES]
