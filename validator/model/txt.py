"""TXT record data: the octets of RDATA, the strings in RDATA, and the attributes that the strings are.

RFC 1035 section 3.3.14 defines the octets, RFC 6763 section 6 their meaning. Nothing here raises on data: a damaged
record keeps every string before the damage, and a Damage tells what is wrong and where.
"""

from __future__ import annotations

import re
from enum import Enum

from msgspec import Struct

MAX_STRING = 255
"""Octets that one character-string can hold (RFC 1035 section 3.3)."""

MAX_RDATA = 65535
"""Octets of RDATA that a resource record can hold (RFC 6763 section 6.1)."""

_LENGTHS = tuple(bytes((length,)) for length in range(MAX_STRING + 1))


class KeyState(Enum):
    """The four states of a key in a record (RFC 6763 section 6.4)."""

    ABSENT = "absent"
    NO_VALUE = "without value"
    EMPTY = "with empty value"
    VALUE = "with value"


class DamageKind(Enum):
    """What can be wrong with the framing of a TXT record's RDATA."""

    EMPTY_RDATA = "empty RDATA"
    OVERRUN = "overrun"


class Damage(Struct, frozen=True):
    """Where RDATA stops being a sequence of character-strings.

    Empty RDATA (zero strings, RFC 6763 section 6.1) has offset 0, declared 0 and no remainder.
    """

    kind: DamageKind
    offset: int = 0
    """The offset in RDATA of the length octet that is wrong."""
    declared: int = 0
    """The value of the length octet."""
    remainder: bytes = b""
    """The octets that really follow the length octet."""


class Attribute(Struct, frozen=True, gc=False):
    """One string of a record read as an attribute (RFC 6763 section 6.3)."""

    index: int
    """The place of the string in the record, from 0."""
    raw: bytes
    """The string as sent."""
    key: bytes
    """The octets before the first ``=``, as sent."""
    value: bytes | None
    """The octets after the first ``=``. None where the string has no ``=``."""

    @property
    def name(self) -> bytes:
        """The key in lower case, to compare keys by: ASCII case does not count (RFC 6763 section 6.4)."""
        return self.key.lower()

    @property
    def state(self) -> KeyState:
        """Which of the three present states the key is in."""
        if self.value is None:
            return KeyState.NO_VALUE
        return KeyState.VALUE if self.value else KeyState.EMPTY

    @property
    def shown_key(self) -> str:
        r"""The key as text for messages. Octets that are not UTF-8 become ``\xHH``."""
        return self.key.decode("utf-8", "backslashreplace")


class TxtRecord(Struct, frozen=True, gc=False):
    """One TXT record: its strings in the order received, duplicates and empty strings included."""

    strings: tuple[bytes, ...]
    damage: Damage | None = None

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """Every string as an attribute, in order. An empty string is an attribute with an empty key."""
        return tuple([attribute(raw, index) for index, raw in enumerate(self.strings)])

    @property
    def is_empty(self) -> bool:
        """Whether the record carries no attribute: one zero octet, or no octet at all (RFC 6763 section 6.1)."""
        return not any(self.strings)

    def state(self, key: str) -> KeyState:
        """Return the state of ``key``. Of a duplicate key the first counts (RFC 6763 section 6.4)."""
        wanted = key.encode().lower()
        return next((each.state for each in self.attributes if each.name == wanted and each.raw), KeyState.ABSENT)

    @property
    def size(self) -> int:
        """Octets of RDATA that the record takes on the wire."""
        size = len(self.strings) + sum(map(len, self.strings))
        if self.damage is not None and self.damage.kind is DamageKind.OVERRUN:
            size += 1 + len(self.damage.remainder)
        return size


def attribute(raw: bytes, index: int = 0) -> Attribute:
    """Read one string. The first ``=`` divides key and value, later ones belong to the value."""
    key, equals, value = raw.partition(b"=")
    return Attribute(index, raw, key, value if equals else None)


def inner_strings(value: bytes) -> tuple[int, tuple[bytes, ...]]:
    """Find further strings, each behind its length octet, which went into a value: where they begin, and the strings.

    A length octet that begins them is a control character, and the last string ends where the value does. Without any
    the place is the length of the value. A value that fits no string holds none.
    """
    for match in _CONTROL.finditer(value) if len(value) <= MAX_STRING else ():
        at = match.start()
        strings = split(value[at:])
        if strings.damage is None and all(strings.strings) and b"=" in strings.strings[0]:
            return at, strings.strings
    return len(value), ()


_CONTROL = re.compile(rb"[\x01-\x1f]")


def split(rdata: bytes) -> TxtRecord:
    """Read RDATA of any content. ``join(split(x)) == x`` for every x."""
    if not rdata:
        return TxtRecord((), Damage(DamageKind.EMPTY_RDATA))
    strings: list[bytes] = []
    offset = 0
    while offset < len(rdata):
        length = rdata[offset]
        end = offset + 1 + length
        if end > len(rdata):
            return TxtRecord(tuple(strings), Damage(DamageKind.OVERRUN, offset, length, rdata[offset + 1 :]))
        strings.append(rdata[offset + 1 : end])
        offset = end
    return TxtRecord(tuple(strings))


def join(record: TxtRecord) -> bytes:
    """Write RDATA. A record without strings becomes the single zero octet (RFC 6763 section 6.1).

    Raises ValueError where a string is longer than 255 octets, since no RDATA can hold such a string.
    """
    try:
        out = b"".join([part for raw in record.strings for part in (_LENGTHS[len(raw)], raw)])
    except IndexError:
        longest = max(map(len, record.strings))
        raise ValueError(
            f"a TXT string of {longest} octets does not fit the one length octet (at most {MAX_STRING})"
        ) from None
    if record.damage is not None:
        if record.damage.kind is DamageKind.OVERRUN:
            out += bytes((record.damage.declared,)) + record.damage.remainder
        return out
    return out or b"\0"
