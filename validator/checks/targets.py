"""What particular stacks and media can carry: limits that a record must keep to survive there, chosen by ``--target``.

They are no rules of the RFCs; each names the document or the code that it comes from.
"""

from __future__ import annotations

from msgspec import Struct


class Target(Struct, frozen=True):
    """A place that a record must survive. Limits are in octets: of one string (its length apart), of the RDATA."""

    name: str
    title: str
    source: str
    max_string: int | None = None
    max_record: int | None = None


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
