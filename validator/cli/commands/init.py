"""``init``: a first configuration file, or a first rule file where the configuration has rule files."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import click

from validator.cli.commands.draft import browsed, drafted, observed_in, observing_options, write_new
from validator.cli.config import found_here
from validator.cli.main import NOTHING, OK, UNUSABLE
from validator.cli.shell import service_types
from validator.cli.sinks import STDOUT
from validator.config.config import Config
from validator.config.find import FILE, PYPROJECT
from validator.config.json_schema import config_schema
from validator.config.read import read
from validator.config.sample import sample
from validator.display.printable import printable
from validator.errors import UsageError
from validator.model.names import typed
from validator.rules.file_name import SUFFIX, stem_of

RULES = "rules"
"""The folder of rule files where the configuration names none."""

_NAME = re.compile("[A-Za-z0-9_-]+")
_SUFFIXES = (".yaml", ".yml")


@click.command("init")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"File to write, - is standard output; without it {FILE}, or the rule file.",
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of configuration files, for editors, and no more.")
@click.option(
    "--rule",
    "service",
    shell_complete=service_types,
    metavar="TYPE",
    help="Draft a rule file for this service type instead, as `rules draft` does.",
)
@observing_options
def init(  # noqa: PLR0913 - one parameter an option
    *,
    files: tuple[str, ...],
    output: Path | None,
    schema: bool,
    service: str | None,
    input_format: str | None,
    timeout: float,
    interfaces: tuple[str, ...],
) -> int:
    """Write a configuration file with every option as a comment, or with --rule a first rule file.

    The rule file is drafted from dumps (FILE is anything that `check` reads), or from what the network shows, and goes
    to the first folder of rule files that the configuration names. Nothing that is there is written over.
    """
    if schema:
        click.echo(json.dumps(config_schema(), indent=2))
        return OK
    if service is None:
        if files:
            raise click.UsageError("FILE is what --rule TYPE drafts a rule file from")
        _write_sample(output or Path(FILE))
        return OK
    config = _configuration()
    path = output or _folder(config) / _file_name(service)
    if path.exists():
        raise UsageError("is there already, and is not written over", file=str(path))
    items = observed_in(files, input_format) if files else browsed(service, timeout, interfaces)
    text, faults = drafted(service, items)
    for fault in faults:
        click.echo(f"error: {printable(str(fault.location))}: {printable(fault.reason)}", err=True)
    if text is None:
        return UNUSABLE if faults else NOTHING
    if str(path) == STDOUT:
        click.echo(text, nl=False)
    else:
        _write_rule(path, text, config)
    return UNUSABLE if faults else OK


def _write_sample(path: Path) -> None:
    if str(path) == STDOUT:
        click.echo(sample(), nl=False)
        return
    if path.name == PYPROJECT:
        raise UsageError("options stand in a table there, [tool.dnssd-validator]: add it by hand", file=str(path))
    before = found_here()
    if path.exists():
        raise UsageError("is there already, and is not written over", file=str(path))
    write_new(path, sample())
    _say(f"{path}: written. It says nothing yet: remove the # before what you want to say.")
    if path.name != FILE:
        _say(f"It is used where it is named: dnssd-validator check --config {path} PATH")
        return
    if before is not None and path == Path(FILE):
        _say(f"It counts instead of {before}, here and below.")
    _say("`dnssd-validator check -v PATH` tells which configuration is used.")


def _configuration() -> Config | None:
    file = found_here()
    return None if file is None else read(file)


def _folder(config: Config | None) -> Path:
    """Return the folder that takes a rule file."""
    if config is None:
        return Path(RULES)
    named = (each for each in config.rules if each.suffix not in _SUFFIXES)
    return next(named, Path(config.file).parent / RULES)


def _file_name(service: str) -> str:
    """Return the name that a rule file must have to be found. Raises UsageError."""
    name = typed(service).service.service_name
    if not _NAME.fullmatch(name):
        raise UsageError(f"{service!r} has no name for a file: give --output")
    return f"{stem_of(name) or name}{SUFFIX}"


def _write_rule(path: Path, text: str, config: Config | None) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot be made: {error.strerror}", file=str(path.parent)) from None
    write_new(path, text)
    _say(f"{path}: written. Read it, and see whether its guesses hold: dnssd-validator rules test {path}")
    schema = path.parent / "rule.schema.json"
    if not schema.exists():
        _say(f"For editors that complete and check it: dnssd-validator rules schema > {schema}")
    if config is None:
        _say(f"No configuration names it yet: give --rules {path.parent}, or `dnssd-validator init` and say there:")
        _say(f"rules = {json.dumps([path.parent.as_posix()])}")
    elif not any(each in (path, path.parent) for each in config.rules):
        shown = _seen_from(config, path.parent)
        _say(f"{config.file} does not name it yet; add there:")
        _say(f"rules = {json.dumps([*_given(config), shown])}")


def _given(config: Config) -> list[str]:
    """Return the rule files that the configuration names, as seen from its folder."""
    return [_seen_from(config, each) for each in config.rules]


def _seen_from(config: Config, path: Path) -> str:
    """Write a path as the configuration does, with slashes, so that it holds on other systems too."""
    try:
        return Path(os.path.relpath(path, Path(config.file).parent)).as_posix()
    except ValueError:  # on another drive
        return path.absolute().as_posix()


def _say(text: str) -> None:
    click.echo(printable(text))
