"""OpenWrt's ``ubus call umdns browse``: what its mDNS daemon has heard, by service type and instance.

    {"_http._tcp": {"Lobby": {"iface": "br-lan", "host": "lobby.local", "port": 80, "txt": "path=/", "txt": "u=guest"}}}

umdns (cache_dump_records in its cache.c) writes each string, and each address, as a member of the same name, or where
it is asked with ``array`` as a list. Its strings end at a zero octet, empty ones are left out, and what is not UTF-8 is
not in JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.documents.encodings import UTF_8
from validator.errors import InputError
from validator.model import names
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.base import Format
from validator.sources.lines import LineError, one_line, read_all

MAX_SIZE = 4 * 1024 * 1024
"""Octets of one answer: a router has heard some hundred services."""

_MAX_PORT = 65535
_LOST = frozenset({Fidelity.EMPTY_STRINGS, Fidelity.STRINGS, Fidelity.BYTES})
_SNIFF = re.compile(rb'"_[^"]+\._(?:tcp|udp)[^"]*"\s*:\s*\{\s*"[^"]*"\s*:\s*\{\s*"(?:iface|host|port|txt|ipv4|ipv6)"')
_REPLACEMENT = "\ufffd"

_Members = list[tuple[str, object]]


class _Object(list[tuple[str, object]]):
    """The members of a JSON object in their order, those of the same name too."""

    __slots__ = ()


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield an announcement for each instance. Raises InputError where it is no JSON."""
    text = read_all(stream, MAX_SIZE)
    if text is None:
        raise InputError(f"more than {MAX_SIZE} octets of JSON", file=name)
    if not text.removeprefix(UTF_8).strip():
        return
    try:
        value = json.loads(text, object_pairs_hook=_Object)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}", file=name) from None
    places = _Places(text.decode("utf-8", "replace"))
    for service, instances in _members(value):
        for instance, fields in _members(instances):
            location = Location(name, places.line_of(instance))
            try:
                yield _announcement(service, instance, _members(fields), location)
            except LineError as error:
                yield error.at(location)


class _Places:
    """The lines of members, asked for in the order of the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at, self._line = 0, 1

    def line_of(self, member: str) -> int | None:
        """Return the line of a member behind the one before; None where it is written in another way than we would."""
        found = self._text.find(json.dumps(member, ensure_ascii=False) + ":", self._at) if self._text else -1
        if found < 0:
            self._text = ""  # not to be searched again and again
            return None
        self._line += self._text.count("\n", self._at, found)
        self._at = found
        return self._line


def _members(value: object) -> _Members:
    return value if isinstance(value, _Object) else []


def _announcement(service: str, instance: str, fields: _Members, location: Location) -> Announcement:
    """Read an instance. Raises LineError."""
    path = names.service_path(_known(service))
    host = next(iter(_texts(fields, "host")), None)
    strings = [_known(each) for each in _texts(fields, "txt")]
    return Announcement(
        service=str(path.service),
        instance=_known(instance).encode(),
        domain=path.domain or "local",
        host=None if host is None else names.join(names.split(_known(host))) or None,
        port=_port(fields),
        addresses=tuple(dict.fromkeys((*_texts(fields, "ipv4"), *_texts(fields, "ipv6")))),
        txt=TxtRecord(tuple(each.encode() for each in strings)) if strings else None,
        # Without a string it is not known whether there was a record.
        lost=_LOST if strings else _LOST | {Fidelity.TXT},
        location=location,
    )


def _texts(fields: _Members, wanted: str) -> Iterator[str]:
    for name, value in fields:
        if name == wanted:
            yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))


def _known(text: str) -> str:
    """Return a text that is the one that was announced. Raises LineError where octets of it are lost."""
    if _REPLACEMENT in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise LineError(f'"{one_line(text)}" was not UTF-8 and is not known')
    return text


def _port(fields: _Members) -> int | None:
    port = next((value for name, value in fields if name == "port"), None)
    if port is None:
        return None
    if type(port) is not int or not 0 <= port <= _MAX_PORT:
        raise LineError("the port of the service is no port number")
    return port


def sniff(head: bytes) -> bool:
    """Return whether a service type has an instance that has what umdns knows of one."""
    return _SNIFF.search(head) is not None


FORMAT = Format(sniff, read)
