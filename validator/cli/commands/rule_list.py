"""``rules list``: every service with a rule, those in a dump, or the profiles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from validator.cli.config import config_options
from validator.cli.main import OK, UNUSABLE
from validator.cli.options import set_option
from validator.cli.settings import user_layers
from validator.display.printable import printable
from validator.model.announcement import Announcement, Unreadable
from validator.model.names import service_type
from validator.reports.views.rule_table import Row, dump_table, profile_table, row, rule_table
from validator.rules.load import RuleBook, UserLayer, shipped_files


@click.command("list")
@click.argument("dumps", nargs=-1, metavar="[DUMP]...")
@click.option("--definition", metavar="WORD", help="Only those whose note does this: keys, none, partial, ...")
@click.option("--profiles", is_flag=True, help="The profiles of specifications that --profile takes.")
@click.option(
    "--rules",
    "folders",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="Rule files of your own: folder or file.",
)
@set_option
@config_options("folders")
def list_(
    dumps: tuple[str, ...],
    definition: str | None,
    folders: tuple[Path, ...],
    set: tuple[str, ...],  # noqa: A002 - the option's name
    *,
    profiles: bool,
) -> int:
    """List every service with a rule: what its definition does, keys, constraints, layers, certainty and source.

    With DUMP the service types in these files, and by what each is judged.
    """
    layers = user_layers(folders, set)
    if profiles:
        from validator.rules.profiles import known_profiles

        _print(profile_table(known_profiles(layers).values()))
        return OK
    book = RuleBook(layers)
    if dumps:
        return _list_dumps(dumps, book)
    rows = (row(book.files(name)) for name in _services(layers))
    _print(rule_table(each for each in rows if definition in (None, each.definition)))
    return OK


def _services(layers: tuple[UserLayer, ...]) -> list[str]:
    """The services that any layer has a file of."""
    named = {file.rule.service.lower() for file in shipped_files()}
    return sorted(named.union(*(layer.files for layer in layers)))


def _list_dumps(dumps: tuple[str, ...], book: RuleBook) -> int:
    """List the service types of files. What cannot be read is told on standard error."""
    from validator.sources.read import open_input

    counts: Counter[str] = Counter()
    is_whole = True
    for path in dumps:
        for item in open_input(path):
            if isinstance(item, Announcement) and not item.is_remark:
                counts[item.service] += 1
            elif isinstance(item, Unreadable):
                is_whole = False
                click.echo(f"error: {printable(str(item.location))}: {printable(item.reason)}", err=True)

    def row_of(service: str) -> Row | None:
        files = book.files(service_type(service).service_name)
        return row(files) if files else None

    _print(dump_table(dict(counts), row_of))
    return OK if is_whole else UNUSABLE


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)
