"""``capture``: pcap and pcapng, by tcpdump, Wireshark and the like; the responses of mDNS and DNS over UDP in them.

Packets in tunnels are read as those outside (capture/tunnels.py), DNS over TCP where a segment holds a whole answer.
Each distinct TXT record of an instance is an announcement: the latest state last, before it those that it changed from.
The frame is the last one that carried the record. What ``browse --pcap`` wrote is judged as the browse was.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from validator.model.announcement import Announcement, Unreadable
from validator.sources.base import HEAD_SIZE, Format

OURS = b"dnssd-validator browse "
"""The start of the first comment in a capture that ``browse`` wrote."""

_MAGIC = (
    b"\x1f\x8b",
    b"\x0a\x0d\x0d\x0a",
    b"\xa1\xb2",
    b"\xd4\xc3\xb2\xa1",
    b"\x4d\x3c\xb2\xa1",
    b"\x34\xcd\xb2\xa1",
)


def sniff(head: bytes) -> bool:
    """Return whether an input has the magic number of a capture, inside of gzip too."""
    if not head.startswith(_MAGIC):
        return False
    from validator.capture.frames import magic

    return magic(head)


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements at the end of the capture, then what could not be read."""
    head = stream.peek(HEAD_SIZE) if isinstance(stream, io.BufferedReader) else b""
    if OURS in head:
        from validator.capture.pcapng import asked_in
        from validator.capture.replay import replayed

        asked = asked_in(head)
        if asked is not None:
            yield from replayed(stream, name, asked)
            return
    from validator.capture.announced import announced

    yield from announced(stream, name)


FORMAT = Format(sniff, read)
