"""``check``: validate static dumps and firmware files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from validator.cli.options import Settings, shared_options
from validator.cli.write import report
from validator.model import Announcement, Unreadable
from validator.sources import SOURCES
from validator.sources.read import open_input


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--input-format", type=click.Choice(list(SOURCES)), help="Take the input for this; else it is recognised."
)
@shared_options
def check(paths: tuple[str, ...], input_format: str | None, **options: Any) -> int:  # noqa: ANN401 - see Settings
    """Validate dumps of announcements. PATH may be - for standard input, or a folder of firmware."""
    return report(_announcements(paths, input_format), Settings(**options))


def _announcements(paths: tuple[str, ...], input_format: str | None) -> Iterator[Announcement | Unreadable]:
    for path in paths:
        yield from open_input(path, input_format)
