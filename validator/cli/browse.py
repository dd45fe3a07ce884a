"""``browse``: find the services of the local network by mDNS and validate them."""

from __future__ import annotations

import asyncio
from typing import Any

import click

from validator.cli.options import Settings, shared_options
from validator.cli.write import report
from validator.mdns import BrowseOptions
from validator.mdns import browse as listen
from validator.reports.base import Detail
from validator.reports.printable import printable


@click.command()
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="TYPE",
    help="Service type (_ipp._tcp) or subtype (_printer._sub._http._tcp); repeatable. Without it: all.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="Hard bound; it ends earlier when the network has settled.",
)
@click.option(
    "--interface",
    "interfaces",
    multiple=True,
    metavar="NAME",
    help="Interface name or address; repeatable. Without it all that can multicast.",
)
@shared_options
def browse(types: tuple[str, ...], timeout: float, interfaces: tuple[str, ...], **options: Any) -> int:  # noqa: ANN401 - see Settings
    """Browse the LAN by mDNS and validate what announces itself."""
    settings = Settings(**options)
    settings.engine()  # a bad rule file or option is to be said before the network is asked
    result = asyncio.run(listen(BrowseOptions(types=types, timeout_s=timeout, interfaces=interfaces)))
    for piece in result.unreadable:
        click.echo(f"warning: {printable(str(piece.location))}: {printable(piece.reason)}", err=True)
    return report(result.announcements, settings, Detail.ALL, lambda: result.completeness)
