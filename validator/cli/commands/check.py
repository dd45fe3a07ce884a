"""``check``: validate static dumps and firmware files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import click

from validator.cli.options import shared_options
from validator.cli.progress import progress_of
from validator.cli.reporting import report
from validator.cli.settings import Settings
from validator.cli.shell import service_types
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
    input_format, asked = bare(input_format, service)
    progress = progress_of(paths)
    # What a report is to show must be read as announcements.
    in_parts = asked is None and not settings.shows_clean

    def items(path: str) -> Iterator[Item]:
        try:
            if in_parts:
                yield from open_in_parts(path, input_format, progress.advance, one_of_many=len(paths) > 1)
            else:
                yield from open_input(path, input_format, asked, progress.advance)
        except InputError as error:
            # The other inputs are judged all the same, and the reports are full.
            yield Unreadable(Location(error.file or path, error.line), error.message)

    return report(chain.from_iterable(map(items, paths)), settings, before_output=progress.clear)


def bare(input_format: str | None, service: str | None) -> tuple[str | None, ServicePath | None]:
    """Return the format and the type of what does not say its type. Raises UsageError."""
    if service is None:
        if input_format is not None and SOURCES[input_format].needs_service:
            raise click.UsageError(f"--input-format {input_format} needs --service TYPE: a bare record does not say it")
        return input_format, None
    if input_format is not None and not SOURCES[input_format].needs_service:
        raise click.UsageError(f"--service is for bare TXT records; {input_format} says of which service type it is")
    return input_format or BARE, typed(service)
