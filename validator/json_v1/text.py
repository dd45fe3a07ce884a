"""Text, octets and TXT records in the forms that JSON can hold."""

from __future__ import annotations

import base64

from validator.json_v1.structs import Octets, Text
from validator.model.txt import MAX_STRING, Damage, DamageKind, TxtRecord


def encodable(text: str) -> str:
    r"""Make a text encodable as JSON: an octet that is not UTF-8, as in the name of a file, becomes ``\xHH``."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def text_or_octets(octets: bytes) -> Text:
    """Return octets of UTF-8 as text, and other octets in Base64."""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return Octets(base64.b64encode(octets).decode())


def strings_of(record: TxtRecord) -> tuple[Text, ...]:
    """Return the strings of a record, or no string for a record without attributes."""
    return () if record.is_empty and len(record.strings) <= 1 else tuple(text_or_octets(raw) for raw in record.strings)


def damaged_rdata(record: TxtRecord) -> Octets:
    """Return RDATA with the damage of the record."""
    out = bytearray()
    for raw in record.strings:
        # A mask may make a string longer. No length octet can say more than 255.
        out += bytes((len(raw[:MAX_STRING]),)) + raw[:MAX_STRING]
    damage = record.damage or Damage(DamageKind.EMPTY_RDATA)
    if damage.kind is DamageKind.OVERRUN:
        # A mask may make the remainder longer too. The declared length stays above it, or the damage would be gone.
        remainder = damage.remainder[: MAX_STRING - 1]
        out += bytes((max(damage.declared, len(remainder) + 1),)) + remainder
    return Octets(base64.b64encode(bytes(out)).decode())
