"""``hexdump``: octets with offsets before them and perhaps text behind: by hexdump -C, xxd, tcpdump -X, Wireshark.

    00000000  00 00 84 00 00 00 00 01  00 00 00 03 0b 5f 67 6f  |............._go|
    0x0000:  4500 0095 0000 4000 ff11 9a0c c612 0001  E.....@.........
    0000   01 00 5e 00 00 fb 02 00 00 00 00 01 08 00 45 00   ..^...........E.

A dump ends where the next offset is not the one that follows; there may be other lines between dumps. A dump is read as
what its octets are recognised to be: DNS messages, packets with or without the head of Ethernet, or another format.
The line is that on which the dump of the message begins.
"""

from __future__ import annotations

import io
import re
from array import array
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from validator.errors import InputError
from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import HEAD_SIZE, Format
from validator.sources.lines import lines
from validator.sources.read import recognise
from validator.sources.traffic.hexdump_frames import capture, packet

MAX_OCTETS = 4 << 20
"""Octets of one dump, and of all those together that are no packets: packets are read one after the other."""

MAX_OTHERS = 10_000
"""Dumps that cannot be read and are reported."""

_TOO_MANY = f"more than {MAX_OCTETS >> 20} MiB of octets that are no packets: the rest of these is not read"
_TOO_LONG = f"a dump of more than {MAX_OCTETS >> 20} MiB is not read"
_LINE = re.compile(rb"[ \t]*(?:0x)?([0-9A-Fa-f]{4,16}):?(?:[ \t]+(.*))?", re.DOTALL)
_PAIRS = re.compile(rb"(?:[0-9A-Fa-f]{2}){1,8}(?=[ \t\r]|\Z)")
_GAP = re.compile(rb"[ \t]*")
# Such as: 0000  00 00 84 00 00 00\n0006  00
_SNIFF = re.compile(
    rb"(?:^|\n)[ \t]*(?:0x)?[0-9A-Fa-f]{4,16}:?[ \t]+(?:(?:[0-9A-Fa-f]{2}){1,8}[ \t]+){4,}[^\n]*\n"
    rb"[ \t]*(?:0x)?[0-9A-Fa-f]{4,16}:?[ \t]"
)


class _DumpLine(Struct, frozen=True):
    """A line of a dump: its number, its offset, and octets with the column where each ends."""

    number: int
    offset: int
    octets: bytes
    ends: tuple[int, ...]


