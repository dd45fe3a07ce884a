"""What the service instances of a capture announced: the latest state, and before it every TXT record that changed.

An instance that said goodbye was announced all the same. Names and records that do not fit the limits are counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from validator import names, txt
from validator.assemble import Assembler
from validator.cache import Limits, fold
from validator.model import Announcement, Fidelity, Location
from validator.wire import CLASS_IN, Message, Name, RType

LIMITS = Limits(types=2_000, instances=10_000, records=50_000, octets=16 << 20)
"""Room for a LAN of thousands of hosts in less than 100 MB."""

MAX_VERSIONS = 50_000
"""TXT records, distinct by name and data, whose frame is kept."""

MAX_OCTETS = 16 << 20
"""Octets that the data of these may take."""

_Key = tuple[Name, bytes]


class History:
    """Takes messages in the order of the capture; ``dropped`` counts the records that did not fit."""

    def __init__(self) -> None:
        self._assembler = Assembler(LIMITS)
        self._last: dict[_Key, int] = {}
        self._first: dict[Name, int] = {}
        self._octets = 0
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """How many records did not fit."""
        return self._dropped + self._assembler.dropped

    def feed(self, message: Message, frame: int, link: str, sender: str, now: float) -> None:
        """Take a response. ``frame`` is its number (0: none), ``link`` the interface (or empty), ``now`` in seconds."""
        if any(not record.ttl_s for record in message.records):
            # What said goodbye is to be judged too: it is as if the device had gone without a word.
            message = replace(message, records=tuple(record for record in message.records if record.ttl_s))
        self._assembler.feed(message, link, sender, now)
        for record in message.records:
            if record.rclass != CLASS_IN:
                continue
            if record.rtype == RType.TXT:
                self._note((fold(record.name), record.rdata), frame)
            elif record.rtype in (RType.SRV, RType.PTR):
                name = record.name if record.rtype == RType.SRV else record.target
                if name is not None and len(self._first) < MAX_VERSIONS:
                    self._first.setdefault(fold(name), frame)

    def announcements(self, file: str) -> Iterator[Announcement]:
        """Yield for each instance what it announced before, by frame, and then its latest state."""
        earlier: dict[Name, list[tuple[int, bytes]]] = {}
        for (name, rdata), frame in self._last.items():
            earlier.setdefault(name, []).append((frame, rdata))
        latest: dict[Name, list[Announcement]] = {}
        for each in self._assembler.announcements():
            latest.setdefault(_name(each), []).append(each)
        for name, current in latest.items():
            present = {txt.join(each.txt) for each in current if each.txt is not None}
            for frame, rdata in sorted(earlier.get(name, ())):
                if rdata not in present:
                    location = replace(current[0].location, file=file, frame=frame or None)
                    yield replace(current[0], txt=txt.split(rdata), txt_index=1, txt_count=1, location=location)
            for each in current:
                # What was not captured may have been announced: that there is no TXT record cannot be said.
                lost = frozenset({Fidelity.TXT}) if each.txt is None else each.lost
                yield replace(each, location=self._located(each, name, file), lost=lost)

    def _located(self, each: Announcement, name: Name, file: str) -> Location:
        frame = self._first.get(name) if each.txt is None else self._last.get((name, txt.join(each.txt)))
        return replace(each.location, file=file, frame=frame or None)

    def _note(self, key: _Key, frame: int) -> None:
        if key not in self._last:
            if len(self._last) >= MAX_VERSIONS or self._octets + len(key[1]) > MAX_OCTETS:
                self._dropped += 1
                return
            self._octets += len(key[1])
        self._last[key] = frame


def _name(each: Announcement) -> Name:
    # The instance of a sloppy device may be several labels; the assembler joined them with dots.
    return fold(((each.instance or b""), *names.split(each.service), *names.split(each.domain)))
