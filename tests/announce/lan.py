"""A LAN in simulated time for simulated devices: whatever is sent on it is kept, and reaches all the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from itertools import count

import pytest
from msgspec.structs import replace

from validator import announce
from validator.announce import responder
from validator.assembly.assembler import Assembler
from validator.assembly.packet import PORT, Packet, Receive
from validator.mdns.links import Interface
from validator.model.announcement import Announcement
from validator.model.txt import TxtRecord
from validator.wire import reader
from validator.wire.message import Message, Question, Record
from validator.wire.writer import encode

INTERFACE = Interface("eth0", 2, "192.0.2.1", None, ("192.0.2.1", "fe80::1%eth0"))
TYPE = (b"_ipp", b"_tcp", b"local")


def device(instance: str, *strings: bytes, **others: object) -> Announcement:
    """Return an announcement with sensible fields; ``others`` replace them."""
    fields = {"service": "_ipp._tcp", "instance": instance.encode(), "host": "box.local", "port": 631, **others}
    return Announcement(**{"txt": TxtRecord(strings or (b"a=1",)), **fields})  # type: ignore[arg-type]  # the fields are the caller's to get right


class Lan:
    """What is on the link: messages with the time at which they were sent, multicast and unicast."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.interfaces: tuple[Interface, ...] = (INTERFACE,)
        self.sent: list[tuple[float, Message]] = []
        self.octets: list[bytes] = []
        self.replies: list[tuple[str, Message]] = []
        self.known = Assembler()
        self.rivals: list[Receive] = []
        self._receivers: dict[int, tuple[Interface, Receive]] = {}
        self._numbers = count()
        monkeypatch.setattr(announce, "chosen", lambda _: self.interfaces)
        monkeypatch.setattr(responder, "open_links", self._open_links)

    def ask(self, *questions: Question, known: Iterable[Record] = (), sender: str = "192.0.2.9", **head: int) -> None:
        """Send a query to the devices."""
        query = Message(head.get("id", 0), head.get("flags", 0), questions, tuple(known))
        self.send(encode(query), sender, head.get("port", PORT))

    def send(self, octets: bytes, sender: str = "192.0.2.9", port: int = PORT) -> None:
        """Send octets to the devices."""
        now = asyncio.get_running_loop().time()
        for interface, receive in list(self._receivers.values()):
            receive(Packet(octets, interface.name, sender, port, now))

    def times(self, *, since: float = 0.0, rtype: int | None = None) -> list[float]:
        """Return when responses were sent, each to a hundredth of a second after ``since``."""
        return [
            round(at - since, 2)
            for at, message in self.sent
            if message.is_response and at >= since and (rtype is None or rtype in types(message))
        ]

    def since(self, at: float) -> list[Message]:
        """Return the messages that were sent since then."""
        return [message for time, message in self.sent if time >= at]

    @asynccontextmanager
    async def _open_links(self, wanted: tuple[Interface, ...], receive: Receive) -> AsyncIterator[tuple[_Link, ...]]:
        (interface,) = wanted
        number = next(self._numbers)
        self._receivers[number] = (interface, receive)
        yield (_Link(self, interface),)
        del self._receivers[number]


class _Link:
    def __init__(self, lan: Lan, interface: Interface) -> None:
        self._lan = lan
        self._interface = interface

    def send(self, octets: bytes) -> int:
        now = asyncio.get_running_loop().time()
        message = reader.read(octets)
        self._lan.sent.append((now, message))
        self._lan.octets.append(octets)
        self._lan.known.feed(message, self._interface.name, "192.0.2.1", now)
        packet = Packet(octets, self._interface.name, "192.0.2.1", PORT, now)
        for rival in self._lan.rivals:
            asyncio.get_running_loop().call_soon(rival, packet)
        asyncio.get_running_loop().call_soon(self._lan.send, octets, "192.0.2.1")  # multicast is looped
        return 1

    def reply(self, octets: bytes, to: Packet) -> None:
        self._lan.replies.append((to.sender, reader.read(octets)))


def types(message: Message) -> list[int]:
    """Return the types of the records of a message, in order."""
    return [each.rtype for each in message.records]


def plain(record: Record) -> Record:
    """Return a record without what depends on the message that it came in."""
    return replace(record, offset=0, section=1, rdata=b"" if record.target is not None else record.rdata)
