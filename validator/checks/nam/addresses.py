"""Kinds of addresses that tell of a fault, for the checks of a host's addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

_LINK_LOCAL = ("fe8", "fe9", "fea", "feb")
_SUSPECT = ("127.", "0.", "0:", "::", "ff", "FF", "22", "23", "255.")
"""How the addresses begin that nobody can be reached by, and few others."""


def is_link_local(address: str) -> bool:
    """Whether the text of an address is one of IPv6 that is valid on its link only (RFC 4291 section 2.5.6)."""
    return address.lower().startswith(_LINK_LOCAL)


def unreachable_kind(text: str) -> str | None:
    """Name the kind of an address by which no other host can be reached: ``loopback``; None for other addresses."""
    address = _parsed(text) if text.startswith(_SUSPECT) else None
    if address is None:
        return None
    if address.is_loopback:
        return "loopback"
    if address.is_unspecified or (address.version == 4 and address.packed[0] == 0):  # noqa: PLR2004 - of IP
        return "unspecified"
    if address.is_multicast:
        return "multicast"
    return "broadcast" if str(address) == "255.255.255.255" else None


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    from ipaddress import IPv6Address, ip_address  # costs more than most runs need

    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
