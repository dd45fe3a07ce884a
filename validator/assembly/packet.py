"""A datagram as it was received, live or out of a capture. No socket and no clock."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import lru_cache

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
    is_direct: bool = False
    """Whether the datagram answers a one-shot question, and came to this host alone (RFC 6762 section 6.7)."""
    is_off_link: bool = False
    """Whether the sender has no address of the link's networks (RFC 6762 section 11)."""


Receive = Callable[[Packet], None]
"""A function that takes packets."""


@lru_cache(maxsize=4096)
def is_on_link(address: str, networks: tuple[str, ...]) -> bool:
    """Whether an address belongs to one of the networks of a link (RFC 6762 section 11). Without networks: yes.

    Link-local addresses belong to every link.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if not networks or found.is_link_local or found.is_loopback:
        return True
    return any(found in ipaddress.ip_network(each) for each in networks)
