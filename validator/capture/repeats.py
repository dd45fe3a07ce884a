"""Messages that come again: devices repeat what they announce, so that most of a long capture is repeats."""

from __future__ import annotations

import socket
from collections.abc import Iterator

from msgspec import Struct

from validator.assembly.cache import fold
from validator.assembly.history import Effect, History
from validator.assembly.instants import instant
from validator.assembly.packet import PORT, Packet, is_on_link
from validator.capture.datagrams import Datagram
from validator.capture.frames import Frame
from validator.model.announcement import Announcement, Location
from validator.wire.message import Message, Question, RType
from validator.wire.reader import read

MAX_REPEATS = 20_000
"""Messages that are recognized when they come again, and frames."""

MAX_REPEATED = 1_000
"""Octets of a message that is recognized when it comes again."""


class _Known(Struct, gc=False):
    """A message that was fed to the history, and the last time that the message came again."""

    sender: bytes
    """The address that sent the message."""
    effect: Effect
    """What the message did to the history."""
    frame: int = 0
    """The frame in which the message came last."""
    now: float = 0.0
    """The time of that frame in seconds."""
    is_postponed: bool = False
    """Whether the history does not know of that frame yet."""
    checked_at: int = -1
    """How many messages had been fed when the history last held the effect."""


class Repeats:
    """Feeds a history, and does not read messages that come again.

    The invariant: while the history holds the effect of a message, the same octets from the same sender on the same
    link change only when and where records were seen. These changes are postponed until the next message is fed, or
    until the history is asked: then the history is as if every message had been fed.
    """

    def __init__(self) -> None:
        self._history = History()
        self._fed = 0
        self._messages: dict[bytes, _Known] = {}
        self._frames: dict[bytes, tuple[int, _Known]] = {}  # of messages that came again: link type and message
        self._postponed: list[_Known] = []
        self._queries: dict[bytes, tuple[Question, ...]] = {}

    def takes_frame(self, frame: Frame) -> bool:
        """Take a frame that holds a known message. Return False where the frame must be read."""
        found = self._frames.get(frame.data)
        if found is None:
            return False
        link, known = found
        if link != frame.link or known.effect.link != frame.interface or frame.cut:
            return False
        return self._takes(known, frame)

    def knows(self, datagram: Datagram, frame: Frame) -> bool:
        """Whether a datagram holds a known message."""
        known = self._messages.get(datagram.payload)
        if known is None or known.sender != datagram.sender or known.effect.link != frame.interface:
            return False
        packet = known.effect.packet
        if packet is not None and packet.hops != datagram.hops:
            return False
        return (packet is None) != is_multicast(datagram) and not datagram.missing

    def takes_message(self, datagram: Datagram, frame: Frame) -> bool:
        """Take a datagram that holds a known message.

        Return False where the message must be fed, because something changed.
        """
        known = self._messages[datagram.payload]
        if not self._takes(known, frame):
            return False
        if datagram.is_one_frame and not frame.cut and len(self._frames) < MAX_REPEATS:
            self._frames[frame.data] = frame.link, known
        return True

    def feed(self, message: Message, datagram: Datagram, frame: Frame, place: Location) -> None:
        """Feed a message that was read, and know the message from now on."""
        self._settle()
        self._fed += 1
        payload, sender = datagram.payload, address(datagram.sender)
        packet = None
        if is_multicast(datagram):
            packet = Packet(
                b"",
                frame.interface,
                sender,
                datagram.source,
                instant(frame.time),
                datagram.hops,
                is_off_link=not is_on_link(sender, frame.networks),
            )
        effect = self._history.feed(message, place, frame.interface, sender, frame.time, packet=packet)
        is_plain = effect is not None and not message.questions
        if effect is not None and is_plain and len(self._messages) < MAX_REPEATS and len(payload) <= MAX_REPEATED:
            self._messages[payload] = _Known(datagram.sender, effect)

    def asked(self, payload: bytes, now: float) -> None:
        """Take a query that all responders of the link could hear."""
        questions = self._queries.get(payload)
        if questions is None:
            query = read(payload)
            questions = _open_questions(query)
            self._history.known_to_others(query.records)
            if len(self._queries) < MAX_REPEATS and len(payload) <= MAX_REPEATED:
                self._queries[payload] = questions
        self._history.asked(questions, now)

    def announcements(self, file: str) -> Iterator[Announcement]:
        """Yield what ``History.announcements`` yields."""
        self._settle()
        yield from self._history.announcements(file)

    @property
    def is_over(self) -> bool:
        """Whether something did not fit the limits."""
        return self._history.beyond > 0

    def left_out(self) -> Iterator[str]:
        """Yield what ``History.left_out`` yields."""
        return self._history.left_out()

    def _takes(self, known: _Known, frame: Frame) -> bool:
        if known.checked_at != self._fed:
            if not self._history.holds(known.effect):
                return False
            known.checked_at = self._fed
        known.frame, known.now = frame.number, frame.time
        if not known.is_postponed:
            known.is_postponed = True
            self._postponed.append(known)
        return True

    def _settle(self) -> None:
        """Tell the history of the messages that came again: one time for each message, the last."""
        for known in sorted(self._postponed, key=lambda known: known.frame):
            self._history.repeat(known.effect, known.frame, known.now)
            known.is_postponed = False
        self._postponed.clear()


def address(octets: bytes) -> str:
    """Write the octets of an IP address as text."""
    return socket.inet_ntop(socket.AF_INET if len(octets) == 4 else socket.AF_INET6, octets)  # noqa: PLR2004 - of IPv4


def is_multicast(datagram: Datagram) -> bool:
    """Whether a datagram is a multicast of mDNS, by whose flags and times to live its sender can be judged."""
    return datagram.is_to_group and datagram.source == PORT == datagram.target


def _open_questions(query: Message) -> tuple[Question, ...]:
    """Return the questions that ask for an answer by multicast, and whose asker does not know the answer.

    Of PTR records there are many: who knows some asks for the others.
    """
    known = {(fold(record.name), record.rtype) for record in query.records}
    return tuple(
        question
        for question in query.questions
        if not question.unicast and (question.rtype == RType.PTR or (fold(question.name), question.rtype) not in known)
    )
