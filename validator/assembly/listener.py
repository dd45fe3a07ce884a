"""From packets to announcements with what was heard of them. No socket and no clock: live, and out of a capture alike.

Beside instances it gives remarks: a service type that is enumerated without an instance, a responder whose packets
cannot be read. An instance that said goodbye is not forgotten: what it announced before is to be judged too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from msgspec import Struct, field
from msgspec.structs import replace

from validator.assembly.assembler import Assembler, order
from validator.assembly.cache import DEFAULT_LIMITS, Limits, fold
from validator.assembly.expectation import Unmet, Wanted, is_complete
from validator.assembly.instants import instant
from validator.assembly.journal import LISTED, Enumerated, Journal, key_of, key_of_announcement
from validator.assembly.packet import PORT, Packet
from validator.model import names
from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.observation import About, Observation
from validator.wire import message as wire
from validator.wire import reader
from validator.wire.message import Message, Name, RType

MAX_DAMAGING = 100
"""Senders of damaged packets that are told apart."""

MAX_DAMAGES = 3
"""Reasons that are given for one of them."""

MAX_GONE = 1_000
"""Instances that said goodbye and are remembered."""

MAX_GONE_OCTETS = 4 << 20

GOODBYE_S = 2.0
"""Within which the records of one instance say goodbye."""

REMEMBER_S = 600.0
"""How long a run without end remembers those."""

OTHER_PORT = "responses from another port than 5353"
OTHER_CODE = "responses with an operation or error code"
SENSELESS = "PTR records that list no instance"
BEYOND = "records beyond limits"
"""Kinds of what is dropped, as a report names them. RFC 6762 sections 6, 18.3 and 18.11 want the first two ignored."""


class _Damaging(Struct):
    """A sender of damaged packets: how many, on which links, and what is wrong with the first."""

    count: int = 0
    links: dict[str, None] = field(default_factory=dict)
    reasons: dict[str, None] = field(default_factory=dict)


class _Gone(Struct):
    """What an instance announced before it said goodbye, and by which types and subtypes it was found."""

    announcements: list[Announcement]
    owners: frozenset[Name]
    at: float
    octets: int
    is_gone: bool = False


class Listener:
    """Takes packets with ``receive``, and what this host asks with ``sent``; ``outcome`` may be asked at any time.

    Times are in seconds of one clock that may begin anywhere: they are taken as instants (see instants.py), so that the
    verdict on a recording is that on the packets.
    ``packets`` counts what was received, plain queries apart, ``damaged`` those that could not be read whole.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.known = Assembler(limits)
        self.packets = 0
        self.damaged = 0
        self._journal = Journal(self.known, limits)
        self._ignored: dict[str, int] = {}
        self._damaging: dict[str, _Damaging] = {}
        self._gone: dict[Name, _Gone] = {}
        self._gone_octets = 0
        self._omitted = 0

    def receive(self, packet: Packet) -> bool:
        """Take one packet; whether it was a response that counts: of mDNS, from port 5353, without opcode and rcode."""
        packet = replace(packet, sender=packet.sender.partition("%")[0], at=instant(packet.at))
        message = reader.read(packet.data)
        self.packets += message.is_response or bool(message.faults)
        if message.faults:
            self._note_faults(packet, message.faults)
        if not message.is_response:
            return False
        if packet.port != PORT or message.opcode or message.rcode:
            kind = OTHER_PORT if packet.port != PORT else OTHER_CODE
            self._ignored[kind] = self._ignored.get(kind, 0) + 1
            return False
        leaving = self._leaving(message, packet.at)
        self.known.feed(message, packet.link, packet.sender, packet.at)
        self._journal.take(message, packet)
        for name in leaving:
            self._settle(name)
        return True

    def sent(self, octets: bytes, now: float) -> None:
        """Take a message that this host sent: what it asks for can be missed."""
        self._journal.sent(reader.read(octets).questions, instant(now))

    def expire(self, now: float, at_least_s: float = 0.0) -> None:
        """Forget what is over, so that a long run does not fill the memory; see ``Assembler.expire``."""
        now = instant(now)
        self.known.expire(now, at_least_s)
        for key in [each for each, left in self._gone.items() if now - left.at > REMEMBER_S]:
            self._gone_octets -= self._gone.pop(key).octets
        self._journal.expire(now, lambda key: key in self._gone or self.known.knows(key))

    def dropped(self) -> tuple[tuple[str, int], ...]:
        """Say how much was dropped, by its kind."""
        beyond = self.known.dropped - self.known.senseless + self._journal.dropped + self._omitted
        kinds = self._ignored | {SENSELESS: self.known.senseless, BEYOND: beyond}
        return tuple((kind, count) for kind, count in kinds.items() if count)

    def outcome(self, goal: Wanted) -> tuple[list[Announcement], list[Unmet]]:
        """Return what is to be judged, remarks last, and which expectations are not true.

        Where all are, the announcements are the complete ones: the wait ended before the others could be.
        """
        unmet = goal.unmet(self.known)
        is_met = goal.is_wait and not unmet
        found = self._whole(goal.found(self.known))
        found = list(filter(is_complete, found)) if is_met else sorted([*found, *self._left(goal)], key=order)
        senders = {sender for each in found if each.observation is not None for sender in each.observation.senders}
        remarks = [] if goal.is_wait else list(self._types(goal))
        # Where some are picked out, other devices are of no concern, unless they may be why nothing was heard.
        only = senders if found and (goal.is_wait or goal.types) else None
        return [*found, *remarks, *self._responders(only)], unmet

    def _whole(self, announcements: Iterable[Announcement], *, is_gone: bool = False) -> list[Announcement]:
        """Add what was heard. What nobody asked for is not known to be absent."""
        found: list[Announcement] = []
        met: set[Name] = set()
        for each in announcements:
            if each.txt_index > 1:
                found.append(each)
                continue
            key = key_of_announcement(each)
            observation = self._journal.observation(each, is_gone=is_gone, is_first=key not in met)
            met.add(key)
            is_unknown = each.txt is None and "TXT" not in observation.unanswered
            found.append(
                replace(each, observation=observation, lost=frozenset({Fidelity.TXT}) if is_unknown else each.lost)
            )
        return found

    def _left(self, goal: Wanted) -> Iterator[Announcement]:
        """Give what the wanted instances announced that said goodbye and did not come back."""
        wanted = frozenset(map(fold, goal.types))
        for left in self._gone.values():
            if left.is_gone and (not wanted or not wanted.isdisjoint(left.owners)):
                yield from self._whole(goal.named(left.announcements), is_gone=True)

    def _types(self, goal: Wanted) -> Iterator[Announcement]:
        inhabited = self.known.inhabited() | {owner for left in self._gone.values() for owner in left.owners}
        for key, entry in sorted(self._journal.types.items()):
            is_wanted = not goal.types or key in map(fold, goal.types)
            if is_wanted and key not in inhabited and self._journal.was_asked(key, RType.PTR, LISTED):
                yield _remark_on_type(entry)

    def _responders(self, only: set[str] | None) -> Iterator[Announcement]:
        for sender in sorted(self._damaging, key=_address):
            if only is None or sender in only:
                found = self._damaging[sender]
                observation = Observation(
                    about=About.RESPONDER, senders=(sender,), damaged=found.count, damages=tuple(found.reasons)
                )
                location = _location(found.links)
                lost = frozenset({Fidelity.TXT})
                yield Announcement(
                    service="", addresses=(sender,), lost=lost, location=location, observation=observation
                )

    def _note_faults(self, packet: Packet, faults: tuple[wire.Fault, ...]) -> None:
        if packet.port != PORT:
            return
        self.damaged += 1
        if packet.sender not in self._damaging and len(self._damaging) >= MAX_DAMAGING:
            self._omitted += 1
            return
        found = self._damaging.setdefault(packet.sender, _Damaging())
        found.count += 1
        found.links[packet.link] = None
        if len(found.reasons) < MAX_DAMAGES:
            found.reasons[str(faults[0])] = None

    def _leaving(self, message: Message, now: float) -> list[Name]:
        """Keep what those announced of whom a record says goodbye, before it is forgotten; return their names."""
        leaving: dict[Name, None] = {}
        if not self._gone and all(record.ttl_s for record in message.records):
            return []
        for record in message.records:
            name = record.name if record.target is None or record.rtype == RType.SRV else record.target
            if self._concerns(name, has_ttl=bool(record.ttl_s)):
                leaving[fold(name)] = None
                left = self._gone.get(key_of(name))
                if self.known.knows(name) and not record.ttl_s and (left is None or now - left.at > GOODBYE_S):
                    self._keep(name, now)
        return list(leaving)

    def _concerns(self, name: Name, *, has_ttl: bool) -> bool:
        """Whether a record may be a goodbye, or brings back who said it."""
        return key_of(name) in self._gone if has_ttl else self.known.knows(name)

    def _keep(self, name: Name, now: float) -> None:
        announcements, owners = self.known.instance(name)
        octets = sum(each.txt.size for each in announcements if each.txt is not None)
        old = self._gone.pop(key_of(name), None)
        self._gone_octets -= 0 if old is None else old.octets
        if len(self._gone) >= MAX_GONE or self._gone_octets + octets > MAX_GONE_OCTETS:
            self._omitted += 1
            return
        self._gone_octets += octets
        self._gone[key_of(name)] = _Gone(announcements, owners, now, octets)

    def _settle(self, name: Name) -> None:
        """Take notice of whether an instance is gone, or back."""
        left = self._gone.get(key_of(name))
        if left is None:
            return
        is_gone = not self.known.knows(name)
        if is_gone and not left.is_gone:
            self._journal.says_goodbye(name)
        left.is_gone = is_gone


def _remark_on_type(entry: Enumerated) -> Announcement:
    service, domain = entry.name[:2], entry.name[2:]
    return Announcement(
        service=names.join(service),
        domain=names.join(domain),
        lost=frozenset({Fidelity.TXT}),
        location=_location(entry.links),
        observation=Observation(about=About.TYPE, senders=tuple(sorted(entry.senders))),
    )


def _location(links: Iterable[str]) -> Location:
    return Location(interfaces=tuple(sorted(link for link in links if link)))


def _address(text: str) -> tuple[int, int, str]:
    try:
        address = ip_address(text)
    except ValueError:
        return 0, 0, text
    return address.version, int(address), text
