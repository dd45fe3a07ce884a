"""TXT007: a key of more than nine characters."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, Looks, quote, txt

MAX_KEY = 9
"""Characters that a key should have at most (RFC 6763 section 6.4)."""


def run(view: AttributeView) -> Iterator[Hit]:
    """Report long keys, but no key that the rule of the service defines: nobody can shorten such a key any more."""
    size = len(view.attribute.key)
    if size > MAX_KEY and view.bound is None:
        message = f"the key {quote(view.attribute.key)} has {size} characters, more than nine"
        yield Hit(message, f"choose a key of at most {MAX_KEY} characters while it can still be changed")


CHECK = AttributeCheck(
    code="TXT007",
    slug="long-key",
    looks=Looks.KEY,
    title="A key has more than nine characters",
    basis=Basis.MAY,
    source="RFC 6763 section 6.4",
    covers=("K6",),
    why="Every octet is sent again and again in packets that should stay small. The section says SHOULD, but practice"
    " has long passed it by, so it is advice here.",
    remedy="Choose short keys for a new service; leave alone those that clients already know.",
    fires=(txt("serial_number=17"),),
    silent=(txt("serial_no=17"), txt("protovers=1")),
    counting_only=True,
    run=run,
)
