"""``home-assistant-log``: what Home Assistant logs of discovered services at level debug.

    ... Discovered new device Cam._http._tcp.local. {'host': '192.0.2.7', 'properties': {'_raw': {'mac': b'...'}}, ...}

See zeroconf_service for what is lost.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import BinaryIO

from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import LineError, lines
from validator.sources.tools.zeroconf_service import announcement, is_service

MAX_LITERAL = 64 * 1024
"""Octets of what Python shows of one service."""

# Bounded, so that a line of nothing but beginnings is not searched again and again.
_DISCOVERED = re.compile(rb"Discovered new device [^{]{0,500}(\{'.*)")


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield a service for every line that shows one; other lines are passed over."""
    for number, line in lines(stream):
        location = Location(name, number)
        if isinstance(line, str):
            yield Unreadable(location, line)
        elif match := _DISCOVERED.search(line):
            yield _service(match[1].strip(), location)


def _service(shown: bytes, location: Location) -> Announcement | Unreadable:
    import ast

    if len(shown) > MAX_LITERAL:
        return Unreadable(location, f"a service of more than {MAX_LITERAL} octets")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = ast.literal_eval(shown.decode())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return Unreadable(location, "the service is cut off or damaged")
    if not is_service(value):
        return Unreadable(location, "the service has no type, no name or no properties")
    try:
        return announcement(value, location)
    except LineError as error:
        return error.at(location)


def sniff(head: bytes) -> bool:
    """Return whether a line shows a discovered service."""
    return _DISCOVERED.search(head) is not None


FORMAT = Format(sniff, read)
