"""The links on which mDNS is spoken: network interfaces, opened by ``zeroconf``, with every packet as it came.

zeroconf knows on all systems how to bind port 5353 beside other responders, to join the groups and to send. Its parser,
its cache and its name checks are no use to a validator: these refuse names, merge records and drop damaged ones. So
each interface gets a zeroconf engine of its own, and a protocol that passes on the raw packets replaces the one of its
sockets (see zeroconf_adapter.py). One engine for all interfaces would not tell on which interface a packet came. One
engine for each interface does.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import struct
import sys
from collections.abc import AsyncIterator, Container, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from validator.assembly.packet import PORT, Packet, Receive, is_on_link
from validator.errors import NetworkError
from validator.mdns.one_shot_sockets import open_one_shots
from validator.mdns.zeroconf_adapter import Socket, Sockets, open_sockets

if TYPE_CHECKING:
    import ifaddr

GROUPS = {False: "224.0.0.251", True: "ff02::fb"}
"""The multicast groups of mDNS (RFC 6762 section 3), by whether the group is IPv6."""

RECEIVE_BUFFER = 4 << 20
"""Octets of kernel buffer that are asked for: hundreds of devices answer one question within a tenth of a second."""

RECEIVES_BOTH_VERSIONS = sys.platform in ("linux", "win32")
"""Whether an IPv6 socket receives what is multicast over IPv4. On macOS and the BSDs IPv4 needs a socket of its own."""

# <linux/in.h> and <asm-generic/socket.h>; the socket module has no names for these.
_LINUX_IP_MULTICAST_ALL = 49
_LINUX_SO_RCVBUFFORCE = 33
_LINUX_SO_MEMINFO = 55
_MEMINFO = struct.Struct("9I")


class Interface(Struct, frozen=True):
    """A network interface that has addresses."""

    name: str
    """The name that users know the interface by."""
    index: int = 0
    """The number that the system gives the interface."""
    ipv4: str | None = None
    """The IPv4 address that zeroconf opens. None where there is none."""
    ipv6: str | int | None = None
    """The IPv6 address or the index that zeroconf opens. None where there is no IPv6 address."""
    addresses: tuple[str, ...] = ()
    """All addresses of the interface."""
    networks: tuple[str, ...] = ()
    """The networks of these addresses, as ``192.0.2.0/24``. Empty where they are not known."""

    @property
    def is_loopback(self) -> bool:
        """Whether no packet leaves the host through this interface."""
        return all(ipaddress.ip_address(address.partition("%")[0]).is_loopback for address in self.addresses)


class Link:
    """An open interface."""

    def __init__(self, interface: Interface, sockets: Sockets) -> None:
        self.name = interface.name
        self.interface = interface
        self._sockets = sockets
        self._one_shots: tuple[Socket, ...] = ()

    @property
    def versions(self) -> tuple[bool, ...]:
        """The IP versions that the link speaks: for each version, whether it is IPv6."""
        return tuple({sender.is_ipv6: None for sender in self._sockets.senders})

    def address(self, *, is_ipv6: bool) -> str:
        """Return an address that the link sends from over an IP version. Empty where none is known."""
        return next((address for address in self.interface.addresses if (":" in address) == is_ipv6), "")

    def send(self, message: bytes, versions: Container[bool] = (False, True)) -> int:
        """Multicast a message over IP versions. Return how many datagrams were sent. What cannot be sent is lost."""
        sent = 0
        for sender in self._sockets.senders:
            if sender.is_ipv6 not in versions:
                continue
            # A network that is down shows as silence, as it does for every other participant.
            with suppress(OSError):
                sender.send(message, GROUPS[sender.is_ipv6], PORT)
                sent += 1
        return sent

    def reply(self, message: bytes, to: Packet) -> None:
        """Send a message to the sender of a packet. What cannot be sent is lost."""
        for sender in self._sockets.senders:
            if sender.is_ipv6 == (":" in to.sender):
                with suppress(OSError):
                    sender.send(message, to.sender, to.port)

    @property
    def direct_versions(self) -> tuple[bool, ...]:
        """The IP versions over which one-shot questions can be asked."""
        return tuple(each.is_ipv6 for each in self._one_shots)

    def ask(self, message: bytes, *, is_ipv6: bool, to: str | None = None) -> None:
        """Send a one-shot question to a host, or to everybody. What cannot be sent is lost."""
        for each in self._one_shots:
            if each.is_ipv6 == is_ipv6:
                with suppress(OSError):
                    each.send(message, to or GROUPS[is_ipv6], PORT)

    @asynccontextmanager
    async def asking(self, receive: Receive) -> AsyncIterator[None]:
        """Open what one-shot questions are asked from, and pass their answers to ``receive`` until the context ends."""
        tap = partial(_Tap, self.interface, receive, is_direct=True)
        async with open_one_shots(self.interface.addresses, self.interface.index, tap) as self._one_shots:
            for each in self._one_shots:
                _widen(each.socket)
            yield
        self._one_shots = ()

    def overrun(self) -> int:
        """Return how many packets the kernel dropped because they came faster than they were read. Only Linux tells."""
        return sum(_overrun(reader.socket) for reader in (*self._sockets.readers, *self._one_shots))

    def receive(self, receive: Receive) -> None:
        """Pass every packet to ``receive`` from now on, and none to zeroconf's own parser."""
        for reader in self._sockets.readers:
            _widen(reader.socket)
            _confine(reader.socket, self.interface)
            reader.hand_to(_Tap(self.interface, receive))


