"""NAM022: a domain that is no name."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named
from validator.checks.nam.labels import faults, labels_trigger
from validator.model import names


def run(subject: Subject) -> Iterator[Hit]:
    """Judge every label as text. A domain may be written in any language."""
    for label in names.split(subject.announcement.domain):
        yield from faults(label, "domain")


CHECK = NameCheck(
    code="NAM022",
    slug="domain-name",
    trigger=labels_trigger("d"),
    title="The domain is not a name of UTF-8 labels of 1 to 63 octets",
    basis=Basis.MUST,
    source="RFC 6763 section 4.1.3",
    covers=("I1", "I9"),
    why="Names compare octet by octet, so another encoding of the same domain is another domain.",
    remedy="Write the domain in UTF-8, normalised to NFC, with labels of 1 to 63 octets.",
    fires=(named(domain="example..com"), named(domain="x" * 64 + ".com"), named(domain=r"b\252ro.example")),
    silent=(named(domain="local"), named(domain="Building 2, 4th Floor.example.com"), named(domain="büro.example")),
    run=run,
)
