"""NAM032: an SRV record with port 0."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from validator.checks.base import Basis, Hit, NameCheck, Subject, named
from validator.rules.requirements import unmet

_RULE = "service: example\ndefinition: none\nport: {{{}}}\n"

_HINT = "give the port that the service listens on, or do not announce it"


def run(subject: Subject) -> Iterator[Hit]:
    """Report port 0, unless the rule of the service admits it; where the rule refuses it, as much as the rule says."""
    if subject.announcement.port != 0:
        return
    bound = subject.rule.names.get("port") if subject.rule is not None else None
    message = f"the port of {subject.announcement.service} is 0, which says that the service is not offered"
    if bound is None:
        yield Hit(message, _HINT)
    elif fault := unmet(bound.requirements, b"0"):
        yield Hit(f"{message}; expected {fault[1]}", _HINT, basis=Basis.STATED, origin=bound.origin)


CHECK = NameCheck(
    code="NAM032",
    slug="port-zero",
    trigger="^p:0$",
    title="The port of the service is 0",
    basis=Basis.MAY,
    source="RFC 6763 section 8",
    covers=("N16",),
    why="Port 0 marks the placeholder of a device that reserves its name without offering the service. Mostly the port"
    " was not set, and clients fail to connect.",
    remedy="Give the port that the service listens on.",
    fires=(named("_http._tcp", port=0), replace(named("_example._tcp", port=0), rule=_RULE.format("minimum: 1"))),
    silent=(
        named("_http._tcp", port=80),
        named("_http._tcp"),
        replace(named("_example._tcp", port=0), rule=_RULE.format("minimum: 0")),
    ),
    run=run,
)
