"""Options that ``check`` and ``browse`` share, and the settings that they make."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click
from msgspec import Struct

from validator.checks import CHECKS
from validator.cli.complete import codes
from validator.cli.config import configuration, configured, with_values
from validator.cli.pairing import given
from validator.cli.sinks import Sink, sinks
from validator.cli.terminal import takes_escapes
from validator.engine import Engine
from validator.model import Severity
from validator.policy.suppress import Suppression, repeated
from validator.reports import REPORTS
from validator.rules.load import RuleBook, UserLayer, user_layer
from validator.rules.variables import assignments
from validator.selection import selected
from validator.targets import TARGETS

if TYPE_CHECKING:
    from validator.policy.policy import Policy

Command = TypeVar("Command", bound=Callable[..., Any])

FAIL_ON = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO, "never": None}
"""What ``--fail-on`` takes, and the least severity that makes the exit status 1."""

DEFAULT_WIDTH = 100
"""Columns of a report that is not written to a terminal."""


class Judging(Struct, frozen=True, kw_only=True):
    """The options by which announcements are judged, as given.

    ``grades`` maps codes to the severity that the user gives them; ``suppressions`` are the findings that are waived.
    """

    rules: tuple[Path, ...]
    set: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    show_secrets: bool
    target: tuple[str, ...]
    grades: Mapping[str, Severity] = {}
    suppressions: tuple[Suppression, ...] = ()

    def engine(self) -> Engine:
        """An engine with the rules and checks that were asked for. Raises UsageError."""
        return Engine(
            RuleBook(self.layers()),
            selected(CHECKS, self.select, self.ignore),
            reveal=self.show_secrets,
            targets=[TARGETS[each] for each in self.target],
            repeated=repeated(self.suppressions),
        )

    def layers(self) -> tuple[UserLayer, ...]:
        """The user's own layers. Raises UsageError."""
        return user_layers(self.rules, self.set)


class Settings(Judging, frozen=True, kw_only=True):
    """The shared options as given."""

    format: tuple[str, ...]
    output: tuple[str, ...]
    fail_on: str
    quiet: bool
    verbose: bool
    color: Literal["auto", "always", "never"]
    baseline: Path | None = None
    write_baseline: Path | None = None

    def policy(self, today: date, *, live: bool = False, collects: bool = True) -> Policy | None:
        """What becomes of findings; None where nothing was said of them. Raises UsageError.

        ``live``: what only a live run shows is judged too. ``collects``: findings are kept for --write-baseline.
        """
        if not (self.grades or self.suppressions or self.baseline or self.write_baseline):
            return None
        from validator.cli.baseline import policy  # noqa: PLC0415 - most runs have none

        return policy(self, today, live=live, collects=collects)

    @property
    def sinks(self) -> tuple[Sink, ...]:
        """The reports, and where each goes. Raises click.UsageError where they do not pair up."""
        return sinks(self.format, self.output, given())

    @property
    def shows_clean(self) -> bool:
        """Whether a report shows announcements without findings."""
        shown = any(REPORTS[each.format].shows_clean for each in self.sinks)
        return not self.quiet and (self.verbose or shown)

    def colored(self, sink: Sink) -> bool:
        """Whether the report is coloured."""
        return is_colored(self.color, to_stdout=sink.path is None)

    def width(self, sink: Sink) -> int:
        """Columns that a text report may use."""
        on_terminal = sink.path is None and sys.stdout.isatty()
        return _terminal_width() if on_terminal else DEFAULT_WIDTH


def _terminal_width() -> int:
    import shutil  # noqa: PLC0415 - only for a terminal

    return shutil.get_terminal_size().columns


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


def user_layers(paths: Iterable[Path], assigned: Iterable[str]) -> tuple[UserLayer, ...]:
    """Read the user's own layers with the values of ``--set``. Raises UsageError."""
    values = assignments(assigned)
    return tuple(user_layer(path, values) for path in paths)


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


def is_colored(choice: str, *, to_stdout: bool = True) -> bool:
    """Whether to colour: as asked, else where a terminal reads it (no-color.org, force-color.org)."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return to_stdout and takes_escapes()


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
)
"""By which rules and findings a run judges."""


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
"""Which findings are known from before."""


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
    """Add the shared options to a command; it gets them as keywords for Settings."""
    command = configured(command)
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
            *_BASELINE,
            click.option("--quiet", "-q", is_flag=True, help="Print no report, only errors; the exit status tells."),
            click.option("--verbose", "-v", is_flag=True, help="Show the announcements without findings too."),
            color_option,
            show_secrets_option,
        )
    ):
        command = option(command)
    return command
