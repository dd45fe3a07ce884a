"""REG003: a service over a transport that the registration does not name."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from validator.checks.base import Basis, Hit, ServiceCheck, Subject, named


def run(subject: Subject) -> Iterator[Hit]:
    """Report a service type once. A rule of a higher layer may allow more transports than the registry."""
    service, rule = subject.service_type, subject.rule
    if service.transport is None:
        return
    named = rule.transports or () if rule is not None else ()
    listed = subject.index.transports(service.service_name) or ()
    # What the user says of his own service counts, whatever the registry says of it.
    origin = None if rule is None else rule.transports_origin if listed else rule.origin
    right = listed if origin is None else named
    if not right or service.transport in {_label(each) for each in (*right, *named)}:
        return
    is_what = "registered" if origin is None else "defined"
    message = f'"{service.service_name}" is {is_what} for {_listed(right)} only, announced as _{service.transport}'
    types = " or ".join(dict.fromkeys(f"_{service.service_name}._{_label(each)}" for each in right))
    other = "have this transport registered" if origin is None else "name this transport in the rule"
    once = f"{service.service_name}.{service.transport}".lower()
    yield Hit(message, f"announce it as {types}, or {other}", origin=origin, once=once)


def _label(transport: str) -> str:
    """Return the label of a transport: ``udp`` for every transport but TCP (RFC 6763 section 4.1.2)."""
    return "tcp" if transport == "tcp" else "udp"


def _listed(transports: tuple[str, ...]) -> str:
    return " and ".join(each.upper() for each in transports)


_RULE = "service: example\ndefinition: keys\ntransports: [tcp]\nkeys: {a: {}}\n"

CHECK = ServiceCheck(
    code="REG003",
    slug="other-transport",
    title="The service is registered for another transport",
    basis=Basis.SHOULD,
    source="RFC 6335 section 5.2, the IANA service-name registry",
    covers=("N9",),
    why="Clients browse for the registered type, _name._tcp or _name._udp, and do not see the service under the other.",
    remedy="Announce the service under the transport that it is registered for and really uses.",
    fires=(named("_spx-hmp._udp"), replace(named("_example._udp"), rule=_RULE)),
    silent=(
        named("_spx-hmp._tcp"),
        named("_http._udp"),
        named("_no-such-svc-x._udp"),
        replace(named("_example._tcp"), rule=_RULE),
    ),
    run=run,
)
