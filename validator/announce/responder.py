"""A responder on one link: which messages it takes, and when it answers (RFC 6762 sections 6 to 10)."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from itertools import islice

from msgspec.structs import replace

from validator.announce import probe
from validator.announce.device import Device
from validator.announce.offer import Offer
from validator.announce.probe import Probing
from validator.announce.records import LEGACY_TTL_S, records
from validator.assembly.cache import fold
from validator.assembly.packet import PORT, Packet
from validator.mdns.links import Interface, Link, open_links
from validator.wire import message as wire
from validator.wire import reader
from validator.wire.message import TRUNCATED, Message, Name, Record, RType
from validator.wire.writer import packed

SHARED_DELAY_S = (0.02, 0.12)
"""The range of the random delay in seconds of an answer that others may give too (RFC 6762 section 6)."""

TRUNCATED_DELAY_S = (0.4, 0.5)
"""The range of seconds to wait for more known answers (RFC 6762 section 7.2)."""

AGAIN_S = 1.0
"""Seconds between two times that a record is multicast, and between two announcements (RFC 6762 sections 6 and 8.3)."""

MAX_TRUNCATED = 100
"""Queriers whose truncated queries are kept at a time."""

Texts = Callable[[Device], tuple[bytes, ...]]
"""A function from a device to the RDATA of the TXT records that the device is to have."""

_RESPONSE = 0x8400  # QR and AA (RFC 6762 section 18)

# Messages sent at once: more of them than a receiver's socket buffer takes would be lost.
_BURST = 20
_BURST_S = 0.02

_REMEMBERED = 4096  # messages


class Responder:
    """Answers for devices on one link.

    ``conflict`` is called with a name that another host answers for, too. ``sent`` are messages of this host, which
    come back because multicast is looped. The responders of one host share ``sent``: two interfaces may be on one
    network.
    """

    def __init__(self, interface: Interface, sent: dict[bytes, None], conflict: Callable[[Name], None]) -> None:
        self.interface = interface
        self._sent = sent
        self._conflict = conflict
        self._now = asyncio.get_running_loop().time
        self._link: Link | None = None
        self._offer = Offer()
        self._probings: list[Probing] = []
        self._due: dict[Record, float] = {}
        self._last: dict[Record, float] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._truncated: dict[tuple[str, int], list[Message]] = {}
        self._turn = 0
        self._clear_at = self._now()

    def receive(self, packet: Packet) -> None:
        """Take one packet."""
        if self._link is None or packet.data in self._sent:
            return
        message = reader.read(packet.data)
        if message.opcode or message.rcode:
            return
        if message.is_response:
            if packet.port == PORT:  # all others are to be ignored (RFC 6762 section 6)
                self._take_response(message)
        elif packet.port != PORT:
            self._answer_legacy(message, packet)
        else:
            self._take_query(message, (packet.sender, packet.port))

    async def probe(self, devices: Iterable[Device]) -> set[Name]:
        """Ask whether the names of devices and their hosts are free. Return the names that are not, in lower case."""
        probing = Probing(record for device in devices for record in records(device, self.interface))
        self._probings.append(probing)
        try:
            for _ in range(probe.MAX_DEFERRALS):
                probing.deferred = False
                await asyncio.sleep(random.uniform(*probe.FIRST_PROBE_S))  # noqa: S311  (spreads load, guards nothing)
                for _ in range(probe.PROBES):
                    self._transmit(probing.messages())
                    await asyncio.sleep(probe.PROBE_INTERVAL_S)
                if not probing.deferred:
                    break
                await asyncio.sleep(probe.DEFER_S)
        finally:
            self._probings.remove(probing)
        return probing.taken

    def announce(self, devices: Iterable[Device], texts: Texts | None = None) -> None:
        """Offer devices from now on, and announce these, with other TXT records if ``texts`` is given."""
        parts: dict[Record, None] = {}
        for device in devices:
            self._offer.add(device, records(device, self.interface, texts(device) if texts else None))
            adds = device.behaviour.adds
            parts.update(dict.fromkeys(each for each in self._offer.records(device) if adds or each.rtype == RType.PTR))
        self._multicast(Message(records=(each,)) for each in parts)

    def goodbye(self, devices: Iterable[Device], *, silently: Callable[[Device], bool] = lambda _: False) -> None:
        """Offer devices no more, and say goodbye for these except where ``silently`` (RFC 6762 section 10.1)."""
        gone: dict[Record, None] = {}
        for device in devices:
            removed = self._offer.remove(device)
            if not silently(device):
                gone.update(dict.fromkeys(removed))
        self._multicast(Message(records=(replace(each, ttl_s=0),)) for each in gone if not self._offer.has(each))

    def offers(self, device: Device) -> bool:
        """Whether a device is offered."""
        return self._offer.named(device.name) is not None

    async def drained(self) -> None:
        """Wait until all messages are sent."""
        await asyncio.sleep(max(0.0, self._clear_at - self._now()))

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Open the link, and close it at the end. Raises NetworkError where the link cannot be opened."""
        async with open_links((self.interface,), self.receive) as (link,):
            self._link = link
            try:
                yield
            finally:
                await self.drained()
                self._link = None
                if self._timer is not None:
                    self._timer.cancel()

    def _take_response(self, message: Message) -> None:
        for probing in self._probings:
            probing.take_response(message)
        for record in message.records:
            if probe.contradicts(record, self._offer.at(record.name)):
                self._conflict(fold(record.name))

    def _take_query(self, query: Message, sender: tuple[str, int]) -> None:
        for probing in self._probings:
            probing.take_query(query)
        if sender in self._truncated:
            self._truncated[sender].append(query)
        elif query.is_truncated and len(self._truncated) < MAX_TRUNCATED:
            self._truncated[sender] = [query]
            delay_s = random.uniform(*TRUNCATED_DELAY_S)  # noqa: S311  (spreads load, guards nothing)
            asyncio.get_running_loop().call_later(delay_s, self._release, sender)
        else:
            self._answer(query)

    def _release(self, sender: tuple[str, int]) -> None:
        """Answer a query that came in several messages."""
        queries = self._truncated.pop(sender)
        questions = tuple(question for query in queries for question in query.questions)
        self._answer(Message(questions=questions, records=tuple(each for query in queries for each in query.records)))

    def _answer(self, query: Message) -> None:
        is_probe = any(each.section == wire.Section.AUTHORITY for each in query.records)
        now = self._now()
        shared_s = random.uniform(*SHARED_DELAY_S)  # noqa: S311  (spreads load, guards nothing)
        for record in self._offer.answers(query):
            delay_s = self._offer.behaviour(record).delay_s + (0 if record.flush else shared_s)
            due = now + delay_s
            last = self._last.get(record)
            if last is not None and not is_probe:
                due = max(due, last + AGAIN_S)
            self._due[record] = min(due, self._due.get(record, due))
        self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if self._due:
            self._timer = asyncio.get_running_loop().call_at(min(self._due.values()), self._multicast_due)

    def _multicast_due(self) -> None:
        now = self._now() + 0.001  # a timer may come early by the resolution of the clock
        ready = [record for record, due in self._due.items() if due <= now]
        for record in ready:
            del self._due[record]
        self._multicast(self._offer.part(each) for each in ready if self._offer.has(each))
        self._set_timer()

    def _multicast(self, parts: Iterable[Message]) -> None:
        """Multicast answers with their additional records."""
        messages = list(parts)
        self._turn += 1
        self._last |= {part.records[0]: self._now() for part in messages if part.records[0].ttl_s}
        mangle = next(filter(None, (self._offer.behaviour(part.records[0]).mangle for part in messages)), None)
        datagrams = packed(
            replace(part, flags=_RESPONSE, records=tuple(map(self._alternated, part.records))) for part in messages
        )
        self._transmit(datagrams if mangle is None else map(mangle, datagrams))

    def _alternated(self, record: Record) -> Record:
        """Return the record to send. A device that alternates has another TXT record in every second message."""
        device = self._offer.named(record.name) if record.rtype == RType.TXT else None
        if device is None or not device.behaviour.alternates:
            return record
        return replace(record, rdata=(*device.texts[:1], *device.other_texts)[self._turn % 2])

    def _transmit(self, messages: Iterable[bytes]) -> None:
        """Send messages in bursts that fit a receiver's buffer, behind the messages that are not sent yet."""
        rest = iter(messages)
        while burst := list(islice(rest, _BURST)):
            for message in burst:
                self._sent[message] = None
            now = self._now()
            if self._clear_at <= now:
                self._send(burst)
            else:
                asyncio.get_running_loop().call_at(self._clear_at, self._send, burst)
            self._clear_at = max(self._clear_at, now) + _BURST_S
        while len(self._sent) > _REMEMBERED:
            del self._sent[next(iter(self._sent))]

    def _send(self, burst: list[bytes]) -> None:
        if self._link is not None:
            for message in burst:
                self._link.send(message)

    def _answer_legacy(self, query: Message, packet: Packet) -> None:
        """Answer a plain DNS client by unicast, as DNS does (RFC 6762 section 6.7)."""
        answers = self._offer.answers(query)
        parts = [
            replace(
                self._offer.part(answer),
                id=query.id,
                flags=_RESPONSE,
                questions=() if number else query.questions,
            )
            for number, answer in enumerate(answers)
        ]
        messages = list(packed(map(_plain, parts)))
        if not messages:
            return
        octets = messages[0]
        if len(messages) > 1:  # there is one response to a query of DNS, and TC says that there is more to know
            octets = octets[:2] + (_RESPONSE | TRUNCATED).to_bytes(2) + octets[4:]
        delay_s = max(self._offer.behaviour(each).delay_s for each in answers)
        asyncio.get_running_loop().call_later(delay_s, self._reply, octets, packet)

    def _reply(self, message: bytes, packet: Packet) -> None:
        if self._link is not None:
            self._link.reply(message, packet)


def _plain(part: Message) -> Message:
    """Return a part for a plain DNS client: without cache-flush bits, and with short TTLs."""
    kept = (replace(each, flush=False, ttl_s=min(each.ttl_s, LEGACY_TTL_S)) for each in part.records)
    return replace(part, records=tuple(kept))
