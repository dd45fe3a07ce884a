"""KEY030: a record longer than the service's specification allows."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, txt
from validator.model.announcement import Fidelity
from validator.rules.rule import Rule

_RULE = "service: example\ndefinition: keys\nkeys: {data: {}}\nmaxRecordLength: 20\n"


def run(subject: Subject) -> Iterator[Hit]:
    """Compare the octets of the record, length octets included, with ``maxRecordLength``."""
    rule = subject.rule
    if rule is None or rule.max_record_length is None or subject.txt.size <= rule.max_record_length:
        return
    message = f"the record has {subject.txt.size} octets, and {rule.service} allows {rule.max_record_length}"
    yield Hit(message, "shorten values, or leave keys out", origin=rule.origins.get("maxRecordLength"))


def _concerns(rule: Rule | None) -> bool:
    return rule is not None and rule.max_record_length is not None


CHECK = AnnouncementCheck(
    code="KEY030",
    slug="record-over-limit",
    concerns=_concerns,
    title="The record is longer than the service allows",
    basis=Basis.STATED,
    source="the service's rule",
    why="Clients of the service read no more than this: they cut the record, or drop it.",
    remedy="Shorten values or leave keys out.",
    fires=(txt("data=0123456789abcdef", rule=_RULE),),
    silent=(txt("data=0123", rule=_RULE),),
    needs=frozenset({Fidelity.STRINGS}),
    run=run,
)
