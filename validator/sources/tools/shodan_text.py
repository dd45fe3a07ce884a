"""``shodan-text``: the text of a banner of Shodan's module mdns, as its pages show it. See mdns_banner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import lines
from validator.sources.tools.mdns_banner import Line, is_banner, services


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield one announcement a service, then the lines that are too long."""
    faults: list[Unreadable] = []

    def texts() -> Iterator[Line]:
        for number, line in lines(stream):
            if isinstance(line, str):
                faults.append(Unreadable(Location(name, number), line))
            else:
                yield Location(name, number), line.decode("utf-8", "replace")

    yield from services(texts(), exact=True)
    yield from faults


def sniff(head: bytes) -> bool:
    """Return whether an input begins with services, and the first service with its name."""
    return is_banner(head.decode("utf-8", "replace"))


FORMAT = Format(sniff, read)
