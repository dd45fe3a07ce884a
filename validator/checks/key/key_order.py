"""KEY028: keys that do not stand in the order of the specification."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, txt
from validator.model.announcement import Fidelity
from validator.rules.rule import Rule

_RULE = "service: example\ndefinition: keys\nkeys: {txtvers: {}, model: {}, fw: {}, x: {}}\n"
_RULE += "keyOrder: [txtvers, model, fw]\n"


def run(subject: Subject) -> Iterator[Hit]:
    """Compare the order of the keys that are present with ``keyOrder``; other keys come after these."""
    rule = subject.rule
    if rule is None or not rule.key_order:
        return
    wanted = [name for key in rule.key_order if (name := key.lower().encode()) in subject.counting]
    found = list(subject.counting)[: len(wanted)]
    if found != wanted:
        names = ", ".join(key for key in rule.key_order if key.lower().encode() in subject.counting)
        wrong = next(each for each, name in zip(found, wanted, strict=True) if each != name)
        attribute = subject.counting[wrong]
        message = f'"{attribute.shown_key}" stands before its turn: the record begins with {names}, in this order'
        yield Hit(message, f"write {names} first, in this order", attribute, origin=rule.origins.get("keyOrder"))


def _concerns(rule: Rule | None) -> bool:
    return bool(rule and rule.key_order)


CHECK = AnnouncementCheck(
    code="KEY028",
    slug="key-order",
    concerns=_concerns,
    title="The keys are not in the order of the specification",
    basis=Basis.MAY,
    source="the service's rule",
    why="The order has no meaning in DNS-SD, but the specification gives one, and simple readers rely on it.",
    remedy="Write the keys in the order that the rule gives.",
    fires=(txt("model=1", "txtvers=1", rule=_RULE), txt("txtvers=1", "x=1", "fw=1", rule=_RULE)),
    silent=(txt("txtvers=1", "fw=1", "x=1", rule=_RULE), txt("x=1", rule=_RULE)),
    needs=frozenset({Fidelity.ORDER, Fidelity.STRINGS}),
    run=run,
)
