"""How long reading every note of the registry takes, against parsing the registry's XML alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from defusedxml import ElementTree

from tests.bench.result import Result, Skipped
from tests.shared import SHARED
from validator.registry.document import parse_document
from validator.registry.grammar import has_clause, read_note

REGISTRY = SHARED / "registry" / "service-names-port-numbers.xml"
"""The document is not part of the repository."""

ROUNDS = 7
BOUND = 1.0
"""Reading the notes costs less than parsing the document that they stand in; it took half of it when this was set."""


def measure() -> Result:
    """Time the grammar on every note, in this process. Raises Skipped where there is no document."""
    if not REGISTRY.is_file():
        raise Skipped(f"{REGISTRY.name} is not in {Path(*REGISTRY.parts[-3:-1])}/ beside the checkout")
    content = REGISTRY.read_bytes()
    notes = [entry.note for entry in parse_document(content, REGISTRY.name).entries if has_clause(entry.note)]
    read = _Timed(lambda: [read_note(note) for note in notes])
    parse = _Timed(lambda: ElementTree.fromstring(content))
    for each in (read, parse) * (ROUNDS + 1):  # in turn, so that the machine's moods hit both alike
        each.run()
    return Result(f"reading {len(notes)} notes", read.median, "parsing the registry's XML", parse.median, BOUND)


class _Timed:
    """A function and how long its runs took; the first one warms up."""

    def __init__(self, function: Callable[[], object]) -> None:
        self._function = function
        self._taken: list[float] = []

    def run(self) -> None:
        """Run once."""
        start = time.perf_counter()
        self._function()
        self._taken.append(time.perf_counter() - start)

    @property
    def median(self) -> float:
        """Median of all runs but the first."""
        return statistics.median(self._taken[1:])
