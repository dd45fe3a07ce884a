"""The history of a capture or log: the latest state of each instance, and every TXT record that it had before.

An instance that said goodbye was announced all the same: the latest state tells of changes and goodbyes. Records that
do not fit the limits are counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from validator.assembly.assembler import Assembler
from validator.assembly.cache import CachedRecord, Limits, fold
from validator.assembly.changes import Changes
from validator.assembly.instants import instant
from validator.display.wording import noun, plural
from validator.model import txt
from validator.model.announcement import Announcement, Fidelity, Location
from validator.wire.message import CLASS_IN, Message, Name, Record, RType

LIMITS = Limits(types=2_000, instances=10_000, records=50_000, octets=16 << 20)
"""Enough for a LAN of thousands of hosts in less than 150 MB."""

MAX_VERSIONS = 50_000
"""TXT records, distinct by name and data, whose place is kept."""

MAX_OCTETS = 16 << 20
"""Octets that the data of these TXT records may take."""

_NOTHING: frozenset[Fidelity] = frozenset()
# Plain integers: they are compared for every record.
_TXT, _PTR = int(RType.TXT), int(RType.PTR)
_NAMING_TYPES = (_PTR, int(RType.SRV), _TXT)
_TRANSPORTS = (b"_tcp", b"_udp")
_Key = tuple[Name, bytes]


class Effect(Struct, frozen=True, gc=False):
    """What one message did to a history: enough to do the same once more without reading the message."""

    cached: tuple[tuple[CachedRecord, Record], ...]
    """The records of the message, each as the cache has it and as it came."""
    texts: tuple[_Key, ...]
    """The TXT records of the message."""
    place: Location
    """Where the message was seen."""
    link: str
    """The interface on which the message was seen. Empty where there is none."""


class History:
    """Takes messages in the order in which they were seen."""

    def __init__(self) -> None:
        self._assembler = Assembler(LIMITS)
        self._last: dict[_Key, Location] = {}
        self._first: dict[Name, Location] = {}
        self._lost: dict[_Key, frozenset[Fidelity]] = {}
        self._octets = 0
        self._dropped = 0
        self._changes = Changes()

    def left_out(self) -> Iterator[str]:
        """Yield sentences that say which records are not judged, and why."""
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
    ) -> Effect | None:
        """Take a response that was seen at ``place``.

        ``link`` is the interface (or empty), ``now`` is in seconds. ``lost`` is what the source could not keep of the
        TXT records. Return what the message did, for ``repeat``. Return None where only ``feed`` can take the message
        once more.
        """
        is_goodbye = not all(record.ttl_s for record in message.records)
        if is_goodbye:
            # An instance that said goodbye is to be judged, too: its records stay.
            self._changes.take_goodbyes(
                _named_instance(record) for record in message.records if not record.ttl_s and _lists_instance(record)
            )
            message = replace(message, records=tuple(record for record in message.records if record.ttl_s))
        taken = self._assembler.feed(message, link, sender, instant(now))
        texts: list[_Key] = []
        for record in message.records:
            if record.rclass != CLASS_IN:
                continue
            if record.rtype == _TXT:
                texts.append((_instance(record.name), record.rdata))
                self._keep_text(texts[-1], place, lost)
                if not lost:
                    self._changes.take_text(*texts[-1], link, sender)
            elif _names_instance(record):
                name = _named_instance(record)
                if _lists_instance(record):
                    self._changes.take_listing(name)
                if len(self._first) < MAX_VERSIONS:
                    self._first.setdefault(name, place)
        cached = tuple([(found, record) for found, record in taken if found is not None])
        if is_goodbye or message.faults or len(cached) < len(taken) or not all(key in self._last for key in texts):
            return None
        return Effect(cached, tuple(texts), place, link)

    def holds(self, effect: Effect) -> bool:
        """Whether feeding the message of an effect once more would change only when and where its records were seen."""
        if not all(cached.is_sole for cached, _ in effect.cached):
            return False  # the message would displace another record
        departed = self._changes.departed
        if not departed:
            return True
        # An instance that said goodbye would come back.
        return not any(_named_instance(record) in departed for _, record in effect.cached if _lists_instance(record))

    def repeat(self, effect: Effect, frame: int, now: float) -> None:
        """Do what feeding the message of an effect once more would do. The history must hold the effect.

        ``holds`` tells whether it does. ``frame`` is the frame in which the message came again, ``now`` the time of
        that frame in seconds.
        """
        at = instant(now)
        for cached, record in effect.cached:
            cached.record = record
            cached.last_seen[effect.link] = at
        place = replace(effect.place, frame=frame)
        for key in effect.texts:
            self._last[key] = place

    def announcements(self, file: str) -> Iterator[Announcement]:
        """Yield for each instance the TXT records that it had before, by place, and then its latest state."""
        earlier: dict[Name, list[bytes]] = {}
        for name, rdata in sorted(self._last, key=lambda key: _place_order(self._last[key])):
            earlier.setdefault(name, []).append(rdata)
        latest: dict[Name, list[Announcement]] = {}
        for key, announcement in self._assembler.named():
            latest.setdefault(_instance(key), []).append(announcement)
        for name, current in latest.items():
            records = [None if each.txt is None else txt.join(each.txt) for each in current]
            replaced = [rdata for rdata in earlier.get(name, ()) if rdata not in records]
            for rdata in replaced:
                before = replace(current[0], txt=txt.split(rdata), txt_index=1, txt_count=1)
                yield self._located(before, name, file, rdata)
            sound = [txt.split(rdata) for rdata in replaced if not self._lost.get((name, rdata))]
            observation = self._changes.observation(name, sound)
            for announcement, record in zip(current, records, strict=True):
                yield replace(self._located(announcement, name, file, record), observation=observation)

    def _located(self, announcement: Announcement, name: Name, file: str, rdata: bytes | None) -> Announcement:
        """Add where the announcement was seen, and what of it was lost."""
        if rdata is None:
            # What was not captured may have been announced: whether there is a TXT record is not known.
            place, lost = self._first.get(name, Location()), frozenset({Fidelity.TXT})
        else:
            place, lost = self._last.get((name, rdata), Location()), self._lost.get((name, rdata), announcement.lost)
        location = Location(file, place.line, place.frame, announcement.location.interfaces)
        return replace(announcement, location=location, lost=lost)

    def _keep_text(self, key: _Key, place: Location, lost: frozenset[Fidelity]) -> None:
        if key not in self._last:
            if len(self._last) >= MAX_VERSIONS or self._octets + len(key[1]) > MAX_OCTETS:
                self._dropped += 1
                return
            self._octets += len(key[1])
        self._last[key] = place
        if lost:
            self._lost[key] = self._lost.get(key, lost) | lost


def _names_instance(record: Record) -> bool:
    """Whether a record names a service instance."""
    return record.rtype in _NAMING_TYPES and (record.rtype != _PTR or record.target is not None)


def _lists_instance(record: Record) -> bool:
    """Whether a PTR record lists an instance under its service type or a subtype.

    By these records an instance comes and goes.
    """
    owner = record.name
    return record.rtype == _PTR and record.target is not None and len(owner) > 1 and owner[1].lower() in _TRANSPORTS


def _named_instance(record: Record) -> Name:
    """Return the instance that a record names."""
    return _instance(record.target if record.rtype == _PTR and record.target is not None else record.name)


def _place_order(place: Location) -> tuple[int, int]:
    return place.line or 0, place.frame or 0


def _instance(name: Name) -> Name:
    """Return the name of an instance in lower case.

    Several labels of an instance are joined, as the assembler joins them.
    """
    if len(name) > 2 and name[2].lower() in _TRANSPORTS:  # noqa: PLR2004 - instance, service name, transport
        return fold(name)
    at = next((index for index, label in enumerate(name) if index > 1 and label.lower() in _TRANSPORTS), 0)
    return fold((b".".join(name[: at - 1]), *name[at - 1 :]) if at else name)
