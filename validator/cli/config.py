"""``--config`` and ``--isolated``, and what a configuration gives to options that are not on the command line."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from validator.cli.pairing import ReportingCommand, given
from validator.cli.sinks import STDOUT, runs_on_github

if TYPE_CHECKING:
    from validator.config.config import Config

Command = TypeVar("Command", bound=Callable[..., Any])

_META, _ASKED = "validator.config", "validator.config.asked"


def configuration() -> Config | None:
    """Return the configuration of the running command; None where there is none."""
    ctx = click.get_current_context(silent=True)
    found: Config | None = None if ctx is None else ctx.meta.get(_META)
    return found


def config_options(rules: str = "rules") -> Callable[[Command], Command]:
    """Add ``--config`` and ``--isolated`` to a command. ``rules``: its parameter that takes rule files."""

    def keep(ctx: click.Context, parameter: click.Parameter, value: object) -> None:
        """Both are eager; which one is read first is not known."""
        asked = ctx.meta.setdefault(_ASKED, {})
        asked[parameter.name] = value
        if len(asked) > 1 and not ctx.resilient_parsing:
            _configure(ctx, rules, **asked)

    def add(command: Command) -> Command:
        for option in (
            click.option(
                "--isolated",
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=keep,
                help="Use no configuration file.",
            ),
            click.option(
                "--config",
                type=click.Path(path_type=Path),
                metavar="FILE",
                is_eager=True,
                expose_value=False,
                callback=keep,
                help="Configuration file; without it the nearest dnssd-validator.toml or pyproject.toml upwards.",
            ),
        ):
            command = option(command)
        return command

    return add


def configured(command: Command) -> Command:
    """Add ``--config`` and ``--isolated`` to a command that judges; it gets what no option says as keywords too."""

    @wraps(command)
    def call(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever the command takes
        ctx, config = click.get_current_context(), configuration()
        if options.get("verbose"):
            click.echo(f"configuration: {'none' if config is None else config.file}", err=True)
        if config is not None:
            options |= {"grades": config.grades, "suppressions": config.suppressions}
            if ctx.get_parameter_source("baseline") is ParameterSource.DEFAULT_MAP:
                # A baseline that the configuration names is written for the first time at some time.
                is_first = options.get("write_baseline") is not None and not os.path.exists(options["baseline"])  # noqa: PTH110 - it raises nothing
                options["baseline"] = None if is_first else options["baseline"]
        return command(*arguments, **options)

    return config_options()(call)  # type: ignore[return-value] # it is called as the command is


def with_values(ctx: click.Context, _: click.Parameter, assigned: tuple[str, ...]) -> tuple[str, ...]:
    """Put the values of the configuration before those of ``--set``: the last of a name counts."""
    config: Config | None = ctx.meta.get(_META)
    return assigned if config is None else (*(f"{name}={value}" for name, value in config.values.items()), *assigned)


def _configure(ctx: click.Context, rules: str, *, config: Path | None, isolated: bool) -> None:
    """Read the configuration, and make defaults of what it says. Raises UsageError."""
    if isolated:
        if config is not None:
            raise click.UsageError("--config names a configuration, --isolated uses none: give one of them")
        return
    file = found_here() if config is None else str(config)
    if file is None:
        return
    from validator.config.read import read  # noqa: PLC0415 - most runs have none

    found = ctx.meta[_META] = read(file)
    said: dict[str, Any] = {
        rules: found.rules,
        "select": found.select,
        "ignore": found.ignore,
        "target": found.target,
    }
    if isinstance(ctx.command, ReportingCommand):
        said |= {"fail_on": found.fail_on, "baseline": found.baseline, **_reports(found)}
    ctx.default_map = {name: value for name, value in said.items() if value}


def found_here() -> str | None:
    """Return the file that counts in the working folder, as seen from there. Raises UsageError as find() does."""
    from validator.config.find import find  # noqa: PLC0415 - --isolated needs it not

    try:
        folder = os.getcwd()  # noqa: PTH109 - each start pays for this
    except OSError:
        return None
    return find(folder)


def _reports(config: Config) -> dict[str, list[str]]:
    """What ``--format`` and ``--output`` would be. What the command line says of them counts instead."""
    on_command_line = given()
    formats = [config.format] if config.format else []
    if on_command_line or not config.reports:
        return {} if "format" in on_command_line else {"format": formats}
    outputs = [STDOUT] * len(formats)
    if not formats and all(each.output for each in config.reports):
        # The reports are besides that of standard output.
        formats, outputs = ["github" if runs_on_github() else "text"], [STDOUT]
    return {
        "format": formats + [each.format for each in config.reports],
        "output": outputs + [STDOUT if each.output is None else str(each.output) for each in config.reports],
    }