def sniff(head: bytes) -> bool:
    """Return whether there are two lines of a dump of which the second continues the first."""
    found = _SNIFF.search(head)
    if found is None:
        return False
    first, second = (_line(0, each) for each in found[0].strip(b"\r\n").split(b"\n")[:2])
    return first is not None and second is not None and 0 < second.offset - first.offset <= len(first.octets)


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements of dumps of other formats, then those of messages and packets."""
    from validator.capture.announced import announced

    others: list[Announcement | Unreadable] = []
    lines_of = array("Q")
    found = list(announced(capture(_packets(stream, name, others, lines_of)), name))
    yield from others
    for item in found:
        # The frame is that of the capture which was made of the dumps.
        frame = item.location.frame
        line = None if frame is None else lines_of[frame - 1]
        yield replace(item, location=replace(item.location, line=line, frame=None))


def _packets(
    stream: BinaryIO, name: str, others: list[Announcement | Unreadable], lines_of: array[int]
) -> Iterator[bytes]:
    """Yield packets, and note the lines where their dumps begin; what other dumps hold goes to ``others``."""
    size = 0
    for number, octets in _dumps(stream):
        place = Location(name, number)
        if isinstance(octets, str):
            if len(others) < MAX_OTHERS:
                others.append(Unreadable(place, octets))
            continue
        found = packet(octets)
        if found:
            lines_of.append(number)
            yield found
        elif found is None and size <= MAX_OCTETS:
            size += len(octets)
            others += _other(place, octets) if size <= MAX_OCTETS else [Unreadable(place, _TOO_MANY)]


def _other(place: Location, octets: bytes) -> Iterator[Announcement | Unreadable]:
    """Read octets that are a text, or a capture. All that they announce is at the line where their dump begins."""
    try:
        source = recognise(octets[:HEAD_SIZE])
    except InputError:
        yield Unreadable(place, f"these {len(octets)} octets are no DNS message, packet or dump of another format")
        return
    if source.name == "hexdump":
        yield Unreadable(place, "a dump of a dump is not read")
        return
    for item in source.read(io.BytesIO(octets), str(place.file)):
        location = replace(item.location, line=place.line, frame=None)
        if isinstance(item, Unreadable):
            yield Unreadable(location, item.reason)
        else:
            yield replace(item, location=location, string_lines=())


def _dumps(stream: BinaryIO) -> Iterator[tuple[int, bytes | str]]:
    """Yield the octets of each dump and the number of its first line, or why it cannot be read."""
    dump = _Dump()
    for number, text in lines(stream):
        if isinstance(text, str):
            yield number, text
            continue
        line = _line(number, text)
        if dump.continued_by(line, text):
            continue
        yield from dump.end()
        dump = _Dump()
        dump.continued_by(line, text)
    yield from dump.end()


class _Dump:
    """Lines whose offsets follow each other."""

    def __init__(self) -> None:
        self._begin = 0
        self._octets = bytearray()
        self._last: _DumpLine | None = None
        self._column: int | None = None
        self._repeats = False
        self._too_long = False

    def continued_by(self, line: _DumpLine | None, text: bytes) -> bool:
        """Take a line if it continues this dump. How many octets the line before has is known only then."""
        last = self._last
        if last is None:
            if line is None:
                return True
            self._begin, self._last = line.number, line
            return bool(line.octets)
        if text.strip() == b"*" and not self._repeats:
            self._repeats = True
            return True
        if line is None or not self._follows(last, line):
            return False
        self._last = line
        return True

    def _follows(self, last: _DumpLine, line: _DumpLine) -> bool:
        size = line.offset - last.offset
        if self._repeats and size > len(last.octets) > 0:
            self._repeats = False
            self._too_long = self._too_long or len(self._octets) + size > MAX_OCTETS
            self._add(b"" if self._too_long else (last.octets * (size // len(last.octets) + 1))[:size])
            return True
        if self._repeats or not 0 < size <= len(last.octets):
            return False
        self._add(last.octets[:size])
        self._column = last.ends[size - 1]
        return True

    def _add(self, octets: bytes) -> None:
        self._octets += octets
        if self._too_long or len(self._octets) > MAX_OCTETS:
            self._too_long = True
            self._octets.clear()

    def end(self) -> Iterator[tuple[int, bytes | str]]:
        """Yield what was dumped. Of the last line, what is behind the column where octets end elsewhere is text."""
        last = self._last
        if last is None:
            return
        if self._too_long:
            yield self._begin, _TOO_LONG
            return
        if self._repeats:
            yield self._begin, "the dump ends in lines that are left out: how many octets there are is not known"
            return
        keep = [end for end in last.ends if self._column is None or end <= self._column]
        self._octets += last.octets[: len(keep)]
        if len(self._octets) > 0:
            yield self._begin, bytes(self._octets)


def _line(number: int, text: bytes) -> _DumpLine | None:
    """Read a line of a dump; text behind the octets may look like more of them."""
    found = _LINE.fullmatch(text)
    if found is None:
        return None
    octets = bytearray()
    ends: list[int] = []
    at = found.start(2) if found[2] is not None else len(text)
    while pairs := _PAIRS.match(text, at):
        octets += bytes.fromhex(pairs[0].decode())
        ends += range(pairs.start() + 2, pairs.end() + 1, 2)
        at = _GAP.match(text, pairs.end()).end()  # type: ignore[union-attr]  # it matches everywhere
    return _DumpLine(number, int(found[1], 16), bytes(octets), tuple(ends))


FORMAT = Format(sniff, read)
