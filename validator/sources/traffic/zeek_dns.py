"""``zeek-dns``: Zeek's dns.log, with its header or as JSON; zeek_answers has what is read of it and what is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.model.announcement import Announcement, Unreadable
from validator.sources.base import Format

_HEADER = re.compile(rb"#separator .*^#(?:path\s+dns\s|fields\s[^\n]*qtype_name)", re.DOTALL | re.MULTILINE)
_JSON = (b'"uid"', b'"id.orig_h"')
_JSON_OF_DNS = (b'"trans_id"', b'"qtype_name"')


def sniff(head: bytes) -> bool:
    """Return whether an input begins with the header of dns.log, or has the fields of dns.log in JSON."""
    if head.lstrip()[:1] == b"{":
        # Fields without a value are left out of JSON.
        return all(each in head for each in _JSON) and any(each in head for each in _JSON_OF_DNS)
    return _HEADER.match(head) is not None


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements at the end, each at the line of its TXT record, then what could not be read."""
    from validator.sources.traffic.zeek_answers import announced

    yield from announced(stream, name)


FORMAT = Format(sniff, read)
