"""``tshark-json``: packets as tshark prints them with ``-T json``, ``-T json -x`` or ``-T jsonraw``.

    {"_source": {"layers": {"frame": {...}, "udp": {"udp.payload": "00:00:84:..."}, "mdns_raw": ["000084..."], ...}}}

The octets of a DNS message stand in ``mdns_raw`` or ``dns_raw`` (``-x``, ``jsonraw``), and in ``udp.payload``: then
nothing is lost. Where a filter such as ``-J mdns`` left them out, the records are read from the tree (tshark_tree).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct, field

from validator.model import Announcement, Location, Unreadable

if TYPE_CHECKING:
    from validator.sources.json_text import JsonText

MAX_MESSAGES = 16
"""DNS messages of one packet that are read; several can stand in a segment of TCP."""

_KINDS = ("mdns", "dns")
_SNIFF = re.compile(rb'"_source"\s*:\s*\{\s*"layers"\s*:\s*\{')


class Packet(Struct):
    """What matters here of one packet: the layers frame and udp, and by kind the trees and octets of DNS messages."""

    line: int
    frame: object = None
    udp: object = None
    trees: dict[str, list[object]] = field(default_factory=dict)
    octets: dict[str, list[object]] = field(default_factory=dict)
    faults: dict[str, None] = field(default_factory=dict)

    def messages(self) -> Iterator[tuple[str, object, object]]:
        """Yield kind, tree and octets of each DNS message, None for one that is not there."""
        for kind in _KINDS:
            for tree, octets in zip_longest(self.trees.get(kind, ()), self.octets.get(kind, ())):
                yield kind, tree, octets


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements at the end, each at the line and frame of its packet, then what could not be read."""
    from validator.sources.json_text import DamageError, JsonText  # noqa: PLC0415 - json is not for other formats
    from validator.sources.tshark_packets import Packets  # noqa: PLC0415 - as above

    text = JsonText(stream, pairs=True)
    packets = Packets(name)
    damage = None
    try:
        while begin := text.peek():
            for line in text.items() if begin == "[" else (text.line,):
                if text.peek() == "{":
                    packets.take(_packet(text, line))
                else:
                    text.value()
                    packets.fault(Location(name, line), "this is no packet as tshark prints them")
    except DamageError as error:
        how = "the JSON ends in the middle" if error.truncated else "not JSON"
        damage = Unreadable(Location(name, error.line), f"{how}: {error}")
    yield from packets.rest()
    if damage is not None:
        yield damage


def _packet(text: JsonText, line: int) -> Packet:
    """Take a packet, layer by layer: what is not needed is forgotten at once."""
    packet = Packet(line)
    for member in text.members():
        if member != "_source" or text.peek() != "{":
            text.value()
            continue
        for inner in text.members():
            if inner != "layers" or text.peek() != "{":
                text.value()
                continue
            for layer in text.members():
                _layer(packet, layer, text.value())
    return packet


def _layer(packet: Packet, name: str, value: object) -> None:
    kind = name.removesuffix("_raw")
    if name == "frame":
        packet.frame = value
    elif name == "udp":
        packet.udp = value
    elif kind in _KINDS:
        # A layer that repeats is a list with --no-duplicate-keys; the raw form is one itself: [octets, position, ...].
        is_raw = name != kind
        known = (packet.octets if is_raw else packet.trees).setdefault(kind, [])
        if isinstance(value, list) and (not is_raw or any(isinstance(each, list) for each in value[:1])):
            known += value
        else:
            known.append(value)
        if len(known) > MAX_MESSAGES:
            packet.faults[f"more than {MAX_MESSAGES} DNS messages in one packet: the rest is not read"] = None
            del known[MAX_MESSAGES:]
    elif name.startswith(("dns.", "mdns.")):
        packet.faults["fields (-e) do not tell which record they are of: whole packets (-T json) are needed"] = None


def sniff(head: bytes) -> bool:
    """Whether it is JSON with the layers of a packet."""
    return head.lstrip()[:1] in (b"{", b"[") and _SNIFF.search(head) is not None
