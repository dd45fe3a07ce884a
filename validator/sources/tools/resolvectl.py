r"""systemd's ``resolvectl query`` with ``--type``, and ``resolvectl service``.

    Lobby._http._tcp.local IN TXT "path=/" "u=guest"            -- link: eth0
    Lobby._http._tcp.local: lobby.local:80 [priority=0, weight=0]
                            192.0.2.7%eth0                    -- link: eth0
                            path=/
                            (Lobby/_http._tcp/local)

How they print is in systemd's src/resolve/resolvectl.c (resolve_service) and resolved-dns-rr.c (format_txt). In a
string of ``query`` control characters, quotes and what is not ASCII stand as decimal escapes, a backslash as it is. A
string of ``service`` has a line of its own, with the escapes of C; an empty one is not seen.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct, field
from msgspec.structs import replace

from validator.model import names
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.room import OBJECT, Room
from validator.model.txt import MAX_STRING, TxtRecord, join
from validator.sources.base import Format
from validator.sources.lines import LineError, lines
from validator.sources.plain.zone_records import ZoneRecords
from validator.sources.plain.zone_words import Entry, Word, absolute, octet_words

_LINK = re.compile(rb"[ \t]+-- link: (\S+)[ \t]*$")
_RECORD = re.compile(rb"[ \t]*(\S+)[ \t]+IN[ \t]+(PTR|SRV|TXT|A|AAAA)[ \t]+(\S.*?)[ \t]*")
_SERVICE = re.compile(rb"(\S.*?): (\S+):(\d{1,5}) \[priority=\d+, weight=\d+\][ \t]*")
_SERVER = re.compile(rb"[ \t/]*[ \t][^\s:/]+:\d{1,5} \[priority=\d+, weight=\d+\][ \t]*")
_PARTS = re.compile(rb"(?:(.+)/)?(_[^/]+\._(?:tcp|udp))/([^/]+)", re.IGNORECASE)
_NAMED = re.compile(rb"[ \t]+\((.*)\)[ \t]*")
_QUOTED = re.compile(rb'(?:"[^"]*"[ \t]*)*')
_STRING = re.compile(rb'"([^"]*)"')
_DECIMAL = re.compile(rb"\\(0[0-2][0-9]|03[014]|12[7-9]|1[3-9][0-9]|2[0-4][0-9]|25[0-5])")
"""The escapes that format_txt writes; another backslash with digits stood in the string."""
_ESCAPE = re.compile(rb"""\\(?:([abfnrtv"'\\])|x([0-9A-Fa-f]{2})|([0-3][0-7]{2}))""")
_CONTROL = dict(zip(b"abfnrtv\"'\\", b"\a\b\f\n\r\t\v\"'\\", strict=True))
_MAX_PORT = 65535
_LOST = frozenset({Fidelity.EMPTY_STRINGS})
_SNIFF = re.compile(
    rb"(?:^|\n)(?:[^\s]+ IN (?:PTR|SRV|TXT|A|AAAA) [^\n]* -- link: \S|[^\n]*: \S+:\d+ \[priority=\d+, weight=\d+\]"
    rb"|-- Information acquired via protocol )"
)


class _Service(Struct):
    """A service whose lines are still to come. ``indent`` are the blanks before what was resolved."""

    found: Announcement
    indent: int | None = None
    addresses: list[str] = field(default_factory=list)
    strings: list[tuple[bytes, int]] = field(default_factory=list)
    room: Room = field(default_factory=Room)
    is_full: bool = False

    def announcement(self) -> Announcement:
        """Return what the lines say. Without a string it is not known whether there is a record."""
        record = TxtRecord(tuple(string for string, _ in self.strings)) if self.strings else None
        return replace(
            self.found,
            addresses=tuple(dict.fromkeys(self.addresses)),
            txt=record,
            lost=_LOST if record else _LOST | {Fidelity.TXT},
            string_lines=tuple(line for _, line in self.strings),
        )


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield each resolved service, then what the queried records announce. Other lines are passed over."""
    records, service = ZoneRecords(name), None
    for number, line in lines(stream):
        location = Location(name, number)
        if isinstance(line, str):
            yield Unreadable(location, line)
            continue
        link = _LINK.search(line)
        text = line[: link.start()] if link else line
        if service is not None and text[:1] in (b" ", b"\t") and text.strip():
            try:
                _take(service, text, number, link)
            except LineError as error:
                yield error.at(location)
            continue
        if service is not None:
            yield service.announcement()
            service = None
        try:
            if begin := _SERVICE.fullmatch(text):
                service = _begun(begin, location)
            elif record := _RECORD.fullmatch(text):
                records.take(_entry(record, number))
        except LineError as error:
            yield error.at(location)
    if service is not None:
        yield service.announcement()
    yield from records.announcements(is_answer=True)


def _begun(begin: re.Match[bytes], location: Location) -> _Service:
    port = int(begin[3])
    if port > _MAX_PORT:
        raise LineError(f'"{port}" is no port number')
    parts = _PARTS.fullmatch(begin[1])
    path = names.service_path(_text(parts[2] if parts else begin[1]))
    return _Service(
        Announcement(
            service=str(path.service),
            instance=parts[1] if parts else path.instance,
            domain=_domain(parts[3]) if parts else path.domain or "local",
            host=names.join(names.split(_text(begin[2]))) or None,
            port=port,
            location=location,
        )
    )


def _take(service: _Service, text: bytes, number: int, link: re.Match[bytes] | None) -> None:
    """Take a line below the name of a service: an address, a string, or the name in parts. Raises LineError."""
    if service.indent is None:
        service.indent = len(text) - len(text.lstrip())
    if service.is_full:
        return
    if not service.room.takes(len(text) + OBJECT):
        service.is_full = True
        raise LineError("there are more lines of one service than are kept: the rest is left out")
    if link is not None or (not service.strings and _address(text) is not None):
        address = _address(text)
        if address is not None:
            service.addresses.append(address)
        return
    if _SERVER.fullmatch(text):
        return  # another one of the same service
    named = _NAMED.fullmatch(text)
    if named is not None and (parts := _PARTS.fullmatch(named[1])):
        service.found = replace(
            service.found,
            service=str(names.service_path(_text(parts[2])).service),
            instance=parts[1],
            domain=_domain(parts[3]),
        )
        return
    if named is not None and not service.strings and b"." in named[1] and b"=" not in named[1]:
        return  # the canonical name of the host
    service.strings.append((_ESCAPE.sub(_octet, text[service.indent :]), number))


def _domain(text: bytes) -> str:
    return names.join(names.split(_text(text))) or "local"


def _address(text: bytes) -> str | None:
    word = _text(text.strip().partition(b"%")[0])
    try:
        return str(ipaddress.ip_address(word))
    except ValueError:
        return None


def _entry(record: re.Match[bytes], number: int) -> Entry:
    """Read a record, whose names are absolute without a dot at their end. Raises LineError."""
    owner, rtype, data = absolute(_text(record[1]), ()), record[2].decode(), record[3]
    if rtype == "TXT":
        if not _QUOTED.fullmatch(data):
            raise LineError("the TXT strings are cut off or damaged: a quote is missing")
        strings = [_DECIMAL.sub(lambda found: bytes((int(found[1]),)), each) for each in _STRING.findall(data)]
        if any(len(each) > MAX_STRING for each in strings):
            raise LineError("a TXT string is longer than a record can have it")
        rdata = octet_words(join(TxtRecord(tuple(strings))), number)
    else:
        rdata = tuple(Word(_text(word), number) for word in data.split())
    return Entry(owner, rtype, rdata, (), number)


def _octet(escape: re.Match[bytes]) -> bytes:
    if escape[1] is not None:
        return bytes((_CONTROL[escape[1][0]],))
    return bytes((int(escape[2], 16) if escape[2] is not None else int(escape[3], 8),))


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogateescape")


def sniff(head: bytes) -> bool:
    """Return whether there is a record with its link, a service with priority and weight, or a note on the answer."""
    return _SNIFF.search(head) is not None


FORMAT = Format(sniff, read)
