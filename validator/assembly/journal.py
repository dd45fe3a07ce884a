"""What is observed of service instances beside their records: senders, TTLs, flags, changes, goodbyes, unmet questions.

No socket and no clock. The assembler knows what the records are; the journal knows how these records came. The journal
is bounded as the assembler is: what does not fit is left out and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator

from msgspec import Struct, field

from validator.assembly.assembler import Assembler, is_relevant
from validator.assembly.cache import DEFAULT_LIMITS, Limits, fold
from validator.assembly.claims import ClaimHistory, Data
from validator.assembly.instance_note import (
    DirectClaim,
    InstanceNote,
    Seconds,
    claimed_data,
    is_divided,
    key_of,
    key_of_announcement,
)
from validator.assembly.packet import Packet
from validator.assembly.pointers import ENUMERATION, is_enumeration, names_type
from validator.assembly.questions import Questions
from validator.model import names, txt
from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.observation import About, Observation
from validator.wire.message import Message, Name, Question, Record, RType
from validator.wire.service_type import type_at

MAX_SENDERS = 16
"""Senders of one instance that are kept."""

MAX_LIFETIMES = 8
"""Times to live of one type of records that are kept."""

MAX_LINKS = 16
"""Links of one instance that are kept."""

LEGACY_TTL_S = 10
"""TTL of answers to plain DNS clients, which repeat the question (RFC 6762 section 6.7): so short a TTL is no fault."""

ASKED = 3
"""How often a record must have been asked for before its absence is believed: as often as a browse asks that loses no
packets."""

HOPS = 255
"""TTL or hop limit of the IP head of responses (RFC 6762 section 11)."""

LISTED = 2
"""How often the instances of a type must have been asked for before their absence is believed."""

_UNCHANGED = ClaimHistory()
_TYPES = {RType.A: "A", RType.AAAA: "AAAA", RType.SRV: "SRV", RType.TXT: "TXT"}


class EnumeratedType(Struct):
    """A service type that is enumerated (RFC 6763 section 9): by which senders, and on which links."""

    name: Name
    senders: dict[str, None] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)


class Journal:
    """Takes messages after the assembler, which knows what is an instance. ``dropped`` counts what did not fit."""

    def __init__(self, known: Assembler, limits: Limits = DEFAULT_LIMITS) -> None:
        self.types: dict[Name, EnumeratedType] = {}
        self.dropped = 0
        self._known = known
        self._limits = limits
        self._notes: dict[Name, InstanceNote] = {}
        self._hosts: dict[Name, Seconds] = {}
        self._questions = Questions(limits.records)
        self._before: set[tuple[bool, Name]] = set()  # types known to others: listed (True), or with an instance

    def take(self, message: Message, packet: Packet) -> None:
        """Take a response."""
        claimed: dict[tuple[Name, str], list[bytes]] = {}
        for record in message.records:
            if not record.ttl_s or not is_relevant(record):
                continue
            is_legacy = packet.is_direct or (bool(message.questions) and record.ttl_s <= LEGACY_TTL_S)
            if record.rtype == RType.PTR:
                self._take_pointer(record, packet, is_legacy=is_legacy)
            elif record.rtype in (RType.SRV, RType.TXT):
                data = claimed_data(record)
                if data is not None and self._known.knows(record.name):
                    if not packet.is_off_link:
                        claimed.setdefault((key_of(record.name), _TYPES[RType(record.rtype)]), []).append(data)
                    self._take_own(record, packet, is_legacy=is_legacy)
            elif not is_legacy:
                _add_lifetime(self._host(record.name), record)
        for (key, rtype), rdatas in claimed.items():
            self._take_claim(key, rtype, tuple(sorted(set(rdatas))), packet)

    def take_known(self, records: Iterable[Record]) -> None:
        """Take known answers, which others had before: types that are listed, and types that have instances."""
        for record in records:
            if record.rtype != RType.PTR or record.target is None or len(self._before) >= self._limits.types:
                continue
            is_listing = is_enumeration(fold(record.name))
            self._before.add((is_listing, fold(record.target) if is_listing else fold(record.name)))

    def sent(self, questions: Iterable[Question], now: float) -> None:
        """Take questions that this host sent: only what was asked for can be missed."""
        self._questions.sent(questions, now)

    def take_goodbye(self, name: Name) -> None:
        """Count a goodbye of an instance."""
        note = self._notes.get(key_of(name))
        if note is not None:
            note.goodbyes += 1

    def expire(self, now: float, keep: Callable[[Name], bool]) -> None:
        """Forget instances that are not to be kept, hosts and types that are gone, and old questions."""
        for key in [key for key in self._notes if not keep(key)]:
            del self._notes[key]
        cache = self._known.cache
        for host in [host for host in self._hosts if not (cache.has(host, RType.A) or cache.has(host, RType.AAAA))]:
            del self._hosts[host]
        known = set(map(fold, self._known.types()))
        for key in [key for key in self.types if key not in known]:
            del self.types[key]
        self._questions.expire(now)

    def was_asked(self, name: Name, rtype: RType, times: int = ASKED) -> bool:
        """Whether a record was asked for often enough to believe that the record is absent."""
        return self._questions.times(name, rtype) >= times

    def is_uninhabited(self, key: Name, departed: Container[Name] = ()) -> bool:
        """Whether the instances of an enumerated type, in lower case, were asked for in vain. ``departed`` had some."""
        is_empty = key not in self._known.inhabited() and key not in departed and (False, key) not in self._before
        return is_empty and self.was_asked(key, RType.PTR, LISTED)

    def observation(self, announcement: Announcement, *, is_gone: bool = False, is_first: bool = True) -> Observation:
        """Return the facts for an announcement.

        An instance may have several announcements. The facts of the instance go to the first of these only.
        """
        key = key_of_announcement(announcement)
        note = self._notes.get(key)
        if note is None:
            return Observation()
        is_steady = note.is_steady
        elsewhere = () if is_steady else tuple(note.elsewhere(announcement))
        senders = tuple(sorted(note.flushing))
        if not is_first:
            return Observation(senders=senders, is_listed=note.is_listed, elsewhere=elsewhere)
        conflicts, turns = ((), 0) if is_steady else note.conflicts()
        # Where TXT records of one link contradict each other, that is the fact, and not how often they changed.
        is_at_odds = is_steady or any(claim.server is None for claim in conflicts)
        changed = _UNCHANGED if is_at_odds else note.most_changed_text()
        return Observation(
            senders=senders,
            is_listed=note.is_listed,
            unanswered=() if is_gone or not note.is_listed else tuple(self._unanswered(key, announcement)),
            lifetimes=note.lifetimes_with(self._host_lifetimes(announcement)),
            is_divided=note.is_divided,
            unflushed=tuple(sorted(sender for sender, flushes in note.flushing.items() if flushes is False)),
            flushed=tuple(sorted(note.flushed_pointers)),
            changes=changed.changes,
            changes_a_minute=changed.busiest if changed.changes else 0,
            before=tuple(txt.split(rdata) for data in changed.earlier() for rdata in data),
            conflicts=conflicts,
            turns=turns,
            elsewhere=elsewhere,
            goodbyes=note.goodbyes,
            is_gone=is_gone,
            hops=tuple(sorted(note.hops)),
            off_link=tuple(sorted(note.off_link)),
            is_type_unlisted=not is_gone and note.is_listed and self._lacks_type(key),
        )

    def _take_pointer(self, record: Record, packet: Packet, *, is_legacy: bool) -> None:
        target = record.target
        if target is None:
            return
        if is_enumeration(fold(record.name)):
            if names_type(target) and (fold(target) in self.types or len(self.types) < self._limits.types):
                entry = self.types.setdefault(fold(target), EnumeratedType(target))
                _add(entry.senders, packet.sender, MAX_SENDERS)
                _add(entry.links, packet.link, MAX_LINKS)
            return
        note = self._note(key_of(target)) if self._known.knows(target) else None
        if note is None:
            return
        note.is_listed = True
        note.is_divided |= is_divided(target)
        if is_legacy:
            return
        if record.flush:
            _add(note.flushed_pointers, packet.sender, MAX_SENDERS)
        _add(note.lifetimes.setdefault("PTR", {}), record.ttl_s, MAX_LIFETIMES)

    def _take_own(self, record: Record, packet: Packet, *, is_legacy: bool) -> None:
        """Note the TTL and the cache-flush bit of an SRV or TXT record."""
        note = self._note(key_of(record.name))
        if note is not None:
            note.is_divided |= is_divided(record.name)
            if packet.is_off_link:
                _add(note.off_link, packet.sender, MAX_SENDERS)
            if packet.is_direct and len(note.flushing) < MAX_SENDERS:
                note.flushing.setdefault(packet.sender, None)
        if note is None or is_legacy:
            return
        _add_lifetime(note.lifetimes, record)
        if packet.sender in note.flushing or len(note.flushing) < MAX_SENDERS:
            note.flushing[packet.sender] = record.flush or bool(note.flushing.get(packet.sender))
        if packet.hops is not None and packet.hops != HOPS:
            _add(note.hops, packet.hops, MAX_LIFETIMES)

    def _take_claim(self, key: Name, rtype: str, data: Data, packet: Packet) -> None:
        note = self._notes.get(key)
        place = rtype, packet.link
        if note is None or (place not in note.claims and len(note.claims) + len(note.direct) >= 4 * MAX_LINKS):
            return
        if packet.is_direct:
            note.direct[place] = DirectClaim(data, packet.sender, packet.at)
            return
        history = note.claims.setdefault(place, ClaimHistory())
        omitted = history.omitted
        history.take(data, packet.sender, packet.at)
        self.dropped += history.omitted - omitted

    def _note(self, key: Name) -> InstanceNote | None:
        """Return the note of an instance, a new one if need be; None where there is no room for it."""
        note = self._notes.get(key)
        if note is None:
            if len(self._notes) >= self._limits.instances:
                self.dropped += 1
                return None
            note = self._notes[key] = InstanceNote()
        return note

    def _host(self, name: Name) -> Seconds:
        """Return the times to live of a host's addresses, for more to be added."""
        if fold(name) not in self._hosts and len(self._hosts) >= self._limits.instances:
            self.dropped += 1
            return {}
        return self._hosts.setdefault(fold(name), {})

    def _host_lifetimes(self, announcement: Announcement) -> Seconds:
        return {} if announcement.host is None else self._hosts.get(fold(names.split(announcement.host)), {})

    def _lacks_type(self, key: Name) -> bool:
        """Whether the enumeration was asked for in the domain of an instance, and does not list its type."""
        at = type_at(key)
        if at is None or key[at:] in self.types or (True, key[at:]) in self._before:
            return False
        return self.was_asked((*ENUMERATION, *key[at + 2 :]), RType.PTR, LISTED)

    def _unanswered(self, key: Name, announcement: Announcement) -> Iterator[str]:
        """Yield the records that an announcement lacks although these records were asked for."""
        if announcement.host is None and self.was_asked(key, RType.SRV):
            yield "SRV"
        if announcement.txt is None and self.was_asked(key, RType.TXT):
            yield "TXT"
        host = names.split(announcement.host or "")
        is_local = bool(host) and fold(host)[-1:] == (b"local",)
        asked_for_address = is_local and any(self.was_asked(host, rtype) for rtype in (RType.A, RType.AAAA))
        if asked_for_address and not announcement.addresses:
            yield "address"


def _add_lifetime(seconds: Seconds, record: Record) -> None:
    _add(seconds.setdefault(_TYPES[RType(record.rtype)], {}), record.ttl_s, MAX_LIFETIMES)


def _add(found: dict[str, None] | dict[int, None], item: str | int, limit: int) -> None:
    if len(found) < limit:
        found.setdefault(item, None)  # type: ignore[arg-type]  # as the caller has them


def type_remark(entry: EnumeratedType) -> Announcement:
    """Return what is to be judged of a type that is enumerated and has no instance."""
    return Announcement(
        service=names.join(entry.name[:2]),
        domain=names.join(entry.name[2:]),
        lost=frozenset({Fidelity.TXT}),
        location=Location(interfaces=tuple(sorted(link for link in entry.links if link))),
        observation=Observation(about=About.TYPE, senders=tuple(sorted(entry.senders))),
    )
