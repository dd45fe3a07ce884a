"""TXT006: a key with other characters than printable ASCII."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, quote, txt
from validator.display.wording import listed

# RFC 6763 section 6.4:  printable US-ASCII (0x20-0x7E), excluding "=" (0x3D), which ends the key
_FIRST, _LAST = 0x20, 0x7E

_MAX_NAMED = 4
"""Octets that a message names one by one."""


def run(view: AttributeView) -> Iterator[Hit]:
    """Report the offending octets with their places in the key, counted from 1."""
    key = view.attribute.key
    offending = [(place, octet) for place, octet in enumerate(key, 1) if not _FIRST <= octet <= _LAST]
    if not offending:
        return
    named = listed([f"0x{octet:02X} at octet {place}" for place, octet in offending], _MAX_NAMED)
    message = f"the key {quote(key)} holds {named}, expected printable ASCII"
    hint = "use printable ASCII (0x20 to 0x7E) in the key"
    if view.attribute.value is None:
        hint = "a string without an equals sign is a key as a whole: write key=value and keep the text in the value"
    yield Hit(message, hint)


CHECK = AttributeCheck(
    code="TXT006",
    slug="key-characters",
    trigger=r"^[^=\n]*[^\x20-\x7e=\n]",
    title="A key holds characters outside of printable ASCII",
    basis=Basis.MUST,
    source="RFC 6763 section 6.4",
    covers=("K7",),
    why="Clients compare keys as ASCII and may drop or misread such a string. Often it is binary data, or a value whose"
    " key was forgotten.",
    remedy="Build keys from the characters 0x20 to 0x7E without the equals sign; a value may hold any octet.",
    fires=(txt("größe=A4"), txt("mo\tde=safe"), txt(b"\x00\x01\x02")),
    silent=(txt("mode=größe"), txt("a key~!=1")),
    run=run,
)
