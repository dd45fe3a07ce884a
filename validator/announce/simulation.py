"""Simulated devices on all links: the devices claim their names, appear, change and go."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager

from msgspec.structs import replace

from validator.announce.device import Behaviour, Device, Refused, suffixed
from validator.announce.records import host_of
from validator.announce.responder import AGAIN_S, Responder, Texts
from validator.assembly.cache import fold
from validator.mdns.links import Interface
from validator.model import names
from validator.wire.message import Name

MAX_NAMES = 20
"""Names that are tried for one device."""


class Simulation:
    """The devices that are on the network, by number. ``refused`` and ``renamed`` grow while the simulation runs."""

    def __init__(self, devices: Iterable[Device], *, rename: bool) -> None:
        self.devices = dict(enumerate(devices))
        self._originals = dict(self.devices)
        self.refused: list[Refused] = []
        self.renamed: dict[int, Device] = {}
        self._rename = rename
        self._responders: list[Responder] = []
        self._contested: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def opened(self, interfaces: Iterable[Interface]) -> AsyncIterator[None]:
        """Open the links, and run the devices until the context ends.

        Entering the context ends when the devices that are not late have announced themselves. Raises NetworkError
        where a link cannot be opened.
        """
        sent: dict[bytes, None] = {}
        async with AsyncExitStack() as stack:
            for interface in interfaces:
                responder = Responder(interface, sent, self._contest)
                await stack.enter_async_context(responder.opened())
                self._responders.append(responder)
            try:
                await self._start()
                yield
            finally:
                await self._end()

    async def _start(self) -> None:
        groups: dict[Behaviour, list[int]] = {}
        for number, device in self.devices.items():
            groups.setdefault(device.behaviour, []).append(number)
        await self._appear(number for number, device in self.devices.items() if not device.behaviour.starts_s)
        for behaviour, group in groups.items():
            self._spawn(self._run(group, behaviour))
        await asyncio.gather(*(responder.drained() for responder in self._responders))

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        ended = await asyncio.gather(*self._tasks, return_exceptions=True)
        self._goodbye(self.devices)
        for error in ended:
            if isinstance(error, Exception):
                raise error

    async def _run(self, group: list[int], behaviour: Behaviour) -> None:
        """Run devices of one behaviour from start to end. Devices that are not late have appeared already."""
        if behaviour.starts_s:
            await asyncio.sleep(behaviour.starts_s)
            await self._appear(group)
        while True:
            await self._stay(group, behaviour)
            if behaviour.lasts_s is None:
                return
            self._goodbye(group)
            if behaviour.pause_s is None:
                return
            await asyncio.sleep(behaviour.pause_s)
            await self._appear(group)

    async def _appear(self, group: Iterable[int]) -> None:
        numbers = list(group)
        await self._claim(numbers)
        self._announce(numbers)

    async def _stay(self, group: list[int], behaviour: Behaviour) -> None:
        """Announce a second time (RFC 6762 section 8.3), announce a change twice, and wait for the end of the stay."""
        change_s = math.inf if behaviour.changes_s is None else behaviour.changes_s
        end_s = math.inf if behaviour.lasts_s is None else behaviour.lasts_s
        steps: list[tuple[float, Texts | None]] = [(AGAIN_S, None)] if change_s > AGAIN_S else []
        steps += [(change_s, _other_texts), (change_s + AGAIN_S, _other_texts)]
        at_s = 0.0
        for step_s, texts in steps:
            if step_s < end_s:
                await asyncio.sleep(step_s - at_s)
                self._announce(group, texts)
                at_s = step_s
        if end_s < math.inf:
            await asyncio.sleep(end_s - at_s)

    async def _claim(self, group: Iterable[int]) -> None:
        """Probe for the names. A device whose name another host has gets a new name, or is refused."""
        pending = [number for number in group if number in self.devices]
        taken: set[Name] = set()
        for attempt in range(2, (MAX_NAMES if pending else 0) + 2):
            devices = [self.devices[number] for number in pending]
            found = await asyncio.gather(*(responder.probe(devices) for responder in self._responders))
            taken = taken.union(*found)
            pending = [number for number in pending if self._lost(self.devices[number], taken)]
            if not pending:
                return
            if not self._rename:
                break
            for number in pending:
                self.renamed[number] = self.devices[number] = self._another(number, taken, attempt)
        for number in pending:
            device = self.devices.pop(number)
            self.renamed.pop(number, None)
            lost = next(iter(self._lost(device, taken)), device.name)
            reason = f"another device has the name {names.join(lost)}"
            self.refused.extend(Refused(each, reason) for each in device.announcements)

    def _lost(self, device: Device, taken: set[Name]) -> list[Name]:
        return [name for name in (device.name, *self._hosts(device)) if fold(name) in taken]

    def _hosts(self, device: Device) -> list[Name]:
        return [host_of(device, responder.interface) for responder in self._responders]

    def _another(self, number: int, taken: set[Name], attempt: int) -> Device:
        """Return a device with another name (RFC 6762 section 9), or with another name of its host."""
        device, original = self.devices[number], self._originals[number]
        if fold(device.name) in taken:
            device = replace(device, instance=suffixed(original.instance, f" ({attempt})".encode()))
        if any(fold(host) in taken for host in self._hosts(device)):
            first, *domain = self._hosts(original)[0]
            device = replace(device, host=(suffixed(first, f"-{attempt}".encode()), *domain))
        return device

    def _contest(self, name: Name) -> None:
        """Probe once more for a name that another host answers for, too (RFC 6762 section 9)."""
        numbers = [number for number, device in self.devices.items() if self._lost(device, {name})]
        new = [number for number in numbers if number not in self._contested]
        if new:
            self._contested.update(new)
            self._spawn(self._reclaim(new))

    async def _reclaim(self, group: list[int]) -> None:
        there = [number for number in group if any(each.offers(self.devices[number]) for each in self._responders)]
        for responder in self._responders:
            responder.goodbye((self.devices[number] for number in there), silently=lambda _: True)
        await self._claim(there)
        self._contested.difference_update(group)
        self._announce(there)

    def _announce(self, group: Iterable[int], texts: Texts | None = None) -> None:
        devices = [self.devices[number] for number in group if number in self.devices.keys() - self._contested]
        for responder in self._responders:
            responder.announce(devices, texts)

    def _goodbye(self, group: Iterable[int]) -> None:
        devices = [self.devices[number] for number in group if number in self.devices]
        for responder in self._responders:
            responder.goodbye(devices, silently=lambda device: not device.behaviour.says_goodbye)

    def _spawn(self, life: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(life)
        self._tasks.add(task)


def _other_texts(device: Device) -> tuple[bytes, ...]:
    return device.other_texts
