r"""``avahi-browse`` without ``-p``, as it prints for people, with ``-r`` for TXT records.

    +   eth0 IPv4 Living Room                                   AirTunes Remote Audio local
    =   eth0 IPv4 Living Room                                   AirTunes Remote Audio local
       hostname = [tv.local]
       address = [192.0.2.7]
       port = [7000]
       txt = ["txtvers=1" "pw=false"]

The columns are those of ``printf("%c %6s %4s %-*s %-20s %s")`` (avahi-utils/avahi-browse.c), where a long name or type
moves what follows, and terminals, pages and mails wrap lines, collapse blanks or lose the sign. Names stand
without escapes, but each octet that does not print is ``_``: of ``Café`` two are. Host and domain have DNS escapes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

import msgspec

from validator.model.announcement import Announcement, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.lines import LineError, escaped
from validator.sources.tools import avahi_text
from validator.sources.tools.avahi_names import NOT_KNOWN, TYPES
from validator.sources.tools.avahi_text import LOST, NOT_SEEN

TYPE_COLUMN = 21
"""Octets of the column of the type, with the blank behind it."""

MAX_WORDS = 12
"""Words of a service type's name."""

MAX_OCTETS = 4 * 65535
"""Octets of the strings as printed: each octet of RDATA takes at most four."""

MAX_LINES = 4000
"""Lines over which a terminal may have wrapped them."""

MAX_TRIES = 100
"""Lines of a wrapped record that end as a record does, and may be its last one."""

# A hyphen, as some locales have it, counts only at its column: lists of other texts have hyphens too.
_NOWHERE = rb" {6}- {4}-|" + b"|".join(rb" +%b +%b" % ((re.escape(each.encode()),) * 2) for each in NOT_KNOWN[2:])
_HEAD = re.compile(rb"([=+-])(?: +(\S+) +(?:IPv[46]|n/a)|%b) (.*\S)\s*" % _NOWHERE)
_UNSIGNED = re.compile(rb"\s*()(\S+) +(?:IPv[46]|n/a) (.*\S)\s*")
_FIELD = re.compile(rb"\s*(hostname|address|port|txt) = \[(.*)", re.DOTALL)
_TYPE = re.compile(rb"(?:\S+\._sub\.)?_\S+\._(?:tcp|udp)", re.IGNORECASE)
_REMARK = re.compile(rb": |Failed to |$")
# Such as: +   eth0 IPv4 Lobby     Web Site     local
_SNIFF = re.compile(
    rb"(?:^|\n)(?:[=+-](?: +\S+ +(?:IPv[46]|n/a)|%b) .|[ \t]*hostname = \[[^\]\n]*\]\s*\n[ \t]*address = \[)" % _NOWHERE
)


class Seen(msgspec.Struct, frozen=True):
    """One entry: its sign (``=``, ``+``, ``-``), what it announces, and its interface and protocol."""

    sign: bytes
    announcement: Announcement
    link: str = ""


