"""How much of an input is kept while it is read and judged: octets are counted, however many pieces they come in.

Whatever keeps pieces of an input until others come (a reader, what compares announcements, what tells them apart) takes
the octets of each from a room of its own, and does without the piece where there is none left.
"""

from __future__ import annotations

from validator.model.announcement import Announcement

KEPT = 32 << 20
"""Octets of an input that one keeper keeps at most; objects around them take some times as much in the worst case."""

OBJECT = 64
"""Octets that a piece costs beside its own: a string of one octet is no lighter than this."""

MAX_TEXT = 1025
"""Characters of a name in presentation form; on the wire it has at most 255 octets (RFC 1035 section 3.1)."""


class Room:
    """The octets that are left of ``octets``."""

    def __init__(self, octets: int = KEPT) -> None:
        self.left = octets

    def takes(self, octets: int) -> bool:
        """Whether so many octets still fit; if so they are taken."""
        if octets > self.left:
            return False
        self.left -= octets
        return True

    def give(self, octets: int) -> None:
        """Give octets back that were taken."""
        self.left += octets


def weight(announcement: Announcement) -> int:
    """How many octets an announcement takes, roughly."""
    texts = (announcement.service, announcement.domain, announcement.host or "", *announcement.subtypes)
    octets = sum(map(len, texts)) + len(announcement.instance or b"") + sum(map(len, announcement.addresses))
    pieces = 8 + len(announcement.subtypes) + len(announcement.addresses)
    if announcement.txt is not None:
        octets += sum(map(len, announcement.txt.strings))
        pieces += len(announcement.txt.strings) * 2  # as attributes, too
    return octets + OBJECT * pieces


def oversized(announcement: Announcement) -> str | None:
    """Say which name of an announcement is longer than DNS could carry in any way; None where none is."""
    host = announcement.host
    if (
        len(announcement.service) <= MAX_TEXT
        and len(announcement.domain) <= MAX_TEXT
        and (host is None or len(host) <= MAX_TEXT)
        and (announcement.instance is None or len(announcement.instance) <= MAX_TEXT)
    ):
        return None
    names = {
        "service type": announcement.service,
        "instance name": announcement.instance or b"",
        "domain": announcement.domain,
        "host name": host or "",
    }
    return next(f"the {what} has {len(name):,} characters" for what, name in names.items() if len(name) > MAX_TEXT) + (
        ": no name in DNS has more than 255 octets"
    )
