"""KEY002: a value other than the one constant that the rule allows."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import RULE, violations

_KEYWORDS = ("const",)


def run(view: AttributeView) -> Iterator[Hit]:
    """Compare with ``const``."""
    yield from violations(view, _KEYWORDS, "write {key} with the value {expected}")


CHECK = AttributeCheck(
    code="KEY002",
    slug="const-mismatch",
    looks=Looks.VALUE,
    title="The value is not the one that the rule fixes",
    basis=Basis.STATED,
    source="the service's rule",
    why="A client that understands only the fixed value, a TXT version above all, ignores the record.",
    remedy="Write the value as the rule has it.",
    fires=(
        txt("txtvers=2", rule=RULE),
        txt("txtvers", rule=RULE),
    ),
    silent=(txt("txtvers=1", rule=RULE),),
    keywords=_KEYWORDS,
    counting_only=True,
    run=run,
)
