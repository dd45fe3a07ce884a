"""What the values of a key are judged by: the keywords of its rule, compiled once into functions of octets."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from validator.rules.keywords import KEYWORDS
from validator.rules.keywords.keyword import Judge, Keyword
from validator.rules.schema import Constraint, KeyRule


class Requirement(Struct, frozen=True):
    """One keyword of a rule, ready to judge values."""

    keyword: Keyword
    judge: Judge
    is_hinted: bool
    """Whether the rule names the keyword under ``hinted``."""
    quoted: tuple[str, ...]
    """The texts of the rule that the judge's answer may quote."""


def requirements(rule: Constraint) -> dict[str, Requirement]:
    """Compile a rule: by its word each keyword that judges values, in the order of the table."""
    hinted = (rule.hinted or ()) if isinstance(rule, KeyRule) else ()
    return {
        word: Requirement(keyword, keyword.compile(value, rule, judge_of), word in hinted, keyword.quoted(rule))
        for word, keyword in KEYWORDS.items()
        if keyword.compile is not None and (value := keyword.of(rule)) is not None
    }


def unmet(asked: Mapping[str, Requirement], value: bytes) -> tuple[Requirement, str] | None:
    """The first requirement that a value does not meet, and what was expected; None where it meets all."""
    for requirement in asked.values():
        expected = requirement.judge(value)
        if expected is not None:
            return requirement, expected
    return None


def judge_of(rule: Constraint) -> Judge:
    """Make one judge of all that a rule asks of a value, its items included."""
    asked = requirements(rule)
    inner = None if rule.items is None else judge_of(rule.items)

    def judge(value: bytes) -> str | None:
        fault = unmet(asked, value)
        if fault is not None:
            return fault[1]
        return None if inner is None else next(filter(None, map(inner, items(rule, value))), None)

    return judge


def items(rule: Constraint, value: bytes) -> list[bytes]:
    """The items of a list value; the value itself where the rule names no separator."""
    return [value] if not rule.separator else value.split(rule.separator.encode())
