"""KEY008: a key that the rule requires is not in the record."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, txt
from validator.checks.key.value import absent_keys
from validator.model.announcement import Fidelity
from validator.rules.rule import Rule

_RULE = "service: example\ndefinition: keys\nkeys: {id: {required: true, description: serial number}, note: {}}\n"


def run(subject: Subject) -> Iterator[Hit]:
    """Look for each required key. Where no record was seen at all, that is the fault and not the keys."""
    for bound, hint in absent_keys(subject, "required"):
        message = f'the key "{bound.name}" is required and absent'
        yield Hit(message, hint, key=bound.name, origin=bound.origins["required"])


def _concerns(rule: Rule | None) -> bool:
    return rule is not None and any(bound.rule.required for bound in rule.described)


CHECK = AnnouncementCheck(
    code="KEY008",
    slug="required-key-absent",
    concerns=_concerns,
    title="A key that the rule requires is absent",
    basis=Basis.STATED,
    source="the service's rule",
    why="A client cannot use the service without this key: typically it drops the device from its list.",
    remedy="Add the key.",
    fires=(txt("note=x", rule=_RULE), txt("", rule=_RULE)),
    silent=(txt("id=1", rule=_RULE), txt("ID", rule=_RULE)),
    needs=frozenset({Fidelity.STRINGS}),
    keywords=("required",),
    run=run,
)
