"""``ipp-usb-log``: the log of ipp-usb, level debug, in which it says what it is going to announce.

    > Printer: _ipp._tcp TXT record:
        txtvers=1

That is written by device.go of https://github.com/OpenPrinting/ipp-usb, before Avahi is asked: a record that Avahi then
refuses is there too. Port and host are not. Every attribute is written with ``=``, and announced so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.model import names
from validator.model.announcement import Announcement, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.base import Format
from validator.sources.lines import lines

MAX_STRINGS = 65535
"""Strings of one TXT record: each takes at least one octet of its RDATA."""

# Lines may begin with date and time, and with the device's number.
_RECORD = re.compile(rb"(?:[^>\n]*[ :])?> (.+): (_[!-~]+\._(?:tcp|udp)) TXT record:", re.IGNORECASE)
_STRING = re.compile(rb"(?:[0-9][0-9:. -]*: )?   ? ?([^ =][^=]*=.*)", re.DOTALL)
_SNIFF = re.compile(rb"(?:^|\n)" + _RECORD.pattern + rb"\r?(?:\n|$)", re.IGNORECASE)


def sniff(head: bytes) -> bool:
    """Return whether there is the line before a TXT record."""
    return _SNIFF.search(head) is not None


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield one announcement for each TXT record. Other lines of the log are passed over."""
    found: re.Match[bytes] | None = None
    location = Location(name)
    strings: list[tuple[bytes, int]] = []
    for number, line in lines(stream):
        if isinstance(line, str):
            yield Unreadable(Location(name, number), line)
            continue
        string = _STRING.fullmatch(line) if found and b"=" in line and len(strings) < MAX_STRINGS else None
        if string:
            strings.append((string[1], number))
            continue
        if found:
            yield _announcement(found, location, strings)
        found, location, strings = _RECORD.fullmatch(line), Location(name, number), []
    if found:
        yield _announcement(found, location, strings)


def _announcement(found: re.Match[bytes], location: Location, strings: list[tuple[bytes, int]]) -> Announcement:
    return Announcement(
        service=str(names.service_type(found[2].decode())),
        instance=found[1],
        # A record without attributes is one empty string on the wire (RFC 6763 section 6.1).
        txt=TxtRecord(tuple(string for string, _ in strings) or (b"",)),
        location=location,
        string_lines=tuple(line for _, line in strings),
    )


FORMAT = Format(sniff, read)
