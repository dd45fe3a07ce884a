"""NAM014: a service name with two hyphens side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.checks.base import Basis, Hit, ServiceCheck, Subject, named, quote
from validator.checks.service_name import advice, bare_name

_HYPHENS = re.compile(rb"-{2,}")


def run(subject: Subject) -> Iterator[Hit]:
    """Report the name once, however many double hyphens the name has."""
    name = bare_name(subject) or b""
    if b"--" in name:
        message = f"the service name {quote(name)} has hyphens side by side"
        yield Hit(message, advice(_HYPHENS.sub(b"-", name), "use single hyphens"))


CHECK = ServiceCheck(
    code="NAM014",
    slug="service-name-double-hyphen",
    title="The service name has two hyphens side by side",
    basis=Basis.MUST,
    source="RFC 6335 section 5.1",
    covers=("N5", "N7"),
    why="Such a name cannot be registered, and libraries that check names refuse to announce or to browse it.",
    remedy="Use single hyphens between letters and digits.",
    fires=(named("_my--service._tcp"),),
    silent=(named("_my-own-service._tcp"),),
    run=run,
)
