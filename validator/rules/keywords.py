"""The keywords that constrain a value: one function each, in one table.

Each takes what the rule says of the key and the raw value, and gives what was expected (to follow "expected"), or None
where the value is as it should be or the rule does not use the keyword. Pure; the KEY checks and the list items share
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from validator.rules.formats import FORMATS
from validator.rules.patterns import compile_pattern
from validator.rules.schema import KeyRule

Keyword = Callable[[KeyRule, bytes], str | None]

_NUMBER = re.compile(rb"[+-]?[0-9]+(\.[0-9]+)?")


def const(rule: KeyRule, value: bytes) -> str | None:
    """The value is exactly this."""
    return None if rule.const is None or value == rule.const.encode() else f'"{rule.const}"'


def enum(rule: KeyRule, value: bytes) -> str | None:
    """The value is one of these."""
    if rule.enum is None or value in _encoded(rule.enum):
        return None
    return "one of " + ", ".join(f'"{each}"' for each in rule.enum)


def pattern(rule: KeyRule, value: bytes) -> str | None:
    """The whole value matches."""
    if rule.pattern is None or compile_pattern(rule.pattern).fullmatch(value):
        return None
    return f"a value that matches the pattern {rule.pattern}"


def format_(rule: KeyRule, value: bytes) -> str | None:
    """The value has the shape of the format."""
    if rule.format is None or FORMATS[rule.format].matches(value):
        return None
    return FORMATS[rule.format].expected


def minimum(rule: KeyRule, value: bytes) -> str | None:
    """The value is a decimal number and not less than this."""
    if rule.minimum is None or (_NUMBER.fullmatch(value) and float(value) >= rule.minimum):
        return None
    return f"a number of at least {rule.minimum}"


def maximum(rule: KeyRule, value: bytes) -> str | None:
    """The value is a decimal number and not more than this."""
    if rule.maximum is None or (_NUMBER.fullmatch(value) and float(value) <= rule.maximum):
        return None
    return f"a number of at most {rule.maximum}"


def min_length(rule: KeyRule, value: bytes) -> str | None:
    """The value has at least so many octets."""
    return None if rule.min_length is None or len(value) >= rule.min_length else f"at least {rule.min_length} octets"


def max_length(rule: KeyRule, value: bytes) -> str | None:
    """The value has at most so many octets."""
    return None if rule.max_length is None or len(value) <= rule.max_length else f"at most {rule.max_length} octets"


KEYWORDS: dict[str, Keyword] = {
    "const": const,
    "enum": enum,
    "pattern": pattern,
    "format": format_,
    "minimum": minimum,
    "maximum": maximum,
    "minLength": min_length,
    "maxLength": max_length,
}
"""Every keyword by its name in the rule file."""


def items(rule: KeyRule, value: bytes) -> list[bytes]:
    """The items of a list value; the value itself where the rule names no separator."""
    return [value] if not rule.separator else value.split(rule.separator.encode())


def item_fault(rule: KeyRule, item: bytes) -> tuple[str, str] | None:
    """The first keyword that an item of a list breaks, and what was expected of it."""
    if rule.items is None:
        return None
    faults = ((name, check(rule.items, item)) for name, check in KEYWORDS.items())
    return next(((name, expected) for name, expected in faults if expected is not None), None)


@lru_cache(maxsize=4096)
def _encoded(values: tuple[str, ...]) -> frozenset[bytes]:
    return frozenset(value.encode() for value in values)
