"""KEY011: a value on a key whose mere presence is the message."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import RULE, bound_hit
from validator.model.announcement import Fidelity
from validator.model.txt import KeyState


def run(view: AttributeView) -> Iterator[Hit]:
    """Accept only the bare key where ``value`` is ``forbidden``."""
    if view.bound is None or view.bound.rule.value != "forbidden" or view.attribute.state is KeyState.NO_VALUE:
        return
    message = f'"{view.key}" is {view.attribute.state.value}, but the rule says that it has none'
    yield bound_hit(view.bound, "value", message, f"write {view.key} alone, without =", Basis.STATED)


CHECK = AttributeCheck(
    code="KEY011",
    slug="value-forbidden",
    looks=Looks.WORD,
    title="The key has a value where the rule says that it has none",
    basis=Basis.STATED,
    source="the service's rule; RFC 6763 section 6.4",
    covers=("K10", "K13"),
    why="The key is a flag: a client looks whether it is there. With secure=0 the flag is set, which is the opposite of"
    " what was meant.",
    remedy="Write the bare key, or leave it out to clear the flag.",
    fires=(txt("secure=0", rule=RULE), txt("secure=", rule=RULE)),
    silent=(txt("secure", rule=RULE),),
    needs=frozenset({Fidelity.STATES}),
    counting_only=True,
    keywords=("value",),
    run=run,
)
