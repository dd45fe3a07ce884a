"""A LAN in simulated time: responders answer the messages of a session, and hours pass in no time."""

from __future__ import annotations

import asyncio
import random
import selectors
from collections.abc import Container, Coroutine, Iterable
from functools import partial
from typing import Any, TypeVar, cast

from msgspec.structs import replace

from tests.mdns import message
from validator.assembly.expectation import Wanted
from validator.assembly.packet import PORT, Packet
from validator.mdns.links import Link
from validator.mdns.session import BrowseResult, Session
from validator.wire import message as wire
from validator.wire import reader
from validator.wire.message import Name, Record, RType
from validator.wire.writer import encode

Result = TypeVar("Result")

ADDITIONAL = (RType.SRV, RType.TXT, RType.A)


class Lan:
    """A link of a session; what it sends and what comes back is lost with a probability of ``loss``."""

    name = "eth0"
    versions = (False,)
    direct_versions: tuple[bool, ...] = ()

    def __init__(self, rng: random.Random, loss: float = 0.0, *, direct: bool = False) -> None:
        self.rng = rng
        self.loss = loss
        if direct:
            self.direct_versions = (False,)
        self.session = Session()
        self.devices: list[Device] = []
        self.queries: list[tuple[float, wire.Message]] = []
        self.asked: list[tuple[float, wire.Message]] = []

    def send(self, octets: bytes, _: Container[bool] = versions) -> int:
        """Take a query of the session to the devices."""
        query = reader.read(octets)
        self.queries.append((asyncio.get_running_loop().time(), query))
        if self.rng.random() >= self.loss:
            for device in self.devices:
                device.hear(query)
        return 1

    def ask(self, octets: bytes, *, is_ipv6: bool, to: str | None = None) -> None:
        """Take a one-shot question of the session to the devices, or to one of them."""
        assert not is_ipv6
        query = reader.read(octets)
        self.asked.append((asyncio.get_running_loop().time(), query))
        if self.rng.random() >= self.loss:
            for device in self.devices:
                if device.is_direct and to in (None, device.address):
                    device.answer_directly(query)

    def reply(self, query: wire.Message, records: Iterable[Record], sender: str) -> None:
        """Take a direct answer to the session, as RFC 6762 section 6.7 wants it."""
        if self.rng.random() >= self.loss:
            now = asyncio.get_running_loop().time()
            capped = tuple(replace(each, ttl_s=min(each.ttl_s, 10), flush=False) for each in records)
            octets = encode(wire.Message(query.id, 0x8400, query.questions, capped))
            self.session.receive(Packet(octets, self.name, sender, PORT, now, is_direct=True))

    def say(self, records: Iterable[Record], sender: str = "192.0.2.1") -> None:
        """Take a response to the session."""
        if self.rng.random() >= self.loss:
            now = asyncio.get_running_loop().time()
            self.session.receive(Packet(message.response(*records), self.name, sender, PORT, now))

    def overrun(self) -> int:
        """Nothing comes too fast."""
        return 0

    async def browse(self, goal: Wanted, bound_s: float) -> BrowseResult:
        """Run the session."""
        return self.session.result(goal, await self.session.run((cast("Link", self),), goal, bound_s))


class Device:
    """Answers for its records while it is on, each question after a random delay; PTR brings what it leads to."""

    def __init__(
        self,
        lan: Lan,
        records: Iterable[Record],
        delay_s: tuple[float, float] = (0.02, 0.12),
        *,
        address: str = "192.0.2.1",
        is_direct: bool = True,
    ) -> None:
        self.lan = lan
        self.records = list(records)
        self.delay_s = delay_s
        self.address = address
        self.is_direct = is_direct
        self.direct_delay_s = (0.001, 0.02)
        self.is_on = False
        lan.devices.append(self)

    async def on(self, *, announces: bool = True) -> None:
        """Switch it on; it announces itself twice, a second apart (RFC 6762 section 8.3)."""
        self.is_on = True
        for _ in range(2 if announces else 0):
            if self.is_on:
                self.lan.say(self.records, self.address)
            await asyncio.sleep(1)

    def off(self) -> None:
        """Switch it off with a goodbye (RFC 6762 section 10.1)."""
        self.is_on = False
        self.lan.say((replace(each, ttl_s=0) for each in self.records), self.address)

    def hear(self, query: wire.Message) -> None:
        """Answer what is known to nobody yet (RFC 6762 section 7.1)."""
        known = {(each.name, each.target) for each in query.records}
        answers = [
            each
            for question in query.questions
            for each in self.records
            if (each.name, each.rtype) == (question.name, question.rtype) and (each.name, each.target) not in known
        ]
        listed = {each.target for each in answers if each.rtype == RType.PTR}
        if listed:
            more = [each for each in self.records if each.rtype in ADDITIONAL and each not in answers]
            answers += [each for each in more if each.rtype == RType.A or each.name in listed]
        if answers:
            delay_s = self.lan.rng.uniform(*self.delay_s)
            asyncio.get_running_loop().call_later(delay_s, self._answer, answers)

    def answer_directly(self, query: wire.Message) -> None:
        """Answer a one-shot question. With known answers it is none, for Avahi."""
        answers = [
            each
            for question in query.questions
            for each in self.records
            if (each.name, each.rtype) == (question.name, question.rtype)
        ]
        if not self.is_on or not answers or query.records:
            return
        listed = {each.target for each in answers if each.rtype == RType.PTR}
        more = [each for each in self.records if each.rtype in (RType.SRV, RType.TXT)]
        answers += [each for each in more if each.name in listed and each not in answers]
        if any(each.rtype == RType.SRV for each in answers):
            answers += [each for each in self.records if each.rtype == RType.A and each not in answers]
        delay_s = self.lan.rng.uniform(*self.direct_delay_s)
        asyncio.get_running_loop().call_later(delay_s, self.lan.reply, query, answers, self.address)

    def _answer(self, records: list[Record]) -> None:
        if self.is_on:
            self.lan.say(records, self.address)


def instance(name: Name, rdata: bytes = b"\x03a=1", host: Name = (b"box", b"local")) -> list[Record]:
    """Return the records of a service instance and its type, with those of its host."""
    kind = name[1:]
    return [
        message.pointer((b"_services", b"_dns-sd", b"_udp", b"local"), kind),
        message.pointer(kind, name),
        message.server(name, host),
        message.text(name, rdata),
        message.address(host, b"\xc0\x00\x02\x01"),
    ]


class _Jump(selectors.SelectSelector):
    """A selector that never waits: it moves the clock to where the next timer is."""

    def __init__(self, start: float) -> None:
        super().__init__()
        self.now = start

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everything waits, and for nothing")
        self.now += max(timeout, 0)
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, start: float) -> None:
        self._jump = _Jump(start)
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now


def run(main: Coroutine[Any, Any, Result], start: float = 0.0) -> Result:
    """Run a coroutine in simulated time, by a clock that begins at ``start``."""
    with asyncio.Runner(loop_factory=partial(_Loop, start)) as runner:
        return runner.run(main)
