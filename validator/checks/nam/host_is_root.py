"""NAM031: a target host that is the root."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, NameCheck, Subject, named
from validator.checks.medium import is_mdns


def run(subject: Subject) -> Iterator[Hit]:
    """Judge multicast DNS only: elsewhere the root says that the service is not offered (RFC 2782)."""
    if subject.announcement.host in ("", ".") and is_mdns(subject):
        message = "the target host is the root, expected the name of the host in local"
        yield Hit(message, "name the host itself, also where the service is not offered and its port is 0")


CHECK = NameCheck(
    code="NAM031",
    slug="host-is-root",
    trigger=r"^h:\.?$",
    title="The target host is the root label",
    basis=Basis.MUST,
    source="RFC 6763 section 8",
    covers=("N16",),
    why="The record of a service over multicast DNS names the host that defends the name; the root names nobody.",
    remedy="Give the host's own name as the target.",
    fires=(named(host="."), named(host="")),
    silent=(named(host="printer.local"), named(host=".", domain="example.com"), named(host=None)),
    harm=Harm.HIDES,
    run=run,
)
