"""REG004: a second name of a service, which is not used for discovery."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, ServiceCheck, Subject, named

_ALIASES = {"www": "http", "www-http": "http"}
"""Names that the registry keeps for history's sake, and the name to use (RFC 6335 section 5)."""


def run(subject: Subject) -> Iterator[Hit]:
    """Report a service name once, with the name to use."""
    name = subject.service_type.service_name
    rule = subject.rule
    primary = (rule.alias_of if rule is not None else None) or _ALIASES.get(name)
    if primary is not None:
        message = f'"{name}" is an alias of the service name "{primary}", which discovery uses'
        yield Hit(message, f"announce the service as _{primary}._{subject.service_type.transport or 'tcp'}", once=name)


CHECK = ServiceCheck(
    code="REG004",
    slug="alias-name",
    title="The service name is an alias that discovery does not use",
    basis=Basis.SHOULD,
    source="RFC 6335 section 5",
    covers=("N11",),
    why="Clients browse for the primary name only: a web server announced as _www._tcp is not found as _http._tcp.",
    remedy="Announce the service under its primary name.",
    fires=(named("_www._tcp"), named("_www-http._tcp")),
    silent=(named("_http._tcp"),),
    run=run,
)
