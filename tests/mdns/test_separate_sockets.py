"""Where a socket of IPv6 does not hear IPv4, as on macOS, an interface has sockets for each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from validator.errors import NetworkError
from validator.mdns import links
from validator.mdns.links import Interface, open_links
from validator.mdns.zeroconf_adapter import Socket, Sockets

BOTH = Interface("en0", 4, "192.0.2.7", "fe80::1", ("192.0.2.7", "fe80::1"))
ONE = Interface("en1", 5, "192.0.2.8", None, ("192.0.2.8",))


def opened(
    monkeypatch: pytest.MonkeyPatch, interface: Interface, refused: Sequence[str | int]
) -> tuple[list[list[str | int]], tuple[bool, ...]]:
    """Open an interface of which no socket is real; return which were asked for at once, and the versions."""
    asked: list[list[str | int]] = []

    @asynccontextmanager
    async def open_sockets(addresses: Sequence[str | int]) -> AsyncIterator[Sockets]:
        asked.append(list(addresses))
        if set(addresses) & set(refused):
            raise OSError(f"{addresses[0]} is refused")
        transport = asyncio.DatagramTransport()
        yield Sockets(tuple(Socket(":" in str(each), (each, 5353), transport) for each in addresses), ())

    async def versions() -> tuple[bool, ...]:
        async with open_links((interface,), lambda _: None) as (link,):
            return link.versions

    monkeypatch.setattr(links, "open_sockets", open_sockets)
    return asked, asyncio.run(versions())


@pytest.mark.parametrize(
    ("interface", "together", "refused", "asked", "versions"),
    [
        (BOTH, True, (), [["fe80::1", "192.0.2.7"]], (True, False)),
        (BOTH, False, (), [["fe80::1"], ["192.0.2.7"]], (True, False)),
        (BOTH, False, ("fe80::1",), [["fe80::1"], ["192.0.2.7"]], (False,)),
        (ONE, False, (), [["192.0.2.8"]], (False,)),
    ],
)
def test_sockets(  # noqa: PLR0913, PLR0917 - a row of the table
    monkeypatch: pytest.MonkeyPatch,
    interface: Interface,
    together: bool,  # noqa: FBT001 - a parameter
    refused: tuple[str, ...],
    asked: list[list[str]],
    versions: tuple[bool, ...],
) -> None:
    monkeypatch.setattr(links, "RECEIVES_BOTH_VERSIONS", together)
    assert opened(monkeypatch, interface, refused) == (asked, versions)


def test_an_interface_of_which_nothing_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "RECEIVES_BOTH_VERSIONS", False)
    with pytest.raises(NetworkError, match=r"en0: fe80::1 is refused; 192\.0\.2\.7 is refused"):
        opened(monkeypatch, BOTH, BOTH.addresses)
