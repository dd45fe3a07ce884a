"""Dumps of DNS messages and packets, put into a capture, so that they are read as one."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from validator.model import Announcement, Unreadable

_HEAD = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 0xFFFFFFFF, 101)  # of a pcap file; link type 101 is raw IP
_FROM, _TO = b"\0\0\0\0", b"\xe0\0\0\xfb"
_PORT = 5353
_ETHERNET = 14
_TAGS = frozenset({b"\x81\x00", b"\x88\xa8"})  # of a VLAN
_VERSIONS = {b"\x08\x00": 4, b"\x86\xdd": 6}
_FOREIGN = frozenset({b"\x08\x06", b"\x88\x8e", b"\x88\xcc"})  # ARP, EAPOL, LLDP


class Frames:
    """Takes the octets of dumps; ``line`` tells on which line that of a frame begins."""

    def __init__(self) -> None:
        self._frames: list[bytes] = []
        self._lines: list[int] = []

    def take(self, line: int, octets: bytes) -> bool:
        """Take a dump if it is a packet or DNS messages."""
        packet = _packet(octets)
        if not packet:
            return packet is not None
        self._frames.append(packet)
        self._lines.append(line)
        return True

    def announced(self, name: str) -> Iterator[Announcement | Unreadable]:
        """Yield what they announce."""
        from validator.capture.announced import announced  # noqa: PLC0415 - sniffing must not pay for it

        if self._frames:
            heads = (struct.pack("<4I", 0, 0, len(frame), len(frame)) for frame in self._frames)
            capture = b"".join(head + frame for head, frame in zip(heads, self._frames, strict=True))
            yield from announced(io.BytesIO(_HEAD + capture), name)

    def line(self, frame: int | None) -> int | None:
        """Return where the dump of a frame begins."""
        return None if frame is None else self._lines[frame - 1]


def _packet(octets: bytes) -> bytes | None:
    """Return an IP packet: the octets, what they hold behind the head of Ethernet, or one around a message.

    It is empty for a frame of another protocol, None for what is no packet.
    """
    from validator.sources.dns_message import sniff  # noqa: PLC0415 - as above

    if sniff(octets):
        datagram = struct.pack("!4H", _PORT, _PORT, 8 + len(octets), 0) + octets
        return struct.pack("!2B3H2BH", 0x45, 0, 20 + len(datagram), 0, 0, 255, 17, 0) + _FROM + _TO + datagram
    if _ip_version(octets):
        return octets
    at = _ETHERNET
    while octets[at - 2 : at] in _TAGS:
        at += 4
    kind = octets[at - 2 : at]
    if _ip_version(octets[at:]) == _VERSIONS.get(kind, -1):
        return octets[at:]
    return b"" if kind in _FOREIGN and len(octets) > at else None


def _ip_version(octets: bytes) -> int:
    """Return the version of IP, if the head is one and promises no more octets than there are; else zero."""
    if len(octets) < 20:  # noqa: PLR2004 - the shortest head
        return 0
    if 0x45 <= octets[0] <= 0x4F:  # noqa: PLR2004 - version and length of the head
        return 4 if 20 <= (octets[2] << 8 | octets[3]) <= len(octets) else 0  # noqa: PLR2004 - as above
    return 6 if octets[0] >> 4 == 6 and 40 + (octets[4] << 8 | octets[5]) <= len(octets) else 0  # noqa: PLR2004 - IPv6
