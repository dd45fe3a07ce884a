"""TXT003: a string that no TXT record can carry."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, quote, txt
from validator.model.txt import MAX_STRING


def run(view: AttributeView) -> Iterator[Hit]:
    """Count octets of key, ``=`` and value together."""
    size = len(view.attribute.raw)
    if size > MAX_STRING:
        message = (
            f"the string with the key {quote(view.attribute.key)} has {size} octets; at most {MAX_STRING} can be sent"
        )
        yield Hit(message, f"shorten key and value together to {MAX_STRING} octets, or divide it among several keys")


CHECK = AttributeCheck(
    code="TXT003",
    slug="string-too-long",
    trigger=r"^.{256}",
    title="A string is longer than the 255 octets that its length octet can say",
    basis=Basis.MUST,
    source="RFC 1035 section 3.3, RFC 6763 section 6.1",
    covers=("W2", "S6"),
    why="Such a string cannot be sent: responders refuse the service, or cut the string in the middle of the value.",
    remedy="Keep key, equals sign and value together within 255 octets.",
    fires=(txt("model=" + "x" * 250),),
    silent=(txt("model=" + "x" * 249),),
    run=run,
)
