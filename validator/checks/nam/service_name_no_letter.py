"""NAM012: a service name without a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.checks.base import Basis, Hit, ServiceCheck, Subject, named, quote
from validator.checks.service_name import bare_name

_LETTER = re.compile(rb"[A-Za-z]")


def run(subject: Subject) -> Iterator[Hit]:
    """Look for one ASCII letter. An empty name is the fault of NAM010."""
    name = bare_name(subject)
    if name and not _LETTER.search(name):
        yield Hit(f"the service name {quote(name)} has no letter from A to Z", "choose a name with at least one letter")


CHECK = ServiceCheck(
    code="NAM012",
    slug="service-name-no-letter",
    title="The service name has no letter",
    basis=Basis.MUST,
    source="RFC 6335 section 5.1",
    covers=("N3", "N7"),
    why="Programs that accept a service name or a port number in the same place take it for a port.",
    remedy="Choose a name with at least one letter.",
    fires=(named("_8080._tcp"), named("_1-2._udp")),
    silent=(named("_3com-tsmux._tcp"), named("_._tcp")),
    run=run,
)
