"""NAM033: an instance name that is not as the specification of the service has it."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Example, Hit, Subject
from validator.checks.nam.defined_name import hits
from validator.model.announcement import Announcement
from validator.model.txt import TxtRecord
from validator.rules.rule import Rule

_RULE = """\
service: example
definition: keys
keys: {id: {}}
instance: {pattern: '[0-9A-F]{4}@.+', description: an id and a name, agreesWith: [{to: [key id], value: [before @]}]}
"""


def run(subject: Subject) -> Iterator[Hit]:
    """Judge the instance name by ``instance`` of the rule."""
    yield from hits(subject, "instance", "name the instance as the specification of the service says")


def _named(instance: bytes, *strings: bytes) -> Example:
    record = TxtRecord(strings or (b"",))
    return Example(Announcement(service="_example._tcp", instance=instance, txt=record), _RULE)


def _concerns(rule: Rule | None) -> bool:
    return rule is not None and "instance" in rule.names


CHECK = AnnouncementCheck(
    code="NAM033",
    slug="instance-not-as-defined",
    concerns=_concerns,
    title="The instance name is not as the service defines it",
    basis=Basis.STATED,
    source="the service's rule",
    why="Clients of the service read something out of the instance name: a device whose name they cannot read is not"
    " shown, or is taken for another one.",
    remedy="Name the instance as the specification of the service says.",
    fires=(_named(b"Lobby"), _named(b"00AB@Lobby", b"id=00AC")),
    silent=(_named(b"00AB@Lobby"), _named(b"00AB@Lobby", b"id=00AB")),
    run=run,
)
