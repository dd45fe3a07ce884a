"""Keywords of lists in a value: ``separator`` and ``items``."""

from __future__ import annotations

from validator.rules.keywords.keyword import Filling, Keyword
from validator.rules.schema import Constraint, KeyRule


def _items_fault(_items: KeyRule, rule: Constraint) -> str | None:
    has_separator = isinstance(rule, KeyRule) and rule.separator
    return None if has_separator else "items needs a separator"


SEPARATOR = Keyword(
    word="separator",
    means="The value is a list; this text stands between its items.",
    example='{separator: ",", items: {format: port}}',
    holds="x=80,443",
    fails="x=80;443",
)

ITEMS = Keyword(
    word="items",
    means="What holds for every item of the list; needs separator.",
    example='{separator: ",", items: {enum: [copy, scan]}}',
    holds="x=scan,copy",
    fails="x=scan, copy",
    filling=Filling.RULE,
    fault=_items_fault,
)