class _Tap(asyncio.DatagramProtocol):
    """Passes on what is received. A sending that failed (the network went away) is no error for a listener."""

    def __init__(self, interface: Interface, receive: Receive, *, is_direct: bool = False) -> None:
        self._interface = interface
        self._receive = receive
        self._is_direct = is_direct
        self._now = asyncio.get_running_loop().time

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        host, port, *scope = addr
        if scope and scope[-1] not in (0, self._interface.index):
            return  # an IPv6 neighbour on another interface, which has an engine of its own
        sender = str(host).removeprefix("::ffff:")
        is_off_link = not is_on_link(sender, self._interface.networks)
        self._receive(
            Packet(
                data,
                self._interface.name,
                sender,
                int(port),
                self._now(),
                is_direct=self._is_direct,
                is_off_link=is_off_link,
            )
        )


def _widen(sock: socket.socket) -> None:
    """Ask for a larger buffer, beyond the limit of the system where that is allowed."""
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    if sys.platform == "linux":
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, _LINUX_SO_RCVBUFFORCE, RECEIVE_BUFFER)


def _overrun(sock: socket.socket) -> int:
    if sys.platform != "linux":
        return 0
    try:
        octets = sock.getsockopt(socket.SOL_SOCKET, _LINUX_SO_MEMINFO, _MEMINFO.size)
        return int(_MEMINFO.unpack(octets)[-1])
    except (OSError, struct.error):  # a kernel before 4.12, or a socket that is closed
        return 0


def _confine(sock: socket.socket, interface: Interface) -> None:
    """Let a socket receive packets of its own interface only.

    Linux gives a socket the packets of every group that any socket of the host joined, on any interface. Binding the
    socket to the device ends that (without privileges since Linux 5.7). Where binding fails, at least IPv4 can be
    confined. Other systems do not do that.
    """
    if sys.platform != "linux":
        return
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.name.encode())
    except OSError:
        with suppress(OSError):
            sock.setsockopt(socket.IPPROTO_IP, _LINUX_IP_MULTICAST_ALL, 0)


