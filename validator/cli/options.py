"""Options that several commands share: by what to judge, what to report, and where to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from validator.checks.targets import TARGETS
from validator.cli.config import configuration, configured, with_values
from validator.cli.shell import codes
from validator.engine.fail_on import FAIL_ON, MIN_SEVERITY
from validator.reports import REPORTS
from validator.rules.load import UserLayer
from validator.rules.variables import assignments

Command = TypeVar("Command", bound=Callable[..., Any])

color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour; auto honours NO_COLOR and FORCE_COLOR.",
)
"""The option ``--color``; is_colored() reads it."""


set_option = click.option(
    "--set",
    multiple=True,
    callback=with_values,
    metavar="NAME=VALUE",
    help="Fill in ${NAME} in the rule files of --rules; repeatable, the last of a name counts.",
)
"""The option ``--set``; user_layers() reads it."""


def warn_of_unused(layers: Iterable[UserLayer], assigned: Iterable[str]) -> None:
    """Say on standard error which names of ``--set``, or of the configuration, no rule file uses."""
    used = {name for layer in layers for name in layer.uses}
    config = configuration()
    places = {} if config is None else config.value_places
    for name in assignments(assigned):
        if name not in used:
            where = f"{places[name]}: set.{name}" if name in places else f"--set {name}"
            which = "`rules`" if name in places else "--rules"
            click.echo(f"warning: {where}: no rule file of {which} uses ${{{name}}}", err=True)


_JUDGING = (
    click.option(
        "--rules",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="PATH",
        help="Rule files of your own: folder or file. Repeatable; later ones refine earlier ones.",
    ),
    set_option,
    click.option(
        "--select",
        multiple=True,
        shell_complete=codes,
        metavar="CODE",
        help="Judge by these findings only: codes, beginnings of codes, or slugs, divided by commas.",
    ),
    click.option("--ignore", multiple=True, shell_complete=codes, metavar="CODE", help="Leave these findings out."),
    click.option(
        "--target",
        type=click.Choice(list(TARGETS)),
        multiple=True,
        help="Judge by the limits of this stack or medium too; repeatable. `explain target` describes them.",
    ),
    click.option(
        "--profile",
        multiple=True,
        metavar="NAME",
        help="Judge by what this profile of a specification demands too; repeatable. See `rules list --profiles`.",
    ),
)
"""The options that say by which rules and findings a run judges."""


_BASELINE = (
    click.option(
        "--baseline",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Leave out the findings that stand in this file, so that only new ones are reported.",
    ),
    click.option(
        "--write-baseline",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write the findings to this file, for --baseline; the exit status is 0 then. It may be the same file.",
    ),
)
"""The options that say which findings are known from before."""


show_secrets_option = click.option(
    "--show-secrets", is_flag=True, help="Do not mask values of keys that carry credentials."
)
"""The option ``--show-secrets``."""


def judging_options(command: Command) -> Command:
    """Add the options that say by what to judge, and --show-secrets, to a command."""
    command = configured(command)
    for option in reversed((*_JUDGING, show_secrets_option)):
        command = option(command)
    return command


def shared_options(command: Command) -> Command:
    """Add the shared options to a command; the command gets their values as the fields of Settings."""
    command = configured(command, reports=True)
    for option in reversed(
        (
            click.option(
                "--format",
                type=click.Choice(list(REPORTS)),
                multiple=True,
                help="Report; repeatable, each before its --output. Without it: text, under GitHub Actions github.",
            ),
            click.option(
                "--output",
                "-o",
                multiple=True,
                metavar="FILE",
                help="File for the report of the --format before it; - or none is standard output.",
            ),
            *_JUDGING,
            click.option(
                "--fail-on",
                type=click.Choice(list(FAIL_ON)),
                default="error",
                show_default=True,
                help="Least severity that makes the exit status 1.",
            ),
            click.option(
                "--min-severity",
                type=click.Choice(list(MIN_SEVERITY)),
                default="info",
                show_default=True,
                help="Hide findings that weigh less; they do not count.",
            ),
            *_BASELINE,
            click.option(
                "--statistics", is_flag=True, help="Print how often each finding was found, in place of the findings."
            ),
            click.option("--quiet", "-q", is_flag=True, help="Print errors only; reports go to files, if to any."),
            click.option("--verbose", "-v", is_flag=True, help="Show the announcements without findings too."),
            color_option,
            show_secrets_option,
        )
    ):
        command = option(command)
    return command
