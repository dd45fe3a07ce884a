"""KEY027: a key under another name than the rule's own."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import bound_hit

_RULE = "service: example\ndefinition: keys\nkeys: {usb_MFG: {aliases: [usb_MANU]}}\n"


def run(view: AttributeView) -> Iterator[Hit]:
    """Report the other name."""
    if view.rule is None or view.bound is None or view.attribute.name not in view.rule.aliases:
        return
    message = f'the key "{view.key}" is another name of "{view.bound.name}"'
    yield bound_hit(view.bound, "aliases", message, f"write {view.bound.name}", Basis.MAY)


CHECK = AttributeCheck(
    code="KEY027",
    slug="alias-key",
    looks=Looks.KEY,
    title="The key has another name than in the rule",
    basis=Basis.MAY,
    source="the service's rule",
    why="Some clients know the other name as well, others do not.",
    remedy="Use the name of the rule.",
    fires=(txt("usb_manu=Acme", rule=_RULE),),
    silent=(txt("usb_MFG=Acme", rule=_RULE),),
    counting_only=True,
    keywords=("aliases",),
    run=run,
)
