"""Probing: whether another host has the names of our unique records (RFC 6762 section 8). No socket and no clock."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from validator.announce.records import content, plain_rdata
from validator.assembly.cache import fold
from validator.wire.message import Message, Name, Question, Record, RType, Section
from validator.wire.writer import packed

PROBES = 3
PROBE_INTERVAL_S = 0.25
"""Seconds between two probes."""
FIRST_PROBE_S = (0.0, 0.25)
"""The range of the random delay of the first probe in seconds, for hosts that start together."""

DEFER_S = 1.0
"""Seconds that the loser of a simultaneous probe waits (RFC 6762 section 8.2)."""

MAX_DEFERRALS = 5


class Probing:
    """The names that are probed for, with our records of these names.

    ``taken`` are the names that another host answered for. ``deferred`` tells that a simultaneous probe was lost.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self.taken: set[Name] = set()
        self.deferred = False
        self._ours: dict[Name, list[Record]] = {}
        for record in records:
            if record.flush:
                self._ours.setdefault(fold(record.name), []).append(record)

    def messages(self) -> Iterable[bytes]:
        """Write the probes: a question for each name, with our records of the name in the authority section."""
        return packed(
            Message(
                questions=(Question(ours[0].name, RType.ANY),),
                records=tuple(replace(each, section=Section.AUTHORITY, flush=False) for each in ours),
            )
            for name, ours in self._ours.items()
            if name not in self.taken
        )

    def take_response(self, message: Message) -> None:
        """Take a response of another host: a host that has a record of a name has the name."""
        for record in message.records:
            if record.section != Section.AUTHORITY and contradicts(record, self._ours.get(fold(record.name), ())):
                self.taken.add(fold(record.name))

    def take_query(self, message: Message) -> None:
        """Take a query of another host.

        If the query probes for one of our names, the later records win (section 8.2).
        """
        theirs: dict[Name, list[Record]] = {}
        for record in message.records:
            if record.section == Section.AUTHORITY:
                theirs.setdefault(fold(record.name), []).append(record)
        for name, records in theirs.items():
            if name in self._ours and _order(self._ours[name]) < _order(records):
                self.deferred = True


def contradicts(record: Record, ours: Iterable[Record]) -> bool:
    """Whether a record of another host differs from our unique records of that name and type (section 9).

    Where we have no such record, nothing is contradicted.
    """
    same_type = [content(each) for each in ours if each.rtype == record.rtype and each.flush]
    return bool(same_type) and record.ttl_s > 0 and content(record) not in same_type


def _order(records: Iterable[Record]) -> list[tuple[int, int, bytes]]:
    """Return what records are compared by: class, type and RDATA, in order. A longer list is the later one."""
    return sorted((each.rclass, each.rtype, plain_rdata(each)) for each in records)