class Blocks:
    """Puts the lines of entries together."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: _Block | None = None
        self._before: tuple[int, bytes] = (0, b"")

    def take(self, number: int, line: bytes) -> Iterator[Seen | Unreadable]:
        """Take a line. Lines that belong to no entry are passed over."""
        head, field = _HEAD.fullmatch(line), _FIELD.match(line)
        if head is None and field is not None and field[1] == b"hostname" and self._open is None:
            # A page that shows the output may have lost the sign of the line before.
            head = _UNSIGNED.fullmatch(self._before[1])
            number -= head is not None
        if head is not None:
            yield from self._head(number, head)
            number += head.re is _UNSIGNED
        if field is not None and self._open is not None and not self._open.takes_more(line):
            self._open.begin(field[1], field[2], number)
        elif head is None and self._open is not None and self._open.takes_more(line):
            self._open.wrapped(line, number)
        if self._open is not None and self._open.is_whole():
            yield from self.end()
        self._before = (number, line)

    def end(self) -> Iterator[Seen | Unreadable]:
        """Finish the entry that is open."""
        block, self._open = self._open, None
        if block is not None:
            try:
                yield Seen(b"=", block.announcement())
            except LineError as error:
                yield error.at(Location(self._file, block.line))

    def _head(self, number: int, head: re.Match[bytes]) -> Iterator[Seen | Unreadable]:
        yield from self.end()
        if head[1] in (b"+", b"-") and b" " not in head[3]:
            return  # of avahi-browse -D, which lists domains to browse
        location = Location(self._file, number)
        try:
            found = _named(head, location)
        except LineError as error:
            yield error.at(location)
        else:
            if head[1] in (b"=", b""):
                self._open = _Block(found)
            else:
                link = b" ".join(head[0][1 : head.start(3)].split())
                yield Seen(head[1], found, link.decode("latin-1"))


class _Block:
    """A resolved entry of which lines are still to come."""

    def __init__(self, named: Announcement) -> None:
        self._named = named
        self._fields: dict[bytes, bytes] = {}
        self._txt: list[bytes] = []
        self._txt_line = 0
        self._size = 0
        self._tries = 0

    def begin(self, key: bytes, rest: bytes, number: int) -> None:
        """Take the line of a field."""
        if key == b"txt":
            self._txt, self._txt_line, self._size = [rest], number, len(rest)
        else:
            self._fields[key] = rest.rstrip().removesuffix(b"]")

    def takes_more(self, line: bytes) -> bool:
        """Whether a line is what a terminal wrapped of the strings before."""
        return bool(self._txt) and len(self._txt) < MAX_LINES and _REMARK.match(line) is None

    def wrapped(self, line: bytes, number: int) -> None:
        """Take the rest of a line that was wrapped. Raises nothing: what does not fit ends the entry as damaged."""
        if number == self._txt_line + len(self._txt) and self._size + len(line) <= MAX_OCTETS:
            self._txt.append(line)
            self._size += len(line)

    def is_whole(self) -> bool:
        """Return whether the strings have their closing bracket."""
        end = self._txt[-1].rstrip() if self._txt else b""
        if not end.endswith(b"]") or self._tries >= MAX_TRIES:
            return False
        self._tries += 1
        return avahi_text.are_strings(self._joined)

    @property
    def line(self) -> int | None:
        """The line to report if the entry is damaged: that of the strings if there are any."""
        return self._txt_line or self._named.location.line

    @property
    def _joined(self) -> bytes:
        return b"".join(self._txt).rstrip().removesuffix(b"]")

    def announcement(self) -> Announcement:
        """Make the announcement. Raises LineError."""
        if not self._txt:
            raise LineError("the entry is cut off: it has no txt line")
        if b"port" not in self._fields:
            raise LineError("the entry is damaged: it has no port line")
        field = self._joined
        ends = list(accumulate(map(len, self._txt)))
        host, address = (avahi_text.text(self._fields.get(key, b"")) for key in (b"hostname", b"address"))
        return msgspec.structs.replace(
            self._named,
            host=avahi_text.name(host) or None,
            port=avahi_text.port(avahi_text.text(self._fields.get(b"port", b""))),
            addresses=(escaped(address),) if address else (),
            txt=TxtRecord(avahi_text.strings(field)),
            lost=LOST,
            string_lines=tuple(self._txt_line + bisect_right(ends, start) for start in avahi_text.starts(field)),
        )


def _named(head: re.Match[bytes], location: Location) -> Announcement:
    """Read the first line of an entry. Raises LineError."""
    columns, _, domain = head[3].rpartition(b" ")
    at = _type_at(columns + b" ")
    path = avahi_text.service(avahi_text.text(columns[at:].rstrip()))
    return Announcement(
        service=str(path.service),
        instance=columns[:at].rstrip(b" "),
        domain=avahi_text.name(avahi_text.text(domain)),
        subtypes=(path.subtype,) if path.subtype else (),
        lost=NOT_SEEN,
        location=avahi_text.on_interface(location, avahi_text.text(head[2] or b"n/a")),
    )


def _type_at(columns: bytes) -> int:
    """Find where the type begins: at its column, else as the longest type that the text before the domain ends with."""
    column = max(len(columns) - TYPE_COLUMN, 0)
    at_column = columns[column - 1 : column] == b" "
    if at_column and _is_type(columns[column:]):
        return column
    words = [found.end() for found in re.finditer(rb" +", columns.rstrip(b" "))][-MAX_WORDS:]
    return next((at for at in words if _is_type(columns[at:])), column if at_column else 0)


def _is_type(field: bytes) -> bool:
    field = field.rstrip(b" ")
    return _TYPE.fullmatch(field) is not None or avahi_text.text(field) in TYPES


def sniff(head: bytes) -> bool:
    """Return whether there is the first line of an entry, or the lines of host and address."""
    return _SNIFF.search(head) is not None
