"""KEY018: a list that lacks an item, has too many, or whose items do not go together."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import violations

_KEYWORDS = (
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "minItems",
    "maxItems",
    "uniqueItems",
    "exclusiveItems",
    "ordered",
)

_RULE = """\
service: example
definition: keys
keys:
  pdl: {separator: ",", contains: {const: image/jpeg}}
  VP: {separator: "+", prefixItems: [{format: uint}, {maximum: 65535}], maxItems: 2}
  air: {separator: ",", exclusiveItems: [none], uniqueItems: true}
  ver: {separator: ",", ordered: ascending, minItems: 2, contains: {const: "1"}, maxContains: 1}
"""


def run(view: AttributeView) -> Iterator[Hit]:
    """Judge the list as a whole."""
    yield from violations(view, _KEYWORDS, "set {key} to {expected}")


CHECK = AttributeCheck(
    code="KEY018",
    slug="list-not-as-defined",
    looks=Looks.VALUE,
    title="The list is not as the rule says",
    basis=Basis.STATED,
    source="the service's rule",
    why="Clients look for an item that they need, or read the parts by their place: a list that is otherwise than they"
    " expect is a feature that the device seems to lack.",
    remedy="Correct the list as the rule says.",
    fires=(
        txt("pdl=image/urf", rule=_RULE),
        txt("VP=7+70000", rule=_RULE),
        txt("VP=7+8+9", rule=_RULE),
        txt("air=none,password", rule=_RULE),
        txt("air=oauth,oauth", rule=_RULE),
        txt("ver=1.1,1.0", rule=_RULE),
        txt("ver=1", rule=_RULE),
        txt("ver=1,1", rule=_RULE),
    ),
    silent=(txt("pdl=image/urf,image/jpeg", "VP=7+8", "air=none", "ver=1,1.10", rule=_RULE),),
    keywords=_KEYWORDS,
    counting_only=True,
    run=run,
)
