"""KEY020: a bit field that cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import violations

_KEYWORDS = ("bits",)

_RULE = """\
service: example
definition: keys
keys:
  sf: {bits: {width: 3, reserved: forbidden, fields: {unpaired: {bit: 0}, fault: {bit: 2, excludes: [unpaired]}}}}
"""


def run(view: AttributeView) -> Iterator[Hit]:
    """Read the value as the bits that the rule names."""
    yield from violations(view, _KEYWORDS, "correct the bits of {key}: {expected}")


CHECK = AttributeCheck(
    code="KEY020",
    slug="wrong-bits",
    looks=Looks.VALUE,
    title="The bit field is not as the rule says",
    basis=Basis.STATED,
    source="the service's rule",
    why="Readers test single bits: one that is set by mistake switches on what the device cannot do.",
    remedy="Set the bits that the specification names, and no others.",
    fires=(
        txt("sf=many", rule=_RULE),
        txt("sf=8", rule=_RULE),
        txt("sf=2", rule=_RULE),
        txt("sf=5", rule=_RULE),
    ),
    silent=(txt("sf=1", rule=_RULE),),
    keywords=_KEYWORDS,
    counting_only=True,
    run=run,
)
