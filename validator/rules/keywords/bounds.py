"""Keywords that bound a value: ``minimum`` and ``maximum`` as a number, ``minLength`` and ``maxLength`` in octets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from validator.display.wording import plural
from validator.rules.keywords.keyword import ALONE, Complaint, Filling, Judge, JudgeOf, Keyword
from validator.rules.schema import Constraint

_number = re.compile(rb"[+-]?[0-9]+(\.[0-9]+)?").fullmatch
_hexadecimal = re.compile(rb"(0[xX])?[0-9A-Fa-f]{1,32}").fullmatch


def _reader(rule: Constraint) -> Callable[[bytes], float | None]:
    """What reads a value as a number in the base of the rule; None where it is no number."""
    if rule.base == HEXADECIMAL:
        return lambda value: int(value, 16) if _hexadecimal(value) else None
    return lambda value: float(value) if _number(value) else None


HEXADECIMAL = 16


def _minimum(least: float, _rule: Constraint, _: JudgeOf = ALONE) -> Judge:
    expected, read = f"a number of at least {least}", _reader(_rule)
    return lambda value: None if (number := read(value)) is not None and number >= least else expected


def _maximum(most: float, _rule: Constraint, _: JudgeOf = ALONE) -> Judge:
    expected, read = f"a number of at most {most}", _reader(_rule)
    return lambda value: None if (number := read(value)) is not None and number <= most else expected


def _min_length(least: int, _rule: Constraint, _: JudgeOf = ALONE) -> Judge:
    expected = f"at least {plural(least, 'octet')}"
    return lambda value: None if len(value) >= least else expected


def _max_length(most: int, _rule: Constraint, _: JudgeOf = ALONE) -> Judge:
    expected = f"at most {plural(most, 'octet')}"
    return lambda value: None if len(value) <= most else expected


def _maximum_lint(most: float, rule: Constraint) -> Iterator[Complaint]:
    yield from _crossed(rule.minimum, most)


def _max_length_lint(most: int, rule: Constraint) -> Iterator[Complaint]:
    yield from _crossed(rule.min_length, most)


def _crossed(least: float | None, most: float) -> Iterator[Complaint]:
    if least is not None and least > most:
        yield (), f"no value is at least {least} and at most {most}"


MINIMUM = Keyword(
    word="minimum",
    means="The value is a decimal number and not less than this.",
    example="{minimum: 1}",
    holds="x=1",
    fails="x=0",
    compile=_minimum,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.NUMBER,
)

MAXIMUM = Keyword(
    word="maximum",
    means="The value is a decimal number and not more than this.",
    example="{maximum: 100}",
    holds="x=99.5",
    fails="x=many",
    compile=_maximum,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.NUMBER,
    lint=_maximum_lint,
)

MIN_LENGTH = Keyword(
    word="minLength",
    means="The value has at least so many octets.",
    example="{minLength: 1}",
    holds="x=7",
    fails="x=",
    compile=_min_length,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.NUMBER,
)

MAX_LENGTH = Keyword(
    word="maxLength",
    means="The value has at most so many octets.",
    example="{maxLength: 4}",
    holds="x=1234",
    fails="x=12345",
    compile=_max_length,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.NUMBER,
    lint=_max_length_lint,
)

BASE = Keyword(
    word="base",
    means="The base of the number that minimum and maximum speak of: 10, or 16 with or without 0x.",
    example="{base: 16, maximum: 255}",
    holds="x=0xFF",
    fails="x=100",
    in_items=True,
)
