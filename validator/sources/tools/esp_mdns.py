"""The console of ESP-IDF's mDNS example, as ``mdns_query_ptr`` and its log print what was found.

    I (26276) mdns-test: Query PTR: _http._tcp.local
    1: Interface: STA, Type: V4
      PTR : Lobby
      SRV : lobby.local:80
      TXT : [2] path=/; u=guest;
      A   : 192.0.2.7

How it prints is in the example's mdns_print_results: a key without value has ``NULL``, and nothing is escaped. Newer
releases print the addresses first, the type behind the instance, and the number of octets behind each value. So strings
that hold ``; `` look like several; where there are not as many as the line says, the record says what it has lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct, field

from validator.model import names
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.room import OBJECT, Room
from validator.model.txt import TxtRecord
from validator.sources.base import Format
from validator.sources.lines import LineError, lines

_QUERY = re.compile(rb".{0,200}?\bQuery (?:PTR|SRV): (\S+)\s*")
_CONSOLE = re.compile(rb".{0,200}?\bmdns_query_(?:ptr|svc) +(?:\S+ +)??(_\S+) +(_\S+).*")
_RESULT = re.compile(rb"\s*\d+: Interface: (\S+),(?: Type| Protocol): (\S+?)(?:,.*)?\s*")
_FIELD = re.compile(rb"\s+(PTR|SRV|TXT|A|AAAA)\s*: ?(.*?)\s*")
_TYPED = re.compile(rb"(.+)\.(_[^.]+\._[^.]+)", re.DOTALL)
_SERVER = re.compile(rb"(\S*):(\d{1,5})")
_TXT = re.compile(rb"\[(\d{1,5})\] ?(.*)", re.DOTALL)
_SIZED = re.compile(rb"(.*)\((\d{1,5})\)", re.DOTALL)
_LOST = frozenset({Fidelity.EMPTY_STRINGS, Fidelity.STATES})
_MAX_PORT = 65535
_SNIFF = re.compile(rb"(?:^|\n)\s*\d+: Interface: \S+,(?: Type| Protocol): V[46]|mdns-test: Query (?:PTR|SRV): _")


class _Result(Struct):
    """A result whose lines are still to come."""

    type: str
    location: Location
    fields: dict[bytes, bytes] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    txt_line: int | None = None
    room: Room = field(default_factory=Room)
    is_full: bool = False

    def take(self, name: bytes, value: bytes, line: int) -> None:
        """Take a line. Raises LineError."""
        if self.is_full:
            return
        if not self.room.takes(len(value) + OBJECT):
            self.is_full = True
            raise LineError("there are more lines of one result than are kept: the rest is left out")
        if name in (b"A", b"AAAA"):
            self.addresses.append(value.decode("utf-8", "backslashreplace"))
            return
        self.fields.setdefault(name, value)
        if name == b"TXT":
            self.txt_line = line

    def announcement(self) -> Announcement:
        """Return what the lines say. Raises LineError."""
        path = names.service_path(self.type)
        instance = self.fields.get(b"PTR") or path.instance
        if (typed := _TYPED.fullmatch(instance or b"")) and typed[2].lower() == str(path.service).lower().encode():
            instance = typed[1]
        server = _SERVER.fullmatch(self.fields.get(b"SRV", b""))
        record, lost = _record(self.fields.get(b"TXT"))
        port = int(server[2]) if server else None
        if port is not None and port > _MAX_PORT:
            raise LineError(f'"{port}" is no port number')
        return Announcement(
            service=str(path.service),
            instance=instance,
            domain=path.domain or "local",
            host=names.join(names.split(server[1].decode("utf-8", "surrogateescape"))) or None if server else None,
            port=port,
            addresses=tuple(dict.fromkeys(self.addresses)),
            txt=record,
            lost=lost,
            location=self.location,
        )


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield an announcement for each result. Other lines of the log are passed over."""
    asked: str | None = None
    result: _Result | None = None
    for number, line in lines(stream):
        location = Location(name, number)
        if isinstance(line, str):
            yield Unreadable(location, line)
            continue
        member = _FIELD.fullmatch(line)
        if result is not None and member is not None:
            try:
                result.take(member[1], member[2], number)
            except LineError as error:
                yield error.at(location)
            continue
        yield from _ended(result)
        result = None
        if query := _QUERY.fullmatch(line):
            asked = query[1].decode("utf-8", "surrogateescape")
        elif typed := _CONSOLE.fullmatch(line):
            asked = f"{typed[1].decode('utf-8', 'replace')}.{typed[2].decode('utf-8', 'replace')}.local"
        elif found := _RESULT.fullmatch(line):
            if asked is None:
                yield Unreadable(location, "no line before says for which service type this was found")
            else:
                interfaces = (found[1].decode("utf-8", "replace"),)
                result = _Result(asked, Location(name, number, interfaces=interfaces))
    yield from _ended(result)


def _ended(result: _Result | None) -> Iterator[Announcement | Unreadable]:
    if result is not None and (result.fields or result.addresses):
        try:
            yield result.announcement()
        except LineError as error:
            yield error.at(result.location)


def _record(printed: bytes | None) -> tuple[TxtRecord | None, frozenset[Fidelity]]:
    """Read the strings of a result. Without a line of theirs it is not known whether there was a record."""
    found = None if printed is None else _TXT.fullmatch(printed)
    if found is None:
        return None, _LOST | {Fidelity.TXT}
    pieces = found[2].rstrip().removesuffix(b";")
    strings = [_string(each) for each in pieces.split(b"; ")] if pieces else []
    is_whole = len(strings) == int(found[1])
    return TxtRecord(tuple(strings) or (b"",)), _LOST if is_whole else _LOST | {Fidelity.STRINGS, Fidelity.BYTES}


def _string(piece: bytes) -> bytes:
    """Return a string: without the size of its value, and without the word for none."""
    key, equals, value = piece.partition(b"=")
    sized = _SIZED.fullmatch(value)
    if sized is not None and (len(sized[1]) == int(sized[2]) or sized[1] == b"NULL"):
        value = sized[1]
    return key if value == b"NULL" or not equals else key + b"=" + value


def sniff(head: bytes) -> bool:
    """Return whether there is a result, or the question of the example."""
    return _SNIFF.search(head) is not None


FORMAT = Format(sniff, read)
