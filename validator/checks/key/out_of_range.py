"""KEY006: a number below the minimum or above the maximum of the rule."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import RULE, violations

_KEYWORDS = ("minimum", "maximum", "minimumVersion", "maximumVersion")


def run(view: AttributeView) -> Iterator[Hit]:
    """Compare with ``minimum`` and ``maximum``; what is no decimal number is out of range too."""
    yield from violations(view, _KEYWORDS, "set {key} to {expected}")


CHECK = AttributeCheck(
    code="KEY006",
    slug="out-of-range",
    looks=Looks.VALUE,
    title="The number is outside of the rule's range",
    basis=Basis.STATED,
    source="the service's rule",
    why="A client that stores the value in the range that was agreed clips it, wraps it or refuses it.",
    remedy="Keep the number within the range.",
    fires=(
        txt("level=101", rule=RULE),
        txt("level=-1", rule=RULE),
    ),
    silent=(txt("level=100", rule=RULE),),
    keywords=_KEYWORDS,
    counting_only=True,
    run=run,
)
