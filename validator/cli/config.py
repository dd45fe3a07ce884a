"""``--config`` and ``--isolated``, and what a configuration gives to options that are not on the command line.

A group reads the configuration before it calls a command. What the file says becomes click's ``default_map`` of that
command, and the rest is an ``Invocation``, click's ``ctx.obj``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource
from msgspec import Struct

from validator.cli.pairing import FORMAT, OUTPUT
from validator.display.nearest import nearest

if TYPE_CHECKING:
    from validator.config.config import Config

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Invocation(Struct, frozen=True):
    """What the group knows of the command that it calls, beside the values of the command's parameters.

    ``config`` is None where no configuration is used. ``order`` holds FORMAT and OUTPUT in the order in which the
    command line gives ``--format`` and ``--output``: see pairing.paired().
    """

    config: Config | None = None
    order: tuple[str, ...] = ()


class ConfigOption(click.Option):
    """The option ``--config`` of a command, and what a configuration is to give to that command.

    ``rules`` is the command's parameter that takes rule files. ``reports``: the command takes the formats, the outputs,
    the threshold and the baseline of the configuration too.
    """

    def __init__(self, *names: Any, rules: str, reports: bool, **attributes: Any) -> None:  # noqa: ANN401 - as click has them
        super().__init__(*names, **attributes)
        self.rules = rules
        self.reports = reports


class ConfiguringGroup(click.Group):
    """A group that reads the configuration for the command that it is about to call."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command as every group does, and set ``ctx.obj`` and ``ctx.default_map`` for it.

        Raises UsageError where the configuration cannot be used.
        """
        try:
            name, command, rest = super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = nearest(args[0], self.list_commands(ctx)) if args else None
            if near is None or "Did you mean" in error.message:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{near}'?", ctx) from None
        options = () if command is None else command.params
        option = next((each for each in options if isinstance(each, ConfigOption)), None)
        if name is not None and command is not None and option is not None and not ctx.resilient_parsing:
            _configure(ctx, name, command, option, rest)
        return name, command, rest


def configuration() -> Config | None:
    """Return the configuration of the running command; None where there is none."""
    return _invocation(click.get_current_context(silent=True)).config


def given() -> tuple[str, ...]:
    """Tell in which order the running command was given FORMAT and OUTPUT; empty where nobody knows."""
    return _invocation(click.get_current_context(silent=True)).order


def config_options(rules: str = "rules", *, reports: bool = False) -> Callable[[Decorated], Decorated]:
    """Add ``--config`` and ``--isolated`` to a command of a ConfiguringGroup. See ConfigOption for the arguments."""

    def add(command: Decorated) -> Decorated:
        isolated = click.option("--isolated", is_flag=True, expose_value=False, help="Use no configuration file.")
        config = click.option(
            "--config",
            cls=ConfigOption,
            rules=rules,
            reports=reports,
            metavar="FILE",
            expose_value=False,
            help="Configuration file; without it the nearest dnssd-validator.toml or pyproject.toml upwards.",
        )
        return config(isolated(command))

    return add


def configured(command: Decorated, *, reports: bool = False) -> Decorated:
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

    return config_options(reports=reports)(call)  # type: ignore[return-value] # it is called as the command is


def with_values(ctx: click.Context, _: click.Parameter, assigned: tuple[str, ...]) -> tuple[str, ...]:
    """Put the values of the configuration before those of ``--set``: the last of a name counts."""
    config = _invocation(ctx).config
    return assigned if config is None else (*(f"{name}={value}" for name, value in config.values.items()), *assigned)


def found_here() -> str | None:
    """Return the file that counts in the working folder, as seen from there. Raises UsageError as find() does."""
    from validator.config.find import find

    try:
        folder = os.getcwd()  # noqa: PTH109 - every start pays for this
    except OSError:
        return None
    return find(folder)


def _invocation(ctx: click.Context | None) -> Invocation:
    """Return what the group knows of the command of a context; nothing where no group called it."""
    found = None if ctx is None else ctx.find_object(Invocation)
    return found or Invocation()


def _configure(ctx: click.Context, name: str, command: click.Command, option: ConfigOption, args: list[str]) -> None:
    """Read the configuration for a command of the group's context ``ctx``. Raises UsageError.

    The command's own parser divides ``args``; click parses them again when the command is called.
    """
    called = click.Context(command, parent=ctx, info_name=name, **command.context_settings)
    options, _, parameters = command.make_parser(called).parse_args(list(args))
    if command.get_help_option(called) in parameters:
        return  # help is shown, whatever a configuration says
    order = tuple(each.name for each in parameters if each.name in (FORMAT, OUTPUT))
    config = _read(called, options.get("config"), isolated=bool(options.get("isolated")))
    ctx.obj = Invocation(config, order if option.reports else ())
    if config is not None:
        ctx.default_map = {name: _defaults(config, option, order)}


def _read(ctx: click.Context, file: str | None, *, isolated: bool) -> Config | None:
    """Read the configuration that the options name, or the one that counts here. Raises UsageError."""
    if isolated:
        if file is not None:
            raise click.UsageError("--config names a configuration, --isolated uses none: give one of them", ctx)
        return None
    found = found_here() if file is None else str(Path(file))
    if found is None:
        return None
    from validator.config.read import read

    return read(found)


def _defaults(config: Config, option: ConfigOption, order: Sequence[str]) -> dict[str, Any]:
    """Return what a configuration says of a command's parameters, by their names."""
    values: dict[str, Any] = {
        option.rules: config.rules,
        "select": config.select,
        "ignore": config.ignore,
        "target": config.target,
        "profile": config.profile,
    }
    if option.reports:
        values |= {"min_severity": config.min_severity}
        values |= {"fail_on": config.fail_on, "baseline": config.baseline, **_reports(config, order)}
    return {name: value for name, value in values.items() if value}


def _reports(config: Config, order: Sequence[str]) -> dict[str, list[str]]:
    """Return what ``--format`` and ``--output`` would be, unless the command line (``order``) has them."""
    from validator.cli.sinks import STDOUT, runs_on_github

    formats = [config.format] if config.format else []
    if order or not config.reports:
        return {} if FORMAT in order else {FORMAT: formats}
    outputs = [STDOUT] * len(formats)
    if not formats and all(each.output for each in config.reports):
        # The reports are besides that of standard output.
        formats, outputs = ["github" if runs_on_github() else "text"], [STDOUT]
    return {
        FORMAT: formats + [each.format for each in config.reports],
        OUTPUT: outputs + [STDOUT if each.output is None else str(each.output) for each in config.reports],
    }
