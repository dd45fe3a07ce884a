"""UDP datagrams in frames: link layer, IPv4 (RFC 791) and IPv6 (RFC 8200) with fragments, UDP (RFC 768).

They may be in tunnels. An answer of DNS over TCP counts as one where a segment holds all of it.

A frame of anything else has no datagram, and is no error: a capture holds much that is of no concern here. The link
types are listed at https://www.tcpdump.org/linktypes.html.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from validator.capture import tunnels
from validator.capture.fragments import Fragment, Fragments, LostDatagram
from validator.capture.frames import Frame

ETHERNET, _RAW_IEEE80211, _RADIOTAP = 1, 105, 127
SLL, SLL2 = 113, 276
_NULL, _LOOP = 0, 108
_RAW = frozenset({12, 14, 101, 228, 229})
LINKS = frozenset({ETHERNET, _RAW_IEEE80211, _RADIOTAP, SLL, SLL2, _NULL, _LOOP}) | _RAW
"""Link types that are read."""

_IPV4, _IPV6 = b"\x08\x00", b"\x86\xdd"
_VLAN = frozenset({b"\x81\x00", b"\x88\xa8", b"\x91\x00"})  # IEEE 802.1Q, 802.1ad, and what came before it
_SNAP = b"\xaa\xaa\x03\x00\x00\x00"
_AF_INET6 = frozenset({10, 24, 28, 30})  # Linux; NetBSD and OpenBSD; FreeBSD; macOS
_TCP, _UDP, _FRAGMENT = 6, 17, 44
_TCP_HEAD, _SIZE = 20, 2  # octets; of the head, and of the size before a message
_PPPOE = b"\x88\x64"
_DATA = 0x08  # frames of IEEE 802.11 that carry data
_EXTENSIONS = frozenset({0, 43, 60, 135, 139, 140})  # RFC 8200 section 4, RFC 6275, 7401, 5533
_MAX_EXTENSIONS = 16

MDNS, DNS = 5353, 53
"""The ports of mDNS and of DNS."""

_GROUPS = frozenset({b"\xe0\0\0\xfb", b"\xff\x02" + bytes(13) + b"\xfb"})  # of mDNS: RFC 6762 section 3
_PORTS, _UDP_HEAD = 4, 8  # octets

# Ethernet, IPv4 and UDP heads: EtherType, version, length, fragment, TTL, protocol, addresses, ports and size.
_PLAIN = struct.Struct("!12xHBxH2xHBB2x4s4s3H")
_ORDINARY = (0x0800, 0x45, _UDP, 0)


class Datagram(Struct, frozen=True, gc=False):
    """A UDP datagram."""

    source: int
    """The port that the datagram came from."""
    target: int
    """The port that the datagram went to."""
    sender: bytes
    """The IP address that the datagram came from, as octets."""
    payload: bytes
    """The octets of the message in the datagram."""
    missing: int
    """How many octets of the payload are not in the capture."""
    hops: int
    """The TTL or hop limit of the IP head."""
    is_to_group: bool
    """Whether the datagram went to the multicast address of mDNS."""
    is_one_frame: bool = False
    """Whether one frame holds all of the datagram: then an identical frame holds an identical datagram."""


class _Head(NamedTuple):
    """What a datagram has of its IP head."""

    sender: bytes
    hops: int
    is_to_group: bool


class Reassembler:
    """Takes frames, gives datagrams, and counts the datagrams that cannot be given.

    ``blind`` is the number of the first frame that was cut off before its UDP ports, and how many frames were.
    """

    def __init__(self) -> None:
        self.blind = (0, 0)
        self._depth = 0
        self._fragments = Fragments(_concerns)

    def lost(self) -> tuple[list[LostDatagram], int]:
        """Return the datagrams of mDNS or DNS whose fragments could not be joined, and how many more there are."""
        return self._fragments.lost()

    def datagram(self, frame: Frame) -> Datagram | None:
        """Return the datagram that a frame holds, or that its fragment completes. None where there is none.

        Of a tunnel it is the one inside.
        """
        found = self._outer(frame)
        if found is None or found.target not in tunnels.PORTS or found.missing:
            return found
        return self._inside(frame, tunnels.in_datagram(found.target, found.payload)) or found

    def _inside(self, frame: Frame, inside: tunnels.Inside | None) -> Datagram | None:
        if inside is None or self._depth >= tunnels.MAX_DEPTH:
            return None
        self._depth += 1
        try:
            return self.datagram(replace(frame, link=inside[0], data=inside[1]))
        finally:
            self._depth -= 1

    def _outer(self, frame: Frame) -> Datagram | None:
        data = frame.data
        if len(data) >= _PLAIN.size and frame.link == ETHERNET and (found := _ordinary(data)) is not None:
            return found
        try:
            at = 14 if frame.link == ETHERNET and data[12:14] in (_IPV4, _IPV6) else _network(frame.link, data)
            if at is None:
                return None
            version = data[at] >> 4
            if version == 4:  # noqa: PLR2004 - IPv4
                return self._ipv4(frame, data, at)
            return self._ipv6(frame, data, at) if version == 6 else None  # noqa: PLR2004 - IPv6
        except IndexError:
            # Shorter than its heads: nothing that could be told from other traffic.
            if frame.cut:
                self.blind = (self.blind[0] or frame.number, self.blind[1] + 1)
            return None

    def _ipv4(self, frame: Frame, data: bytes, at: int) -> Datagram | None:
        protocol = data[at + 9]
        if protocol != _UDP and protocol != _TCP and protocol not in tunnels.PROTOCOLS:  # noqa: PLR1714 - asked of every frame
            return None
        start = at + (data[at] & 0x0F) * 4
        end = at + (data[at + 2] << 8 | data[at + 3])
        head = _Head(data[at + 12 : at + 16], data[at + 8], data[at + 16 : at + 20] in _GROUPS)
        fragment = data[at + 6] << 8 | data[at + 7]
        if not fragment & 0x3FFF:
            body = data[start:end] if end > at else data[start:]
            return _udp(body, head, frame.cut) if protocol == _UDP else self._other(frame, protocol, body, head)
        if protocol != _UDP:
            return None
        key = data[at + 12 : at + 20] + data[at + 4 : at + 6]
        offset, more = (fragment & 0x1FFF) * 8, bool(fragment & 0x2000)
        return self._join(Fragment(key, offset, data[start:end], more, frame.number, frame.time), head)

    def _ipv6(self, frame: Frame, data: bytes, at: int) -> Datagram | None:
        head = _Head(data[at + 8 : at + 24], data[at + 7], data[at + 24 : at + 40] in _GROUPS)
        end = at + 40 + (data[at + 4] << 8 | data[at + 5])
        kind, start = data[at + 6], at + 40
        for _ in range(_MAX_EXTENSIONS):
            if kind == _UDP:
                return _udp(data[start:end], head, frame.cut)
            if kind == _FRAGMENT:
                field = data[start + 2] << 8 | data[start + 3]
                if data[start] != _UDP:
                    return None
                if not field & 0xFFF9:  # an atomic fragment (RFC 6946)
                    return _udp(data[start + 8 : end], head, frame.cut)
                key = data[at + 8 : at + 40] + data[start + 4 : start + 8]
                part = data[start + 8 : end]
                return self._join(Fragment(key, field & 0xFFF8, part, bool(field & 1), frame.number, frame.time), head)
            if kind not in _EXTENSIONS:
                return self._other(frame, kind, data[start:end], head)
            kind, start = data[start], start + 8 + data[start + 1] * 8
        return None

    def _other(self, frame: Frame, protocol: int, body: bytes, head: _Head) -> Datagram | None:
        """Return the datagram in a tunnel, or the message in a segment of TCP; None where there is neither."""
        if protocol == _TCP:
            return None if frame.cut else _message_over_tcp(body, head)
        return self._inside(frame, tunnels.in_packet(protocol, body)) if protocol in tunnels.PROTOCOLS else None

    def _join(self, fragment: Fragment, head: _Head) -> Datagram | None:
        joined = self._fragments.join(fragment)
        return None if joined is None else _udp(joined, head, 0)


def _ordinary(data: bytes) -> Datagram | None:
    """Read what most frames are: IPv4 without options and fragments, UDP, nothing cut off.

    Return None for other frames.
    """
    ethertype, version, length, fragment, hops, kind, sender, receiver, source, target, size = _PLAIN.unpack_from(data)
    if (ethertype, version, kind, fragment & 0x3FFF) != _ORDINARY:
        return None
    is_complete = _UDP_HEAD <= size == length - 20 and 14 + length <= len(data)
    if not is_complete:
        return None
    return Datagram(source, target, sender, data[42 : 14 + length], 0, hops, receiver in _GROUPS, is_one_frame=True)


def _udp(segment: bytes, head: _Head, cut: int) -> Datagram | None:
    """Read the UDP head. Raises IndexError where the ports are not there."""
    source, target = segment[0] << 8 | segment[1], segment[2] << 8 | segment[3]
    if len(segment) < _UDP_HEAD:
        return Datagram(source, target, head.sender, b"", cut, head.hops, head.is_to_group) if cut else None
    length = segment[4] << 8 | segment[5]
    end = length if length >= _UDP_HEAD else len(segment)
    missing = max(0, end - len(segment))
    return Datagram(source, target, head.sender, segment[_UDP_HEAD:end], missing, head.hops, head.is_to_group)


def _message_over_tcp(segment: bytes, head: _Head) -> Datagram | None:
    """Read a segment of TCP that holds one whole message of DNS (RFC 1035 section 4.2.2); None where it does not."""
    if len(segment) < _TCP_HEAD:
        return None
    source, target = segment[0] << 8 | segment[1], segment[2] << 8 | segment[3]
    if source != DNS:
        return None
    sent = segment[(segment[12] >> 4) * 4 :]
    if len(sent) <= _SIZE or sent[0] << 8 | sent[1] != len(sent) - _SIZE:
        return None
    return Datagram(source, target, head.sender, sent[_SIZE:], 0, head.hops, is_to_group=False)


def _concerns(head: bytes, target: bytes) -> bool:
    """Whether a datagram is mDNS or an answer of DNS, as far as its first octets or its destination show."""
    if len(head) < _PORTS:
        return target in _GROUPS
    source, port = head[0] << 8 | head[1], head[2] << 8 | head[3]
    return source in (MDNS, DNS) or port == MDNS


def _network(link: int, data: bytes) -> int | None:  # noqa: PLR0911 - a table would hide how short they are
    """Return where the IP head starts. None where there is no IP. Raises IndexError for a frame that is too short."""
    if link == ETHERNET:
        return _tagged(data, 12)
    if link == SLL:
        return _tagged(data, 14)
    if link == SLL2:
        return 20 if data[:2] in (_IPV4, _IPV6) else None
    if link in _RAW:
        return 0
    if link in (_NULL, _LOOP):
        family = max(data[0], data[3])  # in the byte order of the machine that captured
        return 4 if family == 2 or family in _AF_INET6 else None  # noqa: PLR2004 - AF_INET everywhere
    if link == _RADIOTAP:
        return _wireless(data, data[2] | data[3] << 8)
    return _wireless(data, 0) if link == _RAW_IEEE80211 else None


def _tagged(data: bytes, at: int) -> int | None:
    """Return where the IP head starts, behind any VLAN tags at ``at``. None where there is no IP."""
    while data[at : at + 2] in _VLAN:
        at += 4
    if data[at : at + 2] == _PPPOE:
        return tunnels.behind_pppoe(data, at + 2)
    return at + 2 if data[at : at + 2] in (_IPV4, _IPV6) else None


def _wireless(data: bytes, at: int) -> int | None:
    """Return where the IP head starts in an unencrypted data frame of IEEE 802.11. None for other frames."""
    control, flags = data[at], data[at + 1]
    if control & 0x0C != _DATA or control & 0x40 or flags & 0x40:
        return None
    size = 24 + (6 if flags & 3 == 3 else 0)  # noqa: PLR2004 - to and from the distribution system: a fourth address
    if control & 0x80:
        size += 6 if flags & 0x80 else 2
    at += size
    return at + 8 if data[at : at + 6] == _SNAP and data[at + 6 : at + 8] in (_IPV4, _IPV6) else None
