"""Query messages of mDNS, with known answers (RFC 6762 sections 5.4, 7.1, 7.2 and 18)."""

from __future__ import annotations

from collections.abc import Iterable

from validator.names import MAX_LABEL, MAX_NAME, wire_length
from validator.wire import (
    HEADER,
    POINTER,
    POINTER_MASK,
    QUESTION_TAIL,
    RECORD_HEAD,
    TOP_BIT,
    TRUNCATED,
    Name,
    Question,
    Record,
)

MAX_QUERY = 1440
"""Octets of one query message, so that it fits an Ethernet frame over IPv6 (RFC 6762 section 17)."""

POINTER_SIZE = 2
"""Octets of a compression pointer (RFC 1035 section 4.1.4)."""


def queries(questions: Iterable[Question], known: Iterable[Record] = (), limit: int = MAX_QUERY) -> list[bytes]:
    """Write query messages of at most ``limit`` octets.

    ``known`` are answers that need not come again (RFC 6762 section 7.1), their ``ttl_s`` what is left of it. Each goes
    with the question of its name, and a question that does not fit beside the others with its answers starts a message:
    it can be answered at once, and is not lost with the others. Only where the answers to one question fit no message,
    TC is set and they go on in messages without questions (section 7.2). Raises ValueError for a name that no message
    can hold.
    """
    answers: dict[Name, list[Record]] = {}
    for record in known:
        answers.setdefault(record.name, []).append(record)
    messages: list[bytes] = []
    writer = _Writer(limit)
    suppressed: list[Record] = []
    room = 0
    for question in questions:
        own = answers.get(question.name, [])
        needed = sum(map(_octets, own))
        if not writer.add_question(question, room + needed):
            messages += writer.finish(suppressed)
            writer, suppressed, room = _Writer(limit), [], 0
            writer.add_question(question)
        suppressed += own
        room += needed
    return messages + (writer.finish(suppressed) if writer.questions else [])


def _octets(answer: Record) -> int:
    """Return what a known answer takes at most, its owner being in the message."""
    name = answer.target or ()
    shared = len(answer.name) if name[-len(answer.name) :] == answer.name else 0
    rdata = wire_length(name[: len(name) - shared]) if name else len(answer.rdata)
    return POINTER_SIZE + RECORD_HEAD.size + rdata + POINTER_SIZE


class _Writer:
    """One query message in the making."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.out = bytearray(HEADER.size)
        self.offsets: dict[Name, int] = {}
        self.questions = 0
        self.answers = 0

    def add_question(self, question: Question, room: int = 0) -> bool:
        """Whether it fitted, and left so much room for answers; the first one always does."""
        mark = len(self.out)
        self._write_name(question.name)
        self.out += QUESTION_TAIL.pack(question.rtype, question.rclass | (TOP_BIT if question.unicast else 0))
        return self._keep(mark, first=not self.questions, question=True, room=room)

    def add_answer(self, record: Record) -> bool:
        """Whether it fitted; the first one of a message without questions always does."""
        mark = len(self.out)
        self._write_name(record.name)
        self.out += RECORD_HEAD.pack(record.rtype, record.rclass, record.ttl_s, 0)
        start = len(self.out)
        if record.target is None:
            self.out += record.rdata
        else:
            self._write_name(record.target)
        self.out[start - 2 : start] = (len(self.out) - start).to_bytes(2)
        return self._keep(mark, first=not self.questions + self.answers, question=False)

    def finish(self, answers: list[Record]) -> list[bytes]:
        """End this message, and write those that it takes to hold the known answers."""
        for index, record in enumerate(answers):
            if not self.add_answer(record):
                return [self._bytes(TRUNCATED), *_Writer(self.limit).finish(answers[index:])]
        return [self._bytes(0)]

    def _bytes(self, flags: int) -> bytes:
        HEADER.pack_into(self.out, 0, 0, flags, self.questions, self.answers, 0, 0)
        return bytes(self.out)

    def _keep(self, mark: int, *, first: bool, question: bool, room: int = 0) -> bool:
        if len(self.out) + room > self.limit and not first:
            del self.out[mark:]
            self.offsets = {name: offset for name, offset in self.offsets.items() if offset < mark}
            return False
        self.questions += question
        self.answers += not question
        return True

    def _write_name(self, name: Name) -> None:
        if wire_length(name) > MAX_NAME:
            raise ValueError(f"a name of more than {MAX_NAME} octets fits no message")
        for index, label in enumerate(name):
            offset = self.offsets.get(name[index:])
            if offset is not None:
                self.out += (POINTER << 8 | offset).to_bytes(2)
                return
            if not 0 < len(label) <= MAX_LABEL:
                raise ValueError(f"a label of {len(label)} octets fits no message")
            if len(self.out) <= POINTER_MASK:
                self.offsets[name[index:]] = len(self.out)
            self.out.append(len(label))
            self.out += label
        self.out.append(0)
