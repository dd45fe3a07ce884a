"""Dumps of DNS messages and packets, put into a capture, so that they are read as one."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

_HEAD = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 0xFFFFFFFF, 101)  # of a pcap file; link type 101 is raw IP
_FROM, _TO = b"\0\0\0\0", b"\xe0\0\0\xfb"
_PORT = 5353
_ETHERNET = 14
_COOKED = ((16, 14), (20, 0))
"""Where IP begins behind the heads of Linux's cooked captures (``-i any``), and where these name it: SLL and SLL2."""
_TAGS = frozenset({b"\x81\x00", b"\x88\xa8"})  # of a VLAN
_VERSIONS = {b"\x08\x00": 4, b"\x86\xdd": 6}
_FOREIGN = frozenset({b"\x08\x06", b"\x88\x8e", b"\x88\xcc"})  # ARP, EAPOL, LLDP


def capture(packets: Iterator[bytes]) -> BinaryIO:
    """Give a stream that reads as a capture of these packets; they are asked for one by one."""
    return io.BufferedReader(_Capture(packets))


class _Capture(io.RawIOBase):
    def __init__(self, packets: Iterator[bytes]) -> None:
        self._packets = packets
        self._rest = _HEAD

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed says Buffer, no type here
        if not self._rest and (packet := next(self._packets, b"")):
            self._rest = struct.pack("<4I", 0, 0, len(packet), len(packet)) + packet
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def packet(octets: bytes) -> bytes | None:
    """Return an IP packet: the octets, what they hold behind the head of Ethernet or Linux, or one around a message.

    It is empty for a frame of another protocol, None for what is no packet.
    """
    from validator.sources.traffic.dns_message import sniff

    if sniff(octets):
        datagram = struct.pack("!4H", _PORT, _PORT, 8 + len(octets), 0) + octets
        return struct.pack("!2B3H2BH", 0x45, 0, 20 + len(datagram), 0, 0, 255, 17, 0) + _FROM + _TO + datagram
    if _ip_version(octets):
        return octets
    at = _ETHERNET
    while octets[at - 2 : at] in _TAGS:
        at += 4
    for start, kind_at in _COOKED:
        if _ip_version(octets[start:]) == _VERSIONS.get(octets[kind_at : kind_at + 2], -1):
            return octets[start:]
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
