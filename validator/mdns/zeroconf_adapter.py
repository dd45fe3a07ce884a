"""What is used of python-zeroconf: open sockets of mDNS. Every use of inner parts of zeroconf is in this module.

Public is only what zeroconf's own responder and browser do with the sockets. A browse needs the sockets themselves. So
the shape of the inner parts is checked before these are used: for another shape, the error names the version that is
installed and the versions that fit.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from validator.errors import NetworkError

if TYPE_CHECKING:
    import socket

LEAST, BELOW = "0.150.4", "0.155"
"""The versions of zeroconf that are known to have this shape: from the first, and below the second."""

START_TIMEOUT_S = 5.0
"""Seconds that the sockets may take to open."""


class Socket(Struct, frozen=True):
    """An open socket."""

    is_ipv6: bool
    name: tuple[Any, ...]
    """What the socket is bound to: address and port, and over IPv6 flow label and scope, too."""
    transport: asyncio.DatagramTransport

    @property
    def socket(self) -> socket.socket:
        """The socket object of Python."""
        found: socket.socket = self.transport.get_extra_info("socket")
        return found

    def send(self, message: bytes, address: str, port: int) -> None:
        """Send a message to an address of the socket's IP version, through the socket's interface.

        May raise OSError.
        """
        self.transport.sendto(message, (address, port, *self.name[2:]))

    def hand_to(self, protocol: asyncio.DatagramProtocol) -> None:
        """Let a protocol take all packets from now on, instead of zeroconf's own."""
        self.transport.set_protocol(protocol)


class Sockets(Struct, frozen=True):
    """The sockets of one zeroconf engine. A socket may be among the senders and the readers."""

    senders: tuple[Socket, ...]
    readers: tuple[Socket, ...]


@asynccontextmanager
async def open_sockets(interfaces: Sequence[str | int]) -> AsyncIterator[Sockets]:
    """Open sockets on interfaces (an IPv4 or IPv6 address, or an index), and close these at the end.

    Raises OSError where the sockets cannot be opened, NetworkError where this version of zeroconf has another shape.
    """
    try:
        from zeroconf import NotRunningException  # costs 80 ms, and only live commands need it
        from zeroconf.asyncio import AsyncZeroconf
    except ImportError as error:
        raise _unsupported(str(error)) from error
    try:
        opening = AsyncZeroconf(interfaces=list(interfaces))
    except TypeError as error:
        raise _unsupported(str(error)) from error
    _check(opening, ("__aenter__", "__aexit__"))
    async with opening as engine:
        _check(engine, zeroconf=object)
        _check(engine.zeroconf, ("async_wait_for_start",), engine=object)
        try:
            await engine.zeroconf.async_wait_for_start(timeout=START_TIMEOUT_S)
        except NotRunningException as error:
            raise OSError("its sockets did not open in time") from error
        except TypeError as error:
            raise _unsupported(str(error)) from error
        inner = engine.zeroconf.engine
        _check(inner, senders=list, readers=list)
        yield Sockets(_sockets(inner.senders), _sockets(inner.readers))


def _sockets(wrapped: Iterable[Any]) -> tuple[Socket, ...]:
    found = []
    for wrapper in wrapped:
        _check(wrapper, is_ipv6=bool, sock_name=tuple, transport=object)
        _check(wrapper.transport, ("sendto", "set_protocol", "get_extra_info"))
        found.append(Socket(wrapper.is_ipv6, wrapper.sock_name, wrapper.transport))
    return tuple(found)


def _check(owner: object, calls: Iterable[str] = (), **fields: type) -> None:
    """Raise NetworkError where an object lacks one of these methods, or a field of its type."""
    lacks = [name for name in calls if not callable(getattr(owner, name, None))]
    found = {name: getattr(owner, name, None) for name in fields}
    lacks += [name for name, kind in fields.items() if found[name] is None or not isinstance(found[name], kind)]
    if lacks:
        raise _unsupported(f"its {type(owner).__name__} has not the {lacks[0]} that is used here")


def _unsupported(reason: str) -> NetworkError:
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = f"zeroconf {version('zeroconf')}"
    except PackageNotFoundError:
        found = "zeroconf, which is not installed as a package,"
    return NetworkError(f"{found} is not supported ({reason}); install 'zeroconf>={LEAST},<{BELOW}'")
