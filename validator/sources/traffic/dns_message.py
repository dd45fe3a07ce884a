"""``dns-message``: DNS messages as on the wire (RFC 1035 section 4.1), such as the payload of a datagram.

Several may follow one another, as when packets are saved into one file; then the frame is their number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import HEAD_SIZE, Format
from validator.sources.lines import read_all

if TYPE_CHECKING:
    from validator.wire.message import Message

MAX_MESSAGE = 65535
"""Octets of a message; UDP and the length field of TCP allow no more."""

_HEADER = 12
_OPCODE = 0x78  # in the third octet: zero in every mDNS message and standard query (RFC 6762 section 18.3)


def sniff(head: bytes) -> bool:
    """Return whether an input is nothing but DNS messages, each with at least one question or record."""
    if b"\0" not in head or not _HEADER < len(head) < HEAD_SIZE or head[2] & _OPCODE:
        return False
    return all(not message.faults and (message.questions or message.records) for message in _messages(head))


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield what the responses among the messages announce, then the faults of the messages."""
    from validator.assembly.history import History

    content = read_all(stream, MAX_MESSAGE)
    if content is None:
        yield Unreadable(Location(name), f"more than {MAX_MESSAGE} octets: this is no DNS message")
        return
    messages = list(_messages(content))
    history = History()
    faults = []
    for number, message in enumerate(messages, 1):
        place = Location(name, frame=number if len(messages) > 1 else None)
        if message.is_response:
            history.feed(message, place)
        faults += [Unreadable(place, str(fault)) for fault in message.faults]
    yield from history.announcements(name)
    yield from faults
    for reason in history.left_out():
        yield Unreadable(Location(name), reason)


def _messages(content: bytes) -> Iterator[Message]:
    """Divide where a whole message ends and another begins; what follows and is none stays a fault of the last."""
    from validator.wire.reader import read as read_message

    while True:
        message = read_message(content)
        end = message.faults[0].offset if message.faults else len(content)
        rest = content[end:]
        if len(rest) <= _HEADER or rest[2] & _OPCODE or read_message(content[:end]).faults:
            break
        following = read_message(rest)
        if not following.questions and not following.records:
            break
        yield read_message(content[:end])
        content = rest
    yield message


FORMAT = Format(sniff, read)
