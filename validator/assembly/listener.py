"""From packets to announcements with what was observed of them, for live packets and for captures. No socket, no clock.

Beside instances the listener gives remarks: on a service type that is enumerated without an instance, and on a
responder whose packets cannot be read. An instance that said goodbye is kept: what it announced before is to be judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from validator.assembly.assembler import Assembler
from validator.assembly.cache import DEFAULT_LIMITS, Limits, fold
from validator.assembly.composition import order
from validator.assembly.damages import Damages
from validator.assembly.expectation import Unmet, Wanted, is_complete
from validator.assembly.instance_note import key_of, key_of_announcement
from validator.assembly.instants import instant
from validator.assembly.journal import Journal, type_remark
from validator.assembly.packet import PORT, Packet
from validator.model.announcement import Announcement, Fidelity
from validator.wire import message as wire
from validator.wire import reader
from validator.wire.message import Message, Name, Record, RType, usual_ttl_s

MAX_DEPARTED = 1_000
"""Departed instances that are remembered."""

MAX_DEPARTED_OCTETS = 4 << 20
"""Octets that the TXT records of departed instances may take."""

GOODBYE_S = 2.0
"""Seconds within which the records of one instance say goodbye."""

REMEMBER_S = 600.0
"""Seconds for which a run without end remembers departed instances."""

OTHER_PORT = "responses from another port than 5353"
OTHER_CODE = "responses with an operation or error code"
OFF_LINK = "answers from outside of the link"
SENSELESS = "PTR records that list no instance"
BEYOND = "records beyond limits"
"""The kinds of what is dropped, as reports name them.

