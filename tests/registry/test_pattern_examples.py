"""The examples beside the patterns of the grammar match.

A comment such as "# Matches ``a``, ``b``." stands above a pattern. In "``a`` before ``b``" the pattern matches within
the two texts together.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import validator.registry.grammar
from validator.registry.grammar.text import stretch

FOLDER = Path(validator.registry.grammar.__file__).parent
COMMENT = re.compile(r"\s*# (Matches ``.*)")
EXAMPLE = re.compile(r"``(.*?)``(?: before ``(.*?)``)?")


def comments(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the line below each comment (from 1), and the examples in the comment."""
    for number, line in enumerate(lines, 1):
        if match := COMMENT.match(line):
            text, end = match[1], number
            while lines[end].lstrip().startswith("# "):
                text += " " + lines[end].lstrip().removeprefix("# ")
                end += 1
            yield end + 1, ["".join(example) for example in EXAMPLE.findall(text)]


def pattern_at(path: Path, line: int) -> re.Pattern[str]:
    """Find the pattern that begins on a line of a module: a name of the module, or an item of a tuple."""
    module = importlib.import_module(f"{validator.registry.grammar.__name__}.{path.stem}")
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or not node.lineno <= line <= (node.end_lineno or 0):
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        assert isinstance(target, ast.Name)
        value = getattr(module, target.id)
        if node.lineno != line:
            rows = [inner for inner in ast.walk(node) if isinstance(inner, ast.Tuple)]
            value = next(
                value[number]
                for row in rows
                for number, item in enumerate(row.elts)
                if line in (item.lineno, item.lineno - 1)
            )
        if isinstance(value, tuple):
            value = value[-1]
        value = getattr(value, "phrase", value)
        return value if isinstance(value, re.Pattern) else re.compile(value, re.IGNORECASE | re.DOTALL)
    raise AssertionError(f"{path.name}:{line}: no pattern stands below the comment")


CASES = [
    pytest.param(path, line, example, id=f"{path.name}:{line}-{example}")
    for path in sorted(FOLDER.glob("*.py"))
    for line, examples in comments(path.read_text(encoding="utf-8").splitlines())
    for example in examples
]


def test_there_are_examples() -> None:
    assert len(CASES) > 90


@pytest.mark.parametrize(("path", "line", "example"), CASES)
def test_example_matches(path: Path, line: int, example: str) -> None:
    pattern = pattern_at(path, line)
    found = pattern.search(example) or pattern.search(stretch(example).mask)
    assert found is not None
    assert found[0]
