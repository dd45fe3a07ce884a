"""KEY014: a key spelt with other upper and lower case than in the rule."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import RULE, bound_hit
from validator.model.announcement import Fidelity


def run(view: AttributeView) -> Iterator[Hit]:
    """Compare the spelling of a defined key with the rule's."""
    if view.bound is None or view.bound.is_family or view.attribute.key == view.bound.name.encode():
        return
    if view.attribute.name != view.bound.name.lower().encode():  # another name of the key
        return
    name = view.bound.name
    yield bound_hit(view.bound, "", f'the key "{view.key}" is written "{name}" in the rule', f"write {name}", Basis.MAY)


CHECK = AttributeCheck(
    code="KEY014",
    slug="key-case",
    looks=Looks.KEY,
    title="The key is spelt in another case than in the rule",
    basis=Basis.MAY,
    source="RFC 6763 section 6.4",
    covers=("K9",),
    why="Keys compare without regard to case, so the device may do so; but some clients compare exactly,"
    " and to them the key is absent.",
    remedy="Spell the key as the rule does.",
    fires=(txt("MODE=safe", rule=RULE),),
    silent=(txt("mode=safe", rule=RULE),),
    needs=frozenset({Fidelity.CASE}),
    counting_only=True,
    run=run,
)
