"""KEY021: a value that is none of the alternatives, or what it must not be."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import violations

_KEYWORDS = ("anyOf", "not")

_RULE = """\
service: example
definition: keys
keys:
  pi: {anyOf: [{format: uuid}, {format: mac}]}
  port: {not: {const: "0"}}
"""


def run(view: AttributeView) -> Iterator[Hit]:
    """Judge by the alternatives."""
    yield from violations(view, _KEYWORDS, "write {key} as {expected}")


CHECK = AttributeCheck(
    code="KEY021",
    slug="no-alternative",
    looks=Looks.VALUE,
    title="The value is none of the alternatives that the rule allows",
    basis=Basis.STATED,
    source="the service's rule",
    why="Each alternative is what some client understands; what is none of them no client understands.",
    remedy="Write the value as one of the alternatives.",
    fires=(
        txt("pi=7", rule=_RULE),
        txt("port=0", rule=_RULE),
    ),
    silent=(txt("pi=00:00:5E:00:53:01", "port=80", rule=_RULE),),
    keywords=_KEYWORDS,
    counting_only=True,
    run=run,
)
