"""REG001: a service name that IANA has not registered."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, ServiceCheck, Subject, named
from validator.checks.reg.registered import is_unregistered, meant


def run(subject: Subject) -> Iterator[Hit]:
    """Report a service name once. A misspelt name is the fault of REG002."""
    name = subject.service_type.service_name
    if is_unregistered(subject) and meant(subject) is None:
        message = f'the service name "{name}" is not registered with IANA'
        hint = f"its owner can register the name (RFC 6335 section 8.1); describe {name} in a rule file (--rules)"
        yield Hit(message, hint, once=name)


CHECK = ServiceCheck(
    code="REG001",
    slug="unregistered-service",
    title="The service name is not registered with IANA",
    basis=Basis.SHOULD,
    source="RFC 6335 section 5.2",
    covers=("N9",),
    why="Nothing keeps another vendor from using the same name for something else. Registering costs a form, no money.",
    remedy="Register the name with IANA; a rule file of your own for the service silences this.",
    fires=(named("_no-such-svc-x._tcp"),),
    silent=(
        named("_http._tcp"),
        named("_this-name-is-too-long._tcp"),
    ),
    run=run,
)
