"""NAM013: a service name that begins or ends with a hyphen."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, ServiceCheck, Subject, named, quote
from validator.checks.service_name import advice, bare_name


def run(subject: Subject) -> Iterator[Hit]:
    """Report the end, or both ends, at which a hyphen stands."""
    name = bare_name(subject) or b""
    edges = [word for word, found in (("begins", name.startswith(b"-")), ("ends", name.endswith(b"-"))) if found]
    if edges:
        message = f"the service name {quote(name)} {' and '.join(edges)} with a hyphen"
        yield Hit(message, advice(name.strip(b"-"), "begin and end the name with a letter or a digit"))


CHECK = ServiceCheck(
    code="NAM013",
    slug="service-name-hyphen",
    title="The service name begins or ends with a hyphen",
    basis=Basis.MUST,
    source="RFC 6335 section 5.1",
    covers=("N4", "N7"),
    why="Such a name cannot be registered, and libraries that check names refuse to announce or to browse it.",
    remedy="Begin and end the name with a letter or a digit.",
    fires=(named("_-http._tcp"), named("_http-._tcp")),
    silent=(named("_www-http._tcp"),),
    run=run,
)
