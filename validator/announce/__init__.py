"""Announcements published over mDNS: simulated devices, for the demo, for tests and for integrators.

Whatever an Announcement can hold is announced exactly: any octets in names and TXT records, several TXT records or
none, subtypes, sizes that no good device has. ``zeroconf`` opens the sockets, joins the groups and sends, as for
browsing. The answers come from a responder of our own, one for all devices of a link. zeroconf's own responder divides
names at every dot, writes names in UTF-8, and publishes one TXT record for an instance and messages of 8,966 octets.
Its probe asks for the PTR record of the type, which a host that defends its unique records need not answer. Our own
responder probes for names as RFC 6762 section 8 says.

device.py says what can be announced, records.py and offer.py which records answer what, and faults.py how a device can
be broken. These have no socket and no clock. probe.py, responder.py and simulation.py run the devices.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from msgspec import Struct

from validator.announce.device import Device, Refused, devices, unencodable
from validator.announce.faults import ChosenFault, faulty
from validator.announce.simulation import Simulation
from validator.mdns.links import chosen
from validator.model import names
from validator.model.announcement import Announcement

__all__ = ["Published", "Refused", "announced"]


class Published(Struct, frozen=True):
    """What is on the network while ``announced`` lasts, and what is not."""

    announcements: tuple[Announcement, ...]
    """The announcements that are on the network."""
    refused: tuple[Refused, ...]
    """The announcements that are not on the network, and why."""
    interfaces: tuple[str, ...]
    """The names of the interfaces."""
    renamed: tuple[tuple[Announcement, str], ...] = ()
    """The announcements that go by another name, each with that name and the name of the host."""
    withdrawn: list[Refused] = []
    """Announcements whose name another device took later. This list grows while the context lasts."""


@asynccontextmanager
async def announced(
    announcements: Iterable[Announcement],
    interfaces: tuple[str, ...] = ("127.0.0.1",),
    faults: Iterable[ChosenFault] = (),
    *,
    rename: bool = False,
) -> AsyncIterator[Published]:
    """Publish announcements on the interfaces (names or addresses) until the context ends, then say goodbye.

    Entering the context takes about a second: every name is probed for and announced. An announcement whose name
    another device has is refused, or gets a number with ``rename``. An announcement without addresses gets the
    addresses of the interface, without a host a name for it, without a port the port of the discard service. Raises
    NetworkError where an interface cannot be opened.
    """
    encodable, refused = devices(announcements)
    simulated = []
    for device in faulty(encodable, faults):
        reason = unencodable(device)
        if reason is None:
            simulated.append(device)
        else:
            refused += [Refused(each, reason) for each in device.announcements]
    links = chosen(interfaces)
    simulation = Simulation(simulated, rename=rename)
    async with simulation.opened(links):
        refused += simulation.refused
        simulation.refused.clear()
        yield Published(
            announcements=tuple(each for device in simulation.devices.values() for each in device.announcements),
            refused=tuple(refused),
            interfaces=tuple(link.name for link in links),
            renamed=tuple(
                (announcement, _name_and_host(device))
                for device in simulation.renamed.values()
                for announcement in device.announcements
            ),
            withdrawn=simulation.refused,
        )


def _name_and_host(device: Device) -> str:
    name = names.join(device.name)
    return name if device.host is None else f"{name} on {names.join(device.host)}"
