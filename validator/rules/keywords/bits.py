"""The keyword of bit fields: ``bits``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from validator.rules.keywords.keyword import Filling, Judge, JudgeOf, Keyword
from validator.rules.schema import BitField, Bits, Constraint

_MAX_BITS = 256
"""Bits of the widest field that is read."""

_WORD = 32
"""Bits of a word of ``hexWords``."""

_decimal = re.compile(rb"[0-9]{1,78}").fullmatch
_hexadecimal = re.compile(rb"(0[xX])?[0-9A-Fa-f]{1,64}").fullmatch

_EXPECTED = {
    "decimal": "a bit field as a decimal number",
    "hex": "a bit field in hexadecimal",
    "hexWords": "a bit field as hexadecimal words of 32 bits, separated by commas",
    "octets": "a bit field of octets",
}


def number_of(value: bytes, encoding: str) -> int | None:
    """The bits of a value as a number; None where it is not in the encoding."""
    match encoding:
        case "decimal":
            return int(value) if _decimal(value) else None
        case "hex":
            return int(value, 16) if _hexadecimal(value) else None
        case "hexWords":
            words = value.split(b",")
            if not all(_hexadecimal(word) and int(word, 16) < 1 << _WORD for word in words):
                return None
            return sum(int(word, 16) << (_WORD * place) for place, word in enumerate(words))
    return int.from_bytes(value, "big") if 0 < len(value) <= _MAX_BITS // 8 else None


def _bits(bits: Bits, _rule: Constraint, _: JudgeOf) -> Judge:
    expected = _EXPECTED[bits.encoding]

    def judge(value: bytes) -> str | None:
        number = number_of(value, bits.encoding)
        if number is None:
            return expected
        return _wide(bits, value, number) or _wanted(bits, number) or _reserved(bits, number) or _parts(bits, number)

    return judge


def _wide(bits: Bits, value: bytes, number: int) -> str | None:
    if bits.width is None:
        return None
    if bits.encoding == "octets" and len(value) * 8 != bits.width:
        return f"a bit field of {bits.width // 8} octets"
    return f"a bit field of {bits.width} bits" if number >> bits.width else None


def _wanted(bits: Bits, number: int) -> str | None:
    is_set = [bit for bit in range(number.bit_length()) if number >> bit & 1]
    if bits.any and not set(bits.any) & set(is_set):
        return f"one of the {_bits_named(bits.any)} set"
    absent = [bit for bit in bits.all if bit not in is_set]
    if absent:
        return f"the {_bits_named(absent)} set"
    present = [bit for bit in bits.none if bit in is_set]
    return f"the {_bits_named(present)} clear" if present else None


def _bits_named(bits: Iterable[int]) -> str:
    numbers = [str(bit) for bit in bits]
    return f"bit{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"


def _reserved(bits: Bits, number: int) -> str | None:
    if bits.reserved == "ignored":
        return None
    known = 0
    for field in bits.fields.values():
        known |= _mask(field)
    unknown = number & ~known
    named = [bit for bit in range(unknown.bit_length()) if unknown >> bit & 1]
    return f"the reserved {_bits_named(named)} clear" if named else None


def _parts(bits: Bits, number: int) -> str | None:
    values = {name: _value(field, number) for name, field in bits.fields.items()}
    for name, field in bits.fields.items():
        value = values[name]
        if field.values is not None and value not in field.values:
            listed = ", ".join(f"{each} ({words})" for each, words in field.values.items())
            return f"{name} (bits {field.from_} to {field.to}) to be one of {listed}"
        if not value:
            continue
        absent = [other for other in field.requires if not values[other]]
        if absent:
            return f"{' and '.join(absent)} set where {name} is"
        both = [other for other in field.excludes if values[other]]
        if both:
            return f"{' and '.join(both)} clear where {name} is set"
    return None


def _span(field: BitField) -> tuple[int, int]:
    low = field.bit if field.bit is not None else field.from_ or 0
    return low, field.bit if field.bit is not None else field.to if field.to is not None else low


def _mask(field: BitField) -> int:
    low, high = _span(field)
    return ((1 << (high - low + 1)) - 1) << low


def _value(field: BitField, number: int) -> int:
    return (number & _mask(field)) >> _span(field)[0]


def _fault(bits: Bits, _rule: Constraint) -> str | None:
    width = bits.width or _MAX_BITS
    for name, field in bits.fields.items():
        low, high = _span(field)
        if (field.bit is None) == (field.from_ is None or field.to is None):
            return f"{name} needs either bit, or from and to"
        if not 0 <= low <= high < width:
            return f"{name} is outside the {width} bits of the field"
        unknown = [other for other in (*field.requires, *field.excludes) if other not in bits.fields]
        if unknown:
            return f"{name} names {unknown[0]!r}, which is no part of the field"
    outside = [bit for bit in (*bits.any, *bits.all, *bits.none) if not 0 <= bit < width]
    return f"bit {outside[0]} is outside the {width} bits of the field" if outside else None


BITS = Keyword(
    word="bits",
    means="The value is a bit field: how it is written (decimal, hex, hexWords, octets), how wide it is, what its parts"
    " are, which bits must be set (any, all) or clear (none).",
    example="{bits: {width: 3, reserved: forbidden, fields: {paired: {bit: 0}, level: {from: 1, to: 2}}}}",
    holds="x=5",
    fails="x=9",
    compile=_bits,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.RULE,
    fault=_fault,
)
