"""``zeroconf-json``: services in JSON as Home Assistant and python-zeroconf name their fields.

    {"type": "_http._tcp.local.", "name": "Cam._http._tcp.local.", "port": 80, "properties": {"mac": "..."}, ...}

One service, a list, JSON Lines, or services deep within other objects. See zeroconf_service for what is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import LineError
from validator.sources.plain.json_text import JsonText
from validator.sources.tools.zeroconf_service import announcement, is_service

_PROPERTIES = re.compile(rb"\"properties\"\s*:\s*(?:\{|null)")
_TYPE = re.compile(rb"\"type\"\s*:\s*\"[^\"]*\._(?:tcp|udp)[.\"]")


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield every service, at the line where the item of the outermost list with the service begins."""
    text = JsonText(stream)
    try:
        for line in text.entries():
            yield from _services(text.value(), Location(name, line))
    except LineError as error:
        yield error.at(Location(name))


def _services(value: object, location: Location) -> Iterator[Announcement | Unreadable]:
    """Yield the services that stand anywhere in a value, in the order of the text."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict) and is_service(value):
            try:
                yield announcement(value, location)
            except LineError as error:
                yield error.at(location)
        elif isinstance(value, dict | list):
            waiting += reversed(value.values() if isinstance(value, dict) else value)


def sniff(head: bytes) -> bool:
    """Return whether an input is JSON in which an object has properties and a service type with its domain."""
    return head.lstrip()[:1] in (b"{", b"[") and _PROPERTIES.search(head) is not None and _TYPE.search(head) is not None


FORMAT = Format(sniff, read)
