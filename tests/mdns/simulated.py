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

Result = TypeVar("Result")

ADDITIONAL = (RType.SRV, RType.TXT, RType.A)


class Lan:
    """A link of a session; what it sends and what comes back is lost with a probability of ``loss``."""

    name = "eth0"
    versions = (False,)

    def __init__(self, rng: random.Random, loss: float = 0.0) -> None:
        self.rng = rng
        self.loss = loss
        self.session = Session()
        self.devices: list[Device] = []
        self.queries: list[tuple[float, wire.Message]] = []

    def send(self, octets: bytes, _: Container[bool] = versions) -> int:
        """Take a query of the session to the devices."""
        query = reader.read(octets)
        self.queries.append((asyncio.get_running_loop().time(), query))
        if self.rng.random() >= self.loss:
            for device in self.devices:
                device.hear(query)
        return 1

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
        return await self.session.run((cast("Link", self),), goal, bound_s)


class Device:
    """Answers for its records while it is on, each question after a random delay; PTR brings what it leads to."""

    def __init__(self, lan: Lan, records: Iterable[Record], delay_s: tuple[float, float] = (0.02, 0.12)) -> None:
        self.lan = lan
        self.records = list(records)
        self.delay_s = delay_s
        self.is_on = False
        lan.devices.append(self)

    async def on(self, *, announces: bool = True) -> None:
        """Switch it on; it announces itself twice, a second apart (RFC 6762 section 8.3)."""
        self.is_on = True
        for _ in range(2 if announces else 0):
            if self.is_on:
                self.lan.say(self.records)
            await asyncio.sleep(1)

    def off(self) -> None:
        """Switch it off with a goodbye (RFC 6762 section 10.1)."""
        self.is_on = False
        self.lan.say(replace(each, ttl_s=0) for each in self.records)

    def hear(self, query: wire.Message) -> None:
        """Answer what is known to nobody yet (RFC 6762 section 7.1)."""
        known = {(each.name, each.target) for each in query.records}
        answers = [
            each
            for question in query.questions
            for each in self.records
            if (each.name, each.rtype) == (question.name, question.rtype) and (each.name, each.target) not in known
        ]
        if answers and any(each.rtype == RType.PTR for each in answers):
            answers += [each for each in self.records if each.rtype in ADDITIONAL and each not in answers]
        if answers:
            delay_s = self.lan.rng.uniform(*self.delay_s)
            asyncio.get_running_loop().call_later(delay_s, self._answer, answers)

    def _answer(self, records: list[Record]) -> None:
        if self.is_on:
            self.lan.say(records)


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
