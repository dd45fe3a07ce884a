"""NAM001: an instance name that is not UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named, quote
from validator.checks.nam.labels import not_utf8


def run(subject: Subject) -> Iterator[Hit]:
    """Report the first octet that is no UTF-8."""
    instance = subject.announcement.instance
    wrong = not_utf8(instance) if instance is not None else None
    if wrong is not None:
        message = f"the instance name {quote(instance or b'')} is not UTF-8: {wrong}"
        yield Hit(message, "encode the name as UTF-8, and cut a long one between characters")


CHECK = NameCheck(
    code="NAM001",
    slug="instance-not-utf8",
    trigger=r"^i:.*[\x80-\xff]",
    title="The instance name is not UTF-8",
    basis=Basis.MUST,
    source="RFC 6763 section 4.1.1",
    covers=("I2",),
    why="Users see replacement characters, and programs that decode the name strictly skip the service. Mostly the name"
    " is Latin-1, or was cut to 63 octets within a character.",
    remedy="Encode the name as UTF-8, and cut a long one between characters.",
    fires=(named(instance=b"B\xfcro"), named(instance="Büro".encode()[:2])),
    silent=(named(instance="Büro".encode()), named(instance=None)),
    run=run,
)
