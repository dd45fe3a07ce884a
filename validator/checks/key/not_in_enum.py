"""KEY003: a value that is not in the list of the rule."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import RULE, violations

_KEYWORDS = ("enum",)


def run(view: AttributeView) -> Iterator[Hit]:
    """Compare with ``enum``; case counts, since values are opaque octets, unless the rule says ``ignoreCase``."""
    yield from violations(view, _KEYWORDS, "set {key} to {expected}")


CHECK = AttributeCheck(
    code="KEY003",
    slug="not-in-enum",
    looks=Looks.VALUE,
    title="The value is not one of those that the rule lists",
    basis=Basis.STATED,
    source="the service's rule",
    why="A client has no branch for a value that the rule does not list, and treats it as an error or as the default.",
    remedy="Use one of the listed values, spelt exactly so.",
    fires=(
        txt("mode=turbo", rule=RULE),
        txt("mode=Normal", rule=RULE),
    ),
    silent=(txt("mode=safe", rule=RULE),),
    keywords=_KEYWORDS,
    counting_only=True,
    run=run,
)
