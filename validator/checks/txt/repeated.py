"""What the checks TXT014 and TXT015 share: the words that a key is made of."""

from __future__ import annotations

import re

# A word ends at anything that is no letter, and before a capital letter that begins one: httpPort, http_port, IPv4Addr.
_WORD = re.compile(r"IPv[46]|[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*")

HOST_WORDS = frozenset(
    {"host", "hostname", "fqdn", "ip", "ip4", "ip6", "ipv4", "ipv6", "address", "addr", "server", "target"}
)
"""Words of which a key is made that carries the SRV target or an address: ``host``, ``ip_address``, ``ipv4Addr``."""

PORT_WORDS = frozenset({"port", "portno", "portnum", "portnumber", "srvport", "serviceport", "tcpport", "udpport"})
"""Words of which a key is made that carries the port."""


def key_words(key: bytes) -> frozenset[str]:
    """Words of a key in lower case; ``ipAddress``, ``ip_address`` and ``IP-Address`` have the same."""
    return frozenset(word.lower() for word in _WORD.findall(key.decode("latin-1")))


def may_repeat(key: bytes) -> bool:
    """Whether the key is one under which TXT014 or TXT015 look at the value."""
    return not key_words(key).isdisjoint(HOST_WORDS | PORT_WORDS)
