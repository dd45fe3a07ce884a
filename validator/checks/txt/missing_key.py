"""TXT005: a string that begins with an equals sign."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, txt


def run(view: AttributeView) -> Iterator[Hit]:
    """Report a string whose first octet is ``=``. An empty string is the fault of TXT004."""
    if view.attribute.raw.startswith(b"="):
        message = f"the string {view.quoted(view.attribute.raw)} has no key before its equals sign"
        yield Hit(message, "write key=value, or leave the string out")


CHECK = AttributeCheck(
    code="TXT005",
    slug="missing-key",
    trigger="^=",
    title="A string begins with an equals sign and so has no key",
    basis=Basis.MUST,
    source="RFC 6763 section 6.4",
    covers=("K4", "K5"),
    why="Clients must ignore such a string in silence, so its value never arrives.",
    remedy="Give the value a key of at least one character.",
    fires=(txt("=safe"), txt("=")),
    silent=(txt("mode=safe"), txt("mode=="), txt("")),
    run=run,
)
