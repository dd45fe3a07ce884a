"""``tshark -T ek``: packets as lines of JSON for Elasticsearch. Of each the payload is read, which has the octets.

The fields of a message are lists there, in which nobody could tell which record a string is of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import LineError, lines
from validator.sources.plain.json_text import line_object
from validator.sources.traffic.payloads import MAX_FAULTS, Printed, announced


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements at the end of the log, then what could not be read."""
    faults: list[Unreadable] = []
    yield from announced(_printed(stream, name, faults), name)
    yield from faults


def _printed(stream: BinaryIO, name: str, faults: list[Unreadable]) -> Iterator[Printed]:
    for number, line in lines(stream):
        fault: Unreadable | None = None
        if isinstance(line, str):
            fault = Unreadable(Location(name, number), line)
        elif line.strip() and not line.startswith(b'{"index"'):
            try:
                yield from _packet(line_object(line), number)
            except LineError as error:
                fault = error.at(Location(name, number))
        if fault is not None and len(faults) < MAX_FAULTS:
            faults.append(fault)


def _packet(value: dict[str, Any], line: int) -> Iterator[Printed]:
    layers = value.get("layers")
    udp = _layer(layers, "udp")
    payload = _text(udp, "udp_udp_payload")
    if not payload:
        return
    version = "ipv6" if isinstance(layers, dict) and "ipv6" in layers else "ip"
    ip = _layer(layers, version)
    yield Printed(
        line,
        _text(_layer(layers, "frame"), "frame_frame_number"),
        _text(ip, f"{version}_{version}_src"),
        _text(ip, f"{version}_{version}_dst"),
        _text(udp, "udp_udp_srcport"),
        _text(udp, "udp_udp_dstport"),
        payload,
    )


def _layer(layers: object, name: str) -> dict[str, Any]:
    """Return a layer; of several, as a tunnel has them, the last one. Empty where there is none."""
    found = layers.get(name) if isinstance(layers, dict) else None
    found = found[-1] if isinstance(found, list) and found else found
    return found if isinstance(found, dict) else {}


def _text(layer: dict[str, Any], field: str) -> str:
    found = layer.get(field)
    found = found[-1] if isinstance(found, list) and found else found
    return found if isinstance(found, str) else ""


def sniff(head: bytes) -> bool:
    """Return whether a line has the layers of a packet, with names as Elasticsearch gets them."""
    return b'"layers":{' in head and b'"frame_frame_' in head


FORMAT = Format(sniff, read)
