"""A writer for DNS messages: what ``wire.read`` reads, it writes, with compressed names (RFC 1035 section 4.1.4).

RDATA other than names goes out as given, so that a damaged TXT record can be sent on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from struct import Struct as Format

from validator.names import MAX_LABEL, MAX_NAME, wire_length
from validator.wire import (
    HEADER,
    POINTER,
    POINTER_MASK,
    QUESTION_TAIL,
    RECORD_HEAD,
    TOP_BIT,
    Message,
    Name,
    Question,
    Record,
    RType,
    Section,
)

MAX_PACKET = 1440
"""Octets of a message that fits an Ethernet frame over IPv6 (RFC 6762 section 17)."""

_MAX_RDATA = 65535
_SRV = Format("!3H")


def encode(message: Message) -> bytes:
    """Write one message of any size; its records go to their ``section``.

    RDATA with a name in it (PTR, SRV) is written from ``target`` and the numbers. Raises ValueError for a name or for
    RDATA that no message can hold.
    """
    sections = [[each for each in message.records if each.section == section] for section in Section]
    writer = _Writer()
    for question in message.questions:
        writer.add_question(question)
    for record in (each for section in sections for each in section):
        writer.add_record(record)
    HEADER.pack_into(writer.out, 0, message.id, message.flags, len(message.questions), *map(len, sections))
    return bytes(writer.out)


def packed(parts: Iterable[Message], limit: int = MAX_PACKET) -> Iterator[bytes]:
    """Write messages of at most ``limit`` octets, as few as it takes when the order stays.

    A part stays together; identical records of a message go once. One that is too large by itself loses additional
    records until it fits, for these can be asked for; if it still does not, it goes alone, as large as it is (RFC 6762
    section 17). Flags and id are those of the first part of each message.
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
    answers = {_content(each) for each in records if each.section == Section.ANSWER}
    kept = (each for each in records if each.section != Section.ADDITIONAL or _content(each) not in answers)
    questions = tuple(question for part in parts for question in part.questions)
    return Message(parts[0].id, parts[0].flags, questions, tuple(kept))


def _content(record: Record) -> tuple[object, ...]:
    return record.name, record.rtype, record.rdata, record.target, record.port


def _written(parts: list[Message], limit: int) -> bytes:
    whole = _merged(parts)
    octets = encode(whole)
    additional = [each for each in whole.records if each.section == Section.ADDITIONAL]
    additional.sort(key=lambda each: len(each.rdata))
    while len(octets) > limit and additional:
        left_out = additional.pop()
        whole = Message(whole.id, whole.flags, whole.questions, tuple(e for e in whole.records if e is not left_out))
        octets = encode(whole)
    return octets


class _Writer:
    """One message in the making."""

    def __init__(self) -> None:
        self.out = bytearray(HEADER.size)
        self._offsets: dict[Name, int] = {}

    def add_question(self, question: Question) -> None:
        self._add_name(question.name)
        self.out += QUESTION_TAIL.pack(question.rtype, question.rclass | (TOP_BIT if question.unicast else 0))

    def add_record(self, record: Record) -> None:
        self._add_name(record.name)
        self.out += RECORD_HEAD.pack(record.rtype, record.rclass | (TOP_BIT if record.flush else 0), record.ttl_s, 0)
        start = len(self.out)
        if record.target is None:
            self.out += record.rdata
        else:
            if record.rtype == RType.SRV:
                self.out += _SRV.pack(record.priority, record.weight, record.port)
            self._add_name(record.target)  # compressed in SRV too (RFC 6762 section 18.14)
        length = len(self.out) - start
        if length > _MAX_RDATA:
            raise ValueError(f"RDATA of {length} octets fits no message")
        self.out[start - 2 : start] = length.to_bytes(2)

    def _add_name(self, name: Name) -> None:
        if wire_length(name) > MAX_NAME:
            raise ValueError(f"a name of {wire_length(name)} octets fits no message (at most {MAX_NAME})")
        for index, label in enumerate(name):
            offset = self._offsets.get(name[index:])
            if offset is not None:
                self.out += (POINTER << 8 | offset).to_bytes(2)
                return
            if not 0 < len(label) <= MAX_LABEL:
                raise ValueError(f"a label of {len(label)} octets fits no message (1 to {MAX_LABEL})")
            if len(self.out) <= POINTER_MASK:
                self._offsets[name[index:]] = len(self.out)
            self.out.append(len(label))
            self.out += label
        self.out.append(0)
