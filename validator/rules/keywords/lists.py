"""Keywords of lists in a value: ``separator``, what its items are, how many there are, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from validator.rules.keywords.keyword import Complaint, Filling, Judge, JudgeOf, Keyword
from validator.rules.keywords.versions import version_of
from validator.rules.schema import Constraint, KeyRule


def items_of(value: bytes, rule: Constraint) -> list[bytes]:
    """The items of a list; an empty value has none."""
    return value.split(rule.separator.encode()) if rule.separator and value else [value] if value else []


def _prefix_items(rules: tuple[KeyRule, ...], rule: Constraint, judge_of: JudgeOf) -> Judge:
    judges = [judge_of(each) for each in rules]

    def judge(value: bytes) -> str | None:
        for number, (each, item) in enumerate(zip(judges, items_of(value, rule), strict=False), 1):
            expected = each(item)
            if expected is not None:
                return f"part {number} to be {expected}"
        return None

    return judge


def _contains(wanted: Constraint, rule: Constraint, judge_of: JudgeOf) -> Judge:
    judge_item, least = judge_of(wanted), 1 if rule.min_contains is None else rule.min_contains
    expected = f"a list with {least if least != 1 else 'an'} item{'s' if least > 1 else ''} that {_described(wanted)}"

    def judge(value: bytes) -> str | None:
        found = sum(judge_item(item) is None for item in items_of(value, rule))
        return None if found >= least else expected

    return judge


def _described(rule: Constraint) -> str:
    if rule.const is not None:
        return f'is "{rule.const}"'
    if rule.enum is not None:
        return "is one of " + ", ".join(f'"{value}"' for value in rule.enum)
    if rule.minimum_version is not None:
        return f"is at least {rule.minimum_version}"
    return f"matches the pattern {rule.pattern}" if rule.pattern is not None else "is as the rule says"


def _max_contains(most: int, rule: Constraint, judge_of: JudgeOf) -> Judge:
    wanted = rule.contains or Constraint()
    judge_item, expected = judge_of(wanted), f"at most {most} items that each {_described(wanted)}"
    return lambda value: None if sum(judge_item(item) is None for item in items_of(value, rule)) <= most else expected


def _min_items(least: int, rule: Constraint, _: JudgeOf) -> Judge:
    return lambda value: None if len(items_of(value, rule)) >= least else f"a list of at least {least} items"


def _max_items(most: int, rule: Constraint, _: JudgeOf) -> Judge:
    return lambda value: None if len(items_of(value, rule)) <= most else f"a list of at most {most} items"


def _unique_items(is_wanted: bool, rule: Constraint, _: JudgeOf) -> Judge:  # noqa: FBT001 - as in the file
    def judge(value: bytes) -> str | None:
        found = items_of(value, rule)
        return "a list without repeated items" if is_wanted and len(set(found)) < len(found) else None

    return judge


def _exclusive_items(alone: tuple[str, ...], rule: Constraint, _: JudgeOf) -> Judge:
    octets = frozenset(each.encode() for each in alone)

    def judge(value: bytes) -> str | None:
        found = items_of(value, rule)
        standing = next((item for item in found if item in octets), None)
        return f'"{standing.decode()}" alone' if standing is not None and len(found) > 1 else None

    return judge


def _ordered(order: str, rule: Constraint, _: JudgeOf) -> Judge:
    follows: Callable[[tuple[int, ...], tuple[int, ...]], bool]
    follows = (lambda one, other: one <= other) if order == "ascending" else (lambda one, other: one >= other)

    def judge(value: bytes) -> str | None:
        numbers = [version for item in items_of(value, rule) if (version := version_of(item)) is not None]
        return None if all(follows(one, other) for one, other in pairwise(numbers)) else f"the items {order}"

    return judge


def _needs_separator(word: str) -> Callable[[object, Constraint], str | None]:
    return lambda _value, rule: None if rule.separator else f"{word} needs a separator"


def _needs_contains(word: str) -> Callable[[object, Constraint], str | None]:
    return lambda _value, rule: None if rule.contains is not None else f"{word} needs contains"


def _max_items_lint(most: int, rule: Constraint) -> Iterator[Complaint]:
    if rule.min_items is not None and rule.min_items > most:
        yield (), f"no list has at least {rule.min_items} and at most {most} items"


SEPARATOR = Keyword(
    word="separator",
    means="The value is a list; this text stands between its items.",
    example='{separator: ",", items: {format: port}}',
    holds="x=80,443",
    fails="x=80;443",
    in_items=True,
)

ITEMS = Keyword(
    word="items",
    means="What holds for every item of the list; needs separator.",
    example='{separator: ",", items: {enum: [copy, scan]}}',
    holds="x=scan,copy",
    fails="x=scan, copy",
    in_items=True,
    filling=Filling.RULE,
    fault=_needs_separator("items"),
)

PREFIX_ITEMS = Keyword(
    word="prefixItems",
    means="What holds for the first item, the second, and so on; needs separator.",
    example='{separator: "+", prefixItems: [{format: uint}, {maximum: 9}]}',
    holds="x=1234+5",
    fails="x=1234+56",
    compile=_prefix_items,
    quotes=True,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.RULE,
    fault=_needs_separator("prefixItems"),
)

CONTAINS = Keyword(
    word="contains",
    means="Some item of the list is as this rule says; needs separator.",
    example='{separator: ",", contains: {const: image/jpeg}}',
    holds="x=image/urf,image/jpeg",
    fails="x=image/urf",
    compile=_contains,
    quotes=True,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.RULE,
    fault=_needs_separator("contains"),
)

MIN_CONTAINS = Keyword(
    word="minContains",
    means="How many items contains asks for at least; 1 where this is absent.",
    example='{separator: ",", contains: {format: port}, minContains: 2}',
    holds="x=80,443",
    fails="x=80,x",
    in_items=True,
    fault=_needs_contains("minContains"),
)

MAX_CONTAINS = Keyword(
    word="maxContains",
    means="How many items at most are as contains says.",
    example='{separator: ",", contains: {const: "1"}, maxContains: 1}',
    holds="x=1,2",
    fails="x=1,2,1",
    compile=_max_contains,
    can_be_hinted=True,
    in_items=True,
    fault=_needs_contains("maxContains"),
)

MIN_ITEMS = Keyword(
    word="minItems",
    means="The list has at least so many items; needs separator.",
    example='{separator: ",", minItems: 2}',
    holds="x=1,2",
    fails="x=1",
    compile=_min_items,
    can_be_hinted=True,
    in_items=True,
    fault=_needs_separator("minItems"),
)

MAX_ITEMS = Keyword(
    word="maxItems",
    means="The list has at most so many items; needs separator.",
    example='{separator: ",", maxItems: 2}',
    holds="x=1,2",
    fails="x=1,2,3",
    compile=_max_items,
    can_be_hinted=True,
    in_items=True,
    fault=_needs_separator("maxItems"),
    lint=_max_items_lint,
)

UNIQUE_ITEMS = Keyword(
    word="uniqueItems",
    means="No item stands twice in the list; needs separator.",
    example='{separator: ",", uniqueItems: true}',
    holds="x=1,2",
    fails="x=1,2,1",
    compile=_unique_items,
    can_be_hinted=True,
    in_items=True,
    fault=_needs_separator("uniqueItems"),
)

EXCLUSIVE_ITEMS = Keyword(
    word="exclusiveItems",
    means="These items stand alone in the list; needs separator.",
    example='{separator: ",", exclusiveItems: [none]}',
    holds="x=none",
    fails="x=none,password",
    compile=_exclusive_items,
    quotes=True,
    can_be_hinted=True,
    in_items=True,
    fault=_needs_separator("exclusiveItems"),
)

ORDERED = Keyword(
    word="ordered",
    means="The items that are numbers or versions are in this order; needs separator.",
    example='{separator: ",", ordered: ascending}',
    holds="x=v1.9,v1.10",
    fails="x=v1.10,v1.9",
    compile=_ordered,
    can_be_hinted=True,
    in_items=True,
    fault=_needs_separator("ordered"),
)
