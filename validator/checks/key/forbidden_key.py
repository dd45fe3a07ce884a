"""KEY024: a key that must not be in the record of this service."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, txt
from validator.checks.key.value import bound_hit

_RULE = "service: example\ndefinition: keys\nkeys: {cm: {forbidden: devices in use have none}, id: {}}\n"


def run(view: AttributeView) -> Iterator[Hit]:
    """Report the key with the rule's reason, where it gives one."""
    reason = view.bound.rule.forbidden if view.bound else None
    if view.bound is None or not reason:
        return
    why = f": {reason}" if isinstance(reason, str) else ""
    message = f'the key "{view.key}" must not be in this record{why}'
    yield bound_hit(view.bound, "forbidden", message, f"remove {view.key}", Basis.STATED)


CHECK = AttributeCheck(
    code="KEY024",
    slug="forbidden-key",
    looks=Looks.KEY,
    title="The rule forbids this key",
    basis=Basis.STATED,
    source="the service's rule",
    why="The key belongs to another service or to another state of the device; clients that believe it do the wrong"
    " thing.",
    remedy="Remove the key.",
    fires=(txt("cm=1", rule=_RULE), txt("CM", rule=_RULE)),
    silent=(txt("id=1", rule=_RULE),),
    counting_only=True,
    keywords=("forbidden",),
    run=run,
)