Responses of the first three kinds must be ignored (RFC 6762 sections 6, 11, 18.3 and 18.11).
"""


class _Departure(Struct):
    """An instance that said goodbye, and may have come back."""

    announcements: list[Announcement]
    """What the instance announced before its goodbye."""
    owners: frozenset[Name]
    """The names of types and subtypes by which the instance was found."""
    at: float
    """When the instance said goodbye, as an instant."""
    octets: int
    """The octets of the TXT records."""
    is_gone: bool = False
    """Whether the instance is still gone."""


class Listener:
    """Takes packets with ``receive``, and questions of this host with ``sent``. ``outcome`` may be called at any time.

    Times are in seconds of one clock that may begin anywhere. All times become instants (see instants.py), so that a
    recording is judged as its packets were. ``packets`` counts what was received, plain queries apart. ``damaged``
    counts the packets that could not be read completely.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.known = Assembler(limits)
        self.packets = 0
        self._journal = Journal(self.known, limits)
        self._ignored: dict[str, int] = {}
        self._damages = Damages()
        self._departures: dict[Name, _Departure] = {}
        self._departed_octets = 0
        self._omitted = 0

    def receive(self, packet: Packet) -> Message | None:
        """Take one packet. Return its message where that is a response that counts.

        A response counts when it comes from port 5353, and has neither an operation code nor an error code.
        """
        packet = replace(packet, sender=packet.sender.partition("%")[0], at=instant(packet.at))
        message = reader.read(packet.data)
        self.packets += message.is_response or bool(message.faults)
        if message.faults:
            self._count_damage(packet, message.faults)
        if not message.is_response:
            return None
        unwanted = _unwanted(packet, message)
        if unwanted:
            self._ignored[unwanted] = self._ignored.get(unwanted, 0) + 1
            return None
        if packet.is_direct:
            message = replace(message, records=tuple(_uncapped(message.records)))
        departing = [] if packet.is_off_link else self._keep_departing(message, packet.at)
        self.known.feed(
            message,
            packet.link,
            packet.sender,
            packet.at,
            is_direct=packet.is_direct,
            is_off_link=packet.is_off_link,
        )
        self._journal.take(message, packet)
        for name in departing:
            self._note_departure(name)
        return message

    @property
    def damaged(self) -> int:
        """How many packets could not be read completely."""
        return self._damages.count

    def sent(self, octets: bytes, now: float) -> None:
        """Take a message that this host sent: only what the message asks for can be missed."""
        self._journal.sent(reader.read(octets).questions, instant(now))

    def expire(
        self, now: float, at_least_s: float = 0.0, is_gone: Callable[[Record, float], bool] | None = None
    ) -> None:
        """Forget old records and instances (see ``Assembler.expire``), so that a long run does not fill the memory."""
        now = instant(now)
        self.known.expire(now, at_least_s, is_gone)
        for key in [key for key, departure in self._departures.items() if now - departure.at > REMEMBER_S]:
            self._departed_octets -= self._departures.pop(key).octets
        self._journal.expire(now, lambda key: key in self._departures or self.known.knows(key))

    def dropped(self) -> tuple[tuple[str, int], ...]:
        """Return how much was dropped, by kind."""
        beyond = (
            self.known.dropped - self.known.senseless + self._journal.dropped + self._omitted + self._damages.omitted
        )
        kinds = self._ignored | {SENSELESS: self.known.senseless, BEYOND: beyond}
        return tuple((kind, count) for kind, count in kinds.items() if count)

    def outcome(self, goal: Wanted) -> tuple[list[Announcement], list[Unmet]]:
        """Return what is to be judged, with remarks last, and the expectations that are not true.

        Where all expectations are true, only complete announcements are returned: the wait ended before others could
        be.
        """
        unmet = goal.unmet(self.known)
        is_met = goal.is_wait and not unmet
        found = self._observed(goal.found(self.known))
        found = list(filter(is_complete, found)) if is_met else sorted([*found, *self._departed(goal)], key=order)
        senders = {sender for each in found if each.observation is not None for sender in each.observation.senders}
        remarks = [] if goal.is_wait else [*self._type_remarks(goal), *self._pointer_remarks(goal)]
        # Where the user names instances or types, other responders are of no concern, unless nothing was found.
        only = senders if found and (goal.is_wait or goal.types) else None
        return [*found, *remarks, *self._damages.remarks(only)], unmet

    def _observed(self, announcements: Iterable[Announcement], *, is_gone: bool = False) -> list[Announcement]:
        """Add to announcements what was observed of them. A record that nobody asked for is not known to be absent."""
        found: list[Announcement] = []
        met: set[Name] = set()
        for announcement in announcements:
            if announcement.txt_index > 1:
                found.append(announcement)
                continue
            key = key_of_announcement(announcement)
            observation = self._journal.observation(announcement, is_gone=is_gone, is_first=key not in met)
            met.add(key)
            is_unknown = announcement.txt is None and "TXT" not in observation.unanswered
            lost = frozenset({Fidelity.TXT}) if is_unknown else announcement.lost
            found.append(replace(announcement, observation=observation, lost=lost))
        return found

    def _departed(self, goal: Wanted) -> Iterator[Announcement]:
        """Yield what wanted instances announced that said goodbye and did not come back."""
        wanted = frozenset(map(fold, goal.types))
        for departure in self._departures.values():
            if departure.is_gone and (not wanted or not wanted.isdisjoint(departure.owners)):
                yield from self._observed(goal.named(departure.announcements), is_gone=True)

    def _type_remarks(self, goal: Wanted) -> Iterator[Announcement]:
        departed = {owner for departure in self._departures.values() for owner in departure.owners}
        for key, entry in sorted(self._journal.types.items()):
            is_wanted = not goal.types or key in map(fold, goal.types)
            if is_wanted and self._journal.is_uninhabited(key, departed):
                yield type_remark(entry)

    def _pointer_remarks(self, goal: Wanted) -> Iterator[Announcement]:
        wanted = frozenset(map(fold, goal.types))
        for (owner, _), pointer in sorted(self.known.pointers.items()):
            if not wanted or owner in wanted:
                yield self.known.pointer_remark(pointer)

    def _count_damage(self, packet: Packet, faults: tuple[wire.Fault, ...]) -> None:
        if packet.port == PORT:
            self._damages.take(packet.sender, packet.link, str(faults[0]))

    def _keep_departing(self, message: Message, now: float) -> list[Name]:
        """Keep what the instances announced to which a message says goodbye. Return the names of these instances."""
        departing: dict[Name, None] = {}
        if not self._departures and all(record.ttl_s for record in message.records):
            return []
        for record in message.records:
            name = record.name if record.target is None or record.rtype == RType.SRV else record.target
            if self._may_concern_departure(name, has_ttl=bool(record.ttl_s)):
                departing[fold(name)] = None
                earlier = self._departures.get(key_of(name))
                if self.known.knows(name) and not record.ttl_s and (earlier is None or now - earlier.at > GOODBYE_S):
                    self._keep(name, now)
        return list(departing)

    def _may_concern_departure(self, name: Name, *, has_ttl: bool) -> bool:
        """Whether a record may say goodbye to an instance, or may bring a departed instance back."""
        return key_of(name) in self._departures if has_ttl else self.known.knows(name)

    def _keep(self, name: Name, now: float) -> None:
        announcements, owners = self.known.instance(name)
        octets = sum(each.txt.size for each in announcements if each.txt is not None)
        old = self._departures.pop(key_of(name), None)
        self._departed_octets -= 0 if old is None else old.octets
        if len(self._departures) >= MAX_DEPARTED or self._departed_octets + octets > MAX_DEPARTED_OCTETS:
            self._omitted += 1
            return
        self._departed_octets += octets
        self._departures[key_of(name)] = _Departure(announcements, owners, now, octets)

    def _note_departure(self, name: Name) -> None:
        """Note whether an instance is gone or came back."""
        departure = self._departures.get(key_of(name))
        if departure is None:
            return
        is_gone = not self.known.knows(name)
        if is_gone and not departure.is_gone:
            self._journal.take_goodbye(name)
        departure.is_gone = is_gone


def _unwanted(packet: Packet, message: Message) -> str | None:
    """Return the kind of responses that a response is of which must be ignored. None for others."""
    if packet.port != PORT:
        return OTHER_PORT
    if message.opcode or message.rcode:
        return OTHER_CODE
    return OFF_LINK if packet.is_direct and packet.is_off_link else None


def _uncapped(records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records of a direct answer as if they were multicast: its TTLs are capped (RFC 6762 section 6.7).

    A goodbye is for everybody, or is none.
    """
    for record in records:
        if record.ttl_s:
            yield replace(record, ttl_s=max(record.ttl_s, usual_ttl_s(record.rtype)))
