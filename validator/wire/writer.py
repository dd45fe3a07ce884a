"""The writer of DNS messages, with compressed names (RFC 1035 section 4.1.4). The reader reads what the writer writes.

RDATA other than names goes out as given, so that a damaged TXT record can be sent on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf

from msgspec.structs import replace

from validator.model.names import MAX_LABEL, MAX_NAME, wire_length
from validator.wire.message import (
    HEADER,
    POINTER,
    POINTER_MASK,
    QUESTION_TAIL,
    RECORD_HEAD,
    SRV_NUMBERS,
    TOP_BIT,
    TRUNCATED,
    Message,
    Name,
    Question,
    Record,
    RType,
    Section,
)

MAX_PACKET = 1440
"""Octets of a message that fits an Ethernet frame over IPv6 (RFC 6762 section 17)."""

POINTER_SIZE = 2
"""Octets of a compression pointer (RFC 1035 section 4.1.4)."""

_MAX_RDATA = 65535


def encode(message: Message) -> bytes:
    """Write one message of any size. Each record goes to its ``section``.

    RDATA that holds a name (PTR, SRV) is written from ``target`` and the numbers. Raises ValueError for a name or for
    RDATA that no message can hold.
    """
    writer = _Writer()
    for question in message.questions:
        writer.add_question(question)
    for section in Section:
        for record in message.records:
            if record.section == section:
                writer.add_record(record)
    return writer.octets(message.id, message.flags)


def queries(
    questions: Iterable[Question], known: Iterable[Record] = (), limit: int = MAX_PACKET, *, message_id: int = 0
) -> list[bytes]:
    """Write query messages of at most ``limit`` octets (RFC 6762 sections 5.4 and 18).

    ``known`` are answers that need not be sent again (RFC 6762 section 7.1). The ``ttl_s`` of a known answer is the
    time that is left of its TTL. A known answer goes with the question of its name.

    A question that does not fit beside the others with all its known answers starts a new message. So the question can
    be answered at once, and is not lost when the other message is. Only where the answers to one question fit no
    message, TC is set, and the answers go on in messages without questions (section 7.2). Raises ValueError for a name
    that no message can hold.
    """
    answers: dict[Name, list[Record]] = {}
    for record in known:
        answers.setdefault(record.name, []).append(record)
    messages: list[bytes] = []
    writer = _Writer(limit)
    suppressed: list[Record] = []
    reserved = 0
    for question in questions:
        own = answers.get(question.name, [])
        needed = sum(map(_known_answer_size, own))
        if not writer.add_question(question, reserved + needed):
            messages += _with_known_answers(writer, suppressed, limit, message_id)
            writer, suppressed, reserved = _Writer(limit), [], 0
            writer.add_question(question)
        suppressed += own
        reserved += needed
    return messages + (_with_known_answers(writer, suppressed, limit, message_id) if any(writer.counts) else [])


def _known_answer_size(answer: Record) -> int:
    """Return the octets that a known answer takes at most, where its owner name is in the message already."""
    name = answer.target or ()
    shared = len(answer.name) if name[-len(answer.name) :] == answer.name else 0
    rdata = wire_length(name[: len(name) - shared]) if name else len(answer.rdata)
    return POINTER_SIZE + RECORD_HEAD.size + rdata + POINTER_SIZE


def _with_known_answers(writer: _Writer, answers: Iterable[Record], limit: int, message_id: int) -> list[bytes]:
    """Finish a query with its known answers. Write further messages for the answers that do not fit."""
    messages: list[bytes] = []
    for answer in answers:
        if not writer.add_record(replace(answer, flush=False, section=Section.ANSWER)):
            messages.append(writer.octets(message_id, TRUNCATED))
            writer = _Writer(limit)
            writer.add_record(replace(answer, flush=False, section=Section.ANSWER))
    return [*messages, writer.octets(message_id, 0)]


def packed(parts: Iterable[Message], limit: int = MAX_PACKET) -> Iterator[bytes]:
    """Write messages of at most ``limit`` octets: as few messages as the order of the parts allows.

    The records of one part stay in one message. A message holds each record once. A part that is too large by itself
    loses additional records until it fits, since these can be asked for. A part that still does not fit goes alone, as
    large as it is (RFC 6762 section 17). The first part of a message gives flags and id.
    """
    together: list[Message] = []
    bound = 0  # octets at most: exact where it mattered, and what came since as if names were not compressed
    for part in parts:
        size = len(encode(part))
        if together and bound + size > limit:
            bound, size = len(encode(_merged([*together, part]))), 0
            if bound > limit:
                yield _written(together, limit)
                together, bound, size = [], 0, len(encode(part))
        together.append(part)
        bound += size
    if together:
        yield _written(together, limit)


def _merged(parts: list[Message]) -> Message:
    records = dict.fromkeys(record for part in parts for record in part.records)
    answers = {_content(record) for record in records if record.section == Section.ANSWER}
    kept = (entry for entry in records if entry.section != Section.ADDITIONAL or _content(entry) not in answers)
    questions = tuple(question for part in parts for question in part.questions)
    return Message(parts[0].id, parts[0].flags, questions, tuple(kept))


def _content(record: Record) -> tuple[object, ...]:
    return record.name, record.rtype, record.rdata, record.target, record.port


def _written(parts: list[Message], limit: int) -> bytes:
    message = _merged(parts)
    octets = encode(message)
    additional = [record for record in message.records if record.section == Section.ADDITIONAL]
    additional.sort(key=lambda record: len(record.rdata))
    while len(octets) > limit and additional:
        left_out = additional.pop()
        message = replace(message, records=tuple(record for record in message.records if record is not left_out))
        octets = encode(message)
    return octets


class _Writer:
    """One message in the making. An entry that would make the message longer than ``limit`` octets is not added.

    ``counts`` are the entries of the four sections of a message: questions, answers, authorities, additionals.
    """

    def __init__(self, limit: float = inf) -> None:
        self.counts = [0, 0, 0, 0]
        self._limit = limit
        self._out = bytearray(HEADER.size)
        self._offsets: dict[Name, int] = {}

    def add_question(self, question: Question, reserved: int = 0) -> bool:
        """Add a question where it fits beside ``reserved`` octets for other entries. The first entry always fits.

        Return whether the question was added.
        """
        mark = len(self._out)
        self._add_name(question.name)
        self._out += QUESTION_TAIL.pack(question.rtype, question.rclass | (TOP_BIT if question.unicast else 0))
        return self._keep(mark, 0, reserved)

    def add_record(self, record: Record) -> bool:
        """Add a record where it fits. The first entry always fits. Return whether the record was added."""
        mark = len(self._out)
        self._add_name(record.name)
        self._out += RECORD_HEAD.pack(record.rtype, record.rclass | (TOP_BIT if record.flush else 0), record.ttl_s, 0)
        start = len(self._out)
        if record.target is None:
            self._out += record.rdata
        else:
            if record.rtype == RType.SRV:
                self._out += SRV_NUMBERS.pack(record.priority, record.weight, record.port)
            self._add_name(record.target)  # compressed in SRV too (RFC 6762 section 18.14)
        length = len(self._out) - start
        if length > _MAX_RDATA:
            raise ValueError(f"RDATA of {length} octets fits no message")
        self._out[start - 2 : start] = length.to_bytes(2)
        return self._keep(mark, record.section, 0)

    def octets(self, message_id: int, flags: int) -> bytes:
        """Return the message as octets."""
        HEADER.pack_into(self._out, 0, message_id, flags, *self.counts)
        return bytes(self._out)

    def _keep(self, mark: int, section: int, reserved: int) -> bool:
        """Count the entry that begins at ``mark``, or take the entry back where it does not fit."""
        if len(self._out) + reserved > self._limit and any(self.counts):
            del self._out[mark:]
            self._offsets = {name: offset for name, offset in self._offsets.items() if offset < mark}
            return False
        self.counts[section] += 1
        return True

    def _add_name(self, name: Name) -> None:
        if wire_length(name) > MAX_NAME:
            raise ValueError(f"a name of {wire_length(name)} octets fits no message (at most {MAX_NAME})")
        for index, label in enumerate(name):
            offset = self._offsets.get(name[index:])
            if offset is not None:
                self._out += (POINTER << 8 | offset).to_bytes(POINTER_SIZE)
                return
            if not 0 < len(label) <= MAX_LABEL:
                raise ValueError(f"a label of {len(label)} octets fits no message (1 to {MAX_LABEL})")
            if len(self._out) <= POINTER_MASK:
                self._offsets[name[index:]] = len(self._out)
            self._out.append(len(label))
            self._out += label
        self._out.append(0)
