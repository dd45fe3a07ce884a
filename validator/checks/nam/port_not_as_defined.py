"""NAM035: a port that is not as the specification of the service has it."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Example, Hit, Subject
from validator.checks.nam.defined_name import hits
from validator.model.announcement import Announcement
from validator.model.txt import TxtRecord
from validator.rules.rule import Rule

_RULE = "service: example\ndefinition: keys\nkeys: {id: {}}\nport: {minimum: 1024}\n"


def run(subject: Subject) -> Iterator[Hit]:
    """Judge the port by ``port`` of the rule; port 0 is the fault of another check."""
    if subject.announcement.port != 0:
        yield from hits(subject, "port", "announce the port that the specification of the service says")


def _at(port: int | None) -> Example:
    return Example(
        Announcement(service="_example._tcp", instance=b"Lamp", host="a.local", port=port, txt=TxtRecord((b"",))), _RULE
    )


def _concerns(rule: Rule | None) -> bool:
    return rule is not None and "port" in rule.names


CHECK = AnnouncementCheck(
    code="NAM035",
    slug="port-not-as-defined",
    concerns=_concerns,
    title="The port is not as the service defines it",
    basis=Basis.STATED,
    source="the service's rule",
    why="Clients of the service expect another port, or take this one for a sign that the service is not in use.",
    remedy="Announce the port that the specification of the service says.",
    fires=(_at(80),),
    silent=(_at(8080), _at(None), _at(0)),
    run=run,
)
