"""From the frames of a capture to announcements, and to what could not be read of the file."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from copy import deepcopy
from typing import BinaryIO

from validator.assembly.damages import Damages
from validator.capture.datagrams import DNS, LINKS, MDNS, Datagram, Reassembler
from validator.capture.fragments import LostDatagram
from validator.capture.frames import DamageError, Frame, frames
from validator.capture.parts import MAX_PARTS, WHOLE, WITH_FLAGS, Part, Query, Survey, is_open_query, is_query, survey
from validator.capture.repeats import Repeats, address
from validator.model.announcement import Announcement, Location, Unreadable
from validator.wire.message import HEADER, Message
from validator.wire.reader import read

MAX_FAULTS = 100
"""Damaged messages that are reported one by one. Further ones are counted."""

CHECK_EVERY = 64
"""Frames after which it is looked whether all instances fit."""


def announced(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements when the capture ends, then what could not be read, in order of the frames.

    A file of more instances than fit at once is read again, in parts; of a pipe only what fits is judged.
    """
    start = stream.tell() if stream.seekable() else None
    reader = _CaptureReader(name)
    damage = reader.take_all(frames(stream), may_stop=start is not None)
    if start is not None and reader.repeats.is_over:
        found = survey(_again(stream, start), reader.number)
        if found.parts > 1:
            reader, damage = yield from _in_parts(stream, start, name, found)
        else:
            reader = _CaptureReader(name)
            damage = reader.take_all(_again(stream, start))
    yield from reader.repeats.announcements(name)
    yield from reader.damages.remarks(file=name)
    yield from reader.unreadable()
    if damage is not None:
        yield damage


def _in_parts(
    stream: BinaryIO, start: int, name: str, found: Survey
) -> Generator[Announcement, None, tuple[_CaptureReader, Unreadable | None]]:
    """Yield what the parts of a capture announce, one part after the other.

    Return the reader, which knows what could not be read, and where the capture is damaged.
    """
    reader = _CaptureReader(name)
    damage = None
    left = [Part(number, found.parts) for number in reversed(range(found.parts))]
    while left:
        part = left.pop()
        can_divide = part.of < MAX_PARTS
        before = deepcopy(reader)
        damage = reader.take_all(_again(stream, start), part, found.queries, may_stop=can_divide)
        if reader.repeats.is_over and can_divide:
            reader = before
            left += part.halves()
        else:
            yield from reader.repeats.announcements(name)
            reader.close_part()
    return reader, damage


def _again(stream: BinaryIO, start: int) -> Iterator[Frame]:
    stream.seek(start)
    return frames(stream)


