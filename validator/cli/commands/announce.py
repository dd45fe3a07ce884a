"""``announce``: publish announcements over mDNS, as simulated devices, with chosen faults."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click
from click.shell_completion import CompletionItem
from msgspec import Struct
from msgspec.structs import replace

from validator.announce import Published, announced
from validator.announce.examples import examples
from validator.announce.faults import FAULTS, ChosenFault, parse
from validator.cli.main import NOTHING, OK, UNUSABLE
from validator.cli.options import set_option
from validator.cli.settings import user_layers
from validator.cli.shell import interface_names, service_names
from validator.cli.signals import ended_by_signal
from validator.display.printable import printable
from validator.display.wording import plural
from validator.model import names
from validator.model.announcement import Announcement, Unreadable
from validator.rules.load import RuleBook
from validator.sources.read import open_input

_MAX_PORT = 65_535


def _address(text: str) -> str:
    """Read an IPv4 or IPv6 address. Raises ValueError, as click wants it."""
    return str(ipaddress.ip_address(text.partition("%")[0]))


def _complete_fault(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    fitting = (each for each in FAULTS.values() if each.name.startswith(incomplete))
    return [CompletionItem(each.name, help=each.summary) for each in fitting]


class Replacements(Struct, frozen=True, kw_only=True):
    """What the command line gives to all announcements; what is None or empty leaves what they say themselves."""

    host: str | None
    port: int | None
    addresses: tuple[str, ...]
    subtypes: tuple[str, ...]

    def of(self, announcement: Announcement) -> Announcement:
        """Return an announcement with the replacements."""
        return replace(
            announcement,
            host=announcement.host if self.host is None else self.host.removesuffix("."),
            port=announcement.port if self.port is None else self.port,
            addresses=self.addresses or announcement.addresses,
            subtypes=self.subtypes or announcement.subtypes,
        )


def _epilog() -> str:
    width = max(len(each.usage) for each in FAULTS.values())
    lines = (f"  {each.usage:{width}}  {each.summary} ({each.provokes})" for each in FAULTS.values())
    return "\b\nFaults, and what they provoke; a number is the default:\n" + "\n".join(lines)


@click.command(epilog=_epilog())
@click.argument("path", metavar="[FILE]", required=False)
@click.option(
    "--rule",
    "services",
    shell_complete=service_names,
    multiple=True,
    metavar="SERVICE",
    help="Announce the valid examples of a rule (spx-hmp, _spx-hmp._tcp); repeatable. Without examples: a record made"
    " of what the rule says of its keys.",
)
@click.option(
    "--rules",
    "folders",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="Rule files of your own: folder or file. Repeatable; later ones refine earlier ones.",
)
@set_option
@click.option(
    "--fault",
    "faults",
    type=parse,
    shell_complete=_complete_fault,
    multiple=True,
    metavar="FAULT[=N]",
    help="Announce with a fault, see below; repeatable.",
)
@click.option("--host", metavar="NAME", help="Host name, such as box.local. Without it: the announcement's own.")
@click.option("--port", type=click.IntRange(0, _MAX_PORT), metavar="PORT", help="Port. Without it: its own, else 9.")
@click.option(
    "--address",
    "addresses",
    type=_address,
    multiple=True,
    metavar="ADDRESS",
    help="Address of the host; repeatable. Without it: its own, else those of the interface.",
)
@click.option("--subtype", "subtypes", multiple=True, metavar="NAME", help="Subtype, such as _printer; repeatable.")
@click.option("--rename", is_flag=True, help="Number a name that another device has, instead of refusing it.")
@click.option(
    "--interface",
    "interfaces",
    shell_complete=interface_names,
    multiple=True,
    metavar="NAME",
    help="Interface name or address; repeatable. Without it: all.",
)
@click.option("--for", "seconds", type=click.FloatRange(min=0), metavar="SECONDS", help="End by itself after so long.")
def announce(  # noqa: PLR0913 - one parameter an option
    *,
    path: str | None,
    services: tuple[str, ...],
    folders: tuple[Path, ...],
    set: tuple[str, ...],  # noqa: A002 - the option's name
    faults: tuple[ChosenFault, ...],
    host: str | None,
    port: int | None,
    addresses: tuple[str, ...],
    subtypes: tuple[str, ...],
    rename: bool,
    interfaces: tuple[str, ...],
    seconds: float | None,
) -> int:
    """Publish the announcements of a dump, or those of a rule, until interrupted.

    FILE may be - for standard input. Names are probed for, and a conflict is reported.
    """
    if path is None and not services:
        raise click.UsageError("nothing to announce: name a FILE, or a rule with --rule SERVICE")
    book = RuleBook(user_layers(folders, set))
    found = [each for service in services for each in examples(book, service)]
    if path is not None:
        announcements, unreadable = _read(open_input(path, None))
        for piece in unreadable:
            click.echo(f"error: {printable(str(piece.location))}: {printable(piece.reason)}", err=True)
        if unreadable:
            return UNUSABLE
        found += announcements
    if not found:
        click.echo("error: there is no announcement in the input", err=True)
        return NOTHING
    instead = Replacements(host=host, port=port, addresses=addresses, subtypes=tuple(map(_subtype, subtypes)))
    return asyncio.run(_publish(map(instead.of, found), interfaces, faults, seconds, rename=rename))


def _read(items: Iterable[Announcement | Unreadable]) -> tuple[list[Announcement], list[Unreadable]]:
    read = list(items)
    announcements = [each for each in read if isinstance(each, Announcement)]
    return announcements, [each for each in read if isinstance(each, Unreadable)]


def _subtype(text: str) -> str:
    """Return the subtype of ``_printer`` or ``_printer._sub._ipp._tcp``."""
    path = names.service_path(text)
    return text if path.subtype is None else path.subtype


async def _publish(
    announcements: Iterable[Announcement],
    interfaces: tuple[str, ...],
    faults: tuple[ChosenFault, ...],
    seconds: float | None,
    *,
    rename: bool,
) -> int:
    stop = asyncio.Event()
    with ended_by_signal(stop.set):
        async with announced(announcements, interfaces, faults, rename=rename) as published:
            _say(published)
            if not published.announcements:
                return UNUSABLE
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), seconds)
    for withdrawn in published.withdrawn:
        click.echo(f"error: withdrawn: {printable(str(withdrawn))}", err=True)
    return UNUSABLE if published.refused or published.withdrawn else OK


def _say(published: Published) -> None:
    for refused in published.refused:
        click.echo(f"error: {printable(str(refused))}", err=True)
    for announcement, name in published.renamed:
        instance = names.escape(announcement.instance or b"")
        click.echo(f"note: {printable(instance)} is announced as {printable(name)}", err=True)
    announcements = plural(len(published.announcements), "announcement")
    on = ", ".join(published.interfaces)
    # Whoever waits for the devices to be there, reads this line.
    click.echo(f"announced {announcements} on {on}; interrupt (Ctrl-C) to end")
