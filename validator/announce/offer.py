"""What devices offer on one link, and which of that answers a query. No socket and no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from validator.announce.device import GOOD, Behaviour, Device
from validator.announce.records import content
from validator.assembly.cache import fold
from validator.assembly.pointers import ENUMERATION
from validator.wire.message import CLASS_IN, Message, Name, Question, Record, RType, Section

ANY_CLASS = 255

_ADDRESSES = (RType.A, RType.AAAA)


class Offer:
    """The records of the devices that are there, by name.

    Devices on one host have the records of their host in common.
    """

    def __init__(self) -> None:
        self._records: dict[Name, dict[Record, dict[Name, Device]]] = {}
        self._records_of: dict[Name, tuple[Record, ...]] = {}
        self._named: dict[Name, Device] = {}

    def add(self, device: Device, records: Iterable[Record]) -> None:
        """Offer the records of a device, in place of the records that the device offered before."""
        self.remove(device)
        self._records_of[device.name] = tuple(records)
        self._named[device.name] = device
        for record in self._records_of[device.name]:
            self._records.setdefault(fold(record.name), {}).setdefault(record, {})[device.name] = device

    def remove(self, device: Device) -> list[Record]:
        """Offer a device no more. Return the records that no device offers any more."""
        gone = []
        self._named.pop(device.name, None)
        for record in self._records_of.pop(device.name, ()):
            owned = self._records[fold(record.name)]
            del owned[record][device.name]
            if not owned[record]:
                del owned[record]
                gone.append(record)
            if not owned:
                del self._records[fold(record.name)]
        return gone

    def records(self, device: Device) -> tuple[Record, ...]:
        """Return the records that a device offers."""
        return self._records_of.get(device.name, ())

    def has(self, record: Record) -> bool:
        """Whether any device offers the record."""
        return record in self._records.get(fold(record.name), {})

    def at(self, name: Name) -> Iterable[Record]:
        """Return all records of a name."""
        return self._records.get(fold(name), {})

    def named(self, name: Name) -> Device | None:
        """Return the device that has this service instance name, with the same case."""
        return self._named.get(name)

    def behaviour(self, record: Record) -> Behaviour:
        """Return the behaviour of the device that offers a record."""
        device = next(iter(self._records.get(fold(record.name), {}).get(record, {}).values()), None)
        return GOOD if device is None else device.behaviour

    def answers(self, query: Message) -> list[Record]:
        """Return the records that answer a query, without the records that the querier knows (RFC 6762 section 7.1)."""
        known: dict[tuple[Name, tuple[object, ...]], int] = {}
        for record in query.records:
            if record.section == Section.ANSWER:
                known[fold(record.name), content(record)] = record.ttl_s
        found = dict.fromkeys(record for question in query.questions for record in self._matching(question))
        return [each for each in found if known.get((fold(each.name), content(each)), -1) * 2 < each.ttl_s]

    def additional(self, answer: Record) -> Iterator[Record]:
        """Yield the records that a querier will ask for after this answer (RFC 6763 section 12)."""
        if not self.behaviour(answer).adds:
            return
        if answer.rtype == RType.PTR and answer.name[: len(ENUMERATION)] != ENUMERATION:
            # A faulty record may name its own type: what is found there is not followed again.
            for record in self.at(answer.target or ()):
                if record.rtype != RType.PTR:
                    yield record
                    yield from self.additional(record)
        elif answer.rtype == RType.SRV:
            yield from (each for each in self.at(answer.target or ()) if each.rtype in _ADDRESSES)

    def part(self, answer: Record) -> Message:
        """Return an answer with its additional records."""
        additional = (replace(each, section=Section.ADDITIONAL) for each in self.additional(answer))
        return Message(records=(answer, *additional))

    def _matching(self, question: Question) -> Iterator[Record]:
        if question.rclass not in (CLASS_IN, ANY_CLASS):
            return
        for record in self.at(question.name):
            if question.rtype in (record.rtype, RType.ANY):
                yield record
