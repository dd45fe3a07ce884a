"""A capture of more instances than fit at once, in parts: the frames of some senders, and then those of others.

What a device announces, it sends itself. So each part is read as a capture of its own, and all of them together have
every frame once. Queries are of every part: whoever can answer hears them.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable

from msgspec import Struct

from validator.capture.datagrams import ETHERNET, MDNS, SLL, SLL2, Datagram, Reassembler
from validator.capture.frames import DamageError, Frame
from validator.wire.message import HEADER

MAX_PARTS = 256
"""Parts of one capture that are not divided again: enough for some million instances."""

MAX_QUERIES = 50_000
"""Queries that are kept for all parts. Without the others less is known of what nobody answered."""

SPARE = 1.5
"""How many times as many parts there are as the senders so far need, since parts are not of one size."""

WITH_FLAGS = 3
"""Octets of a message that tell whether it is a response."""

_SOURCES = {ETHERNET: slice(6, 12), SLL: slice(6, 14), SLL2: slice(12, 20)}
"""Where a frame of a link type has the hardware address that it came from."""


class Part(Struct, frozen=True):
    """A part of the senders of a capture, of so many parts."""

    number: int
    of: int

    def has(self, frame: Frame) -> bool:
        """Whether a frame belongs to the part."""
        return self.of == 1 or zlib.crc32(source_of(frame)) % self.of == self.number

    def halves(self) -> tuple[Part, Part]:
        """Divide the part in two."""
        return Part(self.number + self.of, 2 * self.of), Part(self.number, 2 * self.of)


WHOLE = Part(0, 1)
"""All senders."""


class Query(Struct, frozen=True, gc=False):
    """A query that all responders could hear: the frame, its message, and when it came, in seconds."""

    number: int
    payload: bytes
    time: float


class Survey(Struct, frozen=True):
    """What is in a capture: how many parts to read it in, and the queries in it."""

    parts: int
    queries: list[Query]


def survey(found: Iterable[Frame], fits: int) -> Survey:
    """Look through a capture of which the first ``fits`` frames fit at once. Damage ends what is looked at."""
    sources: set[bytes] = set()
    first, queries, datagrams = 1, list[Query](), Reassembler()
    try:
        for frame in found:
            sources.add(source_of(frame))
            if frame.number == fits:
                first = len(sources)
            datagram = datagrams.datagram(frame)
            if datagram is not None and len(queries) < MAX_QUERIES and is_open_query(datagram):
                queries.append(Query(frame.number, datagram.payload, frame.time))
    except DamageError:
        pass  # whoever reads the parts meets it again
    parts = 1 if len(sources) == 1 else math.ceil(SPARE * len(sources) / first)
    return Survey(min(parts, MAX_PARTS, len(sources)), queries)


def source_of(frame: Frame) -> bytes:
    """The hardware address that a frame came from; nothing where its link type has none."""
    place = _SOURCES.get(frame.link)
    return b"" if place is None else frame.data[place]


def is_open_query(datagram: Datagram) -> bool:
    """Whether a datagram holds a query that all responders of the link could hear."""
    is_whole = datagram.is_to_group and datagram.source == MDNS and not datagram.missing
    return is_whole and (is_query(datagram.payload) or len(datagram.payload) < HEADER.size)


def is_query(payload: bytes) -> bool:
    """Whether a message is a query: the QR bit is there and clear (RFC 1035 section 4.1.1).

    Queries announce nothing.
    """
    return len(payload) >= WITH_FLAGS and not payload[2] & 0x80
