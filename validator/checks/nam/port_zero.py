"""NAM032: an SRV record with port 0."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named

_WITHOUT_PORT = frozenset({"adisk", "device-info", "odisk", "printer"})
"""Services to which no client connects: they announce facts, or are the placeholder of printing, which has port 0."""


def run(subject: Subject) -> Iterator[Hit]:
    """Report port 0 of a service to which clients connect."""
    if subject.announcement.port == 0 and subject.service_type.service_name not in _WITHOUT_PORT:
        message = f"the port of {subject.announcement.service} is 0, which says that the service is not offered"
        yield Hit(message, "give the port that the service listens on, or do not announce it")


CHECK = NameCheck(
    code="NAM032",
    slug="port-zero",
    title="The port of the service is 0",
    basis=Basis.MAY,
    source="RFC 6763 section 8",
    covers=("N16",),
    why="Port 0 marks the placeholder of a device that reserves its name without offering the service. Mostly the port"
    " was not set, and clients fail to connect.",
    remedy="Give the port that the service listens on.",
    fires=(named("_http._tcp", port=0),),
    silent=(named("_http._tcp", port=80), named("_device-info._tcp", port=0), named("_http._tcp")),
    run=run,
)
