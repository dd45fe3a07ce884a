"""What is heard of each service instance beside its records: senders, TTLs, flags, changes, goodbyes, unmet questions.

No socket and no clock. The assembler says what the records are; this says how they were said. It is bounded as the
assembler is: what does not fit is left out and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, field

from validator import names, txt
from validator.assemble import ENUMERATION, Assembler, is_kept
from validator.cache import DEFAULT_LIMITS, Limits, fold
from validator.heard import Heard, Lifetimes, Said
from validator.mdns.packet import Packet
from validator.mdns.questions import Questions
from validator.mdns.sayings import Data, Sayings
from validator.model import Announcement
from validator.wire import Message, Name, Question, Record, RType
from validator.wire_types import type_at

MAX_SENDERS = 16
MAX_LIFETIMES = 8
MAX_LINKS = 16
"""Senders of one instance, TTLs of one type of records, and links of one instance that are kept."""

LEGACY_TTL_S = 10
"""Of answers to plain DNS clients, which repeat the question (RFC 6762 section 6.7): no fault where it is short."""

ASKED, LISTED = 3, 2
"""How often a record, and the instances of a type, must have been asked for before their absence is believed: as often
as a browse asks without losses."""

_TYPES = {RType.A: "A", RType.AAAA: "AAAA", RType.SRV: "SRV", RType.TXT: "TXT"}
_HOST = ("A", "AAAA")

Seconds = dict[str, dict[int, None]]
"""TTLs by the type of record."""


class Note(Struct):
    """What is known of one instance. ``flushing`` tells of each sender of SRV or TXT whether it ever set the bit."""

    seconds: Seconds = field(default_factory=dict)
    flushing: dict[str, bool] = field(default_factory=dict)
    flushed: dict[str, None] = field(default_factory=dict)
    said: dict[tuple[str, str], Sayings] = field(default_factory=dict)
    is_listed: bool = False
    is_divided: bool = False
    goodbyes: int = 0


class Enumerated(Struct):
    """A service type that is enumerated: by whom, and on which links."""

    name: Name
    senders: dict[str, None] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)


class Journal:
    """Takes messages after the assembler, which says what is an instance. ``dropped`` counts what did not fit."""

    def __init__(self, known: Assembler, limits: Limits = DEFAULT_LIMITS) -> None:
        self.types: dict[Name, Enumerated] = {}
        self.dropped = 0
        self._known = known
        self._limits = limits
        self._notes: dict[Name, Note] = {}
        self._hosts: dict[Name, Seconds] = {}
        self._asked = Questions(limits.records)

    def take(self, message: Message, packet: Packet) -> None:
        """Take a response."""
        said: dict[tuple[Name, str], list[bytes]] = {}
        for record in message.records:
            if not record.ttl_s or not is_kept(record):
                continue
            is_legacy = bool(message.questions) and record.ttl_s <= LEGACY_TTL_S
            if record.rtype == RType.PTR:
                self._take_pointer(record, packet, is_legacy=is_legacy)
            elif record.rtype in (RType.SRV, RType.TXT):
                data = _data(record)
                if data is not None and self._known.knows(record.name):
                    said.setdefault((key_of(record.name), _TYPES[RType(record.rtype)]), []).append(data)
                    self._take_own(record, packet, is_legacy=is_legacy)
            elif not is_legacy:
                self._add_seconds(self._host(record.name), record)
        for (key, rtype), rdatas in said.items():
            self._say(key, rtype, tuple(sorted(set(rdatas))), packet)

    def sent(self, questions: Iterable[Question], now: float) -> None:
        """Take questions that were sent: only what was asked for can be missed."""
        self._asked.sent(questions, now)

    def says_goodbye(self, name: Name) -> None:
        """Take notice that an instance is gone."""
        note = self._notes.get(key_of(name))
        if note is not None:
            note.goodbyes += 1

    def expire(self, now: float, keep: Callable[[Name], bool]) -> None:
        """Forget instances that are not to be kept, hosts and types that are gone, and old questions."""
        for key in [each for each in self._notes if not keep(each)]:
            del self._notes[key]
        cache = self._known.cache
        for host in [each for each in self._hosts if not (cache.has(each, RType.A) or cache.has(each, RType.AAAA))]:
            del self._hosts[host]
        known = set(map(fold, self._known.types()))
        for key in [each for each in self.types if each not in known]:
            del self.types[key]
        self._asked.expire(now)

    def was_asked(self, name: Name, rtype: RType, times: int = ASKED) -> bool:
        """Whether it was asked for often enough to believe that it is not there."""
        return self._asked.times(name, rtype) >= times

    def heard(self, announcement: Announcement, *, is_gone: bool = False, is_first: bool = True) -> Heard:
        """Return the facts for an announcement; one that is not the first of its instance gets what is its own."""
        key = key_of_announcement(announcement)
        note = self._notes.get(key)
        if note is None:
            return Heard()
        elsewhere = tuple(self._elsewhere(note, announcement))
        senders = tuple(sorted(note.flushing))
        if not is_first:
            return Heard(senders=senders, is_listed=note.is_listed, elsewhere=elsewhere)
        conflicts, turns = _conflicts(note)
        is_steady = any(each.server is None for each in conflicts)
        texts = [each for (rtype, _), each in note.said.items() if rtype == "TXT" and not is_steady]
        changed = max(texts, key=lambda each: each.changes, default=Sayings())
        return Heard(
            senders=senders,
            is_listed=note.is_listed,
            unanswered=() if is_gone or not note.is_listed else tuple(self._unanswered(key, announcement)),
            lifetimes=self._lifetimes(note, announcement),
            is_divided=note.is_divided,
            unflushed=tuple(sorted(sender for sender, flushes in note.flushing.items() if not flushes)),
            flushed=tuple(sorted(note.flushed)),
            changes=changed.changes,
            changes_a_minute=changed.busiest if changed.changes else 0,
            before=tuple(txt.split(rdata) for data in changed.before() for rdata in data),
            conflicts=conflicts,
            turns=turns,
            elsewhere=elsewhere,
            goodbyes=note.goodbyes,
            is_gone=is_gone,
        )

    def _take_pointer(self, record: Record, packet: Packet, *, is_legacy: bool) -> None:
        target = record.target
        if target is None:
            return
        if fold(record.name)[: len(ENUMERATION)] == ENUMERATION:
            if fold(target) in self.types or len(self.types) < self._limits.types:
                entry = self.types.setdefault(fold(target), Enumerated(target))
                _add(entry.senders, packet.sender, MAX_SENDERS)
                _add(entry.links, packet.link, MAX_LINKS)
            return
        note = self._note(key_of(target)) if self._known.knows(target) else None
        if note is None:
            return
        note.is_listed = True
        note.is_divided |= _is_divided(target)
        if is_legacy:
            return
        if record.flush:
            _add(note.flushed, packet.sender, MAX_SENDERS)
        _add(note.seconds.setdefault("PTR", {}), record.ttl_s, MAX_LIFETIMES)

    def _take_own(self, record: Record, packet: Packet, *, is_legacy: bool) -> None:
        note = self._note(key_of(record.name))
        if note is not None:
            note.is_divided |= _is_divided(record.name)
        if note is None or is_legacy:
            return
        self._add_seconds(note.seconds, record)
        if packet.sender in note.flushing or len(note.flushing) < MAX_SENDERS:
            note.flushing[packet.sender] = record.flush or note.flushing.get(packet.sender, False)

    def _say(self, key: Name, rtype: str, data: Data, packet: Packet) -> None:
        note = self._notes.get(key)
        place = rtype, packet.link
        if note is None or (place not in note.said and len(note.said) >= 2 * MAX_LINKS):
            return
        sayings = note.said.setdefault(place, Sayings())
        omitted = sayings.omitted
        sayings.say(data, packet.sender, packet.at)
        self.dropped += sayings.omitted - omitted

    def _note(self, key: Name) -> Note | None:
        note = self._notes.get(key)
        if note is None:
            if len(self._notes) >= self._limits.instances:
                self.dropped += 1
                return None
            note = self._notes[key] = Note()
        return note

    def _host(self, name: Name) -> Seconds:
        if fold(name) not in self._hosts and len(self._hosts) >= self._limits.instances:
            self.dropped += 1
            return {}
        return self._hosts.setdefault(fold(name), {})

    @staticmethod
    def _add_seconds(seconds: Seconds, record: Record) -> None:
        _add(seconds.setdefault(_TYPES[RType(record.rtype)], {}), record.ttl_s, MAX_LIFETIMES)

    def _lifetimes(self, note: Note, announcement: Announcement) -> tuple[Lifetimes, ...]:
        host = {} if announcement.host is None else self._hosts.get(fold(names.split(announcement.host)), {})
        seconds = note.seconds | host
        return tuple(Lifetimes(rtype, tuple(sorted(seconds[rtype]))) for rtype in sorted(seconds))

    def _unanswered(self, key: Name, announcement: Announcement) -> Iterator[str]:
        if announcement.host is None and self.was_asked(key, RType.SRV):
            yield "SRV"
        if announcement.txt is None and self.was_asked(key, RType.TXT):
            yield "TXT"
        host = names.split(announcement.host or "")
        if host and not announcement.addresses and fold(host)[-1:] == (b"local",):
            asked = any(self.was_asked(host, rtype) for rtype in (RType.A, RType.AAAA))
            if asked:
                yield "address"

    def _elsewhere(self, note: Note, announcement: Announcement) -> Iterator[Said]:
        """Give what is said on other links than those of the announcement, or other than its SRV record says."""
        here = announcement.location.interfaces
        server = _server(announcement)
        others: dict[tuple[str, Data], list[str]] = {}
        for (rtype, link), sayings in note.said.items():
            if sayings.current is None:
                continue
            data = sayings.current.data
            differs = link not in here if rtype == "TXT" else server is not None and server.encode() not in data
            if differs and not (rtype == "TXT" and announcement.txt is None):
                others.setdefault((rtype, data), []).append(link)
        for (rtype, data), links in others.items():
            if rtype == "TXT" and any(_current(note, rtype, link) == data for link in here):
                continue
            found = [note.said[rtype, link].current for link in links]
            senders = tuple(sorted({sender for each in found if each is not None for sender in each.senders}))
            yield _as_said(rtype, data, senders, tuple(sorted(links)))


def key_of(name: Name) -> Name:
    """Return what an instance is known by. That of a sloppy device may be several labels: they are joined."""
    at = type_at(name)
    return fold((b".".join(name[:at]), *name[at:])) if at is not None and at > 1 else fold(name)


def _is_divided(name: Name) -> bool:
    return (type_at(name) or 0) > 1


def key_of_announcement(each: Announcement) -> Name:
    """Return what the instance of an announcement is known by."""
    return fold((each.instance or b"", *names.split(each.service), *names.split(each.domain)))


def _conflicts(note: Note) -> tuple[tuple[Said, ...], int]:
    found: list[Said] = []
    turns = 0
    for (rtype, link), sayings in note.said.items():
        sides = sayings.sides()
        if found or not sides:
            continue
        found += [_as_said(rtype, each.data, tuple(sorted(each.senders)), (link,) if link else ()) for each in sides]
        turns = 0 if sayings.rivals else sayings.turns
    return tuple(found), turns


def _as_said(rtype: str, data: Data, senders: tuple[str, ...], interfaces: tuple[str, ...]) -> Said:
    if rtype == "TXT":
        return Said(txt=tuple(map(txt.split, data)), senders=senders, interfaces=interfaces)
    server = data[0].decode("utf-8", "backslashreplace") if data else ""
    return Said(server=server, senders=senders, interfaces=interfaces)


def _current(note: Note, rtype: str, link: str) -> Data | None:
    sayings = note.said.get((rtype, link))
    return None if sayings is None or sayings.current is None else sayings.current.data


def _data(record: Record) -> bytes | None:
    """Return what a record says, whatever its compression; None where it could not be read."""
    if record.rtype == RType.TXT:
        return record.rdata
    return None if record.target is None else _shown(names.join(fold(record.target)), record.port).encode()


def _server(announcement: Announcement) -> str | None:
    each = announcement
    if each.host is None or each.port is None:
        return None
    return _shown(names.join(fold(names.split(each.host))), each.port)


def _shown(host: str, port: int) -> str:
    text = f"{host}:{port}"
    return text.encode("utf-8", "backslashreplace").decode()


def _add(found: dict[str, None] | dict[int, None], item: str | int, limit: int) -> None:
    if len(found) < limit:
        found.setdefault(item, None)  # type: ignore[arg-type]  # as the caller has them
