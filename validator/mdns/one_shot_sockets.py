"""Sockets for one-shot questions, each on a port of its own: answers come to this host alone (RFC 6762 section 6.7).

zeroconf's sockets share port 5353 with the responder of this host, to which the kernel may give an answer as well.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import struct
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress

from validator.mdns.zeroconf_adapter import Socket

HOPS = 255
"""TTL and hop limit of every packet (RFC 6762 section 11)."""


@asynccontextmanager
async def open_one_shots(
    addresses: Iterable[str], index: int, protocol: Callable[[], asyncio.DatagramProtocol]
) -> AsyncIterator[tuple[Socket, ...]]:
    """Open a socket for each IP version of the addresses of an interface, and close these at the end.

    ``index`` is the number of the interface. A version for which none can be opened is left out.
    """
    loop = asyncio.get_running_loop()
    opened: list[Socket] = []
    try:
        for address in _preferred(addresses):
            with suppress(OSError):
                sock = _bound(address, index)
                transport, _ = await loop.create_datagram_endpoint(protocol, sock=sock)
                opened.append(Socket(sock.family == socket.AF_INET6, sock.getsockname(), transport))
        yield tuple(opened)
    finally:
        for each in opened:
            each.transport.close()


def _preferred(addresses: Iterable[str]) -> list[str]:
    """Return an address for each IP version; for IPv6 the link-local one (RFC 6762 section 15)."""
    found: dict[int, str] = {}
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        if address.version == 4 or address.is_link_local:  # noqa: PLR2004 - IPv4
            found.setdefault(address.version, text.partition("%")[0])
    return [found[version] for version in sorted(found)]


def _bound(address: str, index: int) -> socket.socket:
    """Return a socket that multicasts through one interface. Raises OSError."""
    is_ipv6 = ":" in address
    sock = socket.socket(socket.AF_INET6 if is_ipv6 else socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)  # noqa: FBT003 - as it is named
        if is_ipv6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, HOPS)
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, HOPS)
            sock.bind((address, 0, 0, index))
        else:
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
            option = struct.pack("B", HOPS) if sys.platform != "win32" else struct.pack("i", HOPS)
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, option)
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, HOPS)
            sock.bind((address, 0))
    except OSError:
        sock.close()
        raise
    return sock
