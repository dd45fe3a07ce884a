"""Announcements published over mDNS: simulated devices, for the demo and for tests.

``zeroconf`` probes for the name, answers and says goodbye (RFC 6762 sections 8 and 10). The TXT strings go out octet by
octet as given, duplicates and order included. What zeroconf cannot publish as it is meant is refused with the reason,
never published as something else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from validator import names, txt
from validator.errors import NetworkError
from validator.mdns.links import Interface, chosen, open_engine
from validator.model import Announcement

if TYPE_CHECKING:
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

MAX_TXT = 8_000
"""Octets of TXT RDATA that still fit a message as zeroconf sends it, with the other records beside them."""

_DOMAIN = "local"


class Refused(Struct, frozen=True):
    """An announcement that was not published, and why not."""

    announcement: Announcement
    reason: str

    def __str__(self) -> str:
        instance = names.escape(self.announcement.instance or b"")
        return f"{instance}.{self.announcement.service} cannot be announced: {self.reason}"


class Published(Struct, frozen=True):
    """What is on the network while ``announced`` lasts, and what is not."""

    announcements: tuple[Announcement, ...]
    refused: tuple[Refused, ...]
    interfaces: tuple[str, ...]


@asynccontextmanager
async def announced(
    announcements: Iterable[Announcement], interfaces: tuple[str, ...] = ("127.0.0.1",)
) -> AsyncIterator[Published]:
    """Publish announcements on the interfaces (names or addresses) until the context ends, then say goodbye.

    Every name is probed for and announced when the context is entered, which takes about two seconds. An announcement
    without addresses gets those of the interface. Raises NetworkError where an interface cannot be used.
    """
    wanted = tuple(announcements)
    async with AsyncExitStack() as stack:
        engines: list[tuple[Interface, AsyncZeroconf]] = []
        for interface in chosen(interfaces):
            try:
                engines.append((interface, await stack.enter_async_context(open_engine(interface))))
            except (OSError, RuntimeError) as error:
                raise NetworkError(f"nothing can be announced on {interface.name}: {error}") from error
        outcomes = await asyncio.gather(*(_publish(each, engines) for each in wanted))
        yield Published(
            announcements=tuple(each for each, reason in zip(wanted, outcomes, strict=True) if reason is None),
            refused=tuple(Refused(each, reason) for each, reason in zip(wanted, outcomes, strict=True) if reason),
            interfaces=tuple(interface.name for interface, _ in engines),
        )


async def _publish(announcement: Announcement, engines: list[tuple[Interface, AsyncZeroconf]]) -> str | None:
    """Publish on every engine; the reason where that cannot be done."""
    from zeroconf import Error  # noqa: PLC0415  (costs 80 ms, and only live commands need it)

    reason = _unfit(announcement)
    if reason is not None:
        return reason
    try:
        for interface, engine in engines:
            info = _service_info(announcement, interface)
            # Not strict: names that are too long or have underscores are what a simulated device is for.
            await (await engine.async_register_service(info, strict=False))
    except Error as error:
        return str(error) or f"{type(error).__name__} (another device has this name)"
    return None


def _unfit(announcement: Announcement) -> str | None:
    """Return why zeroconf would publish something else than the announcement says; None where it is fit."""
    instance, record = announcement.instance or b"", announcement.txt
    strings = () if record is None else record.strings
    reasons = (
        (announcement.domain != _DOMAIN, f"mDNS speaks of {_DOMAIN!r} only, not of {announcement.domain!r}"),
        (not instance, "it has no instance name"),
        (b"." in instance, "zeroconf divides names at every dot, escaped or not"),
        ("\\" in announcement.service + (announcement.host or ""), "zeroconf takes no escapes in names"),
        (not _is_utf8(instance), "zeroconf writes names in UTF-8 only"),
        (record is None, "zeroconf publishes no instance without a TXT record"),
        (announcement.txt_count > 1, "zeroconf publishes one TXT record for an instance"),
        (record is not None and record.size > MAX_TXT, f"its TXT record has more than {MAX_TXT} octets"),
        (any(len(raw) > txt.MAX_STRING for raw in strings), f"a TXT string has more than {txt.MAX_STRING} octets"),
    )
    return next((reason for is_so, reason in reasons if is_so), None)


def _service_info(announcement: Announcement, interface: Interface) -> AsyncServiceInfo:
    """Translate an announcement; ``properties`` as bytes are RDATA that zeroconf leaves alone."""
    from zeroconf.asyncio import AsyncServiceInfo  # noqa: PLC0415  (as above)

    service = f"{announcement.service}.{_DOMAIN}."
    instance = (announcement.instance or b"").decode()
    return AsyncServiceInfo(
        service,
        f"{instance}.{service}",
        port=announcement.port or 0,
        properties=txt.join(announcement.txt or txt.TxtRecord(())),
        server=f"{announcement.host or 'simulated-device.local'}.",
        parsed_addresses=list(announcement.addresses or interface.addresses),
    )


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return True
