"""The words that a key is made of, for TXT014 and TXT015."""

from __future__ import annotations

import re

# A word ends at a character that is no letter, and before a capital letter that begins the next word: httpPort,
# http_port, IPv4Addr.
_WORD = re.compile(r"IPv[46]|[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*")

HOST_WORDS = frozenset(
    {"host", "hostname", "fqdn", "ip", "ip4", "ip6", "ipv4", "ipv6", "address", "addr", "server", "target"}
)
"""Words of keys that carry the SRV target or an address: ``host``, ``ip_address``, ``ipv4Addr``."""

PORT_WORDS = frozenset({"port", "portno", "portnum", "portnumber", "srvport", "serviceport", "tcpport", "udpport"})
"""Words of keys that carry the port: ``http_port``."""


def key_words(key: bytes) -> frozenset[str]:
    """Return the words of a key in lower case: ``ip`` and ``address`` of ``ipAddress`` and ``IP-Address``."""
    return frozenset(word.lower() for word in _WORD.findall(key.decode("latin-1")))
