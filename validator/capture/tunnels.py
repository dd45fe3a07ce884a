"""Packets in packets, as mirrored traffic and tunnels have them: where the frame or the packet inside begins.

VXLAN (RFC 7348), Geneve (RFC 8926), GRE (RFC 2784, 2890), ERSPAN (types I to III, draft-foschiano-erspan), IP in IP
(RFC 2003, RFC 4213), PPPoE (RFC 2516). Nothing is decrypted.
"""

from __future__ import annotations

ETHERNET, RAW_IP = 1, 101
"""Link types of what is inside."""

VXLAN, VXLAN_OF_LINUX, GENEVE = 4789, 8472, 6081
PORTS = frozenset({VXLAN, VXLAN_OF_LINUX, GENEVE})
"""UDP ports that datagrams of tunnels go to."""

IP_IN_IP, IPV6_IN_IP, GRE = 4, 41, 47
PROTOCOLS = frozenset({IP_IN_IP, IPV6_IN_IP, GRE})
"""Protocols in an IP head that carry another packet."""

MAX_DEPTH = 4
"""How many heads of tunnels may stand around a packet."""

_IP = frozenset({0x0800, 0x86DD})
_BRIDGED, _ERSPAN, _ERSPAN_3 = 0x6558, 0x88BE, 0x22EB
_CHECKSUM, _KEY, _SEQUENCE = 0x8000, 0x2000, 0x1000
_PPP_IP = frozenset({b"\x00\x21", b"\x00\x57"})

Inside = tuple[int, bytes]
"""A link type, and the octets of a frame of it."""


def in_datagram(port: int, payload: bytes) -> Inside | None:
    """Return what a datagram to a port of PORTS holds; None where it holds no frame."""
    if port != GENEVE:
        # The flag says that there is a network: without it this is something else.
        return (ETHERNET, payload[8:]) if len(payload) > 8 and payload[0] & 0x08 else None  # noqa: PLR2004 - the head
    if len(payload) < 8:  # noqa: PLR2004 - the head without options
        return None
    return _of_type(payload[2] << 8 | payload[3], payload[8 + (payload[0] & 0x3F) * 4 :])


def in_packet(protocol: int, payload: bytes) -> Inside | None:
    """Return what a packet of a protocol of PROTOCOLS holds; None where it is nothing that is read."""
    if protocol != GRE:
        return RAW_IP, payload
    if len(payload) < 4 or payload[1] & 0x07:  # noqa: PLR2004 - the head; version 1 is PPTP
        return None
    flags, kind = payload[0] << 8 | payload[1], payload[2] << 8 | payload[3]
    rest = payload[4 + 4 * sum(bool(flags & each) for each in (_CHECKSUM, _KEY, _SEQUENCE)) :]
    if kind == _ERSPAN:
        return ETHERNET, rest[8:] if flags & _SEQUENCE else rest  # type I has no head of its own
    if kind == _ERSPAN_3:
        return (ETHERNET, rest[12 + 8 * (rest[11] & 1) :]) if len(rest) > 12 else None  # noqa: PLR2004 - its head
    return _of_type(kind, rest)


def behind_pppoe(data: bytes, at: int) -> int | None:
    """Return where the IP head starts behind the head of PPPoE at ``at``; None where there is no IP."""
    return at + 8 if data[at + 6 : at + 8] in _PPP_IP else None


def _of_type(kind: int, rest: bytes) -> Inside | None:
    if kind == _BRIDGED:
        return ETHERNET, rest
    return (RAW_IP, rest) if kind in _IP else None
