"""A browse as a capture in pcapng: every packet received and sent, for Wireshark and for judging the packets once more.

Sockets do not tell the IP and UDP heads. These are rebuilt, with the multicast group as the target. The frames are of
Linux "cooked" captures (LINKTYPE_LINUX_SLL), which need no hardware addresses and tell what this host sent itself.
Format: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html.
"""

from __future__ import annotations

import ipaddress
import json
import struct
from typing import BinaryIO

from msgspec import Struct

from validator.assembly.instants import instant
from validator.assembly.packet import PORT, Packet
from validator.version import __version__

GROUPS = {4: ipaddress.ip_address("224.0.0.251"), 6: ipaddress.ip_address("ff02::fb")}
"""The multicast groups of mDNS by IP version (RFC 6762 section 3)."""

MAX_OCTETS = 256 << 20
"""Octets of a capture. Packets beyond that are left out and counted."""

MAX_OWN = 1_000
"""Messages of this host that are recognized when multicast brings them back."""

SENT_BY_US, OBSERVED, DIRECT = 4, 2, 0
"""Packet types of LINKTYPE_LINUX_SLL: sent by this host, received by multicast, received by this host alone."""

ONE_SHOT = 49_152
"""The port of one-shot questions as captures have it: the first that systems give (RFC 6335 section 6)."""

LINKTYPE_LINUX_SLL = 113

_SECTION, _INTERFACE, _PACKET = 0x0A0D0D0A, 1, 6
_COMMENT, _APPLICATION, _IF_NAME, _IF_IPV4, _IF_IPV6, _IF_TSRESOL = 1, 4, 2, 4, 5, 9
_NANOSECONDS = 9
_ETHERTYPES = {4: 0x0800, 6: 0x86DD}
_TTL = 255  # RFC 6762 section 11
_MARK = "dnssd-validator browse "


class Asked(Struct, frozen=True, kw_only=True):
    """What a browse was asked for, as its capture keeps it."""

    types: tuple[str, ...] = ()
    """The service types that were browsed for."""
    instances: tuple[str, ...] = ()
    """The instances that were judged."""
    expected: tuple[tuple[str, int], ...] = ()
    """The service types that were expected, each with the number of instances."""


class Capture:
    """Writes a capture to a stream.

    ``offset_s`` is added to the times of packets, to give the time since 1970 as an instant. ``networks`` are those of
    each link, as ``192.0.2.0/24``. ``left_out`` counts packets for which there was no room. ``error`` is the error that
    ended the writing, if any did.
    """

    def __init__(self, stream: BinaryIO, asked: Asked, offset_s: float = 0.0) -> None:
        self.left_out = 0
        self.error: OSError | None = None
        self.offset_s = offset_s
        self.networks: dict[str, tuple[str, ...]] = {}
        self._stream = stream
        self._size = 0
        self._links: dict[str, int] = {}
        self._own: dict[bytes, None] = {}
        note = {"types": asked.types, "instances": asked.instances, "expected": asked.expected}
        options = _option(_APPLICATION, f"dnssd-validator {__version__}") + _option(_COMMENT, _MARK + json.dumps(note))
        head = struct.pack("=IHHq", 0x1A2B3C4D, 1, 0, -1)
        self._write(_SECTION, head + options + _option(0))

    def received(self, packet: Packet) -> None:
        """Write a packet that was received, unless this host sent the packet itself."""
        if packet.data not in self._own:
            kind = DIRECT if packet.is_direct else OBSERVED
            self._frame(packet.data, packet.link, packet.sender, packet.port, packet.at, kind)

    def sent(self, octets: bytes, link: str, sender: str, at: float, *, is_one_shot: bool = False) -> None:
        """Write a message that this host sent, from port 5353 or as a one-shot question from another one."""
        self._own[octets] = None
        if len(self._own) > MAX_OWN:
            del self._own[next(iter(self._own))]
        self._frame(octets, link, sender, ONE_SHOT if is_one_shot else PORT, at, SENT_BY_US)

    def _frame(self, octets: bytes, link: str, sender: str, port: int, at: float, kind: int) -> None:  # noqa: PLR0913, PLR0917 - all that is known of a packet
        if self.error is not None or self._size + len(octets) > MAX_OCTETS:
            self.left_out += 1
            return
        if link not in self._links:
            self._links[link] = len(self._links)
            options = _option(_IF_NAME, link) + b"".join(map(_network, self.networks.get(link, ())))
            options += _option(_IF_TSRESOL, bytes((_NANOSECONDS,))) + _option(0)
            self._write(_INTERFACE, struct.pack("=HHI", LINKTYPE_LINUX_SLL, 0, 0) + options)
        frame = _cooked(octets, sender, port, kind)
        seconds, rest_s = divmod(instant(at) + instant(self.offset_s), 1)
        ticks = int(seconds) * 10**_NANOSECONDS + round(rest_s * 10**_NANOSECONDS)
        numbers = self._links[link], ticks >> 32, ticks & 0xFFFFFFFF, len(frame), len(frame)
        self._write(_PACKET, struct.pack("=5I", *numbers) + frame + bytes(-len(frame) % 4))

    def _write(self, kind: int, body: bytes) -> None:
        size = len(body) + 12
        try:
            self._stream.write(struct.pack("=2I", kind, size) + body + struct.pack("=I", size))
        except OSError as error:
            # Raised where packets come in, it would reach nobody.
            self.error = error
        self._size += size


