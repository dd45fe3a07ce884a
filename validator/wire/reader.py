"""The reader of DNS messages, for live packets and captures alike (RFC 1035 section 4.1, RFC 6762 section 18).

The reader takes any octets and never raises. The reader is never silent either: each piece that cannot be read is
listed with its offset. Reading goes on wherever the length fields still tell where the next record starts.
The work is bounded by the size of the message: a compression pointer must go strictly backwards, and a name has at
most 255 octets.
"""

from __future__ import annotations

import socket
from typing import NoReturn

from validator.wire.message import (
    HEADER,
    MAX_LABEL,
    MAX_NAME,
    POINTER,
    POINTER_MASK,
    QUESTION_TAIL,
    RECORD_HEAD,
    SRV_NUMBERS,
    TOP_BIT,
    Fault,
    Message,
    Name,
    Question,
    Record,
    RType,
)

_MAX_HOPS = 128  # a name of 255 octets has fewer labels than that: more pointers can only be a trap


class _UnreadableNameError(Exception):
    """A damaged name. Never leaves this module.

    ``resume`` is the offset where reading can go on; None where that cannot be known.
    """

    def __init__(self, offset: int, reason: str, resume: int | None = None) -> None:
        super().__init__(reason)
        self.fault = Fault(offset, reason)
        self.resume = resume


def read(data: bytes) -> Message:
    """Read one message. Never raises: what is damaged is listed in ``faults``."""
    if len(data) < HEADER.size:
        return Message(faults=(Fault(0, f"{len(data)} octets are too few for the header of a DNS message"),))
    message_id, flags, questions, *counts = HEADER.unpack_from(data)
    reader = _Reader(data)
    reader.read_questions(questions)
    reader.read_records(counts)
    return Message(message_id, flags, tuple(reader.questions), tuple(reader.records), tuple(reader.faults))


