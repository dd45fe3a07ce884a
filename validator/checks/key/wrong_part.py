"""KEY022: a part of a value that is a record of its own."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import violations

_KEYWORDS = ("properties", "additionalProperties")

_RULE = """\
service: example
definition: keys
keys:
  dk0: {separator: ",", properties: {adVN: {required: true}, adVF: {format: hexint}}, additionalProperties: false}
"""


def run(view: AttributeView) -> Iterator[Hit]:
    """Take the value apart, and judge its parts."""
    yield from violations(view, _KEYWORDS, "correct the part of {key}: {expected}")


CHECK = AttributeCheck(
    code="KEY022",
    slug="wrong-part",
    looks=Looks.VALUE,
    title="A part of the value is not as the rule says",
    basis=Basis.STATED,
    source="the service's rule",
    why="Clients take the value apart and look for parts by name; one that is misspelt is a volume or a feature"
    " that they do not see.",
    remedy="Correct the part.",
    fires=(
        txt("dk0=adVF=0x82", rule=_RULE),
        txt("dk0=adVN=tm,adVF=x", rule=_RULE),
        txt("dk0=adVN=tm,adVX=1", rule=_RULE),
    ),
    silent=(txt("dk0=adVN=tm,adVF=0x82", rule=_RULE),),
    keywords=_KEYWORDS,
    counting_only=True,
    run=run,
)
