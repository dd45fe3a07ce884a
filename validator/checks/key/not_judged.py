"""KEY015: what the tool could not judge, said once per service."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, txt
from validator.rules.rule import Rule

_WHY = {
    "partial": "whoever publishes the service puts keys of their own there",
    "proprietary": "the registry says that its TXT keys are proprietary",
    "reference": "the registry names a document instead of its TXT keys",
    "unclear": "the registry's note on its TXT keys cannot be read as a list of keys",
}


def run(subject: Subject) -> Iterator[Hit]:
    """Say it where there was something to judge: a record with at least one key."""
    reason = _reason(subject)
    if reason is None or not any(subject.counting):
        return
    service = subject.announcement.service
    message = f"the keys of {service} were not judged: {reason}"
    origin = subject.rule.origin if subject.rule else None
    once = str(subject.service_type).lower()
    yield Hit(message, "give a rule file of your own (--rules) to have them judged", origin=origin, once=once)


def _reason(subject: Subject) -> str | None:
    rule = subject.rule
    if rule is None:
        registered = subject.index.transports(subject.service_type.service_name) is not None
        return "IANA's entry has no note on TXT keys" if registered else "there is no rule for the service"
    return _unread(rule)


def _unread(rule: Rule) -> str | None:
    return None if rule.judges_keys else _WHY.get(rule.definition)


def _concerns(rule: Rule | None) -> bool:
    return rule is None or not rule.judges_keys


CHECK = AnnouncementCheck(
    code="KEY015",
    slug="not-judged",
    concerns=_concerns,
    title="The keys of this service could not be judged",
    basis=Basis.UNJUDGED,
    source="the IANA service-name registry",
    why="No finding on its keys does not mean that they are right: this tool has no list of them.",
    remedy="Write a rule file for the service; its author knows the keys.",
    fires=(
        txt("a=1", service="_busycal._tcp"),
        txt("a=1", service="_sztp._tcp"),
        txt("a=1", service="_no-such-x._tcp"),
    ),
    silent=(txt("", service="_busycal._tcp"), txt("mode=safe")),
    run=run,
)
