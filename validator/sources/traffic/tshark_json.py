"""``tshark-json``: packets as tshark prints them with ``-T json``, ``-T json -x`` or ``-T jsonraw``.

    {"_source": {"layers": {"frame": {...}, "udp": {"udp.payload": "00:00:84:..."}, "mdns_raw": ["000084..."], ...}}}

The octets of a DNS message stand in ``mdns_raw`` or ``dns_raw`` (``-x``, ``jsonraw``), and in ``udp.payload``: then
nothing is lost. Where a filter such as ``-J mdns`` left them out, the records are read from the tree (tshark_tree).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import LineError
from validator.sources.plain.json_text import JsonText

if TYPE_CHECKING:
    from validator.sources.traffic.tshark_packets import Packet

_SNIFF = re.compile(rb'"_source"\s*:\s*\{\s*"layers"\s*:\s*\{')


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements at the end, each at the line and frame of its packet, then what could not be read."""
    from validator.sources.traffic.tshark_packets import Packet, Packets

    text = JsonText(stream, pairs=True)
    packets = Packets(name)
    damage = None
    try:
        for line in text.entries():
            if text.peek() == "{":
                packets.take(_filled(Packet(line), text))
            else:
                text.value()
                packets.fault(Location(name, line), "this is no packet as tshark prints them")
    except LineError as error:
        damage = error.at(Location(name))
    yield from packets.rest()
    if damage is not None:
        yield damage


def _filled(packet: Packet, text: JsonText) -> Packet:
    """Fill a packet layer by layer. Layers that are not needed are forgotten at once."""
    for member in text.members():
        if member != "_source" or text.peek() != "{":
            text.value()
            continue
        for inner in text.members():
            if inner != "layers" or text.peek() != "{":
                text.value()
                continue
            for layer in text.members():
                packet.add(layer, text.value())
    return packet


def sniff(head: bytes) -> bool:
    """Return whether an input is JSON with the layers of a packet."""
    return head.lstrip()[:1] in (b"{", b"[") and _SNIFF.search(head) is not None


FORMAT = Format(sniff, read)