class _Reader:
    """Walks through one message.

    ``at`` is the offset of the next item. ``at`` is None as soon as the start of the next item cannot be known.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at: int | None = HEADER.size
        self.known: dict[int, Name] = {}
        self.questions: list[Question] = []
        self.records: list[Record] = []
        self.faults: list[Fault] = []

    def read_questions(self, count: int) -> None:
        for index in range(count):
            at = self.at
            if at is None or at >= len(self.data):
                self._missing(at, f"question {index + 1} of {count}")
                return
            name, at = self._owner(at)
            if at is not None and at + QUESTION_TAIL.size > len(self.data):
                self._missing(at, f"question {index + 1} of {count}")
                at = None
            self.at = at
            if at is None:
                return
            self.at = at + QUESTION_TAIL.size
            if name is not None:
                rtype, rclass = QUESTION_TAIL.unpack_from(self.data, at)
                self.questions.append(Question(name, rtype, rclass & ~TOP_BIT, rclass >= TOP_BIT))

    def read_records(self, counts: list[int]) -> None:
        total = sum(counts)
        done = 0
        for section, count in zip((1, 2, 3), counts, strict=True):
            for _ in range(count):
                if self.at is None or self.at >= len(self.data):
                    self._missing(self.at, f"record {done + 1} of {total}")
                    return
                done += 1
                self._read_record(self.at, section)
        if self.at is not None and self.at < len(self.data):
            self.faults.append(Fault(self.at, f"{len(self.data) - self.at} octets follow the last record"))

    def _read_record(self, at: int, section: int) -> None:
        data = self.data
        # Most owners are one pointer to a name read before: that case stays free of calls.
        name = self.known.get((data[at] << 8 | data[at + 1]) & POINTER_MASK) if at + 1 < len(data) else None
        after: int | None = at + 2
        if name is None or data[at] < POINTER:
            name, after = self._owner(at)
        self.at = None
        if after is None:
            return
        start = after + RECORD_HEAD.size
        if start > len(data):
            self.faults.append(Fault(after, "the message ends inside the head of a record"))
            return
        rtype, rclass, ttl_s, length = RECORD_HEAD.unpack_from(data, after)
        end = start + length
        if end > len(data):
            self.faults.append(Fault(start, f"RDATA of {length} octets, of which only {len(data) - start} are there"))
            return
        self.at = end
        if name is None:
            return
        flush, rclass = rclass >= TOP_BIT, rclass & ~TOP_BIT
        rdata = data[start:end]
        if rtype not in _DECODED:
            self.records.append(Record(name, rtype, rclass, flush, ttl_s, rdata, start, section))
        elif rtype in _ADDRESSES:
            address = self._address(rtype, rdata, start)
            self.records.append(
                Record(name, rtype, rclass, flush, ttl_s, rdata, start, section, None, 0, 0, 0, address)
            )
        else:
            skip = _DECODED[rtype]
            numbers = SRV_NUMBERS.unpack_from(rdata) if skip and length > skip else (0, 0, 0)
            target = self._target(start + skip, end, length)
            self.records.append(Record(name, rtype, rclass, flush, ttl_s, rdata, start, section, target, *numbers))

    def _owner(self, at: int) -> tuple[Name | None, int | None]:
        """Read the name at ``at``. Return the name and where it ends.

        A damaged name is None. An end that cannot be known is None, too.
        """
        try:
            return _name(self.data, at, self.known)
        except _UnreadableNameError as error:
            self.faults.append(error.fault)
            return None, error.resume

    def _target(self, start: int, end: int, length: int) -> Name | None:
        """Read the name at ``start``. The name must end where the RDATA ends."""
        if start >= end:
            self.faults.append(Fault(start, f"RDATA of {length} octets has no room for a name"))
            return None
        try:
            target, after = _name(self.data, start, self.known)
        except _UnreadableNameError as error:
            self.faults.append(error.fault)
            return None
        if after == end:
            return target
        if after > end:
            self.faults.append(Fault(start, f"the name in RDATA runs {after - end} octets past its end"))
            return None
        self.faults.append(Fault(after, f"RDATA has {end - after} octets after the name in it"))
        return target

    def _address(self, rtype: int, rdata: bytes, start: int) -> str | None:
        family, size = _ADDRESSES[rtype]
        if len(rdata) != size:
            self.faults.append(Fault(start, f"an address of {len(rdata)} octets, not {size}"))
            return None
        return socket.inet_ntop(family, rdata)

    def _missing(self, at: int | None, what: str) -> None:
        # Where `at` is None the damage that hides the rest is listed already.
        if at is not None:
            self.faults.append(Fault(at, f"the message ends before {what}"))


# Plain integers: the lookups are on the hot path.
_ADDRESSES = {int(RType.A): (socket.AF_INET, 4), int(RType.AAAA): (socket.AF_INET6, 16)}
# Octets that stand before the name in the RDATA of the types that are decoded.
_DECODED = {int(RType.PTR): 0, int(RType.SRV): SRV_NUMBERS.size} | dict.fromkeys(_ADDRESSES, 0)


def _name(data: bytes, start: int, known: dict[int, Name]) -> tuple[Name, int]:
    """Return the labels of the name at ``start``, and the offset behind the name.

    ``known`` holds names that were read already, by offset. Grammar (RFC 1035 section 4.1.4):

    name = *label ( %x00 / pointer ) ; label = %x01-3F octets, pointer = two octets %xC000-FFFF
    """
    labels: list[bytes] = []
    at, floor, size, hops = start, start, 0, 0
    after = first = before_pointer = 0
    try:
        while (length := data[at]) and size <= MAX_NAME:
            if length <= MAX_LABEL:
                at += 1 + length
                size += 1 + length
                labels.append(data[at - length : at])
                continue
            pointer = _pointer(data, at, floor, after) if hops < _MAX_HOPS else _trap(at, after)
            if not hops:
                after, first, before_pointer = at + 2, pointer, len(labels)
            hops += 1
            rest = known.get(pointer)
            if rest is not None:
                labels += rest
                size += sum(map(len, rest)) + len(rest)
                break
            at = floor = pointer
    except IndexError:
        raise _UnreadableNameError(start, "a name that runs past the end of the message", after or None) from None
    if size > MAX_NAME:
        raise _UnreadableNameError(start, f"a name of more than {MAX_NAME} octets", after or None)
    name = tuple(labels)
    known[start] = name
    if after:
        known[first] = name[before_pointer:]
    return name, after or at + 1


def _pointer(data: bytes, at: int, floor: int, after: int) -> int:
    """Return where the pointer at ``at`` leads: to an earlier place than ``floor``, behind the header."""
    if data[at] < POINTER:
        raise _UnreadableNameError(at, f"a label of the unknown kind 0x{data[at]:02x}", after or None)
    pointer: int = (data[at] << 8 | data[at + 1]) & POINTER_MASK
    if not HEADER.size <= pointer < floor:
        reason = f"a compression pointer to octet {pointer}, where no earlier name is"
        raise _UnreadableNameError(at, reason, after or at + 2)
    return pointer


def _trap(at: int, after: int) -> NoReturn:
    raise _UnreadableNameError(at, f"a name of more than {_MAX_HOPS} compression pointers", after)
