"""The settings of a command, made of its options: by what to judge, what to report, and where to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from msgspec import Struct

from validator.checks import CHECKS
from validator.checks.base import LiveCheck
from validator.checks.targets import TARGETS
from validator.cli.config import given
from validator.cli.sinks import Sink, sinks
from validator.cli.terminal import takes_escapes
from validator.documents.whole_file import opened
from validator.engine.fail_on import MIN_SEVERITY
from validator.engine.selection import selected
from validator.engine.suppression import Suppression, repeated
from validator.errors import UsageError
from validator.model.finding import Severity
from validator.pipeline.run_judge import RunJudge
from validator.reports import REPORTS
from validator.rules.load import RuleBook, UserLayer, user_layer
from validator.rules.profiles import require_profiles
from validator.rules.variables import assignments

if TYPE_CHECKING:
    from validator.engine.baseline import Baseline
    from validator.engine.policy import Policy

STATISTICS = "statistics"
"""The format that ``--statistics`` stands for."""

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
    profile: tuple[str, ...] = ()
    grades: Mapping[str, Severity | None] = {}
    suppressions: tuple[Suppression, ...] = ()

    def judge(self, *, is_repeated: bool = False) -> RunJudge:
        """Make the judge of a run, with the rules and checks that were asked for. Raises UsageError.

        ``is_repeated``: what a run reports once is in every verdict, for whoever keeps the books.
        """
        layers = self.layers()
        require_profiles(self.profile, layers)
        return RunJudge(
            RuleBook(layers, profiles=self.profile),
            selected(CHECKS, self.select, self.ignore),
            [TARGETS[name] for name in self.target],
            reveal=self.show_secrets,
            repeated=frozenset(check.code for check in CHECKS) if is_repeated else repeated(self.suppressions),
        )

    def layers(self) -> tuple[UserLayer, ...]:
        """Read the user's own layers. Raises UsageError."""
        return user_layers(self.rules, self.set)


class Settings(Judging, frozen=True, kw_only=True):
    """The options that ``check``, ``browse`` and ``diff`` share, as given."""

    format: tuple[str, ...]
    output: tuple[str, ...]
    fail_on: str
    min_severity: str = "info"
    statistics: bool = False
    quiet: bool
    verbose: bool
    color: Literal["auto", "always", "never"]
    baseline: Path | None = None
    write_baseline: Path | None = None

    def policy(self, today: date, *, live: bool = False, collects: bool = True) -> Policy | None:
        """Make the policy; None where the user says nothing of findings. Raises UsageError.

        ``live``: what only a live run shows is judged too. ``collects``: findings are kept for --write-baseline.
        """
        hides = MIN_SEVERITY[self.min_severity] > Severity.INFO
        if not (hides or self.grades or self.suppressions or self.baseline or self.write_baseline):
            return None
        return _policy(self, today, live=live, collects=collects)

    @property
    def sinks(self) -> tuple[Sink, ...]:
        """The reports with the places where they go. Raises click.UsageError where they do not pair up."""
        if self.statistics and self.format:
            raise click.UsageError("--statistics is a report of its own: give no --format beside it")
        return sinks((STATISTICS,) if self.statistics else self.format, self.output, given())

    @property
    def written(self) -> tuple[Sink, ...]:
        """The reports that are written: where the command is to be quiet, those that go to files of the user's."""
        return tuple(each for each in self.sinks if not self.quiet or (each.path is not None and not each.appends))

    @property
    def outputs(self) -> list[tuple[str, Path | None]]:
        """The files that are written, with the options that name them."""
        named = [("--output", each.path) for each in self.written if not each.appends]
        return [*named, ("--write-baseline", self.write_baseline)]

    @property
    def shows_clean(self) -> bool:
        """Tell whether a report shows announcements without findings."""
        return any(self.verbose or REPORTS[each.format].shows_clean for each in self.written)

    def colored(self, sink: Sink) -> bool:
        """Tell whether the report is coloured."""
        return is_colored(self.color, to_stdout=sink.path is None)

    def width(self, sink: Sink) -> int:
        """Return the columns that a text report may use."""
        on_terminal = sink.path is None and sys.stdout.isatty()
        return _terminal_width() if on_terminal else DEFAULT_WIDTH


def _terminal_width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


def user_layers(paths: Iterable[Path], assigned: Iterable[str]) -> tuple[UserLayer, ...]:
    """Read the user's own layers with the values of ``--set``. Raises UsageError."""
    values = assignments(assigned)
    return tuple(user_layer(path, values) for path in paths)


def is_colored(choice: str, *, to_stdout: bool = True) -> bool:
    """Tell whether to colour: as asked, else where a terminal reads the text (no-color.org, force-color.org)."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return to_stdout and takes_escapes()


def _policy(settings: Settings, today: date, *, live: bool, collects: bool) -> Policy:
    """Make the policy of a run. Raises UsageError where the baseline cannot be used."""
    from validator.engine.baseline import Collected
    from validator.engine.policy import Policy

    target = settings.write_baseline
    if target is not None and not target.parent.is_dir():
        raise UsageError("cannot be written: there is no such folder", file=str(target))
    checks = selected(CHECKS, settings.select, settings.ignore)
    return Policy(
        settings.grades,
        settings.suppressions,
        None if settings.baseline is None else _read(settings.baseline, target),
        today=today,
        collected=Collected() if target is not None and collects else None,
        judged=frozenset(each.code for each in checks if live or not isinstance(each, LiveCheck)),
        least=MIN_SEVERITY[settings.min_severity],
    )


def _read(path: Path, target: Path | None) -> Baseline:
    """Read a baseline; the file that this run will write need not be there yet. Raises UsageError."""
    from validator.engine.baseline import MAX_SIZE, Baseline, read

    try:
        with opened(path) as stream:
            return read(stream.read(MAX_SIZE + 1), str(path))
    except FileNotFoundError:
        if path == target:
            return Baseline(str(path), {})
        message = f"there is no such baseline; --write-baseline {path} writes one"
        raise UsageError(message, file=str(path)) from None
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror or error}", file=str(path)) from None
