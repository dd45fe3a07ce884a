"""No pattern of the note grammar takes long on any note: each is pumped with what notes repeat.

Notes come from a document that others write, and a pattern that can match the same text in several ways takes time
that grows with a power of its length, or doubles with each word.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from typing import Any

import pytest

from tests.test_patterns import patterns
from validator.registry import grammar

SHORT, LONG = 60, 180
"""Characters of pumped text: what doubles with a word shows with the shorter already."""

LIMIT_S = 0.2
"""CPU time that one search may take on the longer text; it is less than a millisecond for all."""

UNITS = (
    *(
        " ",
        "a",
        "A",
        "1",
        ".",
        ",",
        ";",
        ":",
        "=",
        "-",
        "_",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "<",
        ">",
        "|",
        "'",
        '"',
        "/",
    ),
    *(
        "\n",
        "\t",
        "a ",
        "a=",
        "a, ",
        "a or ",
        "'a' ",
        '"a",',
        "a=1,",
        "a: b;",
        "a=        b;",
        "a|",
        "a.b.",
        "(a",
        "[a",
    ),
    *("a\tb\n", "key ", "the ", "default ", "0", "x0, ", "e.g. ", "if omitted ", "one of ", "a - b\n", "a (b) ", "is "),
)
HEADS = ("", "(", "[", "k (a=", "a=", "one of ", "default: ", "k: ", "'", '"', "<", "{", "e.g. ")


def all_patterns() -> dict[str, re.Pattern[Any]]:
    found: dict[str, re.Pattern[Any]] = {}
    for module in pkgutil.iter_modules(grammar.__path__):
        for name, value in vars(importlib.import_module(f"{grammar.__name__}.{module.name}")).items():
            for number, pattern in enumerate(patterns(value)):
                found.setdefault(str(pattern.pattern), pattern)
                assert number < 1000, name
    return found


PATTERNS = all_patterns()


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 100


@pytest.mark.parametrize("head", HEADS)
def test_no_pattern_takes_long(head: str) -> None:
    for size in (SHORT, LONG):
        for unit in UNITS:
            text = head + unit * (size // len(unit)) + "\x00!"
            for pattern in PATTERNS.values():
                begin = time.process_time()
                pattern.search(text)
                assert time.process_time() - begin < LIMIT_S, (pattern.pattern, head, unit)
