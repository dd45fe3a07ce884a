"""KEY012: an item of a list value that the rule does not allow."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import HIDDEN, RULE, bound_hit, list_items, quotes_secret
from validator.rules.requirements import unmet


def run(view: AttributeView) -> Iterator[Hit]:
    """Judge each item of the list by ``items``; name the first keyword that it breaks."""
    bound = view.bound
    if bound is None:
        return
    for number, item in enumerate(list_items(view), 1):
        fault = unmet(bound.item_requirements, item)
        if fault is None:
            continue
        requirement, expected = fault
        if not view.reveal and quotes_secret(requirement, view.attribute.key, bound):
            expected = HIDDEN
        message = f'item {number} of "{view.key}" is {view.quoted(item)}, expected {expected}'
        hint = f"separate items with {bound.rule.separator!r} and write each as {expected}"
        yield bound_hit(bound, "items", message, hint, Basis.HINTED if requirement.is_hinted else Basis.STATED)


CHECK = AttributeCheck(
    code="KEY012",
    slug="list-item",
    looks=Looks.VALUE,
    title="An item of the list is not as the rule says",
    basis=Basis.STATED,
    source="the service's rule",
    why="A client splits the value and looks for items that it knows; one that is misspelt is as good as absent.",
    remedy="Correct the item; mind the separator and spaces, which belong to the items.",
    fires=(txt("pdl=image/jpeg,image/x", rule=RULE), txt("pdl=image/jpeg, application/pdf", rule=RULE)),
    silent=(txt("pdl=image/jpeg,application/pdf", rule=RULE), txt("pdl=", rule=RULE)),
    counting_only=True,
    keywords=("separator", "items"),
    run=run,
)
