"""KEY035: a subtype that the rule requires, and that the instance is not announced under."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Example, Hit, Subject
from validator.model.announcement import Announcement, Location
from validator.model.observation import Observation
from validator.model.txt import TxtRecord
from validator.rules.rule import Rule

_RULE = "service: example\ndefinition: none\nrequiredSubtypes: [_universal]\n"
_FIRMWARE = (".service", ".dnssd")


def run(subject: Subject) -> Iterator[Hit]:
    """Compare without regard to case (RFC 6763 section 7.2). Where a source lists no subtypes, none is missed."""
    rule, announcement = subject.rule, subject.announcement
    if rule is None or not rule.required_subtypes or not _lists_subtypes(announcement):
        return
    present = {each.lower() for each in announcement.subtypes}
    for subtype in rule.required_subtypes:
        if subtype.lower() not in present:
            message = f'the subtype "{subtype}" is required, and the instance is not announced under it'
            hint = f"announce {subtype}._sub.{announcement.service} too"
            yield Hit(message, hint, origin=rule.origins.get("requiredSubtypes"))


def _lists_subtypes(announcement: Announcement) -> bool:
    """Whether the source tells of subtypes: packets do, files of firmware do, and what names any."""
    file = announcement.location.file or ""
    return bool(announcement.subtypes) or announcement.observation is not None or file.endswith(_FIRMWARE)


def _with(*subtypes: str, location: Location, observation: Observation | None = None) -> Example:
    record = TxtRecord((b"",))
    return Example(
        Announcement(
            service="_example._tcp",
            instance=b"x",
            subtypes=subtypes,
            txt=record,
            location=location,
            observation=observation,
        ),
        _RULE,
    )


def _concerns(rule: Rule | None) -> bool:
    return bool(rule and rule.required_subtypes)


CHECK = AnnouncementCheck(
    code="KEY035",
    slug="required-subtype-absent",
    concerns=_concerns,
    title="A subtype that the rule requires is absent",
    basis=Basis.STATED,
    source="the service's rule; RFC 6763 section 7.1",
    why="Clients that browse for the subtype do not find the device, although they support it.",
    remedy="Announce the instance under the subtype too.",
    fires=(
        _with("_other", location=Location("dump.jsonl", 1)),
        _with(location=Location("lobby.service", 4)),
        _with(location=Location(), observation=Observation(is_listed=True)),
    ),
    silent=(
        _with("_Universal", location=Location("dump.jsonl", 1)),
        _with(location=Location("dump.jsonl", 1)),
    ),
    run=run,
)
