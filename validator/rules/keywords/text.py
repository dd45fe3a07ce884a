"""Keywords that say what the text of a value is: ``const``, ``enum``, ``pattern``, ``ignoreCase``, ``format``."""

from __future__ import annotations

from collections.abc import Iterator

from validator.rules.formats import FORMATS
from validator.rules.keywords.keyword import ALONE, Complaint, Filling, Judge, JudgeOf, Keyword
from validator.rules.patterns import compile_pattern
from validator.rules.schema import Constraint, KeyRule


def _const(wanted: str, rule: Constraint, _: JudgeOf = ALONE) -> Judge:
    return _among((wanted,), f'"{wanted}"', rule)


def _enum(wanted: tuple[str, ...], rule: Constraint, _: JudgeOf = ALONE) -> Judge:
    return _among(wanted, "one of " + ", ".join(f'"{value}"' for value in wanted), rule)


def _among(wanted: tuple[str, ...], expected: str, rule: Constraint) -> Judge:
    octets = frozenset(value.encode() for value in wanted)
    if not rule.ignore_case:
        return lambda value: None if value in octets else expected
    folded = frozenset(value.lower() for value in octets)  # of octets, only letters of ASCII have another case
    return lambda value: None if value.lower() in folded else expected


def _pattern(wanted: str, rule: Constraint, _: JudgeOf = ALONE) -> Judge:
    fullmatch = compile_pattern(wanted, ignore_case=bool(rule.ignore_case)).fullmatch
    example = rule.examples[0] if isinstance(rule, KeyRule) and rule.examples else None
    expected = f"a value that matches the pattern {wanted}" + (f", such as {example}" if example else "")
    return lambda value: None if fullmatch(value) else expected


def _format(wanted: str, _rule: Constraint, _: JudgeOf = ALONE) -> Judge:
    matches, expected = FORMATS[wanted].matches, FORMATS[wanted].expected
    return lambda value: None if matches(value) else expected


def _enum_fault(wanted: tuple[str, ...], _rule: Constraint) -> str | None:
    return None if wanted else "an empty list allows no value at all"


def _format_fault(wanted: str, _rule: Constraint) -> str | None:
    return None if wanted in FORMATS else f"there is no format {wanted!r}; expected one of {', '.join(FORMATS)}"


def _enum_lint(wanted: tuple[str, ...], rule: Constraint) -> Iterator[Complaint]:
    if rule.const is not None and _enum(wanted, rule)(rule.const.encode()):
        yield ("enum",), f"does not allow {rule.const!r}, which const demands"
    if len({value.encode().lower() if rule.ignore_case else value.encode() for value in wanted}) < len(wanted):
        yield ("enum",), "lists a value twice"


CONST = Keyword(
    word="const",
    means='The value is exactly this text, as it stands in the record ("1", not 1).',
    example='{const: "1"}',
    holds="x=1",
    fails="x=2",
    compile=_const,
    quotes=True,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.TEXT,
)

ENUM = Keyword(
    word="enum",
    means="The value is one of these texts.",
    example="{enum: [normal, safe]}",
    holds="x=safe",
    fails="x=Safe",
    compile=_enum,
    quotes=True,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.TEXT,
    fault=_enum_fault,
    lint=_enum_lint,
)

PATTERN = Keyword(
    word="pattern",
    means="The whole value matches this pattern, in the syntax of RE2.",
    example="{pattern: 'v[0-9]+'}",
    holds="x=v12",
    fails="x=v12-beta",
    compile=_pattern,
    quotes=True,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.PATTERN,
)

IGNORE_CASE = Keyword(
    word="ignoreCase",
    means="In const, enum and pattern the letters of ASCII compare without regard to case (in pattern all letters do).",
    example='{enum: ["T", "F"], ignoreCase: true}',
    holds="x=t",
    fails="x=true",
    in_items=True,
)

FORMAT = Keyword(
    word="format",
    means="The value looks like what the format names.",
    example="{format: mac}",
    holds="x=00:11:22:AA:BB:CC",
    fails="x=unknown",
    compile=_format,
    can_be_hinted=True,
    in_items=True,
    choices=tuple(FORMATS),
    fault=_format_fault,
)
