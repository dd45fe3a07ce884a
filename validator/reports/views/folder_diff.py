"""What a folder of compiled files has that the registry does not compile to: a short unified diff, then the counts."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from validator.display.printable import printable
from validator.registry.folder import Difference

MAX_FILES = 20
MAX_LINES = 200
"""How much of the diff is shown unless all of it is asked for."""

MAX_COLUMNS = 300
"""Characters that are shown of a line."""


def folder_diff(folder: Path, differences: Sequence[Difference], *, verbose: bool) -> Iterator[str]:
    """Yield the lines of the diff, the last one counts; ``verbose`` shows all of it."""
    # Rule files first: the index may differ in thousands of lines.
    ordered = sorted(differences, key=lambda each: (not each.name.endswith(".yaml"), each.name))
    lines = chain.from_iterable(_file(folder, each) for each in (ordered if verbose else ordered[:MAX_FILES]))
    shown = list(lines if verbose else islice(lines, MAX_LINES + 1))
    is_cut = not verbose and (len(shown) > MAX_LINES or len(ordered) > MAX_FILES)
    yield from map(_line, shown[:MAX_LINES] if is_cut else shown)
    if is_cut:
        yield "... (--verbose shows the whole diff)"
    yield _counts(folder, differences)


def _file(folder: Path, difference: Difference) -> Iterator[str]:
    """Yield one file's diff: of what is there (-) against what the registry compiles to (+)."""
    path = str(folder / difference.name)
    found, expected = difference.found, difference.expected
    yield from difflib.unified_diff(
        [] if found is None else _split(found),
        [] if expected is None else _split(expected),
        path if found is not None else f"{path} (missing)",
        "compiled from the registry" if expected is not None else "compiled from the registry (no source)",
        n=1,
        lineterm="",
    )


def _split(content: bytes) -> list[str]:
    # Not splitlines(): a carriage return or a form feed is a difference like any other, to be seen as such.
    return content.decode("utf-8", "surrogateescape").split("\n")


def _line(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= MAX_COLUMNS else f"{shown[:MAX_COLUMNS]}…"


def _counts(folder: Path, differences: Sequence[Difference]) -> str:
    missing = sum(each.found is None for each in differences)
    surplus = sum(each.expected is None for each in differences)
    changed = len(differences) - missing - surplus
    counts = f"{changed} changed, {missing} missing, {surplus} surplus"
    return printable(f"{folder} is not what the registry compiles to: {counts}")
