"""TXT008: a key that begins or ends with a space."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, quote, txt


def run(view: AttributeView) -> Iterator[Hit]:
    """Report spaces at the edges. Spaces within a key are unusual, but somebody chose them."""
    key = view.attribute.key
    bare = key.strip(b" ")
    if bare == key:
        return
    if not bare:
        message = f"the key {quote(key)} is nothing but spaces"
        yield Hit(message, "give the attribute a name, or leave the string out")
        return
    edges = [word for word, part in (("begins", key[:1]), ("ends", key[-1:])) if part == b" "]
    message = f"the key {quote(key)} {' and '.join(edges)} with a space, which is part of the key"
    yield Hit(message, "write the key without spaces around it; none belongs before the equals sign")


CHECK = AttributeCheck(
    code="TXT008",
    slug="key-edge-space",
    trigger=r"^ |^[^=\n]* (?:=|$)",
    title="A key begins or ends with a space",
    basis=Basis.SHOULD,
    source="RFC 6763 section 6.4",
    covers=("K8",),
    why='Spaces in a key count: "mode " is another key than "mode", so clients do not find it. It mostly comes from'
    " key = value in a configuration file.",
    remedy="Write key=value without spaces around the equals sign.",
    fires=(txt("mode =safe"), txt(" mode=safe"), txt(" =x")),
    silent=(txt("mode=safe"), txt("paper size=A4")),
    run=run,
)
