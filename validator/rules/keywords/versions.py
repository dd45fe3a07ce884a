"""Keywords that compare a value as a version: ``minimumVersion`` and ``maximumVersion``."""

from __future__ import annotations

import re

from validator.rules.keywords.keyword import Filling, Judge, JudgeOf, Keyword
from validator.rules.schema import Constraint

_version = re.compile(rb"[vV]?([0-9]{1,9}(?:\.[0-9]{1,9}){0,7})").fullmatch


def version_of(text: bytes) -> tuple[int, ...] | None:
    """The numbers of a version such as ``v1.10``, without zeros at the end; None where the text is none."""
    found = _version(text)
    if found is None:
        return None
    numbers = [int(part) for part in found[1].split(b".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _minimum(least: str, _rule: Constraint, _: JudgeOf) -> Judge:
    bound, expected = version_of(least.encode()) or (), f"a version of at least {least}"
    return lambda value: None if (found := version_of(value)) is not None and found >= bound else expected


def _maximum(most: str, _rule: Constraint, _: JudgeOf) -> Judge:
    bound, expected = version_of(most.encode()) or (), f"a version of at most {most}"
    return lambda value: None if (found := version_of(value)) is not None and found <= bound else expected


def _fault(version: str, _rule: Constraint) -> str | None:
    return None if version_of(version.encode()) is not None else f"{version!r} is no version such as 1.2 or v1.2"


MINIMUM_VERSION = Keyword(
    word="minimumVersion",
    means="The value is a version, with or without v before it, and not lower than this: 1.10 is above 1.9.",
    example='{minimumVersion: "1.9"}',
    holds="x=v1.10",
    fails="x=1.8",
    compile=_minimum,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.TEXT,
    fault=_fault,
)

MAXIMUM_VERSION = Keyword(
    word="maximumVersion",
    means="The value is a version, with or without v before it, and not higher than this.",
    example='{maximumVersion: "1.9"}',
    holds="x=1.8.7",
    fails="x=1.10",
    compile=_maximum,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.TEXT,
    fault=_fault,
)
