"""REG002: an unregistered service name that is nearly a registered name."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, ServiceCheck, Subject, named
from validator.checks.reg.registered import is_unregistered, meant


def run(subject: Subject) -> Iterator[Hit]:
    """Report a service name once, with the registered name that is near."""
    name = subject.service_type.service_name
    near = meant(subject) if is_unregistered(subject) else None
    if near is not None:
        message = f'the service name "{name}" is not registered with IANA; did you mean "{near}"?'
        hint = f'announce the service as "{near}"; the owner of another service can register "{name}"'
        yield Hit(message, hint, once=name)


CHECK = ServiceCheck(
    code="REG002",
    slug="misspelt-service",
    title="The service name is nearly a registered one",
    basis=Basis.SHOULD,
    source="RFC 6335 section 5.2",
    covers=("N9",),
    why="Clients browse for the registered name and never see a service whose type is misspelt.",
    remedy="Correct the service name.",
    fires=(named("_spx-hpm._tcp"), named("_scpi-rav._tcp")),
    silent=(named("_spx-hmp._tcp"), named("_no-such-svc-x._tcp")),
    run=run,
)
