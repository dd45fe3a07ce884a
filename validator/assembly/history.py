"""The history of a capture or log: the latest state of each instance, and every TXT record that it had before.

An instance that said goodbye was announced all the same: the latest state tells of changes and goodbyes. Records that
do not fit the limits are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from validator.assembly.assembler import Assembler
from validator.assembly.cache import CachedRecord, Limits, fold
from validator.assembly.changes import Changes
from validator.assembly.expectation import is_complete
from validator.assembly.instants import instant
from validator.assembly.journal import Journal, type_remark
from validator.assembly.packet import Packet
from validator.display.wording import noun, plural
from validator.model import txt
from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.observation import Observation
from validator.wire.message import CLASS_IN, Message, Name, Question, Record, RType

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
_RESPONSE = 0x8400
_NO_OBSERVATION = Observation()
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
    packet: Packet | None = None
    """The packet with the message, without its octets. None where it was no multicast of mDNS."""


class History:
    """Takes messages in the order in which they were seen."""

    def __init__(self) -> None:
        self._assembler = Assembler(LIMITS)
        self._journal = Journal(self._assembler, LIMITS)
        self._last: dict[_Key, Location] = {}
        self._first: dict[Name, Location] = {}
        self._lost: dict[_Key, frozenset[Fidelity]] = {}
        self._octets = 0
        self._dropped = 0
        self._changes = Changes()
        self._pointers: dict[tuple[Name, Name], Location] = {}

    @property
    def beyond(self) -> int:
        """How many records, instances, types and TXT records did not fit the limits."""
        return self._dropped + self._assembler.dropped - self._assembler.senseless

    def left_out(self) -> Iterator[str]:
        """Yield sentences that say which records are not judged, and why."""
        senseless, beyond = self._assembler.senseless, self.beyond
        if senseless:
            records, lists = plural(senseless, "PTR record"), noun(senseless, "lists", "list")
            yield f"{records} more {lists} what is no service instance name (RFC 6763 section 4.1)"
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
        packet: Packet | None = None,
    ) -> Effect | None:
        """Take a response that was seen at ``place``.

        ``link`` is the interface (or empty), ``now`` is in seconds. ``lost`` is what the source could not keep of the
        TXT records. ``packet`` is what brought the message where it is a multicast of mDNS. Return what the message
        did, for ``repeat``. Return None where only ``feed`` can take the message once more.
        """
        is_goodbye = not all(record.ttl_s for record in message.records)
        if is_goodbye:
            # An instance that said goodbye is to be judged, too: its records stay.
            self._changes.take_goodbyes(
                _named_instance(record) for record in message.records if not record.ttl_s and _lists_instance(record)
            )
            message = replace(message, records=tuple(record for record in message.records if record.ttl_s))
        taken = self._assembler.feed(message, link, sender, instant(now))
        self._locate_pointers(place)
        if packet is not None:
            self._journal.take(message, packet)
        texts = self._take_names(message, place, lost, link, sender)
        cached = tuple([(found, record) for found, record in taken if found is not None])
        if is_goodbye or message.faults or len(cached) < len(taken) or not all(key in self._last for key in texts):
            return None
        return Effect(cached, tuple(texts), place, link, packet)

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
        if effect.packet is not None:
            again = Message(flags=_RESPONSE, records=tuple([record for _, record in effect.cached]))
            self._journal.take(again, replace(effect.packet, at=at))
        place = replace(effect.place, frame=frame)
        for key in effect.texts:
            self._last[key] = place

    def announcements(self, file: str) -> Iterator[Announcement]:
        """Yield for each instance the TXT records that it had before, by place, and its latest state; remarks last."""
        earlier: dict[Name, list[bytes]] = {}
        for name, rdata in sorted(self._last, key=lambda key: _place_order(self._last[key])):
            earlier.setdefault(name, []).append(rdata)
        latest: dict[Name, list[Announcement]] = {}
        for key, announcement in self._assembler.named():
            latest.setdefault(_instance(key), []).append(announcement)
        for name, current in latest.items():
            yield from self._states(name, current, earlier.get(name, ()), file)
        for key, entry in sorted(self._journal.types.items()):
            if self._journal.is_uninhabited(key):
                yield _remark_at(self._first.get(key, Location()), type_remark(entry), file)
        for pointer, place in self._pointers.items():
            yield _remark_at(place, self._assembler.pointer_remark(self._assembler.pointers[pointer]), file)

    def asked(self, questions: Iterable[Question], now: float) -> None:
        """Take the questions of a query that all responders of the link could hear, at a time in seconds."""
        self._journal.sent(questions, instant(now))

    def known_to_others(self, records: Iterable[Record]) -> None:
        """Take the known answers of a query: what is known to others was announced before the capture began."""
        self._journal.take_known(records)

    def _take_names(
        self, message: Message, place: Location, lost: frozenset[Fidelity], link: str, sender: str
    ) -> list[_Key]:
        """Note where the instances of a message were seen, and its TXT records, which are returned."""
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
        return texts

    def _states(
        self, name: Name, current: Sequence[Announcement], earlier: Sequence[bytes], file: str
    ) -> Iterator[Announcement]:
        """Yield the states of an instance: ``earlier`` are all TXT records that it had, ``current`` is the latest."""
        records = [None if each.txt is None else txt.join(each.txt) for each in current]
        replaced = [rdata for rdata in earlier if rdata not in records]
        for rdata in replaced:
            before = replace(current[0], txt=txt.split(rdata), txt_index=1, txt_count=1)
            yield self._located(before, name, file, rdata)
        sound = [txt.split(rdata) for rdata in replaced if not self._lost.get((name, rdata))]
        changes = self._changes.observation(name, sound)
        for place, (announcement, record) in enumerate(zip(current, records, strict=True)):
            observation = changes if place else self._observed(announcement, changes)
            found = self._located(announcement, name, file, record)
            if observation is not None and "TXT" in observation.unanswered:
                found = replace(found, lost=frozenset())
            yield replace(found, observation=observation)

    def _located(self, announcement: Announcement, name: Name, file: str, rdata: bytes | None) -> Announcement:
        """Add where the announcement was seen, and what of it was lost."""
        if rdata is None:
            # What was not captured may have been announced: whether there is a TXT record is not known.
            place, lost = self._first.get(name, Location()), frozenset({Fidelity.TXT})
        else:
            place, lost = self._last.get((name, rdata), Location()), self._lost.get((name, rdata), announcement.lost)
        location = Location(file, place.line, place.frame, announcement.location.interfaces)
        return replace(announcement, location=location, lost=lost)

    def _observed(self, announcement: Announcement, changes: Observation | None) -> Observation | None:
        """Return what was observed of an instance: how its packets came, and what became of it."""
        is_gone = changes is not None and changes.is_gone
        found = self._journal.observation(announcement, is_gone=is_gone)
        if found.is_listed and not found.unanswered and not is_gone and not is_complete(announcement):
            found = replace(found, is_unasked=True)
        if changes is not None:
            found = replace(found, goodbyes=changes.goodbyes, is_gone=changes.is_gone)
            if not any(claim.server is None for claim in found.conflicts):
                found = replace(found, changes=changes.changes, before=changes.before)
        return found if found != _NO_OBSERVATION else None

    def _locate_pointers(self, place: Location) -> None:
        """Note where PTR records that name nothing were seen first."""
        if len(self._assembler.pointers) > len(self._pointers):
            for pointer in self._assembler.pointers:
                self._pointers.setdefault(pointer, place)

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


def _remark_at(place: Location, remark: Announcement, file: str) -> Announcement:
    return replace(remark, location=replace(place, file=file, interfaces=remark.location.interfaces))


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
