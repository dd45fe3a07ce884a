"""What the checks TXT014 and TXT015 share: the words that a key is made of."""

from __future__ import annotations

import re

# A word ends at anything that is no letter, and before a capital letter that begins one: httpPort, http_port, IPv4Addr.
_WORD = re.compile(r"IPv[46]|[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*")


def key_words(key: bytes) -> frozenset[str]:
    """Words of a key in lower case; ``ipAddress``, ``ip_address`` and ``IP-Address`` have the same."""
    return frozenset(word.lower() for word in _WORD.findall(key.decode("latin-1")))
