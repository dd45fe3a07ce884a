"""NAM034: a host name that is not as the specification of the service has it."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Example, Hit, Subject
from validator.checks.nam.defined_name import hits
from validator.model.announcement import Announcement
from validator.model.txt import TxtRecord
from validator.rules.rule import Rule

_RULE = "service: example\ndefinition: keys\nkeys: {id: {}}\nhost: {pattern: '[0-9A-F]{12}'}\n"


def run(subject: Subject) -> Iterator[Hit]:
    """Judge the first label of the target of the SRV record by ``host`` of the rule."""
    yield from hits(subject, "host", "name the host as the specification of the service says")


def _on(host: str | None) -> Example:
    return Example(
        Announcement(service="_example._tcp", instance=b"Lamp", host=host, port=80, txt=TxtRecord((b"",))), _RULE
    )


def _concerns(rule: Rule | None) -> bool:
    return rule is not None and "host" in rule.names


CHECK = AnnouncementCheck(
    code="NAM034",
    slug="host-not-as-defined",
    concerns=_concerns,
    title="The host name is not as the service defines it",
    basis=Basis.STATED,
    source="the service's rule",
    why="The specification fixes the form of the host name, so that it is unique and stable; certification tests it.",
    remedy="Name the host as the specification of the service says.",
    fires=(_on("lamp.local"),),
    silent=(_on("00005E005301.local"), _on(None)),
    run=run,
)
