"""``home-assistant-log``: what Home Assistant logs of discovered services at level debug.

    ... Discovered new device Cam._http._tcp.local. {'host': '192.0.2.7', 'properties': {'_raw': {'mac': b'...'}}, ...}
    ... Discovered new device Cam._http._tcp.local. ZeroconfServiceInfo(host='192.0.2.7', properties={...}, ...)

A dict until 2021, a class since. See zeroconf_service for what is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.model.announcement import Announcement, Unreadable
from validator.sources.base import Format
from validator.sources.tools.zeroconf_repr import SHOWN, services

# Bounded, so that a line of nothing but beginnings is not searched again and again.
_DISCOVERED = re.compile(rb"Discovered new device [^{(]{0,500}?(\{'.*|" + SHOWN + rb")")


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield a service for every line that shows one; other lines are passed over."""
    return services(stream, name, _DISCOVERED)


def sniff(head: bytes) -> bool:
    """Return whether a line shows a discovered service."""
    return _DISCOVERED.search(head) is not None


FORMAT = Format(sniff, read)
