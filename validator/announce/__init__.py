"""Announcements published over mDNS: simulated devices, for the demo, for tests and for integrators.

What an Announcement can say is announced exactly: any octets in names and TXT records, several TXT records or none,
subtypes, sizes that no good device has. ``zeroconf`` opens the sockets, joins the groups and sends, as for browsing;
the answers are ours, for all devices alike. zeroconf's own would be half a path: it divides names at every dot, writes
them in UTF-8, publishes one TXT record for an instance and a message of 8,966 octets; and its probe asks for the PTR
record of the type, which a host that defends its unique records need not answer. So names are probed for as RFC 6762
section 8 says, by the same responder.

device.py says what can be announced, records.py and offer.py which records answer what, faults.py how a device can be
broken; these have no socket and no clock. probe.py, responder.py and simulation.py bring them to life.
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
    """What is on the network while ``announced`` lasts, and what is not.

    ``withdrawn`` grows: another device took the name after it was announced. ``renamed`` are the announcements that
    go by another name, with that of their host.
    """

    announcements: tuple[Announcement, ...]
    refused: tuple[Refused, ...]
    interfaces: tuple[str, ...]
    renamed: tuple[tuple[Announcement, str], ...] = ()
    withdrawn: list[Refused] = []


@asynccontextmanager
async def announced(
    announcements: Iterable[Announcement],
    interfaces: tuple[str, ...] = ("127.0.0.1",),
    faults: Iterable[ChosenFault] = (),
    *,
    rename: bool = False,
) -> AsyncIterator[Published]:
    """Publish announcements on the interfaces (names or addresses) until the context ends, then say goodbye.

    Every name is probed for and announced when the context is entered, which takes about a second. One that another
    device has is refused, or gets a number with ``rename``. An announcement without addresses gets those of the
    interface; without a host, a name for it; without a port, that of the discard service.
    Raises NetworkError where an interface cannot be used.
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