def interfaces() -> tuple[Interface, ...]:
    """Return the interfaces of this host that have an address."""
    import ifaddr

    adapters = list(ifaddr.get_adapters())
    link_local = [str(ip.ip[0]) for adapter in adapters for ip in adapter.ips if isinstance(ip.ip, tuple)]
    found = []
    for adapter in adapters:
        ipv4 = [ip.ip for ip in adapter.ips if isinstance(ip.ip, str)]
        ipv6 = [ip.ip[0] for ip in adapter.ips if isinstance(ip.ip, tuple)]
        # mDNS speaks from the link-local address (RFC 6762 section 15). zeroconf finds the interface by the address;
        # where several interfaces have the same one, only the index tells them apart.
        own = next((ip for ip in ipv6 if ipaddress.ip_address(ip).is_link_local and link_local.count(ip) == 1), None)
        choice = own or (adapter.index if ipv6 else None)
        # As people know it: on Windows the adapter is named after its hardware, and its addresses say "Wi-Fi".
        name = next((ip.nice_name for ip in adapter.ips), adapter.nice_name)
        networks = tuple(dict.fromkeys(_network(ip) for ip in adapter.ips))
        found.append(Interface(name, adapter.index or 0, next(iter(ipv4), None), choice, (*ipv4, *ipv6), networks))
    return tuple(interface for interface in found if interface.addresses)


def _network(ip: ifaddr.IP) -> str:
    address = ip.ip if isinstance(ip.ip, str) else ip.ip[0].partition("%")[0]
    return str(ipaddress.ip_network(f"{address}/{ip.network_prefix}", strict=False))


def chosen(wanted: tuple[str, ...]) -> tuple[Interface, ...]:
    """Return the interfaces that are named, by name or by address. Without names return all.

    Loopback is among all interfaces only where there is no other one. Raises NetworkError for an interface that does
    not exist, and where there is no interface at all.
    """
    present = interfaces()
    if not wanted:
        usable = tuple(interface for interface in present if not interface.is_loopback) or present
        if not usable:
            raise NetworkError("no network interface has an address")
        return usable
    found: dict[str, Interface] = {}
    for name in wanted:
        match = next((each for each in present if name == each.name or _has_address(each, name)), None)
        if match is None:
            names = ", ".join(each.name for each in present) or "none"
            raise NetworkError(f"no network interface {name!r}; those with an address are: {names}")
        found[match.name] = match
    return tuple(found.values())


def _has_address(interface: Interface, text: str) -> bool:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return any(ipaddress.ip_address(each.partition("%")[0]) == address for each in interface.addresses)


@asynccontextmanager
async def open_link(interface: Interface) -> AsyncIterator[Link]:
    """Open one interface, and close it at the end. Raises OSError where the interface cannot be opened."""
    # Multicast from ::1 goes nowhere, and where loopback is used it has IPv4.
    ipv6 = None if interface.is_loopback and interface.ipv4 else interface.ipv6
    addresses = [each for each in (ipv6, interface.ipv4) if each is not None]
    async with AsyncExitStack() as stack:
        opened, reasons = list[Sockets](), list[str]()
        for together in [addresses] if RECEIVES_BOTH_VERSIONS else [[each] for each in addresses]:
            try:
                opened.append(await stack.enter_async_context(open_sockets(together)))
            except (OSError, RuntimeError) as error:  # RuntimeError: an address that went away in the meantime
                reasons.append(str(error))
        senders = tuple(chain.from_iterable(each.senders for each in opened))
        if not senders:
            raise OSError("; ".join(reasons) or "its addresses cannot be used")
        yield Link(interface, Sockets(senders, tuple(chain.from_iterable(each.readers for each in opened))))


@asynccontextmanager
async def open_links(
    wanted: Iterable[Interface], receive: Receive, *, is_asking: bool = False
) -> AsyncIterator[tuple[Link, ...]]:
    """Open the interfaces, and pass every packet to ``receive`` until the context ends.

    ``is_asking``: one-shot questions can be asked on the links, too.

    An interface that cannot be opened is left out. Raises NetworkError where none can be opened, or where this version
    of zeroconf is not supported.
    """
    reasons: list[str] = []
    async with AsyncExitStack() as stack:
        links: list[Link] = []
        for interface in wanted:
            try:
                link = await stack.enter_async_context(open_link(interface))
            except OSError as error:
                reasons.append(f"{interface.name}: {error}")
            else:
                link.receive(receive)
                if is_asking:
                    await stack.enter_async_context(link.asking(receive))
                links.append(link)
        if not links:
            raise NetworkError(f"no usable network interface ({'; '.join(reasons)})")
        yield tuple(links)
