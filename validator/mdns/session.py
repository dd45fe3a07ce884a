"""Browsing a LAN by mDNS: which announcements are there, as they are on the wire.

Questions are multicast ("QM"), not "QU": port 5353 is shared with the host's own responder, and the kernel gives a
unicast answer to one of the sockets only. Nothing is announced. What was heard goes through the assembler raw.
"""

from __future__ import annotations

import asyncio
import random

from msgspec import Struct

from validator import names, wire
from validator.assemble import Assembler
from validator.errors import UsageError
from validator.mdns.links import PORT, Link, Packet, chosen, open_links
from validator.mdns.plan import Plan
from validator.mdns.query import queries
from validator.model import Announcement, Location, Unreadable
from validator.reports.base import Completeness

FIRST_DELAY_S = (0.02, 0.12)
"""Random delay of the first question, so that hosts that start together do not ask together (RFC 6762 section 5.2)."""

COALESCE_S = 0.03
"""How long the questions that news brings are collected into one message."""

MAX_UNREADABLE = 100
"""Damaged packets that are told apart; further ones are only counted as dropped."""

_SUBTYPE = b"_sub"


class BrowseOptions(Struct, frozen=True, kw_only=True):
    """What to browse.

    ``types`` such as ``_ipp._tcp`` or ``_printer._sub._http._tcp``, with or without the domain; empty means all.
    ``timeout_s`` is a hard bound; a browse ends before when the network has settled. ``interfaces`` are names or
    addresses; empty means all.
    """

    types: tuple[str, ...] = ()
    timeout_s: float = 10.0
    interfaces: tuple[str, ...] = ()


class BrowseResult(Struct, frozen=True, kw_only=True):
    """What was heard: announcements in a fixed order, how complete that is, and the packets that were damaged."""

    announcements: tuple[Announcement, ...]
    completeness: Completeness
    unreadable: tuple[Unreadable, ...] = ()


async def browse(options: BrowseOptions) -> BrowseResult:
    """Browse until the network has settled, at most for the timeout.

    Raises UsageError for a type that is no service type, NetworkError where no interface can be used.
    """
    types = tuple(type_name(text) for text in options.types)
    session = Session()
    async with open_links(chosen(options.interfaces), session.receive) as links:
        return await session.run(links, types, options.timeout_s)


def type_name(text: str) -> wire.Name:
    """Return the full name of a service type or subtype. Raises UsageError where the text is neither."""
    path = names.service_path(text)
    subtype = () if path.subtype is None else (*names.split(path.subtype), _SUBTYPE)
    labels = (*subtype, *path.service.labels, *names.split(path.domain or "local"))
    fits = all(0 < len(label) <= names.MAX_LABEL for label in labels) and names.wire_length(labels) <= names.MAX_NAME
    if path.service.transport is None or path.instance is not None or not fits:
        raise UsageError(
            f"{text!r} is not a service type; write it as _ipp._tcp, a subtype as _printer._sub._http._tcp"
        )
    return labels


class Session:
    """One browse over open links: what was heard so far, and what happened beside it."""

    def __init__(self) -> None:
        self.known = Assembler()
        self.sent = 0
        self._unreadable: dict[Unreadable, None] = {}
        self._dropped = 0
        self._heard = asyncio.Event()

    def receive(self, packet: Packet) -> None:
        """Take one packet. Only responses of mDNS count: QR set, opcode and rcode zero, from port 5353."""
        message = wire.read(packet.data)
        if message.faults:
            self._note_faults(packet, message.faults)
        if not message.is_response:
            return
        if packet.port != PORT or message.opcode or message.rcode:
            self._dropped += 1  # RFC 6762 sections 6, 18.3 and 18.11 say to ignore these in silence; a report counts
            return
        self.known.feed(message, packet.link, packet.sender, packet.at)
        self._heard.set()

    async def run(self, links: tuple[Link, ...], types: tuple[wire.Name, ...], timeout_s: float) -> BrowseResult:
        """Ask and listen until settled or until the timeout."""
        now = asyncio.get_running_loop().time
        start = now()
        plan = Plan(types, start + random.uniform(*FIRST_DELAY_S))  # noqa: S311  (spreads load, guards nothing)
        while True:
            plan.update(self.known, now())
            self._ask(links, plan, now())
            left_s = start + timeout_s - now()
            if left_s <= 0 or plan.settled(self.known, now()):
                break
            await self._listen(min(left_s, max(plan.wake(self.known, now()) - now(), COALESCE_S)))
        return self._result(links, types, now() - start)

    async def _listen(self, seconds: float) -> None:
        """Wait for news that may bring questions, or until the time is over."""
        self._heard.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._heard.wait()
                await asyncio.sleep(COALESCE_S)
        except TimeoutError:
            return

    def _ask(self, links: tuple[Link, ...], plan: Plan, now: float) -> None:
        questions = plan.due(self.known, now)
        repeated = [question.name for question in questions if plan.repeated(question)]
        for link in links if questions else ():
            known = [record for name in repeated for record in self.known.cache.known_answers(name, link.name, now)]
            self.sent += sum(link.send(message) for message in queries(questions, known))

    def _note_faults(self, packet: Packet, faults: tuple[wire.Fault, ...]) -> None:
        reason = f"damaged packet from {packet.sender}: {'; '.join(map(str, faults[:3]))}"
        unreadable = Unreadable(Location(interfaces=(packet.link,)), reason)
        if len(self._unreadable) < MAX_UNREADABLE:
            self._unreadable.setdefault(unreadable)
        elif unreadable not in self._unreadable:
            self._dropped += 1

    def _result(self, links: tuple[Link, ...], types: tuple[wire.Name, ...], duration_s: float) -> BrowseResult:
        announcements = self.known.announcements(types)
        completeness = Completeness(
            duration_s=duration_s,
            interfaces=tuple(link.name for link in links),
            queries=self.sent,
            types=len(types or self.known.types()),
            instances=len({(each.instance, each.service, each.domain) for each in announcements}),
            unresolved=self.known.unresolved(types),
            dropped=self.known.dropped + self._dropped,
        )
        return BrowseResult(
            announcements=tuple(announcements), completeness=completeness, unreadable=tuple(self._unreadable)
        )
