"""From the frames of a capture to announcements, and to what of the file could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from validator.capture.datagrams import LINKS, Datagram, Reassembler
from validator.capture.frames import DamageError, Frame, frames
from validator.capture.history import History
from validator.model import Announcement, Location, Unreadable
from validator.wire import HEADER, read

MDNS, DNS = 5353, 53

MAX_FAULTS = 100
"""Messages that are reported one by one as damaged; the rest of a capture's are counted."""


def announced(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements of a capture when it ends, and then what could not be read, in order of the frames."""
    reading = _Reading(name)
    number = 0
    damage = None
    try:
        for frame in frames(stream):
            number = frame.number
            reading.take(frame)
    except DamageError as error:
        damage = Unreadable(Location(name, frame=number + 1), str(error))
    yield from reading.history.announcements(name)
    yield from reading.unreadable()
    if damage is not None:
        yield damage


class _Reading:
    def __init__(self, name: str) -> None:
        self.history = History()
        self._name = name
        self._datagrams = Reassembler()
        self._faults: list[Unreadable] = []
        self._more_faults = 0
        self._links: dict[int, int] = {}

    def take(self, frame: Frame) -> None:
        if frame.link not in LINKS:
            self._links.setdefault(frame.link, frame.number)
            return
        found = self._datagrams.datagram(frame.link, frame.data)
        if found is None or (found.source not in (MDNS, DNS) and found.target != MDNS):
            return
        payload = found.payload
        # Queries announce nothing; the QR bit tells them apart (RFC 1035 section 4.1.1).
        if len(payload) < HEADER.size or not payload[2] & 0x80:
            return
        message = read(payload)
        if message.faults and found.source == MDNS:
            self._fault(frame, found, str(message.faults[0]))
        place = Location(self._name, frame=frame.number)
        self.history.feed(message, place, frame.interface, found.sender.hex(), frame.time)

    def unreadable(self) -> Iterator[Unreadable]:
        """Yield what could not be read, or did not fit."""
        yield from self._faults
        if self._more_faults:
            yield self._note(f"{self._more_faults} more mDNS responses are damaged")
        for link, number in self._links.items():
            reason = f"frames of link type {link} are not read (this is the first)"
            yield Unreadable(Location(self._name, frame=number), reason)
        if self.history.dropped:
            yield self._note(f"{self.history.dropped} records did not fit the limits and are not judged")

    def _fault(self, frame: Frame, found: Datagram, reason: str) -> None:
        if found.missing:
            reason = f"{found.missing} octets of the message are not in the capture; {reason}"
        if len(self._faults) < MAX_FAULTS:
            self._faults.append(Unreadable(Location(self._name, frame=frame.number), f"mDNS response: {reason}"))
        else:
            self._more_faults += 1

    def _note(self, reason: str) -> Unreadable:
        return Unreadable(Location(self._name), reason)
