"""KEY010: a key without a value where the rule requires one."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import RULE, bound_hit
from validator.model.txt import KeyState


def run(view: AttributeView) -> Iterator[Hit]:
    """Accept neither ``key`` nor ``key=`` where ``value`` is ``required``."""
    if view.bound is None or view.bound.rule.value != "required" or view.attribute.state is KeyState.VALUE:
        return
    message = f'"{view.key}" is {view.attribute.state.value}, but the rule requires one'
    yield bound_hit(view.bound, "value", message, f"give {view.key} a value, or leave the key out", Basis.STATED)


CHECK = AttributeCheck(
    code="KEY010",
    slug="value-missing",
    looks=Looks.WORD,
    title="The key has no value where the rule requires one",
    basis=Basis.STATED,
    source="the service's rule; RFC 6763 section 6.4",
    covers=("K10", "K13"),
    why="A key without value and one with an empty value are states of their own (RFC 6763 section 6.4); a client that"
    " expects a value takes neither for one.",
    remedy="Give the key a value, or leave it out.",
    fires=(txt("path", rule=RULE), txt("path=", rule=RULE)),
    silent=(txt("path=/", rule=RULE),),
    counting_only=True,
    keywords=("value",),
    run=run,
)
