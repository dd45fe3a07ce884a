"""KEY004: a value that does not match the pattern of the rule."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import RULE, violations

_KEYWORDS = ("pattern",)


def run(view: AttributeView) -> Iterator[Hit]:
    """Compare the whole value with ``pattern``."""
    yield from violations(view, _KEYWORDS, "write {key} as {expected}")


CHECK = AttributeCheck(
    code="KEY004",
    slug="pattern-mismatch",
    looks=Looks.VALUE,
    title="The value does not match the rule's pattern",
    basis=Basis.STATED,
    source="the service's rule",
    why="A client that parses the value by this pattern fails on it.",
    remedy="Write the value in the form that the pattern describes.",
    fires=(
        txt("fw=beta", rule=RULE),
        txt("fw=1.2.", rule=RULE),
    ),
    silent=(txt("fw=1.2", rule=RULE),),
    keywords=_KEYWORDS,
    counting_only=True,
    run=run,
)
