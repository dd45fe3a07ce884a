"""Text, octets and TXT records as JSON can have them."""

from __future__ import annotations

import base64

from validator.json_v1.structs import Octets, Text
from validator.model.txt import MAX_STRING, Damage, DamageKind, TxtRecord


def encodable(text: str) -> str:
    r"""Text as JSON can have it: octets that are not UTF-8, as names of files may hold, become ``\xHH``."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def text_or_octets(octets: bytes) -> Text:
    """Text where the octets are UTF-8."""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return Octets(base64.b64encode(octets).decode())


def strings_of(record: TxtRecord) -> tuple[Text, ...]:
    """Return the strings of a record; none where it has no attribute."""
    return () if record.is_empty and len(record.strings) <= 1 else tuple(text_or_octets(raw) for raw in record.strings)


def damaged_rdata(record: TxtRecord) -> Octets:
    """Return RDATA that is damaged as the record is."""
    out = bytearray()
    for raw in record.strings:
        # A masked string may be longer than it was; no length octet can say more than 255.
        out += bytes((len(raw[:MAX_STRING]),)) + raw[:MAX_STRING]
    damage = record.damage or Damage(DamageKind.EMPTY_RDATA)
    if damage.kind is DamageKind.OVERRUN:
        # Nor may it end before the length that is declared: then it would not be damaged any more.
        remainder = damage.remainder[: MAX_STRING - 1]
        out += bytes((max(damage.declared, len(remainder) + 1),)) + remainder
    return Octets(base64.b64encode(bytes(out)).decode())
