"""UDP datagrams in frames: link layer, IPv4 (RFC 791) and IPv6 (RFC 8200) with fragments, UDP (RFC 768).

Anything else is no datagram, and never an error: a capture holds much that is of no concern here.
Link types: https://www.tcpdump.org/linktypes.html.
"""

from __future__ import annotations

from typing import NamedTuple

_ETHERNET, _RAW_IEEE80211, _RADIOTAP = 1, 105, 127
_SLL, _SLL2 = 113, 276
_NULL, _LOOP = 0, 108
_RAW = frozenset({12, 14, 101, 228, 229})
LINKS = frozenset({_ETHERNET, _RAW_IEEE80211, _RADIOTAP, _SLL, _SLL2, _NULL, _LOOP}) | _RAW
"""Link types that are read."""

_IPV4, _IPV6 = b"\x08\x00", b"\x86\xdd"
_VLAN = frozenset({b"\x81\x00", b"\x88\xa8", b"\x91\x00"})  # IEEE 802.1Q, 802.1ad, and what came before it
_SNAP = b"\xaa\xaa\x03\x00\x00\x00"
_AF_INET6 = frozenset({10, 24, 28, 30})  # Linux; NetBSD and OpenBSD; FreeBSD; macOS
_UDP, _FRAGMENT = 17, 44
_DATA = 0x08  # frames of IEEE 802.11 that carry data
_EXTENSIONS = frozenset({0, 43, 60, 135, 139, 140})  # RFC 8200 section 4, RFC 6275, 7401, 5533
_MAX_EXTENSIONS = 16

MAX_PENDING = 64
"""Datagrams of which fragments are kept at a time."""

MAX_DATAGRAM = 65535
"""Octets of a datagram, and what the fragments kept of one may take."""


class Datagram(NamedTuple):
    """A UDP datagram. ``missing`` is how many octets of its payload are not in the capture."""

    source: int
    target: int
    sender: bytes
    payload: bytes
    missing: int


class Reassembler:
    """Takes frames, gives datagrams. ``dropped`` counts those whose fragments did not come together."""

    def __init__(self) -> None:
        self._dropped = 0
        self._pending: dict[bytes, dict[int, tuple[bytes, bool]]] = {}

    @property
    def dropped(self) -> int:
        """How many datagrams were given up, or lack fragments still."""
        return self._dropped + len(self._pending)

    def datagram(self, link: int, data: bytes) -> Datagram | None:
        """Give the datagram of a frame, or that which its fragment completes; None where there is none."""
        try:
            at = 14 if link == _ETHERNET and data[12:14] in (_IPV4, _IPV6) else _network(link, data)
            if at is None:
                return None
            version = data[at] >> 4
            if version == 4:  # noqa: PLR2004 - IPv4
                return self._ipv4(data, at)
            return self._ipv6(data, at) if version == 6 else None  # noqa: PLR2004 - IPv6
        except IndexError:
            return None  # shorter than its heads: nothing that could be told from other traffic

    def _ipv4(self, data: bytes, at: int) -> Datagram | None:
        if data[at + 9] != _UDP:
            return None
        start = at + (data[at] & 0x0F) * 4
        end = at + (data[at + 2] << 8 | data[at + 3])
        sender = data[at + 12 : at + 16]
        fragment = data[at + 6] << 8 | data[at + 7]
        if not fragment & 0x3FFF:
            return _udp(data[start:end] if end > at else data[start:], sender)
        key = data[at + 12 : at + 20] + data[at + 4 : at + 6]
        return self._join(key, (fragment & 0x1FFF) * 8, data[start:end], sender, more=bool(fragment & 0x2000))

    def _ipv6(self, data: bytes, at: int) -> Datagram | None:
        sender = data[at + 8 : at + 24]
        end = at + 40 + (data[at + 4] << 8 | data[at + 5])
        kind, start = data[at + 6], at + 40
        for _ in range(_MAX_EXTENSIONS):
            if kind == _UDP:
                return _udp(data[start:end], sender)
            if kind == _FRAGMENT:
                field = data[start + 2] << 8 | data[start + 3]
                if data[start] != _UDP:
                    return None
                if not field & 0xFFF9:  # an atomic fragment (RFC 6946)
                    return _udp(data[start + 8 : end], sender)
                key = data[at + 8 : at + 40] + data[start + 4 : start + 8]
                return self._join(key, field & 0xFFF8, data[start + 8 : end], sender, more=bool(field & 1))
            if kind not in _EXTENSIONS:
                return None
            kind, start = data[start], start + 8 + data[start + 1] * 8
        return None

    def _join(self, key: bytes, offset: int, part: bytes, sender: bytes, *, more: bool) -> Datagram | None:
        """Keep a fragment; give the datagram if it is whole now. Overlaps make it fall away (RFC 5722)."""
        if key not in self._pending and len(self._pending) >= MAX_PENDING:
            del self._pending[next(iter(self._pending))]
            self._dropped += 1
        parts = self._pending.setdefault(key, {})
        parts[offset] = (part, more)
        if sum(len(each) for each, _ in parts.values()) > MAX_DATAGRAM or len(parts) > MAX_DATAGRAM // 8:
            del self._pending[key]
            self._dropped += 1
            return None
        whole = bytearray()
        for place in sorted(parts):
            if place != len(whole):
                return None
            octets, more = parts[place]
            whole += octets
        if more:
            return None
        del self._pending[key]
        return _udp(bytes(whole), sender)


def _udp(segment: bytes, sender: bytes) -> Datagram | None:
    if len(segment) < 8:  # noqa: PLR2004 - the head of UDP
        return None
    length = segment[4] << 8 | segment[5]
    source, target = segment[0] << 8 | segment[1], segment[2] << 8 | segment[3]
    end = length if length >= 8 else len(segment)  # noqa: PLR2004 - as above
    return Datagram(source, target, sender, segment[8:end], max(0, end - len(segment)))


def _network(link: int, data: bytes) -> int | None:  # noqa: PLR0911 - a table would hide how short they are
    """Return where the IP head starts; None where there is none. Raises IndexError for what is too short."""
    if link == _ETHERNET:
        return _tagged(data, 12)
    if link == _SLL:
        return _tagged(data, 14)
    if link == _SLL2:
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
    """Pass over VLAN tags from the EtherType at ``at``."""
    while data[at : at + 2] in _VLAN:
        at += 4
    return at + 2 if data[at : at + 2] in (_IPV4, _IPV6) else None


def _wireless(data: bytes, at: int) -> int | None:
    """Pass over the head of an unencrypted data frame of IEEE 802.11 (section 9.2 of the 2020 edition)."""
    control, flags = data[at], data[at + 1]
    if control & 0x0C != _DATA or control & 0x40 or flags & 0x40:
        return None
    size = 24 + (6 if flags & 3 == 3 else 0)  # noqa: PLR2004 - to and from the distribution system: a fourth address
    if control & 0x80:
        size += 6 if flags & 0x80 else 2
    at += size
    return at + 8 if data[at : at + 6] == _SNAP and data[at + 6 : at + 8] in (_IPV4, _IPV6) else None
