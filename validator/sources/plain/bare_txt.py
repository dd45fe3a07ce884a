r"""``txt``: one bare TXT record, for shell pipelines and serial consoles. ``check --service TYPE`` says what it is of.

    txtvers=1                     "txtvers=1" "mode=normal"         09 74 78 74 76 65 72 73 3d 31 0b ...
    mode=normal                                                     CXR4dHZlcnM9MQttb2RlPW5vcm1hbA==

An input is one record. It is taken for the first of these that fits:

1. hexadecimal RDATA: nothing but digits, in one word or many; blanks, colons, commas and ``0x`` may divide them. With
   ``0x`` or from eight octets on it is judged though it is damaged, since no key looks so; else it must be well-formed;
2. base64 RDATA: nothing but base64 with its padding, also over several lines, whose octets are well-formed RDATA;
3. strings, one a line, octet by octet but for the line end; lines of white space are passed over. A line of nothing but
   strings in double quotes has those, with the escapes of RFC 1035 section 5.1, as dig prints them. So quotes around a
   string keep it from being taken for RDATA, and ``""`` is an empty string.

Nothing is cut off: a line with a prefix, such as a log's time, is a string with that prefix.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from msgspec import Struct

from validator.model import names, txt
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.sources.base import FormatOf
from validator.sources.lines import LineError, read_all

MAX_SIZE = 1024 * 1024
"""Octets of an input. The largest RDATA there can be takes half of it, each octet as ``0x00``, and a comma."""

NO_KEY = 8
"""Octets in hexadecimal from which digits are RDATA, well-formed or not."""

_DIVIDERS = re.compile(rb"[\s:,]+")
_DIGITS = re.compile(rb"(0[xX])?([0-9A-Fa-f]+)")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_QUOTED = rb'"((?:[^"\\]|\\(?:[^0-9]|[01][0-9]{2}|2[0-4][0-9]|25[0-5]))*)"'
_STRING = re.compile(_QUOTED)
_STRINGS = re.compile(rb"\s*(?:" + _QUOTED + rb"\s*)+")

Line = tuple[int, bytes]
"""Number, from 1, and octets without the end."""


class _BareTxt(Struct, frozen=True):
    """A TXT record, and the lines on which its strings begin. ``is_exact``: no string of the record can be lost."""

    txt: txt.TxtRecord
    lines: tuple[int, ...]
    is_exact: bool = True


class _Rdata(Struct, frozen=True):
    """Octets, and the line on which each stands."""

    octets: bytes
    lines: Sequence[int]


def read(stream: BinaryIO, name: str, service: names.ServicePath) -> Iterator[Announcement | Unreadable]:
    """Yield the one announcement, which is of the type ``service``."""
    content = read_all(stream, MAX_SIZE)
    if content is None:
        yield Unreadable(Location(name), f"more than {MAX_SIZE} octets, which no TXT record needs")
        return
    numbered = enumerate((line.rstrip(b"\r") for line in content.split(b"\n")), 1)
    lines = [(number, line) for number, line in numbered if line.strip()]
    if not lines:
        return
    location = Location(name, lines[0][0])
    try:
        record = _record(lines)
    except LineError as error:
        yield error.at(location)
        return
    yield Announcement(
        service=str(service.service),
        domain=service.domain or "local",
        subtypes=() if service.subtype is None else (service.subtype,),
        txt=record.txt,
        lost=frozenset() if record.is_exact else frozenset({Fidelity.EMPTY_STRINGS}),
        location=location,
        string_lines=record.lines,
    )


def _record(lines: list[Line]) -> _BareTxt:
    rdata = _hexadecimal(lines) or _base64(lines)
    if rdata is None:
        return _strings(lines)
    if len(rdata.octets) > txt.MAX_RDATA:
        raise LineError(f"{len(rdata.octets)} octets, but RDATA has {txt.MAX_RDATA} at most (RFC 6763 section 6.1)")
    record = txt.split(rdata.octets)
    at, starts = 0, []
    for string in record.strings:
        starts.append(rdata.lines[at])
        at += 1 + len(string)
    return _BareTxt(record, tuple(starts))


def _hexadecimal(lines: list[Line]) -> _Rdata | None:
    """Read hexadecimal RDATA; None where the lines are something else. Raises LineError."""
    octets, places = bytearray(), list[int]()
    is_prefixed, is_odd = False, False
    for number, line in lines:
        for word in filter(None, _DIVIDERS.split(line)):
            found = _DIGITS.fullmatch(word)
            if found is None:
                return None
            prefix, digits = found.groups()
            is_prefixed |= prefix is not None
            odd = len(digits) % 2
            is_odd |= odd > 0 and (prefix is None or len(digits) > 1)
            octets += bytes.fromhex("0" * odd + digits.decode())
            places += [number] * (len(octets) - len(places))
    rdata = _Rdata(bytes(octets), places)
    if not is_prefixed and len(octets) < NO_KEY and (is_odd or not _is_sound(rdata.octets)):
        return None
    if is_odd:
        raise LineError("hexadecimal, but not two digits an octet")
    return rdata


def _base64(lines: list[Line]) -> _Rdata | None:
    """Read base64 RDATA; None where the lines are something else."""
    text = b"".join(line.strip() for _, line in lines)
    if not _BASE64.fullmatch(text):
        return None
    try:
        octets = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    if not _is_sound(octets):
        return None
    places = [number for number, line in lines for _ in line.strip()]
    return _Rdata(octets, [places[index * 8 // 6] for index in range(len(octets))])


def _is_sound(octets: bytes) -> bool:
    return txt.split(octets).damage is None


def _strings(lines: list[Line]) -> _BareTxt:
    strings: list[Line] = []
    is_exact = True
    for number, line in lines:
        if _STRINGS.fullmatch(line):
            strings += [(number, _unescaped(quoted)) for quoted in _STRING.findall(line)]
        else:
            is_exact = False
            strings.append((number, line))
    return _BareTxt(txt.TxtRecord(tuple(raw for _, raw in strings)), tuple(number for number, _ in strings), is_exact)


def _unescaped(quoted: bytes) -> bytes:
    return names.unescape(quoted.decode("utf-8", "surrogateescape"))


FORMAT = FormatOf(read)
