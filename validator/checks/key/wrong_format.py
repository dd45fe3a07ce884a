"""KEY005: a value that does not look like what the rule says it is."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import RULE, violations

_KEYWORDS = ("format",)


def run(view: AttributeView) -> Iterator[Hit]:
    """Compare with ``format``; where the note only hints at it, this is a warning."""
    yield from violations(view, _KEYWORDS, "write {key} as {expected}")


CHECK = AttributeCheck(
    code="KEY005",
    slug="wrong-format",
    looks=Looks.VALUE,
    title="The value does not have the format that the rule names",
    basis=Basis.STATED,
    source="the service's rule",
    why="A client that expects an address, a number or an identifier cannot use what it gets.",
    remedy="Write the value in the named format.",
    fires=(
        txt("mac=unknown", rule=RULE),
        txt("id=7", rule=RULE),
    ),
    silent=(
        txt("mac=00:11:22:aa:bb:cc", rule=RULE),
        txt("mac=", rule=RULE),
    ),
    keywords=_KEYWORDS,
    counting_only=True,
    run=run,
)
