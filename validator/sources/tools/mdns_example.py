"""``mdns-example``: what mdns_example prints, the program that comes with https://github.com/mjansson/mdns.

    192.0.2.1:5353 : answer _a._tcp.local. PTR x._a._tcp.local. rclass 0x1 ttl 10 length 4
    192.0.2.1:5353 : additional x._a._tcp.local. SRV h.local. priority 0 weight 0 port 80
    192.0.2.1:5353 : additional x._a._tcp.local. TXT key = value

Each attribute has a line of its own (query_callback in mdns.c): strings without key are lost, and the difference
between ``key`` and ``key=``. TTLs are printed of PTR records only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import LineError, lines
from validator.sources.traffic.printed import PrintedMessage, PrintedTraffic, number, octets, owner

LOST = frozenset({Fidelity.STATES, Fidelity.EMPTY_STRINGS})

MAX_STRINGS = 128
"""Attributes of a record that the program prints."""

MAX_LINE = 4096
"""Octets of a line; names and values are far shorter, and what matches slowly is not tried on longer ones."""

# Such as: 192.0.2.1:5353 : additional x._a._tcp.local. SRV h.local. priority 0 weight 0 port 80
_LINE = re.compile(
    r"\S+:\d+ : (?:answer|authority|additional) (?:(.*\.) )??(?:"
    r"PTR (?P<ptr>.*\.) rclass 0x[0-9a-f]+ ttl (?P<ttl>\d+) length \d+"
    r"|SRV (?P<srv>.*\.) priority (?P<priority>\d+) weight (?P<weight>\d+) port (?P<port>\d+)"
    r"|(?:A|AAAA) (?P<address>[0-9a-fA-F:.]+(?:%\w+)?)"
    r"|TXT (?P<txt>.*)"
    r"|type \d+ rclass 0x[0-9a-f]+ ttl \d+ length \d+)",
    re.DOTALL,
)
_SNIFF = re.compile(rb"(?:^|\n)[^\s]+:\d+ : (?:answer|authority|additional) [^\n]*\. (?:PTR|SRV|TXT|A|AAAA) ")


def sniff(head: bytes) -> bool:
    """Return whether there is the line of a record."""
    return _SNIFF.search(head) is not None


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements at the end. Lines that are no records are passed over."""
    reader = _Output(name)
    for line_number, line in lines(stream):
        if isinstance(line, str):
            yield Unreadable(Location(name, line_number), line)
            continue
        if len(line) > MAX_LINE:
            yield Unreadable(Location(name, line_number), f"a line of more than {MAX_LINE} octets is no record")
            continue
        found = _LINE.fullmatch(line.decode("utf-8", "replace"))
        if found:
            reader.take(found, Location(name, line_number))
    yield from reader.rest()


class _Output:
    """The lines of one input. The attributes of a record stand on lines that follow each other."""

    def __init__(self, file: str) -> None:
        self._traffic = PrintedTraffic(file)
        self._name = ""
        self._place = Location()
        self._strings: list[str] = []

    def take(self, found: re.Match[str], place: Location) -> None:
        """Take the line of a record or of an attribute."""
        if found["txt"] is not None and found[1] == self._name and 0 < len(self._strings) < MAX_STRINGS:
            self._strings.append(found["txt"])
            return
        self._end()
        if found["txt"] is not None:
            self._name, self._place, self._strings = found[1] or "", place, [found["txt"]]
            return
        records = PrintedMessage()
        try:
            if found["ptr"] is not None:
                records.ttl_s = min(int(found["ttl"][:10]), 1)
                records.ptr(owner(found[1]), owner(found["ptr"]))
            elif found["srv"] is not None:
                numbers = (number(found[key]) for key in ("port", "priority", "weight"))
                records.srv(owner(found[1]), owner(found["srv"]), *numbers)
            elif found["address"] is not None:
                records.address(owner(found[1]), found["address"].partition("%")[0])
        except LineError as error:
            self._traffic.fault(place, str(error))
        records.feed(self._traffic.history, place)

    def _end(self) -> None:
        if not self._strings:
            return
        records = PrintedMessage()
        try:
            records.txt(owner(self._name), [_string(text) for text in self._strings], LOST)
        except LineError as error:
            self._traffic.fault(self._place, str(error))
        records.feed(self._traffic.history, self._place)
        self._strings = []

    def rest(self) -> Iterator[Announcement | Unreadable]:
        """Yield what was announced, then what could not be read."""
        self._end()
        yield from self._traffic.rest()


def _string(text: str) -> bytes | None:
    """Return the attribute; None where a value was not UTF-8 and is not known."""
    if "\ufffd" in text:
        return None
    key, equals, value = text.partition(" = ")
    return octets(f"{key}={value}" if equals else key)


FORMAT = Format(sniff, read)
