r"""``tshark-text``: the details of mDNS and DNS responses that ``tshark -V`` and Wireshark's plain text print.

    x._a._tcp.local: type TXT, class IN, cache flush
        Time to live: 4500 (1 hour, 15 minutes)
        Data length: 4
        TXT Length: 3
        TXT: a=1

An excerpt may begin anywhere. tshark ends a string at its first zero octet, prints ``\n`` and the like for control
characters and U+FFFD for what is not UTF-8: the lengths tell what was changed, and that is left out or brought back.
Names have the same escapes and no lengths: one with a backslash in it is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import LineError, lines
from validator.sources.traffic.printed import PrintedMessage, PrintedTraffic, number, octets, owner, shown
from validator.wire.message import Name

MAX_HEAD = 4096
"""Octets of the first line of a record: it holds two names at most."""

MAX_STRINGS = 65535
"""Strings of one TXT record: each takes at least one octet of its RDATA."""

_FRAME = re.compile(r"Frame (\d{1,9}): ")
_MESSAGE = re.compile(r"(?:Multicast )?Domain Name System \((response|query)\)")
# Such as: x._a._tcp.local: type TXT, class IN, cache flush
_HEAD = re.compile(
    r" *((?:\S.*?)?): type ([A-Z]+|Unknown)(?: \(\d+\))?, class (IN|\S+?)(, cache flush)?(?:, (.*))?", re.DOTALL
)
_SECTION = re.compile(r" *(Queries|Answers|Authoritative nameservers|Additional records)")
_SERVER = re.compile(r"priority (\d+), weight (\d+), port (\d+), target (.*)", re.DOTALL)
_DETAIL = re.compile(r" *(TXT Length|TXT|Data length|Time to live): ?(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([abfnrtv])|([0-3][0-7]{2}))")
_CONTROL = dict(zip("abfnrtv", "\a\b\f\n\r\t\v", strict=True))
_ROOT = "<Root>"
# Such as, indented: x._a._tcp.local: type TXT, class IN\n    Name: x._a._tcp.local
_SNIFF = re.compile(
    rb"(?:^|\n) +\S[^\n]*: type (?:PTR|SRV|TXT|A|AAAA|NSEC)(?: \(\d+\))?, class IN[^\n]*\r?\n +\S[^\n:]*: "
)
_SNIFF_FRAME = re.compile(rb"Frame \d+: \d+ bytes on wire \(\d+ bits\)")


def sniff(head: bytes) -> bool:
    """Return whether there is the first line of a frame, or of a record and its details."""
    return _SNIFF_FRAME.match(head) is not None or _SNIFF.search(head) is not None


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements at the end. Lines of other protocols are passed over."""
    reader = _PacketDetails(name)
    for line_number, line in lines(stream):
        if isinstance(line, str):
            yield Unreadable(Location(name, line_number), line)
        else:
            reader.take(line_number, line.decode("utf-8", "replace"))
    yield from reader.rest()


class _PacketDetails:
    """The lines of one input. A record lasts until the next record or another section begins."""

    def __init__(self, file: str) -> None:
        self._traffic = PrintedTraffic(file)
        self._file = file
        self._frame: int | None = None
        self._asks = False
        self._head: re.Match[str] | None = None
        self._place = Location()
        self._details: dict[str, str] = {}
        self._strings: list[tuple[str, str]] = []

    def take(self, line_number: int, line: str) -> None:
        """Take a line."""
        if self._head is not None and (detail := _DETAIL.fullmatch(line)):
            self._detail(detail[1], detail[2])
        elif not line.startswith(" "):
            self._end()
            if frame := _FRAME.match(line):
                self._frame, self._asks = int(frame[1]), False
            elif message := _MESSAGE.fullmatch(line.rstrip()):
                self._asks = message[1] == "query"
        elif section := _SECTION.fullmatch(line):
            self._end()
            # A query may list the answers that are known; a response may repeat the question.
            self._asks = section[1] == "Queries" or (self._asks and section[1] != "Answers")
        elif len(line) <= MAX_HEAD and ": type " in line and (head := _HEAD.fullmatch(line)):
            self._end()
            self._head = head
            self._place = Location(self._file, line_number, self._frame)

    def _detail(self, name: str, value: str) -> None:
        if name == "TXT" and len(self._strings) < MAX_STRINGS:
            self._strings.append((value, self._details.pop("TXT Length", "")))
        else:
            self._details[name] = value

    def _end(self) -> None:
        head, self._head = self._head, None
        if head is not None and not self._asks and head[3] == "IN" and not (head[5] or "").endswith(" question"):
            records = PrintedMessage()
            records.flush = head[4] is not None
            records.ttl_s = 0 if re.match(r"0\b", self._details.get("Time to live", "1")) else 1
            try:
                self._add(head, records)
            except LineError as error:
                self._traffic.fault(self._place, str(error))
            records.feed(self._traffic.history, self._place)
        self._details, self._strings = {}, []

    def _add(self, head: re.Match[str], records: PrintedMessage) -> None:
        name, rtype, rest = _owner(head[1]), head[2], head[5] or ""
        if rtype == "PTR":
            records.ptr(name, _owner(rest))
        elif rtype == "SRV":
            server = _SERVER.fullmatch(rest)
            if server is None:
                raise LineError("an SRV record without port and target")
            records.srv(name, _owner(server[4]), number(server[3]), number(server[1]), number(server[2]))
        elif rtype in ("A", "AAAA"):
            records.address(name, rest.removeprefix("addr "))
        elif rtype == "TXT":
            size = self._details.get("Data length")
            if size is None:
                raise LineError("the strings of this TXT record are not here")
            if size == "0":
                records.empty_txt(name)
                return
            found = [_string(text, length) for text, length in self._strings]
            # The strings must fill the record, else there is more of it.
            is_whole = size == str(sum(1 + len(each) for each in found if each is not None))
            records.txt(name, found if is_whole else [*found, None])

    def rest(self) -> Iterator[Announcement | Unreadable]:
        """Yield what was announced, then what could not be read."""
        self._end()
        yield from self._traffic.rest()


def _string(text: str, length: str) -> bytes | None:
    """Return the octets of a string; None where they are not known."""
    if "\ufffd" in text:
        return None
    for candidate in (text, _ESCAPE.sub(_control, text)):
        # Each escape makes it longer, so that only one of the two can have the length.
        found = octets(candidate)
        if str(len(found)) == length:
            return found
    return None


def _control(escape: re.Match[str]) -> str:
    # What is no character of ASCII stands there as it is, so that a code is one.
    return _CONTROL[escape[1]] if escape[1] else chr(int(escape[2], 8))


def _owner(text: str) -> Name:
    if "\\" in text:
        raise LineError(f'the name "{shown(text)}" was printed with escapes and is not known')
    if not text:
        raise LineError("a record without a name that it needs")
    return () if text == _ROOT else owner(text)


FORMAT = Format(sniff, read)