def asked_in(head: bytes) -> Asked | None:
    """Return what the browse was asked for whose capture begins with ``head``.

    None where the capture was not written by a browse.
    """
    if head[:4] != b"\x0a\x0d\x0d\x0a" or len(head) < 24:  # noqa: PLR2004 - the fixed part of a section header
        return None
    order = "<" if head[8:12] == b"\x4d\x3c\x2b\x1a" else ">"
    (size,) = struct.unpack_from(f"{order}I", head, 4)
    at = 24
    while at + 4 <= min(size - 4, len(head)):
        code, length = struct.unpack_from(f"{order}2H", head, at)
        value = head[at + 4 : at + 4 + length]
        if code == _COMMENT and value.startswith(_MARK.encode()):
            return _asked(value[len(_MARK) :])
        at += 4 + length + -length % 4
    return None


def _asked(text: bytes) -> Asked | None:
    try:
        note = json.loads(text)
        expected = tuple((str(kind), int(count)) for kind, count in note["expected"])
        types, instances = (tuple(map(str, note[each])) for each in ("types", "instances"))
        return Asked(types=types, instances=instances, expected=expected)
    except (ValueError, TypeError, KeyError):
        return None


def _cooked(octets: bytes, sender: str, port: int, kind: int) -> bytes:
    """Put a message into UDP, IP and the head of a cooked capture."""
    try:
        source = ipaddress.ip_address(sender.partition("%")[0])
    except ValueError:
        source = ipaddress.ip_address("0.0.0.0")  # noqa: S104 - no address: nothing is bound to it
    target = GROUPS[source.version]
    to_port = ONE_SHOT if kind == DIRECT else PORT
    udp = struct.pack("!4H", port, to_port, (len(octets) + 8) & 0xFFFF, 0) + octets
    addresses = source.packed + target.packed
    if source.version == 4:  # noqa: PLR2004 - IPv4
        checksum = _checksum(addresses + struct.pack("!2H", 17, len(udp) & 0xFFFF) + udp)
        head = struct.pack("!BBHHHBBH", 0x45, 0, (len(udp) + 20) & 0xFFFF, 0, 0x4000, _TTL, 17, 0) + addresses
        head = head[:10] + _checksum(head).to_bytes(2) + head[12:]
    else:
        checksum = _checksum(addresses + struct.pack("!IHBB", len(udp), 0, 0, 17) + udp)
        head = struct.pack("!IHBB", 0x6 << 28, len(udp) & 0xFFFF, 17, _TTL) + addresses
    udp = udp[:6] + (checksum or 0xFFFF).to_bytes(2) + udp[8:]
    cooked = struct.pack("!3H8xH", kind, 1, 0, _ETHERTYPES[source.version])
    return cooked + head + udp


def _checksum(data: bytes) -> int:
    """Return the Internet checksum (RFC 1071)."""
    data += bytes(len(data) % 2)
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _network(text: str) -> bytes:
    """Return the option of a network of an interface."""
    network = ipaddress.ip_network(text)
    if network.version == 4:  # noqa: PLR2004 - IPv4
        return _option(_IF_IPV4, network.network_address.packed + network.netmask.packed)
    return _option(_IF_IPV6, network.network_address.packed + bytes((network.prefixlen,)))


def _option(code: int, value: str | bytes = b"") -> bytes:
    octets = value.encode("utf-8", "backslashreplace") if isinstance(value, str) else value
    return struct.pack("=2H", code, len(octets)) + octets + bytes(-len(octets) % 4)
