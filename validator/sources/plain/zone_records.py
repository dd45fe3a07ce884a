"""Resource records as the words of a text: of a zone, an answer that dig prints, or ``dns-sd -Z``.

The assembler joins records to announcements. What it need not know of a text stands here: on which lines the records
are, how they are spelt, and TXT records that the wire cannot hold, such as one with a string of more than 255 octets.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from validator.assembly.assembler import Assembler
from validator.assembly.cache import Limits, fold
from validator.assembly.pointers import instance_type_at, is_enumeration, lists_domains
from validator.model import names, txt
from validator.model.announcement import Announcement, Fidelity, Location
from validator.sources.lines import LineError, escaped
from validator.sources.plain.zone_words import Entry, Word, absolute
from validator.wire.message import CLASS_IN, Message, Name, Record, RType
from validator.wire.service_type import type_at

MAX_RECORDS = 500_000
"""Records that are kept until the end of the input."""

RTYPES = {
    **{name: RType[name] for name in ("A", "AAAA", "PTR", "SRV", "TXT")},
    **{f"TYPE{int(rtype)}": rtype for rtype in (RType.PTR, RType.SRV, RType.TXT)},
}
"""The types of records that have a say in announcements, by name and as RFC 3597 writes them."""

_LIMITS = Limits(types=MAX_RECORDS, instances=MAX_RECORDS, records=MAX_RECORDS, octets=MAX_RECORDS << 16)
_RESPONSE = 0x8400
_TTL_S = 1  # any but zero, which would be a goodbye
_MAX_16_BITS = 65535
_MAX_OCTET = 255
_SRV_WORDS = 4
_NUMBER = 4  # octets
_ADMINISTRATIVE = (b"_dns-sd", b"_udp")
_ESCAPES = re.compile(r"\\(?:([0-9]{3})|.|$)", re.DOTALL)


class _WrittenTxt(Struct, frozen=True):
    """A TXT record as written: the line on which the record begins, and that of each string."""

    record: txt.TxtRecord
    line: int
    string_lines: tuple[int, ...]


class ZoneRecords:
    """Takes records in any order, then gives the announcements. ``file`` is for their locations."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._count = 0
        self._assembler = Assembler(_LIMITS)
        self._lines: dict[Name, int] = {}  # the first line of every instance, in the order of the text
        self._server_lines: dict[tuple[Name, str, int], int] = {}  # by instance, host and port
        self._pointer_lines: list[int] = []  # of PTR records that name nothing, in the order of the assembler's
        self._numbers: dict[tuple[Name, txt.TxtRecord], int] = {}
        self._texts: list[_WrittenTxt] = []

    def take(self, entry: Entry) -> None:
        """Take a record in; other types than those of DNS-SD are passed over. Raises LineError."""
        rtype = RTYPES.get(entry.rtype)
        if rtype is None:
            return
        self._count += 1
        if self._count > MAX_RECORDS:
            raise LineError(f"more than {MAX_RECORDS} records: divide the input")
        record = self._record(entry, rtype)
        if record is None:
            return
        dropped = self._assembler.dropped
        self._assembler.feed(Message(flags=_RESPONSE, records=(record,)), link="", sender="", now=0.0)
        if len(self._assembler.pointers) > len(self._pointer_lines):
            self._pointer_lines.append(entry.line)
            return
        if self._assembler.dropped > dropped:
            raise LineError(f"one name has too many {entry.rtype} records: this one is left out")

    def announcements(self, *, is_answer: bool = False) -> Iterator[Announcement]:
        """Yield what every instance announces, in the order of the text: one announcement for each TXT record.

        ``is_answer``: there may be more records than these, so that none can be said to be missing.
        """
        for name, line in self._lines.items():
            if self._assembler.knows(name):
                found, _ = self._assembler.instance(name)
                for announcement in found:
                    yield self._as_written(name, line, announcement, is_answer=is_answer)
        for pointer, line in zip(self._assembler.pointers.values(), self._pointer_lines, strict=True):
            yield replace(self._assembler.pointer_remark(pointer), location=Location(self._file, line))

    def _as_written(self, name: Name, line: int, announcement: Announcement, *, is_answer: bool) -> Announcement:
        """Add to the announcement of an instance what only the text says. ``line`` is the first one of the instance."""
        host, port = announcement.host, announcement.port
        spelt = replace(announcement, host=host or None)
        if announcement.txt is None:
            at, lost = line, frozenset({Fidelity.TXT})
            if host is not None and port is not None:
                at, lost = self._server_lines[name, host, port], lost if is_answer else frozenset()
            return replace(spelt, lost=lost, location=Location(self._file, at))
        text = self._texts[int.from_bytes(txt.join(announcement.txt))]
        return replace(spelt, txt=text.record, location=Location(self._file, text.line), string_lines=text.string_lines)

    def _record(self, entry: Entry, rtype: RType) -> Record | None:
        """Read the words of a record; None where the record is about no service. Raises LineError."""
        match rtype:
            case RType.PTR:
                return self._pointer(entry)
            case RType.SRV:
                return self._server(entry)
            case RType.TXT:
                return self._text(entry)
        word = _only_word(entry)
        try:
            address = ipaddress.ip_address(word)
        except ValueError:
            raise LineError(f'"{escaped(word)}" is no address') from None
        return _new(entry.owner, RType.A if address.version == 4 else RType.AAAA, address=str(address))  # noqa: PLR2004 - of IP

    def _pointer(self, entry: Entry) -> Record | None:
        owner = fold(entry.owner)
        if type_at(owner) is None or lists_domains(owner):
            return None  # of a host, or one that lists domains (RFC 6763 section 11)
        target = absolute(_only_word(entry), entry.origin)
        if not is_enumeration(owner) and instance_type_at(owner, target):
            self._lines.setdefault(fold(target), entry.line)
        return _new(entry.owner, RType.PTR, target=target)

    def _server(self, entry: Entry) -> Record | None:
        if not _is_instance(entry.owner):
            return None  # SRV records without an instance are older than DNS-SD (RFC 2782)
        words = [word.text for word in entry.rdata]
        numbers = [int(word) for word in words[:3] if word.isascii() and word.isdigit() and len(word) < len("100000")]
        if len(words) != _SRV_WORDS or len(numbers) != len(words) - 1 or max(numbers) > _MAX_16_BITS:
            raise LineError("an SRV record needs priority, weight, port and host")
        priority, weight, port = numbers
        host = absolute(words[3], entry.origin)
        self._lines.setdefault(fold(entry.owner), entry.line)
        self._server_lines.setdefault((fold(entry.owner), names.join(host), port), entry.line)
        return _new(entry.owner, RType.SRV, target=host, priority=priority, weight=weight, port=port)

    def _text(self, entry: Entry) -> Record | None:
        """Number a TXT record. The assembler keeps any RDATA as it comes: the number stands for the record there."""
        if not _is_instance(entry.owner):
            return None
        name, record = fold(entry.owner), _txt_record(entry.rdata)
        self._lines.setdefault(name, entry.line)
        # Records of one name that are alike are one (RFC 2181 section 5).
        number = self._numbers.setdefault((name, record), len(self._texts))
        if number == len(self._texts):
            is_plain = len(record.strings) == len(entry.rdata)
            lines = tuple(word.line for word in entry.rdata) if is_plain else ()
            self._texts.append(_WrittenTxt(record, entry.line, lines))
        return _new(entry.owner, RType.TXT, rdata=number.to_bytes(_NUMBER))


