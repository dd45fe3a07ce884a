"""NAM015: a service type that is not two labels, or whose first label has no underscore."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, ServiceCheck, Subject, named, quote

_LABELS = 2


def run(subject: Subject) -> Iterator[Hit]:
    """Judge the number of labels, and the first label. The second label is the transport (NAM016)."""
    labels = subject.service_type.labels
    if len(labels) != _LABELS:
        count = {0: "no label", 1: "one label"}.get(len(labels), f"{len(labels)} labels")
        message = f"the service type {quote(_type_octets(subject))} has {count}, expected two"
        yield Hit(message, "write it as _name._tcp or _name._udp")
    if labels and not labels[0].startswith(b"_"):
        message = (
            f"the first label of the service type {quote(_type_octets(subject))} does not begin with an underscore"
        )
        yield Hit(message, "write an underscore before the service name, as in _ipp._tcp")


def _type_octets(subject: Subject) -> bytes:
    return subject.announcement.service.encode("utf-8", "surrogateescape")


CHECK = ServiceCheck(
    code="NAM015",
    slug="service-label-underscore",
    title="The service type is not written as _name._tcp or _name._udp",
    basis=Basis.MUST,
    source="RFC 6335 section 5.2, RFC 6763 section 4.1.2",
    covers=("I1", "N8"),
    why="The underscore keeps service types apart from host names. Clients ask for _name._tcp and get no answer.",
    remedy="Write an underscore before the service name and before the transport.",
    fires=(named("http._tcp"), named("_http"), named("_printer._sub._http._tcp"), named("")),
    silent=(named("_http._tcp"), named("_coap._udp")),
    harm=Harm.HIDES,
    run=run,
)
