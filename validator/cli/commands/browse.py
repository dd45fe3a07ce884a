"""``browse``: find the services of the local network by mDNS and validate them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import click
import msgspec
from click.core import ParameterSource

from validator.capture.pcapng import MAX_OCTETS, Asked, Capture
from validator.cli.atomic_file import appearing
from validator.cli.listening import listen
from validator.cli.main import FINDINGS, NOTHING, OK, UNUSABLE
from validator.cli.options import shared_options
from validator.cli.places import keep_apart
from validator.cli.reporting import now, report
from validator.cli.settings import Settings
from validator.cli.shell import interface_names, service_types
from validator.display.printable import printable
from validator.json_v1 import dump_announcement
from validator.mdns import BrowseOptions, BrowseResult, expectation
from validator.model.announcement import Announcement
from validator.reports.base import Detail


@click.command()
@click.option(
    "--type",
    "types",
    shell_complete=service_types,
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
    shell_complete=interface_names,
    multiple=True,
    metavar="NAME",
    help="Interface name or address; repeatable. Without it all that can multicast.",
)
@click.option(
    "--expect",
    "expected",
    shell_complete=service_types,
    multiple=True,
    metavar="TYPE[=N]",
    help="Wait for at least N (or 1) instances of the type; repeatable. Exit status 3 where they do not come. With =0"
    " none may be there when the wait ends: exit status 1 where there is one.",
)
@click.option(
    "--instance",
    "instances",
    multiple=True,
    metavar="NAME",
    help="Judge only the instance of this name, and wait for it; repeatable. Exit status 3 where it does not come.",
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0.1),
    metavar="SECONDS",
    help="How long to wait for what --expect and --instance name. Without it: --timeout.",
)
@click.option(
    "--passive", is_flag=True, help="Send nothing: only listen, until --timeout. Nothing is said to be absent."
)
@click.option(
    "--multicast-only",
    is_flag=True,
    help="Ask no one-shot questions, which responders answer at once and to this host alone. It takes longer.",
)
@click.option(
    "--record",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what was heard as JSON Lines, secrets included; check FILE gives the same verdict.",
)
@click.option(
    "--pcap",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the packets as a capture (pcapng); check FILE gives the same verdict.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Keep listening until Ctrl-C, SIGTERM or --timeout, and tell what appears, changes and leaves; then report.",
)
@click.option(
    "--metrics",
    metavar="ADDR:PORT",
    help="With --watch: serve what there is to Prometheus. Needs the extra dnssd-validator[metrics].",
)
@shared_options
@click.pass_context
def browse(  # noqa: PLR0913 - one parameter an option
    context: click.Context,
    /,
    *,
    types: tuple[str, ...],
    timeout: float,
    interfaces: tuple[str, ...],
    expected: tuple[str, ...],
    instances: tuple[str, ...],
    wait: float | None,
    passive: bool,
    multicast_only: bool,
    record: Path | None,
    pcap: Path | None,
    watch: bool,
    metrics: str | None,
    **options: Any,  # noqa: ANN401 - see Settings
) -> int:
    """Browse the LAN by mDNS and validate what announces itself.

    With --expect or --instance it returns as soon as all of that was seen with SRV, TXT and address. --record and
    --pcap write files that appear when they are complete. Ctrl-C ends it with the report of what was heard so far.
    """
    if wait is not None and not (expected or instances):
        raise click.UsageError("--wait needs to know what for: --expect TYPE or --instance NAME")
    if metrics is not None and not watch:
        raise click.UsageError("--metrics needs --watch: a browse is over before anybody asks")
    if watch and (expected or wait is not None):
        raise click.UsageError(
            "--watch waits for nothing in particular: --expect and --wait are for a browse that ends"
        )
    settings = Settings(**options)
    keep_apart((), [*settings.outputs, ("--record", record), ("--pcap", pcap)])
    # A bad rule file, baseline or option must be reported before the network is asked.
    settings.judge()
    settings.policy(now().date(), live=True)
    asked = BrowseOptions(
        types=types,
        timeout_s=timeout,
        interfaces=interfaces,
        instances=instances,
        expected=tuple(map(expectation, expected)),
        wait_s=wait,
        passive=passive,
        multicast_only=multicast_only,
    )
    with ExitStack() as files:
        lines = files.enter_context(appearing(record, is_private=True)) if record is not None else None
        packets = files.enter_context(appearing(pcap, is_private=True)) if pcap is not None else None
        capture = None if packets is None else _capture(packets, asked)
        if watch:
            # Without a bound of the user's there is none.
            is_bound = context.get_parameter_source("timeout") is not ParameterSource.DEFAULT
            bound_s = timeout if is_bound else None
            result = asyncio.run(_watch(asked, settings, bound_s, metrics, capture))
        else:
            result = asyncio.run(_listen(asked, capture, is_quiet=settings.quiet))
        if capture is not None and capture.error is not None:
            raise capture.error
        if lines is not None:
            _record(result.announcements, lines)
    if capture is not None and capture.left_out:
        size = f"{MAX_OCTETS >> 20} MiB"
        click.echo(f"warning: {pcap}: {capture.left_out} packets are not in it, which is full at {size}", err=True)
    is_full = not result.unmet
    status = report(
        result.announcements, settings, Detail.ALL, lambda: result.completeness, is_full=is_full, is_partial=bool(types)
    )
    return status if watch else _unmet(result, status, asked)


async def _watch(
    asked: BrowseOptions, settings: Settings, bound_s: float | None, metrics: str | None, capture: Capture | None
) -> BrowseResult:
    from validator.cli.commands.watch import watch

    _set_clock(capture)
    return await watch(asked, settings, bound_s=bound_s, metrics=metrics, capture=capture)


async def _listen(asked: BrowseOptions, capture: Capture | None, *, is_quiet: bool) -> BrowseResult:
    _set_clock(capture)
    return await listen(asked, capture, is_quiet=is_quiet)


def _set_clock(capture: Capture | None) -> None:
    if capture is not None:
        capture.offset_s = time.time() - asyncio.get_running_loop().time()


def _capture(stream: BinaryIO, options: BrowseOptions) -> Capture:
    expected = tuple((each.type, each.count) for each in options.expected)
    return Capture(stream, Asked(types=options.types, instances=options.instances, expected=expected))


def _record(announcements: Iterable[Announcement], stream: BinaryIO) -> None:
    """Write JSON Lines."""
    encode = msgspec.json.Encoder().encode
    stream.writelines(encode(dump_announcement(each)) + b"\n" for each in announcements)


def _unmet(result: BrowseResult, status: int, asked: BrowseOptions) -> int:
    """Print what was expected and did not come; return the exit status with that in mind."""
    if not result.unmet and status == NOTHING and asked.expected and not any(each.count for each in asked.expected):
        return OK  # nothing is what was expected
    for unmet in result.unmet:
        waited = f"waited {result.completeness.duration_s:.1f} s"
        click.echo(f"error: {printable(str(unmet))} ({waited})", err=True)
    if status == UNUSABLE:
        return status
    if any(not each.is_surplus for each in result.unmet):
        return NOTHING
    return FINDINGS if result.unmet else status