def _new(owner: Name, rtype: RType, rdata: bytes = b"", **more: object) -> Record:
    return Record(owner, rtype, CLASS_IN, flush=False, ttl_s=_TTL_S, rdata=rdata, **more)  # type: ignore[arg-type]  # named above


def _is_instance(name: Name) -> bool:
    at = type_at(name)
    return at is not None and at > 0 and name[at - 1].lower() != b"_sub" and name[at : at + 2] != _ADMINISTRATIVE


def _txt_record(words: tuple[Word, ...]) -> txt.TxtRecord:
    """Read the data of a TXT record. Raises LineError."""
    if words and words[0].text == r"\#":
        try:
            return txt.split(bytes.fromhex("".join(word.text for word in words[2:])))
        except ValueError:
            raise LineError(r"expected hexadecimal digits behind \# (RFC 3597)") from None
    if not words:
        return txt.TxtRecord((), txt.Damage(txt.DamageKind.EMPTY_RDATA))
    for word in words:
        for found in _ESCAPES.finditer(word.text):
            if found[1] and int(found[1]) > _MAX_OCTET:
                raise LineError(f"{found[0]} in a TXT string is no octet")
    return txt.TxtRecord(tuple(names.unescape(word.text) for word in words))


def _only_word(entry: Entry) -> str:
    if len(entry.rdata) != 1:
        raise LineError(f"expected one word behind {entry.rtype}, got {len(entry.rdata)}")
    return entry.rdata[0].text
