"""``check``: validate static dumps and firmware files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Any

import click

from validator.cli.main import NOTHING
from validator.cli.options import shared_options
from validator.cli.places import keep_apart
from validator.cli.progress import progress_of
from validator.cli.reporting import report
from validator.cli.settings import Settings
from validator.cli.shell import service_types
from validator.display.printable import printable
from validator.errors import InputError
from validator.model.announcement import Location, Unreadable
from validator.model.names import ServicePath, typed
from validator.pipeline.run import Item
from validator.sources import SOURCES
from validator.sources.read import open_in_parts, open_input

BARE = "txt"
"""The format of what ``--service`` is given for."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--input-format", type=click.Choice(list(SOURCES)), help="Take the input for this; else it is recognised."
)
@click.option(
    "--service",
    shell_complete=service_types,
    metavar="TYPE",
    help="Take each input for a bare TXT record of this service type, such as _ipp._tcp: "
    "key=value lines, or RDATA in hexadecimal or base64.",
)
@shared_options
def check(
    paths: tuple[str, ...],
    input_format: str | None,
    service: str | None,
    **options: Any,  # noqa: ANN401 - see Settings
) -> int:
    """Validate dumps of announcements. PATH may be - for standard input, or a folder of firmware."""
    settings = Settings(**options)
    keep_apart(paths, settings.outputs)
    input_format, asked = bare(input_format, service)
    progress = progress_of(paths)
    # What a report is to show must be read as announcements.
    in_parts = asked is None and not settings.shows_clean
    formats: dict[str, str] = {}

    def items(path: str) -> Iterator[Item]:
        taken = partial(formats.__setitem__, path)
        try:
            if in_parts:
                yield from open_in_parts(path, input_format, progress.advance, taken, one_of_many=len(paths) > 1)
            else:
                yield from open_input(path, input_format, asked, progress.advance, taken)
        except InputError as error:
            # The other inputs are judged all the same, and the reports are full.
            yield Unreadable(Location(error.file or path, error.line), error.message)

    status = report(chain.from_iterable(map(items, paths)), settings, before_output=progress.clear)
    if status == NOTHING:
        for path in paths:
            click.echo(f"nothing to judge: {printable(path)}: {_why_nothing(formats.get(path))}", err=True)
    return status


def _why_nothing(taken: str | None) -> str:
    """Say why nothing is announced by an input that was taken for a format; None where it was taken for none."""
    if taken is None:
        return "it is empty"
    return f"it was read as {taken} ({SOURCES[taken].title}), and announces no service (--input-format forces another)"


def bare(input_format: str | None, service: str | None) -> tuple[str | None, ServicePath | None]:
    """Return the format and the type of what does not say its type. Raises UsageError."""
    if service is None:
        if input_format is not None and SOURCES[input_format].needs_service:
            raise click.UsageError(f"--input-format {input_format} needs --service TYPE: a bare record does not say it")
        return input_format, None
    if input_format is not None and not SOURCES[input_format].needs_service:
        raise click.UsageError(f"--service is for bare TXT records; {input_format} says of which service type it is")
    return input_format or BARE, typed(service)
