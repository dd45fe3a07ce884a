"""``rules``: read, check and document rule files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
from msgspec import structs

from validator.cli.commands.draft import draft
from validator.cli.commands.rule_list import list_
from validator.cli.config import ConfiguringGroup, config_options
from validator.cli.main import FINDINGS, OK
from validator.cli.options import color_option, set_option
from validator.cli.settings import is_colored, user_layers
from validator.cli.shell import service_names
from validator.display.printable import printable
from validator.display.wording import plural
from validator.documents.whole_file import content_of
from validator.documents.yaml import line_of
from validator.errors import RuleFileError, UsageError
from validator.model.names import service_type
from validator.pipeline.examples import broken_examples
from validator.registry.emit import emit
from validator.registry.pinned import FILE_NAME as READINGS
from validator.registry.pinned import parse_readings, read_by, shipped_readings
from validator.reports.views.note import marked
from validator.rules.examples import example_cases
from validator.rules.json_schema import rule_schema
from validator.rules.layer_file import LayerFile
from validator.rules.lint import Problem, lint
from validator.rules.load import MAX_OCTETS, RuleBook, shipped_files, user_layer
from validator.rules.schema import Source
from validator.rules.variables import assignments

_PATH = click.Path(path_type=Path)
_rules_option = click.option(
    "--rules", "folders", type=_PATH, multiple=True, metavar="PATH", help="Rule files of your own: folder or file."
)


@click.group(cls=ConfiguringGroup)
def rules() -> None:
    """Read, check and document rule files."""


rules.add_command(draft)
rules.add_command(list_)


@rules.command("show")
@click.argument("service", shell_complete=service_names)
@_rules_option
@set_option
@color_option
@config_options("folders")
def show(service: str, folders: tuple[Path, ...], color: str, set: tuple[str, ...]) -> int:  # noqa: A002 - as above
    """Show the rule of a service, and the note it came from with its parts marked as they were read.

    SERVICE is a service name or type: spx-hmp, _spx-hmp._tcp.
    """
    book = RuleBook(user_layers(folders, set))
    name = service_type(service).service_name
    files = book.files(name)
    if not files:
        near = next((each for each in (book.index.nearest(name),) if each and book.files(each)), None)
        known = "registered, but without a note on TXT keys" if book.index.transports(name) is not None else "unknown"
        raise UsageError(f"there is no rule for {name} ({known})" + (f"; did you mean {near}?" if near else ""))
    for file in files:
        _show_file(file, color=is_colored(color))
    return OK


@rules.command("lint")
@click.argument("paths", nargs=-1, required=True, type=_PATH, metavar="PATH...")
@set_option
@config_options("paths")
def lint_(paths: tuple[Path, ...], set: tuple[str, ...]) -> int:  # noqa: A002 - as above
    """Check rule files: schema, patterns, contradictions, and whether their examples give what they promise."""
    values = assignments(set)
    problems = [problem for path in _files(paths) for problem in _problems(path, values)]
    for problem in problems:
        click.echo(printable(str(problem)))
    return FINDINGS if problems else OK


@rules.command("test")
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@set_option
@config_options("paths")
def test(paths: tuple[Path, ...], set: tuple[str, ...]) -> int:  # noqa: A002 - as above
    """Run the examples of rule files; without PATH those of the configuration, or of all shipped rules."""
    values = assignments(set)
    files = (
        [file for path in _files(paths) if path.name != READINGS for file in _user_files((path,), values)]
        if paths
        else list(shipped_files())
    )
    failed = [problem for file in files for problem in _broken(file)]
    count = sum(len(list(example_cases(file.rule))) for file in files)
    for problem in failed:
        click.echo(printable(str(problem)))
    click.echo(f"{count - len(failed)} of {count} examples in {plural(len(files), 'rule file')} hold")
    return FINDINGS if failed else OK


@rules.command("schema")
def schema() -> int:
    """Print the JSON Schema of rule files, for editors."""
    click.echo(json.dumps(rule_schema(), indent=2))
    return OK


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the rule files that the paths name; of a folder all in it. Raises RuleFileError where it has none."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(each for each in path.rglob("*") if each.suffix in (".yaml", ".yml") and each.is_file())
        if not inside:
            raise RuleFileError("there is no rule file (*.yaml) in this folder", file=str(path))
        yield from inside


def _user_files(paths: tuple[Path, ...], values: dict[str, str]) -> Iterator[LayerFile]:
    for path in paths:
        yield from user_layer(path, values).files.values()


def _problems(path: Path, values: dict[str, str]) -> Iterator[Problem]:
    if path.name == READINGS:
        yield from _reading_problems(path)
        return
    content = _content(path)
    found = lint(content, str(path), values)
    yield from found
    if not found:
        for file in _user_files((path,), values):
            yield from _broken(file)


def _reading_problems(path: Path) -> Iterator[Problem]:
    """Judge a file of readings by a person, which lies beside the layers and is no rule file."""
    try:
        parse_readings(_content(path), str(path))
    except RuleFileError as error:
        yield Problem(str(path), error.line, error.message)


def _broken(file: LayerFile) -> Iterator[Problem]:
    """Judge the examples of a file by its rule, over the shipped rules."""
    for case, why in broken_examples(file, reveal=True):
        yield Problem(file.path, line_of(_content(Path(file.path)), case.path), why)


def _content(path: Path) -> bytes:
    try:
        return content_of(path, MAX_OCTETS)
    except OSError as error:
        raise RuleFileError(f"cannot be read: {error.strerror}", file=str(path)) from None


def _show_file(file: LayerFile, *, color: bool) -> None:
    """Show one layer's file: the note with its parts marked, then the rule without its source."""
    title = f" {file.rule.title}" if file.rule.title else ""
    click.echo(click.style(printable(f"{file.rule.service}{title} ({file.path})"), bold=color or None), color=color)
    pin = shipped_readings().readings.get(file.rule.service.lower())
    for heading, note in _notes(file.rule.source):
        reading = read_by(note, pin)
        by = f" (read by a person: {reading.pinned})" if reading.pinned else ""
        click.echo(f"\n{printable(heading + by)}", color=color)
        for line in marked(note, reading.parts, color=color):
            click.echo(f"  {line}", color=color)
    click.echo("\nThe rule", color=color)
    body = emit(structs.replace(file.rule, source=None)).decode().splitlines()
    click.echo("\n".join(f"  {line}" for line in body if not line.startswith("#")) + "\n", color=color)


def _notes(source: Source | None) -> Iterator[tuple[str, str]]:
    """Yield every note of a compiled rule with its heading."""
    if source is None or source.registry != "iana":
        return
    if source.notes:
        yield from (
            (f"IANA's note for {', '.join(each.transports) or 'any transport'}", each.note) for each in source.notes
        )
    elif source.note:
        yield "IANA's note", source.note
