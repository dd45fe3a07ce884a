"""NAM002: an instance name in decomposed characters."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named, quote
from validator.checks.nam.labels import not_composed, text_of


def run(subject: Subject) -> Iterator[Hit]:
    """Report the first characters that NFC would compose, because nobody can see the difference."""
    instance = subject.announcement.instance or b""
    wrong = not_composed(text_of(instance) or "")
    if wrong is not None:
        yield Hit(
            f"the instance name {quote(instance)} is not in composed form: {wrong}",
            "normalise the name to NFC before it is published",
        )


CHECK = NameCheck(
    code="NAM002",
    slug="instance-not-nfc",
    trigger=r"^i:.*[\x80-\xff]",
    title="The instance name is not in Unicode's composed form NFC",
    basis=Basis.MUST,
    source="RFC 6763 section 4.1.1, RFC 5198",
    covers=("I2",),
    why="Names compare octet by octet, so the same text in two forms is two services, and one that the user typed is"
    " not found. Names from a macOS file system are the usual source.",
    remedy="Normalise the name to NFC before it is published.",
    fires=(named(instance="Bu\u0308ro".encode()),),
    silent=(named(instance="B\u00fcro".encode()), named(instance=b"B\xfcro")),
    run=run,
)
