"""``suricata-eve``: Suricata's EVE log, one event a line; suricata_events has what is read of it and what is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.model.announcement import Announcement, Unreadable
from validator.sources.base import Format

_SNIFF = re.compile(rb'"event_type"\s*:\s*"')


def sniff(head: bytes) -> bool:
    """Return whether an input begins as an event."""
    return head.lstrip()[:1] == b"{" and b'"timestamp"' in head and _SNIFF.search(head) is not None


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements at the end, each at the line of its TXT record, then what could not be read."""
    from validator.sources.traffic.suricata_events import announced

    yield from announced(stream, name)


FORMAT = Format(sniff, read)
