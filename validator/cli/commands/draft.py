"""``rules draft``: a first rule file for a service, out of dumps or of what the network shows."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from validator.cli.atomic_file import appearing
from validator.cli.main import NOTHING, OK, UNUSABLE
from validator.cli.options import Command
from validator.cli.shell import interface_names, service_types
from validator.display.printable import printable
from validator.errors import UsageError
from validator.model.announcement import Announcement, Unreadable
from validator.model.names import service_type, typed
from validator.pipeline.examples import broken_examples
from validator.rules.draft import Observed
from validator.rules.layer_file import LayerFile
from validator.rules.load import RuleBook, parse_user_file
from validator.sources import SOURCES

MAX_SEEN = 8
"""Service types that are named where there was none of the one that was asked for."""


_interface_option = click.option(
    "--interface",
    "interfaces",
    shell_complete=interface_names,
    multiple=True,
    metavar="NAME",
    help="Interface to browse on; repeatable.",
)


def observing_options(command: Command) -> Command:
    """Add the options that say how files are read, or how the network is browsed, to a command."""
    for option in reversed(
        (
            click.option(
                "--input-format", type=click.Choice(list(SOURCES)), help="Take the files for this; else recognised."
            ),
            click.option(
                "--timeout",
                type=click.FloatRange(min=0.1),
                default=10.0,
                show_default=True,
                metavar="SECONDS",
                help="How long to browse at most, where no FILE is given.",
            ),
            _interface_option,
        )
    ):
        command = option(command)
    return command


@click.command("draft")
@click.argument("service", metavar="TYPE", shell_complete=service_types)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@observing_options
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file, which must not be there.")
def draft(  # noqa: PLR0913 - one parameter an option
    *,
    service: str,
    files: tuple[str, ...],
    input_format: str | None,
    timeout: float,
    interfaces: tuple[str, ...],
    output: Path | None,
) -> int:
    """Draft a rule file for a service type from dumps, or from what the network shows.

    FILE is anything that `check` reads. Only what is hard to be wrong about becomes a constraint, other guesses are
    comments. The examples are records that were observed. Values of credentials are left out.
    """
    items = observed_in(files, input_format) if files else browsed(service, timeout, interfaces)
    text, faults = drafted(service, items)
    for fault in faults:
        click.echo(f"error: {printable(str(fault.location))}: {printable(fault.reason)}", err=True)
    if text is None:
        return UNUSABLE if faults else NOTHING
    if output is None:
        click.echo(text, nl=False)
    else:
        write_new(output, text)
    return UNUSABLE if faults else OK


def drafted(service: str, items: Iterable[Announcement | Unreadable]) -> tuple[str | None, list[Unreadable]]:
    """Draft the rule file of a service type; return the text, and what could not be read.

    The text is None where nothing of the type was observed, and standard error tells that. Raises UsageError.
    """
    path = typed(service)
    if path.subtype is not None:
        raise UsageError(f"a rule is that of a service type, not of a subtype: {path.service}")
    asked = str(path.service).lower()
    observed, faults, others = Observed(path.service), list[Unreadable](), dict[str, None]()
    for item in items:
        if isinstance(item, Unreadable):
            faults.append(item)
        elif str(service_type(item.service)).lower() == asked:
            observed.add(item)
        elif len(others) <= MAX_SEEN:
            others.setdefault(item.service)
    if not observed.count:
        seen = ", ".join(list(others)[:MAX_SEEN]) + (", ..." if len(others) > MAX_SEEN else "")
        click.echo(f"error: no TXT record of {asked} was observed; seen: {printable(seen) or 'nothing'}", err=True)
        return None, faults
    return _proven(observed), faults


def _proven(observed: Observed) -> str:
    """Return the draft with those examples that are valid by the draft itself."""
    name = observed.service.service_name
    notes = [f"It refines {file.path}." for file in RuleBook().files(name)]
    valid, refused = list[tuple[str, ...]](), dict[str, None]()
    for example in observed.examples():
        why = _refused(observed.draft([example]))
        if why is None:
            valid.append(example)
        else:
            refused.setdefault(why)
    notes += [f"A record is no example: {printable(why)}." for why in refused]
    return observed.draft(valid, notes)


def _refused(text: str) -> str | None:
    """Tell why the examples of a draft are not valid; None where they are."""
    file = LayerFile("draft", "draft", parse_user_file(text.encode(), "draft", {}).rule)
    return next((why for _, why in broken_examples(file)), None)


def observed_in(files: Iterable[str], input_format: str | None) -> Iterator[Announcement | Unreadable]:
    """Read files of any format. Raises UsageError."""
    from validator.sources.read import open_input

    for file in files:
        yield from open_input(file, input_format)


def browsed(service: str, timeout: float, interfaces: tuple[str, ...]) -> Iterator[Announcement | Unreadable]:
    """Browse for a service type. Raises UsageError."""
    import asyncio

    from validator.mdns import BrowseOptions, browse

    asked = BrowseOptions(types=(service,), timeout_s=timeout, interfaces=interfaces)
    yield from asyncio.run(browse(asked)).announcements


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all. Raises UsageError."""
    if path.exists() or path.is_symlink():
        raise UsageError(f"cannot be written: {os.strerror(errno.EEXIST)}", file=str(path))
    with appearing(path) as stream:
        stream.write(text.encode())
