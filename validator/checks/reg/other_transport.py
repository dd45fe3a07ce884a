"""REG003: a service over a transport that the registration does not name."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, ServiceCheck, Subject, named


def run(subject: Subject) -> Iterator[Hit]:
    """Report a service type once. A rule of a higher layer may allow more transports than the registry."""
    service = subject.service_type
    if service.transport is None:
        return
    listed = subject.index.transports(service.service_name)
    if not listed:
        return
    rule = subject.rule
    allowed = {*listed, *(rule.transports or () if rule is not None else ())}
    if service.transport in {_label(each) for each in allowed}:
        return
    message = f'"{service.service_name}" is registered for {_listed(listed)} only, announced as _{service.transport}'
    right = " or ".join(dict.fromkeys(f"_{service.service_name}._{_label(each)}" for each in listed))
    hint = f"announce it as {right}, or have this transport registered"
    yield Hit(message, hint, once=f"{service.service_name}.{service.transport}".lower())


def _label(transport: str) -> str:
    """Return the label of a transport: ``udp`` for every transport but TCP (RFC 6763 section 4.1.2)."""
    return "tcp" if transport == "tcp" else "udp"


def _listed(transports: tuple[str, ...]) -> str:
    return " and ".join(each.upper() for each in transports)


CHECK = ServiceCheck(
    code="REG003",
    slug="other-transport",
    title="The service is registered for another transport",
    basis=Basis.SHOULD,
    source="RFC 6335 section 5.2, the IANA service-name registry",
    covers=("N9",),
    why="Clients browse for the registered type, _name._tcp or _name._udp, and do not see the service under the other.",
    remedy="Announce the service under the transport that it is registered for and really uses.",
    fires=(named("_spx-hmp._udp"),),
    silent=(named("_spx-hmp._tcp"), named("_http._udp"), named("_no-such-svc-x._udp")),
    run=run,
)
