"""No pattern of the tool takes long on any text: each is pumped with what may repeat in an input.

A pattern that can match the same text in several ways takes time that grows with a power of its length, or doubles with
each character. Patterns are matched where a text begins, and searched for in shorter ones: a line of an input has a
million octets, and a note some hundreds of characters.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator, Mapping

import pytest

import validator

MATCHED, SEARCHED = 8_000, 1_000
"""Characters of pumped text that a pattern is matched with, and searched for in."""

LIMIT_S = 0.25
"""CPU time that one call may take; it is less than a millisecond for most."""

UNITS = (
    *" \t\n.,;:=-_()[]{}<>|'\"/\\#",
    *("a", "A", "1", "é", "a ", "a=", "a.", "a, ", "a: b;", "  a", "1 ", "\\1", "\\\\"),
)
HEADS = ("", "a=", "(")
NOT_IMPORTED = ("validator.__main__", "validator.docs.__main__", "validator.testing.plugin")


def patterns(value: object, depth: int = 0) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    """Yield the patterns in a value of a module, and in the tables that it is."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4:
        parts: object = value
        if isinstance(value, Mapping):
            parts = (*value, *value.values())
        elif hasattr(value, "__struct_fields__") and not isinstance(value, type):
            parts = tuple(getattr(value, field, None) for field in value.__struct_fields__)
        if isinstance(parts, list | tuple | set | frozenset):
            for part in parts:
                yield from patterns(part, depth + 1)


def all_patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """Return the patterns of all modules by where they are found first."""
    found: dict[object, tuple[str, re.Pattern[str] | re.Pattern[bytes]]] = {}
    for module in pkgutil.walk_packages(validator.__path__, "validator."):
        if module.name in NOT_IMPORTED:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for pattern in patterns(value):
                found.setdefault((pattern.pattern, pattern.flags), (f"{module.name}.{name}", pattern))
    return {f"{name} {number}": pattern for number, (name, pattern) in enumerate(found.values())}


PATTERNS = all_patterns()


def units(pattern: re.Pattern[str] | re.Pattern[bytes]) -> set[str]:
    """Return what is repeated: the usual, and what the pattern itself speaks of."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    own = set(text) | set(re.findall(r"[A-Za-z]{2,}", text))
    return {*UNITS, *own, *(f"{each} " for each in own if len(each) > 1)}


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 300


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_takes_long(name: str) -> None:
    pattern = PATTERNS[name]
    for unit in units(pattern):
        for head in HEADS:
            for size, call in ((MATCHED, pattern.match), (SEARCHED, pattern.search)):
                text = head + unit * (size // len(unit)) + "\x00!"
                pumped = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
                begin = time.process_time()
                call(pumped)  # type: ignore[arg-type]  # text or octets, as the pattern is
                assert time.process_time() - begin < LIMIT_S, (pattern.pattern, head, unit, size)
