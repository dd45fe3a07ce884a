"""Payloads of UDP that a tool prints in hexadecimal with addresses and ports: put into a capture and read as one."""

from __future__ import annotations

import ipaddress
import struct
from array import array
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from validator.capture.datagrams import DNS, MDNS
from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.traffic.hexdump_frames import capture

MAX_FAULTS = 100
"""Packets that cannot be read and are told one by one."""

MAX_DIGITS = 9
"""Digits of a frame's number."""

_PORTS = {str(MDNS), str(DNS)}
_GROUPS = {4: "224.0.0.251", 6: "ff02::fb"}


class Printed(Struct, frozen=True):
    """A packet as it was printed: its numbers, its addresses and ports as text, and its payload in hexadecimal."""

    line: int
    frame: str
    sender: str
    receiver: str
    source: str
    target: str
    payload: str


def announced(packets: Iterable[Printed], name: str) -> Iterator[Announcement | Unreadable]:
    """Yield what the packets of mDNS and DNS announce, then what could not be read. ``name`` is that of the file."""
    from validator.capture.announced import announced as announced_by

    faults: list[Unreadable] = []
    lines, frames = array("Q"), array("Q")
    for item in list(announced_by(capture(_packets(packets, name, (lines, frames), faults)), name)):
        at = item.location.frame
        place = item.location if at is None else Location(name, lines[at - 1], frames[at - 1] or None)
        yield replace(item, location=replace(place, interfaces=item.location.interfaces))
    yield from faults


def _packets(
    packets: Iterable[Printed], name: str, places: tuple[array[int], array[int]], faults: list[Unreadable]
) -> Iterator[bytes]:
    """Yield packets of IP, and note where they stand."""
    lines, frames = places
    for printed in packets:
        if not {printed.source, printed.target} & _PORTS:
            continue
        try:
            packet = _packet(printed)
        except (ValueError, struct.error):
            if len(faults) < MAX_FAULTS:
                faults.append(Unreadable(Location(name, printed.line, _number(printed.frame)), _DAMAGED))
            continue
        lines.append(printed.line)
        frames.append(_number(printed.frame) or 0)
        yield packet


_DAMAGED = "the addresses, ports or payload of this packet are cut off or damaged"


def _number(frame: str) -> int | None:
    return int(frame) if frame.isascii() and frame.isdigit() and len(frame) <= MAX_DIGITS else None


def _packet(printed: Printed) -> bytes:
    """Put the payload into a packet. Raises ValueError, and struct.error, for what is no address, port or octets."""
    sender = ipaddress.ip_address(printed.sender)
    receiver = ipaddress.ip_address(printed.receiver or _GROUPS[sender.version])
    payload = bytes.fromhex(printed.payload.replace(":", ""))
    datagram = struct.pack("!4H", int(printed.source), int(printed.target), 8 + len(payload), 0) + payload
    if sender.version == 4:  # noqa: PLR2004 - of IP
        head = struct.pack("!2B3H2BH", 0x45, 0, 20 + len(datagram), 0, 0, 255, 17, 0)
    else:
        head = struct.pack("!IHBB", 6 << 28, len(datagram), 17, 255)
    return head + sender.packed + receiver.packed + datagram
