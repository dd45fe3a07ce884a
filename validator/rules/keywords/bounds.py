"""Keywords that bound a value: ``minimum`` and ``maximum`` as a number, ``minLength`` and ``maxLength`` in octets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.rules.keywords.keyword import Complaint, Filling, Judge, Keyword
from validator.rules.schema import Constraint

_number = re.compile(rb"[+-]?[0-9]+(\.[0-9]+)?").fullmatch


def _minimum(least: float, _rule: Constraint) -> Judge:
    expected = f"a number of at least {least}"
    return lambda value: None if _number(value) and float(value) >= least else expected


def _maximum(most: float, _rule: Constraint) -> Judge:
    expected = f"a number of at most {most}"
    return lambda value: None if _number(value) and float(value) <= most else expected


def _min_length(least: int, _rule: Constraint) -> Judge:
    expected = f"at least {least} octets"
    return lambda value: None if len(value) >= least else expected


def _max_length(most: int, _rule: Constraint) -> Judge:
    expected = f"at most {most} octets"
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
