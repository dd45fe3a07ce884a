"""NAM004: an instance name that is empty or longer than a label."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named, quote
from validator.model.names import MAX_LABEL


def run(subject: Subject) -> Iterator[Hit]:
    """Count octets, not characters."""
    instance = subject.announcement.instance
    if instance == b"":
        yield Hit(f"the instance name is empty, expected 1 to {MAX_LABEL} octets", "give the service a name")
    elif instance is not None and len(instance) > MAX_LABEL:
        message = f"the instance name {quote(instance)} has {len(instance)} octets; at most {MAX_LABEL} are possible"
        yield Hit(message, f"shorten it to {MAX_LABEL} octets, counted in UTF-8 and cut between characters")


CHECK = NameCheck(
    code="NAM004",
    slug="instance-length",
    trigger="^i:$|^i:.{64}",
    title="The instance name is empty or longer than 63 octets",
    basis=Basis.MUST,
    source="RFC 6763 sections 4.1.1 and 7.2",
    covers=("I5",),
    why="A label of DNS holds 1 to 63 octets, so the responder refuses the name or cuts it. A name within the limit may"
    " pass it when a number is appended after a conflict.",
    remedy="Keep the name at 1 to 63 octets of UTF-8, with room for a number such as (2).",
    fires=(named(instance=b""), named(instance=b"x" * 64), named(instance="ü".encode() * 32)),
    silent=(named(instance=b"x" * 63), named(instance=None)),
    run=run,
)
