"""NAM010: a service name that is empty or longer than 15 characters."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, ServiceCheck, Subject, named, quote
from validator.checks.service_name import bare_name
from validator.model.names import MAX_SERVICE_NAME


def run(subject: Subject) -> Iterator[Hit]:
    """Count the characters without the underscore."""
    name = bare_name(subject)
    if name == b"":
        yield Hit(f"the service name is empty, expected 1 to {MAX_SERVICE_NAME} characters", "write it as in _ipp._tcp")
    elif name is not None and len(name) > MAX_SERVICE_NAME:
        message = f"the service name {quote(name)} has {len(name)} characters; at most {MAX_SERVICE_NAME} are allowed"
        yield Hit(message, f"the owner of the service has to choose a name of at most {MAX_SERVICE_NAME} characters")


CHECK = ServiceCheck(
    code="NAM010",
    slug="service-name-length",
    title="The service name is empty or longer than 15 characters",
    basis=Basis.MUST,
    source="RFC 6335 section 5.1, RFC 6763 section 7",
    covers=("N1", "N7"),
    why="Libraries that keep to the limit refuse to announce or to browse the service: it works with some and not with"
    " others, although names such as _androidtvremote2._tcp are in use.",
    remedy="Choose a name of at most 15 characters; the underscore does not count.",
    fires=(named("_sixteen-letters-._tcp"), named("_androidtvremote2._tcp"), named("_._tcp")),
    silent=(named("_spotify-connect._tcp"),),
    run=run,
)
