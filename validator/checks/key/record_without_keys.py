"""KEY029: a record without keys, of a service that always has some."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, txt
from validator.model.announcement import Fidelity
from validator.rules.rule import Rule

_RULE = "service: example\ndefinition: partial\nkeys: {model: {}}\ntxt: required\n"


def run(subject: Subject) -> Iterator[Hit]:
    """Apply ``txt: required``. Where no record was seen at all, other checks say so."""
    rule = subject.rule
    if rule is None or not rule.needs_txt or subject.announcement.txt is None or any(subject.counting):
        return
    listed = ", ".join(bound.name for bound in rule.keys.values())
    hint = f"publish the keys of the service: {listed}" if listed else "publish the keys of the service"
    yield Hit(f"the record of {rule.service} has no keys", hint, origin=rule.origins.get("txt"))


def _concerns(rule: Rule | None) -> bool:
    return bool(rule and rule.needs_txt)


CHECK = AnnouncementCheck(
    code="KEY029",
    slug="record-without-keys",
    concerns=_concerns,
    title="The record has no keys, although the service needs some",
    basis=Basis.STATED,
    source="the service's rule",
    why="Clients read what the device is from its TXT record; without keys they pass it over.",
    remedy="Publish the keys that the service defines.",
    fires=(txt("", rule=_RULE),),
    silent=(txt("model=x", rule=_RULE), txt("", rule=_RULE.replace("txt: required", "txt: optional"))),
    needs=frozenset({Fidelity.STRINGS}),
    run=run,
)
