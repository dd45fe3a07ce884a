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
    """Octets of the RDATA, length octets included."""


_ALL = (
    Target(
        "lwip",
        "lwIP's mDNS responder, as in LibreTiny and other small devices: strings are kept as labels of a name",
        "lwIP's apps/mdns: MDNS_LABEL_MAXLEN (63), and less than MDNS_DOMAIN_MAXLEN (256) for all strings together;"
        " seen in the field in esphome/esphome issue 11281",
        max_string=63,
        max_record=255,
    ),
    Target(
        "zephyr",
        "Zephyr's mDNS responder: a response is one message of 512 octets, with the other records that it must hold",
        "DNS_RESOLVER_MAX_BUF_SIZE in Zephyr's subsys/net/lib/dns/mdns_responder.c (512), RFC 6763 section 6.2",
        max_record=400,
    ),
    Target(
        "esp-idf",
        "ESP-IDF's mDNS component, as in ESP32 devices",
        "MDNS_TXT_MAX_LEN in ESP-IDF's components/mdns (1024)",
        max_record=1024,
    ),
    Target(
        "esp8266",
        "the mDNS responder of Arduino for ESP8266: what is beyond the limit is refused when it is added",
        "MDNS_SERVICE_TXT_MAXLENGTH in esp8266/Arduino's libraries/ESP8266mDNS (less than 1300)",
        max_record=1299,
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
