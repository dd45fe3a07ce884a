"""KEY007: a value with fewer or more octets than the rule allows."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import RULE, violations

_KEYWORDS = ("minLength", "maxLength")


def run(view: AttributeView) -> Iterator[Hit]:
    """Compare with ``minLength`` and ``maxLength``, in octets."""
    yield from violations(view, _KEYWORDS, "give {key} {expected}")


CHECK = AttributeCheck(
    code="KEY007",
    slug="wrong-length",
    looks=Looks.VALUE,
    title="The value is shorter or longer than the rule allows",
    basis=Basis.STATED,
    source="the service's rule",
    why="A client with a buffer of the agreed size truncates the value or refuses the record.",
    remedy="Bring the value to the stated length; lengths count octets, not characters.",
    fires=(
        txt("hash=1234567", rule=RULE),
        txt("hash=123456789", rule=RULE),
    ),
    silent=(txt("hash=12345678", rule=RULE),),
    keywords=_KEYWORDS,
    counting_only=True,
    run=run,
)
