"""TXT002: a TXT record without any string."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, named, txt
from validator.model.announcement import Fidelity
from validator.model.facts import Fact
from validator.model.txt import DamageKind, split


def run(subject: Subject) -> Iterator[Hit]:
    """Report empty RDATA. One empty string means the same, and is legal."""
    damage = subject.txt.damage
    if damage is not None and damage.kind is DamageKind.EMPTY_RDATA:
        message = "the TXT record has no data at all, expected at least one string"
        yield Hit(message, "send a single zero octet, which is one empty string")


CHECK = AnnouncementCheck(
    code="TXT002",
    slug="empty-rdata",
    trigger=Fact.DAMAGED.trigger,
    title="The TXT record holds no string at all",
    basis=Basis.MUST,
    source="RFC 6763 section 6.1",
    covers=("W1", "E2"),
    why="RFC 1035 asks for at least one string, so strict parsers reject the record, and with it the whole packet.",
    remedy="A service with nothing to say sends one zero octet: a single empty string.",
    fires=(named(txt=split(b"")),),
    silent=(named(txt=split(b"\0")), txt("mode=safe")),
    needs=frozenset({Fidelity.EMPTY_STRINGS}),
    run=run,
)
