"""KEY016: a subtype that the service's rule does not list."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Example, Hit, Subject
from validator.model.announcement import Announcement
from validator.model.txt import TxtRecord

_RULE = "service: example\ndefinition: none\nsubtypes: [_printer]\n"


def run(subject: Subject) -> Iterator[Hit]:
    """Compare each announced subtype with ``subtypes``, without regard to case (RFC 6763 section 7.2)."""
    rule = subject.rule
    if rule is None or rule.subtypes is None:
        return
    known = {each.lower() for each in rule.subtypes}
    for subtype in subject.announcement.subtypes:
        if subtype.lower() not in known:
            listed = ", ".join(rule.subtypes) or "none"
            message = f'the rule for {rule.service} does not list the subtype "{subtype}"'
            yield Hit(message, f"use one of the listed subtypes: {listed}", origin=rule.origins.get("subtypes"))


def _with(*subtypes: str) -> Example:
    announcement = Announcement(service="_example._tcp", instance=b"x", subtypes=subtypes, txt=TxtRecord((b"",)))
    return Example(announcement, _RULE)


CHECK = AnnouncementCheck(
    code="KEY016",
    slug="unknown-subtype",
    title="The service's rule does not list this subtype",
    basis=Basis.UNDEFINED,
    source="the service's rule; RFC 6763 section 7.1",
    covers=("N12",),
    why="Clients browse for the subtypes that the service's specification names; nobody browses for another one.",
    remedy="Correct the subtype, or list it in a rule file of your own.",
    fires=(_with("_scanner"),),
    silent=(_with("_Printer"), _with()),
    run=run,
)
