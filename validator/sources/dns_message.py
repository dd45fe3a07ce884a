"""``dns-message``: one DNS message as on the wire (RFC 1035 section 4.1), such as the payload of a datagram."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from validator.model import Announcement, Location, Unreadable
from validator.sources.base import HEAD_SIZE
from validator.sources.lines import whole

MAX_MESSAGE = 65535
"""Octets of a message; UDP and the length field of TCP allow no more."""

_FRAME_FLAGS = 0x78  # opcode: zero in every mDNS message and standard query (RFC 6762 section 18.3)


def sniff(head: bytes) -> bool:
    """Whether it is a DNS message to its last octet, with at least one question or record."""
    if b"\0" not in head or not 12 < len(head) < HEAD_SIZE or head[2] & _FRAME_FLAGS:  # noqa: PLR2004 - the header
        return False
    from validator.wire import read as read_message  # noqa: PLC0415 - only binary files need it

    message = read_message(head)
    return not message.faults and bool(message.questions or message.records)


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield what the message announces if it is a response, then what of it is damaged."""
    from validator.capture.history import History  # noqa: PLC0415 - as above
    from validator.wire import read as read_message  # noqa: PLC0415 - as above

    content = whole(stream, MAX_MESSAGE)
    if content is None:
        yield Unreadable(Location(name), f"more than {MAX_MESSAGE} octets: this is no DNS message")
        return
    message = read_message(content)
    history = History()
    history.feed(message, Location(name))
    yield from history.announcements(name)
    for fault in message.faults:
        yield Unreadable(Location(name), str(fault))
