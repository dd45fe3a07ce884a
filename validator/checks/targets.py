"""Limits of particular stacks and media, chosen by ``--target``: a record above the limit does not survive there.

The limits are no rules of the RFCs. A target names the document or the code that its limit comes from.
"""

from __future__ import annotations

from msgspec import Struct


class Target(Struct, frozen=True):
    """A stack or medium that a record must survive."""

    name: str
    title: str
    source: str
    """The document or the code that the limit comes from."""
    max_string: int | None = None
    """Octets of one string, without the length octet."""
    max_record: int | None = None
    """Octets of the RDATA."""


_ALL = (
    Target(
        "lwip",
        "lwIP's mDNS responder, as in ESP8266, LibreTiny and other small devices: longer strings are not sent",
        "MDNS_LABEL_MAXLEN in lwIP's apps/mdns (63); seen in the field in esphome/esphome issue 11281",
        max_string=63,
    ),
    Target(
        "sleep-proxy",
        "network hardware that answers for a sleeping host",
        "RFC 6763 section 6.2",
        max_record=256,
    ),
    Target(
        "unicast-512",
        "a classic DNS message of 512 octets, with the other records that it must hold",
        "RFC 6763 section 6.2",
        max_record=400,
    ),
    Target(
        "ethernet",
        "one Ethernet packet of 1500 octets, with the other records that it must hold",
        "RFC 6763 section 6.2",
        max_record=1300,
    ),
)

TARGETS: dict[str, Target] = {each.name: each for each in _ALL}
"""Every target by the name that ``--target`` takes."""
