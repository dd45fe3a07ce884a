"""DNS messages as tcpdump, tshark, Suricata and Zeek print them, brought back for the assembler.

Tools print a name with plain dots between its labels, so that an instance with dots in it looks like several labels;
the assembler joins the labels of an instance again. What a tool could not print is not guessed: a TXT string that was
changed is left out and the record says so (``LEFT_OUT``), a name that was changed costs its record.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator

from validator.assembly.history import History
from validator.model import txt
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.sources.lines import LineError, one_line
from validator.wire.message import CLASS_IN, Message, Name, Record, RType, Section

LEFT_OUT = frozenset({Fidelity.STRINGS, Fidelity.BYTES, Fidelity.EMPTY_STRINGS})
"""What a TXT record has lost where a string of it had to be left out."""

MAX_NAME_TEXT = 1025
"""Characters of a printed name; Suricata prints no more, and a name on the wire has at most 255 octets."""

MAX_FAULTS = 100
"""Faults of an input that are reported one by one; the others are counted."""

TTL_S = 120
"""TTL of records whose TTL was not printed: that of records with a host name (RFC 6762 section 10)."""

_NOTHING: frozenset[Fidelity] = frozenset()
_RESPONSE = 0x8400
_SHOWN = 80
_MAX_16_BIT = 0xFFFF


def owner(text: object) -> Name:
    """Return the labels of a printed name. Raises LineError."""
    if not isinstance(text, str) or len(text) > MAX_NAME_TEXT:
        raise LineError("a record without a name, or with one that is too long")
    if "\ufffd" in text:
        raise LineError(f'the name "{shown(text)}" was not UTF-8 and is not known')
    return labels(octets(text))


def labels(name: bytes) -> Name:
    """Return the labels of a name that has dots between them."""
    whole = name.removesuffix(b".")
    return tuple(whole.split(b".")) if whole else ()


def octets(text: str) -> bytes:
    """Return the UTF-8 of a printed text. Raises LineError for half characters, which JSON can write."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise LineError(f'"{shown(text)}" is no text') from None


def shown(text: str) -> str:
    """Return text for a message: on one line, without half characters, and not too long."""
    return one_line(text.encode("utf-8", "replace").decode())[:_SHOWN]


def number(value: object) -> int:
    """Read an unsigned number of 16 bits. Raises LineError."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= len(str(_MAX_16_BIT)):
        value = int(value)
    if type(value) is not int or not 0 <= value <= _MAX_16_BIT:
        raise LineError("a record has a number that does not fit into 16 bits")
    return value


class PrintedMessage:
    """One message as printed: its records, as far as they can be brought back.

    ``ttl_s``, ``flush`` and ``section`` hold for the records that are added next.
    """

    def __init__(self) -> None:
        self.ttl_s = TTL_S
        self.flush = True
        self.section = Section.ANSWER
        self._found: dict[frozenset[Fidelity], list[Record]] = {}

    def ptr(self, name: Name, target: Name) -> None:
        """Add a PTR record."""
        self._add(self._record(name, RType.PTR, b".".join(target), target=target))

    def srv(self, name: Name, target: Name, port: int, priority: int = 0, weight: int = 0) -> None:
        """Add an SRV record."""
        rdata = b".".join(target)
        self._add(self._record(name, RType.SRV, rdata, target=target, port=port, priority=priority, weight=weight))

    def txt(self, name: Name, strings: Iterable[bytes | None], lost: frozenset[Fidelity] = _NOTHING) -> None:
        """Add a TXT record. A string that is None, or has more than 255 octets, was changed: the string is left out."""
        every = list(strings)
        kept = [each for each in every if each is not None and len(each) <= txt.MAX_STRING]
        if len(kept) < len(every):
            lost |= LEFT_OUT
        self._add(self._record(name, RType.TXT, txt.join(txt.TxtRecord(tuple(kept)))), lost)

    def empty_txt(self, name: Name) -> None:
        """Add a TXT record whose RDATA has no octet."""
        self._add(self._record(name, RType.TXT, b""))

    def address(self, name: Name, text: object) -> None:
        """Add an A or AAAA record. Raises LineError."""
        try:
            address = ipaddress.ip_address(text if isinstance(text, str) else "")
        except ValueError:
            raise LineError(f'"{shown(str(text))}" is no address') from None
        rtype = RType.A if address.version == 4 else RType.AAAA  # noqa: PLR2004 - of IP
        self._add(self._record(name, rtype, address.packed, address=str(address)))

    def feed(self, history: History, place: Location, link: str = "", now: float = 0.0) -> None:
        """Feed the records to a history."""
        for lost, records in self._found.items():
            message = Message(flags=_RESPONSE, records=tuple(records))
            history.feed(message, place, link, "", now, lost=lost)

    def _add(self, record: Record, lost: frozenset[Fidelity] = _NOTHING) -> None:
        self._found.setdefault(lost, []).append(record)

    def _record(self, name: Name, rtype: RType, rdata: bytes, **more: object) -> Record:
        flush = self.flush and rtype != RType.PTR
        return Record(name, rtype, CLASS_IN, flush, self.ttl_s, rdata, section=self.section, **more)  # type: ignore[arg-type]  # callers name the fields


class PrintedTraffic:
    """What one input prints: the history of its messages, and its faults. The same fault is reported once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.history = History()
        self._faults: dict[str, Location] = {}
        self._more = 0

    def fault(self, place: Location, reason: str) -> None:
        """Note a fault, unless the same one was noted before."""
        if reason not in self._faults and len(self._faults) >= MAX_FAULTS:
            self._more += 1
        else:
            self._faults.setdefault(reason, place)

    def rest(self) -> Iterator[Announcement | Unreadable]:
        """Yield the announcements, and then what could not be read or did not fit."""
        yield from self.history.announcements(self.name)
        for reason, place in self._faults.items():
            yield Unreadable(place, reason)
        if self._more:
            yield Unreadable(Location(self.name), f"{self._more} more records could not be read")
        for reason in self.history.left_out():
            yield Unreadable(Location(self.name), reason)