class _CaptureReader:
    """Takes the frames of one capture, and notes what cannot be read."""

    def __init__(self, name: str) -> None:
        self.repeats = Repeats()
        self.damages = Damages()
        self.number = 0
        """The number of the frame that was looked at last."""
        self._name = name
        self._datagrams = Reassembler()
        self._faults: list[Unreadable] = []
        self._more_faults = 0
        self._links: dict[int, int] = {}
        self._left_out: list[str] = []
        self._takes_queries = True

    def take_all(
        self,
        found: Iterator[Frame],
        part: Part = WHOLE,
        queries: Sequence[Query] | None = None,
        *,
        may_stop: bool = False,
    ) -> Unreadable | None:
        """Take the frames of a part, out of all of the capture. Return where the capture is damaged.

        ``queries`` are those of the whole, where they are known. ``may_stop``: not to the end, where not all fits.
        """
        self._takes_queries = queries is None
        self.number = at = 0
        damage = None
        try:
            for frame in found:
                self.number = frame.number
                if part.has(frame):
                    at = self._ask(queries or (), at, frame.number)
                    self.take(frame)
                if may_stop and not frame.number % CHECK_EVERY and self.repeats.is_over:
                    return None
        except DamageError as error:
            damage = Unreadable(Location(self._name, frame=self.number + 1), str(error))
        self._ask(queries or (), at, self.number + 1)
        return damage

    def _ask(self, queries: Sequence[Query], at: int, number: int) -> int:
        """Take the queries from the place ``at`` on that came before a frame; return the place of the next."""
        while at < len(queries) and queries[at].number < number:
            self.repeats.asked(queries[at].payload, queries[at].time)
            at += 1
        return at

    def close_part(self) -> None:
        """Forget what a part announced."""
        self._left_out += self.repeats.left_out()
        self.repeats = Repeats()

    def take(self, frame: Frame) -> None:
        """Take the next frame."""
        if not self.repeats.takes_frame(frame):
            self._read(frame)

    def _read(self, frame: Frame) -> None:
        if frame.link not in LINKS:
            self._links.setdefault(frame.link, frame.number)
            return
        found = self._datagrams.datagram(frame)
        if found is None or (found.source != MDNS and found.source != DNS and found.target != MDNS):  # noqa: PLR1714 - asked of every frame
            return
        payload = found.payload
        if self.repeats.knows(found, frame):
            if self.repeats.takes_message(found, frame):
                return
        elif is_query(payload) or (len(payload) < HEADER.size and not found.missing):
            if self._takes_queries and is_open_query(found):
                self.repeats.asked(payload, frame.time)
            return
        message = read(payload)
        if message.faults and found.source == MDNS and not found.missing:
            self.damages.take(address(found.sender), frame.interface, str(message.faults[0]), frame.number)
        elif message.faults and (found.source == MDNS or _of_a_service(message)):
            self._fault(frame.number, _damage(found, str(message.faults[0])))
        self.repeats.feed(message, found, frame, Location(self._name, None, frame.number))

    def unreadable(self) -> Iterator[Unreadable]:
        """Yield what could not be read, or did not fit."""
        lost, more_lost = self._datagrams.lost()
        for datagram in lost:
            reason = _loss(datagram)
            if reason is not None:
                self._fault(datagram.number, reason)
        yield from sorted(self._faults, key=lambda fault: fault.location.frame or 0)
        if self._more_faults:
            yield self._note(f"{self._more_faults} more messages of mDNS are damaged")
        if more_lost:
            yield self._note(f"{more_lost} more datagrams lack fragments")
        first, blind = self._datagrams.blind
        if blind:
            reason = f"cut off before its UDP ports, as are {blind} frames in all: whether they are mDNS cannot be told"
            yield Unreadable(Location(self._name, frame=first), reason)
        for link, number in self._links.items():
            reason = f"frames of link type {link} are not read (this is the first)"
            yield Unreadable(Location(self._name, frame=number), reason)
        yield from map(self._note, (*self._left_out, *self.repeats.left_out()))

    def _fault(self, number: int, reason: str) -> None:
        if len(self._faults) < MAX_FAULTS:
            self._faults.append(Unreadable(Location(self._name, frame=number), reason))
        else:
            self._more_faults += 1

    def _note(self, reason: str) -> Unreadable:
        return Unreadable(Location(self._name), reason)


def _of_a_service(message: Message) -> bool:
    """Whether a message of unicast DNS names a service: damage of other messages is of no concern here."""
    owners = [question.name for question in message.questions] + [record.name for record in message.records]
    return any(label.lower() in (b"_tcp", b"_udp") for owner in owners for label in owner)


def _damage(found: Datagram, fault: str) -> str:
    kind = "response" if len(found.payload) >= WITH_FLAGS else "message"
    cut = f"{found.missing} octets of the message are not in the capture; " if found.missing else ""
    return f"mDNS {kind}: {cut}{fault}"


def _loss(lost: LostDatagram) -> str | None:
    """Return why fragments could not be joined. None where the message is a query or names no service."""
    head = lost.head
    payload = head[8:]
    if is_query(payload) or (head[:2] == DNS.to_bytes(2) and not _of_a_service(read(payload))):
        return None
    if lost.overlap:
        return "fragments of this datagram overlap or contradict each other: which of them are meant cannot be told"
    if len(head) < 8:  # noqa: PLR2004 - the head of UDP
        return "fragments of this mDNS message are here, and its first one is not"
    return f"fragments of this message are missing: {lost.seen} of {head[4] << 8 | head[5]} octets are in the capture"
