"""``announce``: publish the announcements of a dump over mDNS, as simulated devices."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable
from contextlib import suppress

import click

from validator.announce import Published, announced
from validator.cli.main import NOTHING, OK, UNUSABLE
from validator.model import Announcement, Unreadable
from validator.reports.printable import printable
from validator.sources.read import open_input


@click.command()
@click.argument("path", metavar="FILE")
@click.option(
    "--interface",
    "interfaces",
    multiple=True,
    metavar="NAME",
    help="Interface name or address; repeatable. Without it: all.",
)
@click.option("--for", "seconds", type=click.FloatRange(min=0), metavar="SECONDS", help="End by itself after so long.")
def announce(path: str, interfaces: tuple[str, ...], seconds: float | None) -> int:
    """Publish the announcements of a dump until interrupted. FILE may be - for standard input."""
    announcements, unreadable = _read(open_input(path, None))
    for piece in unreadable:
        click.echo(f"error: {printable(str(piece.location))}: {printable(piece.reason)}", err=True)
    if unreadable:
        return UNUSABLE
    if not announcements:
        return NOTHING
    return asyncio.run(_publish(announcements, interfaces, seconds))


def _read(items: Iterable[Announcement | Unreadable]) -> tuple[list[Announcement], list[Unreadable]]:
    read = list(items)
    announcements = [each for each in read if isinstance(each, Announcement)]
    return announcements, [each for each in read if isinstance(each, Unreadable)]


async def _publish(announcements: list[Announcement], interfaces: tuple[str, ...], seconds: float | None) -> int:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with announced(announcements, interfaces) as published:
        _say(published)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), seconds)
    return UNUSABLE if published.refused else OK


def _say(published: Published) -> None:
    for refused in published.refused:
        click.echo(f"error: {printable(str(refused))}", err=True)
    number = len(published.announcements)
    noun = "announcement" if number == 1 else "announcements"
    on = ", ".join(published.interfaces)
    # Whoever waits for the devices to be there, reads this line.
    click.echo(f"announced {number} {noun} on {on}; interrupt (Ctrl-C) to end")
