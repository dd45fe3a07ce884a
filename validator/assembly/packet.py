"""A datagram as it was received, live or out of a capture. No socket and no clock."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

PORT = 5353
"""The port of mDNS."""


class Packet(Struct, frozen=True):
    """A datagram as received."""

    data: bytes
    link: str
    """The name of the interface."""
    sender: str
    """The address that the datagram came from."""
    port: int
    """The port that the datagram came from."""
    at: float
    """The time in seconds of a steady clock."""
    hops: int | None = None
    """The TTL or hop limit of the IP head as received. None where it is not known."""


Receive = Callable[[Packet], None]
"""A function that takes packets."""
