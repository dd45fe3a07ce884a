"""``tshark -T pdml``: packets in XML. Of each packet the payload is read, which has the octets as they were.

Each field stands on a line of its own, so that no document has to be read whole, and nothing of the XML but attributes
in quotation marks has a meaning here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import lines
from validator.sources.traffic.payloads import MAX_FAULTS, Printed, announced

_FIELD = re.compile(
    rb'\s*<field name="(frame\.number|ip(?:v6)?\.(?:src|dst)|udp\.(?:srcport|dstport|payload))"[^>]*? show="([^"]*)"'
)
_END = re.compile(rb"\s*</packet>")
_SNIFF = re.compile(rb"<pdml[ >]")
_NO_END = "the document ends in the middle of a packet"


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements at the end of the document, then what could not be read."""
    faults: list[Unreadable] = []
    yield from announced(_printed(stream, name, faults), name)
    yield from faults


def _printed(stream: BinaryIO, name: str, faults: list[Unreadable]) -> Iterator[Printed]:
    fields: dict[str, str] = {}
    begin = number = 0
    for number, line in lines(stream):
        if isinstance(line, str):
            if len(faults) < MAX_FAULTS:
                faults.append(Unreadable(Location(name, number), line))
        elif found := _FIELD.match(line):
            begin = begin or number
            # The heads of a tunnel stand before those of the packet inside, which count.
            fields[found[1].decode()] = found[2].decode("utf-8", "replace")
        elif _END.match(line):
            yield from _packet(fields, begin)
            fields, begin = {}, 0
    if fields:
        faults.append(Unreadable(Location(name, number), _NO_END))


def _packet(fields: dict[str, str], line: int) -> Iterator[Printed]:
    if "udp.payload" not in fields:
        return
    version = "ipv6" if "ipv6.src" in fields else "ip"
    yield Printed(
        line,
        fields.get("frame.number", ""),
        fields.get(f"{version}.src", ""),
        fields.get(f"{version}.dst", ""),
        fields.get("udp.srcport", ""),
        fields.get("udp.dstport", ""),
        fields["udp.payload"],
    )


def sniff(head: bytes) -> bool:
    """Return whether there is the root of such a document."""
    return _SNIFF.search(head) is not None


FORMAT = Format(sniff, read)
