"""``avahi-discover``: what its window shows of a service, as people paste it.

    Service Type: _ipp._tcp
    Service Name: Printer
    Domain Name: local
    Interface: eth0 IPv4
    Address: printer.local/192.0.2.1:631
    TXT txtvers = 1

The program makes a dict of the TXT record (``pair_to_dict`` in avahi-python/avahi-discover): order, duplicates, empty
strings and the difference between ``key`` and ``key=`` are lost. Values with a blank at their end may have it from
the pasting; they are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.model import names
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.base import Format
from validator.sources.lines import lines, one_line

LOST = frozenset({Fidelity.ORDER, Fidelity.DUPLICATES, Fidelity.STATES, Fidelity.EMPTY_STRINGS})

MAX_STRINGS = 65535
"""Strings of one TXT record: each takes at least one octet of its RDATA."""

_MAX_PORT = 65535
_FIELDS = ("Service Type", "Service Name", "Domain Name", "Interface", "Address")
_FIELD = re.compile(rf"({'|'.join(_FIELDS)}): (.*)", re.DOTALL)
_STRING = re.compile(rb"TXT (.*?) = (.*)", re.DOTALL)
_ADDRESS = re.compile(r"(.+)/([0-9A-Fa-f:.]+):(\d{1,5})")
_SNIFF = re.compile(rb"(?:^|\n)Service Type: \S[^\n]*\nService Name: [^\n]*\nDomain Name: ")


def sniff(head: bytes) -> bool:
    """Return whether the first three lines of a service are there."""
    return _SNIFF.search(head.replace(b"\r\n", b"\n")) is not None


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield one announcement a service. Lines outside of services are passed over."""
    service: _ShownService | None = None
    for number, line in lines(stream):
        location = Location(name, number)
        if isinstance(line, str):
            yield Unreadable(location, line)
            continue
        if line.startswith(b"Service Type: ") or not line.strip():
            yield from service.announcement() if service else ()
            service = _ShownService(location) if line.strip() else None
        if service is not None and not service.take(number, line):
            yield Unreadable(location, f'"{one_line(line.decode(errors="replace"))[:80]}" is no line of a service')
    yield from service.announcement() if service else ()


class _ShownService:
    """The lines of one service."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self._fields: dict[str, str] = {}
        self._strings: list[bytes] = []
        self._lines: list[int] = []

    def take(self, number: int, line: bytes) -> bool:
        """Take a line. Returns whether a service has such lines."""
        string = _STRING.fullmatch(line)
        if string:
            if len(self._strings) >= MAX_STRINGS:
                return False
            self._strings.append(b"=".join(string.groups()))
            self._lines.append(number)
            return True
        field = _FIELD.fullmatch(line.decode("utf-8", "surrogateescape"))
        if field:
            self._fields[field[1]] = field[2]
        return field is not None or line.startswith(b"TXT Data: ")

    def announcement(self) -> Iterator[Announcement | Unreadable]:
        """Yield the announcement, or why these lines are no service."""
        missing = [field for field in _FIELDS if not self._fields.get(field, "").strip()]
        address = _ADDRESS.fullmatch(self._fields.get("Address", ""))
        if missing:
            yield Unreadable(self._location, f"a service without the line {missing[0]}")
        elif address is None or int(address[3]) > _MAX_PORT:
            yield Unreadable(self._location, "the line Address holds no host, address and port")
        else:
            yield Announcement(
                service=str(names.service_type(self._fields["Service Type"])),
                instance=self._fields["Service Name"].encode("utf-8", "surrogateescape"),
                domain=names.join(names.split(self._fields["Domain Name"])),
                host=names.join(names.split(address[1])),
                port=int(address[3]),
                addresses=(address[2],),
                # A record without attributes is one empty string on the wire (RFC 6763 section 6.1).
                txt=TxtRecord(tuple(self._strings) or (b"",)),
                lost=LOST,
                location=Location(
                    self._location.file, self._location.line, interfaces=(self._fields["Interface"].split()[0],)
                ),
                string_lines=tuple(self._lines),
            )


FORMAT = Format(sniff, read)
