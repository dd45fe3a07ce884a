"""What the service instances of a capture or log announced: the latest state, before it every TXT record that changed.

An instance that said goodbye was announced all the same; the latest state tells of changes and goodbyes. Names and
records that do not fit the limits are counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from validator.assembly.assembler import Assembler
from validator.assembly.cache import Held, Limits, fold
from validator.assembly.changes import Changes
from validator.assembly.instants import instant
from validator.display.wording import noun, plural
from validator.model import txt
from validator.model.announcement import Announcement, Fidelity, Location
from validator.wire.message import CLASS_IN, Message, Name, Record, RType

LIMITS = Limits(types=2_000, instances=10_000, records=50_000, octets=16 << 20)
"""Room for a LAN of thousands of hosts in less than 150 MB."""

MAX_VERSIONS = 50_000
"""TXT records, distinct by name and data, whose place is kept."""

MAX_OCTETS = 16 << 20
"""Octets that the data of these may take."""

_NOTHING: frozenset[Fidelity] = frozenset()
# Plain integers: they are compared for every record.
_TXT, _PTR = int(RType.TXT), int(RType.PTR)
_SAYING = (_PTR, int(RType.SRV), _TXT)
_TRANSPORTS = (b"_tcp", b"_udp")
_Key = tuple[Name, bytes]


class Repeat(Struct, kw_only=True, gc=False):
    """What a message changed, so that the same octets need not be read again: see ``History.again``.

    ``frame`` and ``now`` are of the last time it came; while it ``is_behind`` these are not in the history yet.
    ``sound_at`` counts the messages after which nothing else had changed what it changed.
    """

    held: tuple[tuple[Held, Record], ...]
    records: tuple[_Key, ...]
    place: Location
    link: str
    frame: int = 0
    now: float = 0.0
    is_behind: bool = False
    sound_at: int = -1


class History:
    """Takes messages in the order in which they were seen; ``left_out`` says what is missing of them."""

    def __init__(self) -> None:
        self._assembler = Assembler(LIMITS)
        self._last: dict[_Key, Location] = {}
        self._first: dict[Name, Location] = {}
        self._lost: dict[_Key, frozenset[Fidelity]] = {}
        self._octets = 0
        self._dropped = 0
        self._fed = 0
        self._behind: list[Repeat] = []
        self._changes = Changes()

    def left_out(self) -> Iterator[str]:
        """Say which records are not judged, and why."""
        senseless = self._assembler.senseless
        beyond = self._dropped + self._assembler.dropped - senseless
        if senseless:
            records, lists = plural(senseless, "PTR record"), noun(senseless, "lists", "list")
            yield f"{records} of service types {lists} what is no service instance name (RFC 6763 section 4.1)"
        if beyond:
            records = plural(beyond, "record does", "records do")
            yield f"{records} not fit the limits: what belongs to them is not judged"

    def feed(  # noqa: PLR0913 - what is known of a message beside its octets
        self,
        message: Message,
        place: Location,
        link: str = "",
        sender: str = "",
        now: float = 0.0,
        *,
        lost: frozenset[Fidelity] = _NOTHING,
    ) -> Repeat | None:
        """Take a response, seen at ``place``. ``link`` is the interface (or empty), ``now`` is in seconds.

        ``lost`` is what the source could not keep of the TXT records in it. Gives what ``again`` wants to take the same
        message from the same sender on the same link once more; None where only ``feed`` can.
        """
        self._catch_up()
        self._fed += 1
        is_goodbye = not all(record.ttl_s for record in message.records)
        if is_goodbye:
            # What said goodbye is to be judged too: its records stay.
            self._changes.goes(_named(record) for record in message.records if not record.ttl_s and _lists(record))
            message = replace(message, records=tuple(record for record in message.records if record.ttl_s))
        taken = self._assembler.feed(message, link, sender, instant(now))
        noted: list[_Key] = []
        for record in message.records:
            if record.rclass != CLASS_IN:
                continue
            if record.rtype == _TXT:
                noted.append((_instance(record.name), record.rdata))
                self._note(noted[-1], place, lost)
                if not lost:
                    self._changes.says(*noted[-1], link, sender)
            elif _names(record):
                name = _named(record)
                if _lists(record):
                    self._changes.comes(name)
                if len(self._first) < MAX_VERSIONS:
                    self._first.setdefault(name, place)
        held = tuple([(each, record) for each, record in taken if each is not None])
        if is_goodbye or message.faults or len(held) < len(taken) or not all(key in self._last for key in noted):
            return None
        return Repeat(held=held, records=tuple(noted), place=place, link=link)

    def again(self, repeat: Repeat, frame: int, now: float) -> bool:
        """Take a message once more; False where that must be done by ``feed``, because something changed since."""
        if repeat.sound_at != self._fed:
            if not all(held.is_sole for held, _ in repeat.held):
                return False  # what was done for others is done by ``feed`` as well
            if self._changes.gone and any(
                _named(record) in self._changes.gone for _, record in repeat.held if _lists(record)
            ):
                return False  # it came back
            repeat.sound_at = self._fed
        repeat.frame, repeat.now = frame, now
        if not repeat.is_behind:
            repeat.is_behind = True
            self._behind.append(repeat)
        return True

    def _catch_up(self) -> None:
        """Do what messages that came again change: once for all the times that they came."""
        for repeat in sorted(self._behind, key=lambda each: each.frame):
            now = instant(repeat.now)
            for held, record in repeat.held:
                held.record = record
                held.seen[repeat.link] = now
            place = replace(repeat.place, frame=repeat.frame)
            for key in repeat.records:
                self._last[key] = place
            repeat.is_behind = False
        self._behind.clear()

    def announcements(self, file: str) -> Iterator[Announcement]:
        """Yield for each instance what it announced before, by place, and then its latest state."""
        self._catch_up()
        earlier: dict[Name, list[bytes]] = {}
        for name, rdata in sorted(self._last, key=lambda key: _order(self._last[key])):
            earlier.setdefault(name, []).append(rdata)
        latest: dict[Name, list[Announcement]] = {}
        for key, each in self._assembler.named():
            latest.setdefault(_instance(key), []).append(each)
        for name, current in latest.items():
            records = [None if each.txt is None else txt.join(each.txt) for each in current]
            gone = [rdata for rdata in earlier.get(name, ()) if rdata not in records]
            for rdata in gone:
                before = replace(current[0], txt=txt.split(rdata), txt_index=1, txt_count=1)
                yield self._whole(before, name, file, rdata)
            sound = [txt.split(rdata) for rdata in gone if not self._lost.get((name, rdata))]
            observation = self._changes.observation(name, sound)
            for each, record in zip(current, records, strict=True):
                yield replace(self._whole(each, name, file, record), observation=observation)

    def _whole(self, each: Announcement, name: Name, file: str, rdata: bytes | None) -> Announcement:
        """Add where it was seen and what of it was lost."""
        if rdata is None:
            # What was not captured may have been announced: that there is no TXT record cannot be said.
            place, lost = self._first.get(name, Location()), frozenset({Fidelity.TXT})
        else:
            place, lost = self._last.get((name, rdata), Location()), self._lost.get((name, rdata), each.lost)
        location = Location(file, place.line, place.frame, each.location.interfaces)
        return replace(each, location=location, lost=lost)

    def _note(self, key: _Key, place: Location, lost: frozenset[Fidelity]) -> None:
        if key not in self._last:
            if len(self._last) >= MAX_VERSIONS or self._octets + len(key[1]) > MAX_OCTETS:
                self._dropped += 1
                return
            self._octets += len(key[1])
        self._last[key] = place
        if lost:
            self._lost[key] = self._lost.get(key, lost) | lost


def _names(record: Record) -> bool:
    """Whether it says that a service instance is there."""
    return record.rtype in _SAYING and (record.rtype != _PTR or record.target is not None)


def _lists(record: Record) -> bool:
    """Whether it lists an instance under its service type: by this record it comes and goes, with subtypes or not."""
    owner = record.name
    return record.rtype == _PTR and record.target is not None and len(owner) > 1 and owner[1].lower() in _TRANSPORTS


def _named(record: Record) -> Name:
    """The instance of a record that names one."""
    return _instance(record.target if record.rtype == _PTR and record.target is not None else record.name)


def _order(place: Location) -> tuple[int, int]:
    return place.line or 0, place.frame or 0


def _instance(name: Name) -> Name:
    """Fold a name. The instance of a sloppy device may be several labels: they are joined, as the assembler does."""
    if len(name) > 2 and name[2].lower() in _TRANSPORTS:  # noqa: PLR2004 - instance, service name, transport
        return fold(name)
    at = next((index for index, label in enumerate(name) if index > 1 and label.lower() in _TRANSPORTS), 0)
    return fold((b".".join(name[: at - 1]), *name[at - 1 :]) if at else name)
