"""A datagram as it was heard, live or out of a capture. No socket and no clock."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

PORT = 5353


class Packet(Struct, frozen=True):
    """A datagram as received: from which address and port, on which interface, at which time of a steady clock."""

    data: bytes
    link: str
    sender: str
    port: int
    at: float


Receive = Callable[[Packet], None]
