"""NAM020: a service instance name of more than 255 octets."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named
from validator.model import names


def run(subject: Subject) -> Iterator[Hit]:
    """Count instance, service type and domain as on the wire."""
    announcement = subject.announcement
    if announcement.instance is None:
        return
    labels = (announcement.instance, *subject.service_type.labels, *names.split(announcement.domain))
    size = names.wire_length(labels)
    if size > names.MAX_NAME:
        message = f"the service instance name has {size} octets; at most {names.MAX_NAME} are possible"
        yield Hit(message, "shorten the instance name or the domain")


CHECK = NameCheck(
    code="NAM020",
    slug="name-too-long",
    trigger="^[itd]:.{70}",
    title="The service instance name is longer than 255 octets",
    basis=Basis.MUST,
    source="RFC 6763 section 7.2",
    covers=("N14",),
    why="No DNS message can carry the name, so the service cannot be published in this domain.",
    remedy="Shorten the instance name or choose a shorter domain.",
    fires=(named(instance=b"x" * 63, domain=".".join(["d" * 60] * 3)),),
    silent=(named(instance=b"x" * 63, domain=".".join(["d" * 57] * 3)),),
    run=run,
)
