"""KEY023: a key that the rule recommends is not in the record."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, txt
from validator.checks.key.value import absent_keys
from validator.model.announcement import Fidelity
from validator.rules.rule import Rule

_RULE = "service: example\ndefinition: keys\nkeys: {id: {recommended: true, aliases: [ident]}, note: {}}\n"


def run(subject: Subject) -> Iterator[Hit]:
    """Look for each recommended key."""
    for bound, hint in absent_keys(subject, "recommended"):
        message = f'the key "{bound.name}" is recommended and absent'
        yield Hit(message, hint, key=bound.name, origin=bound.origins["recommended"])


def _concerns(rule: Rule | None) -> bool:
    return rule is not None and any(bound.rule.recommended for bound in rule.described)


CHECK = AnnouncementCheck(
    code="KEY023",
    slug="recommended-key-absent",
    concerns=_concerns,
    title="A key that the rule recommends is absent",
    basis=Basis.SHOULD,
    source="the service's rule",
    why="Clients read this key where it is there; without it they show less, or have to ask the device.",
    remedy="Add the key.",
    fires=(txt("note=x", rule=_RULE), txt("", rule=_RULE)),
    silent=(txt("id=1", rule=_RULE), txt("ident=1", rule=_RULE)),
    needs=frozenset({Fidelity.STRINGS}),
    keywords=("recommended",),
    run=run,
)
