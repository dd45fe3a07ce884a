"""From the packets that tshark prints to announcements: see tshark_json."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from msgspec import Struct, field

from validator.model.announcement import Location
from validator.sources.traffic.printed import PrintedTraffic
from validator.sources.traffic.tshark_tree import read_tree, texts
from validator.wire.message import HEADER
from validator.wire.reader import read as read_message

MAX_MESSAGES = 16
"""DNS messages of one packet that are read; several can stand in a segment of TCP."""

MAX_MESSAGE = 65535
"""Octets of a DNS message; the length field of TCP allows no more."""

_KINDS = ("mdns", "dns")
_STEP_S = 2.0  # apart are packets of which tshark printed no time: what the later one says replaces what was said
_NUMBER = re.compile(r"[0-9]{1,18}")
_SECONDS = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,9})?")
_UDP_HEAD = 8
_LENGTH = 4  # hexadecimal digits of the length before a message over TCP (RFC 1035 section 4.2.2)


class Packet(Struct):
    """What matters here of one packet: the layers frame and udp, and by kind the trees and octets of DNS messages."""

    line: int
    frame: object = None
    udp: object = None
    trees: dict[str, list[object]] = field(default_factory=dict)
    octets: dict[str, list[object]] = field(default_factory=dict)
    faults: dict[str, None] = field(default_factory=dict)

    def messages(self) -> Iterator[tuple[str, object, object]]:
        """Yield kind, tree and octets of each DNS message; None for a tree or octets that are not there."""
        for kind in _KINDS:
            for tree, octets in zip_longest(self.trees.get(kind, ()), self.octets.get(kind, ())):
                yield kind, tree, octets

    def add(self, name: str, value: object) -> None:
        """Add a layer as tshark names it; layers that say nothing of DNS are left out."""
        kind = name.removesuffix("_raw")
        if name == "frame":
            self.frame = value
        elif name == "udp":
            self.udp = value
        elif kind in _KINDS:
            # A layer that repeats is a list with --no-duplicate-keys; so is the raw form: [octets, position, ...].
            is_raw = name != kind
            known = (self.octets if is_raw else self.trees).setdefault(kind, [])
            if isinstance(value, list) and (not is_raw or any(isinstance(each, list) for each in value[:1])):
                known += value
            else:
                known.append(value)
            if len(known) > MAX_MESSAGES:
                self.faults[f"more than {MAX_MESSAGES} DNS messages in one packet: the rest is not read"] = None
                del known[MAX_MESSAGES:]
        elif name.startswith(("dns.", "mdns.")):
            self.faults["fields (-e) do not tell which record they are of: whole packets (-T json) are needed"] = None


class Packets(PrintedTraffic):
    """Takes packets in their order; ``rest`` yields the announcements."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._now = 0.0

    def take(self, packet: Packet) -> None:
        """Take the DNS messages of a packet."""
        number, time = _last(texts(packet.frame, "frame.number")), _last(texts(packet.frame, "frame.time_epoch"))
        frame = int(number) if _NUMBER.fullmatch(number) else None
        self._now = float(time) if _SECONDS.fullmatch(time) else self._now + _STEP_S
        place = Location(self.name, packet.line, frame)
        for fault in packet.faults:
            self.fault(place, fault)
        link = _last(texts(packet.frame, "frame.interface_id_tree", "frame.interface_name"))
        messages = list(packet.messages())
        payload = _payload(packet.udp) if len(messages) == 1 else ""
        for kind, tree, raw in messages:
            digits = _raw(raw, tree) or (payload if _is_of(payload, tree) else "")
            if digits:
                self._octets(digits, kind, place, link)
            elif kind == "mdns" or not texts(tree, "filtered"):
                # Who filters the layers (-j, -J) may well leave out DNS that is not multicast.
                read_tree(tree, self, place, link, self._now)

    def _octets(self, digits: str, kind: str, place: Location, link: str) -> None:
        try:
            octets = bytes.fromhex(digits)
        except ValueError:
            octets = b""
        if not HEADER.size <= len(octets) <= MAX_MESSAGE:
            self.fault(place, "the octets of a DNS message are cut off or damaged")
            return
        message = read_message(octets)
        if message.is_response:
            if message.faults and kind == "mdns":
                self.fault(place, f"mDNS response: {message.faults[0]}")
            self.history.feed(message, place, link, "", self._now)


def _raw(raw: object, tree: object) -> str:
    """Return the digits of a message's octets; empty where they were not printed."""
    digits = raw[0] if isinstance(raw, list) and raw else ""
    if not isinstance(digits, str):
        return ""
    over_tcp = isinstance(tree, tuple) and any(name in ("dns.length", "dns.length_raw") for name, _ in tree)
    return digits[_LENGTH:] if over_tcp else digits


def _payload(udp: object) -> str:
    """Return the digits of the UDP payload, without what follows in the packet; empty where it was not printed."""
    digits, length = _last(texts(udp, "udp.payload")).replace(":", ""), _last(texts(udp, "udp.length"))
    return digits[: 2 * max(int(length) - _UDP_HEAD, 0)] if _NUMBER.fullmatch(length) else digits


def _is_of(payload: str, tree: object) -> bool:
    """Return whether the payload is this message, by the identifier. In a tunnel the payload is another packet."""
    return bool(payload) and f"0x{payload[:4]}" == _last(texts(tree, "dns.id"))


def _last(found: list[str]) -> str:
    """Return the last text, which of layers in layers is that of the innermost; empty where there is no text."""
    return found[-1] if found else ""
