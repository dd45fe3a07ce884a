"""Sinks: where the reports of a run go, which is standard output and files. A file appears when it is complete."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TextIO

import click
from msgspec import Struct

from validator.cli.atomic_file import appearing
from validator.cli.pairing import paired
from validator.errors import UsageError
from validator.model.finding import Verdict
from validator.reports import REPORTS
from validator.reports.base import Context

STDOUT = "-"

STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable by which GitHub Actions names the file that takes the summary of a step."""

MAX_STEP_SUMMARY = 1_000_000
"""Octets of it: of a file of more than a mebibyte GitHub shows nothing at all."""


class Sink(Struct, frozen=True):
    """One report: its format, and the file it goes to, None for standard output.

    ``appends``: to what the file has, up to ``max_size`` octets, as for the summary of a step.
    """

    format: str
    path: Path | None = None
    appends: bool = False
    max_size: int | None = None


def sinks(formats: Sequence[str], outputs: Sequence[str], order: Sequence[str] = ()) -> tuple[Sink, ...]:
    """Pair formats with outputs; one format without output goes to standard output. ``order``: see pairing.paired().

    Without any format it is ``text``, and ``github`` where GitHub Actions runs this. Raises click.UsageError.
    """
    on_github = runs_on_github()
    formats = formats or ("github" if on_github and not outputs else "text",)
    outputs = [STDOUT if each is None else each for each in paired(formats, outputs, order)]
    paths = [None if each == STDOUT else Path(each) for each in outputs]
    for index, path in enumerate(paths):
        if path in paths[:index]:
            where = "standard output" if path is None else str(path)
            both = f"--format {formats[paths.index(path)]} and --format {formats[index]}"
            raise click.UsageError(f"{both} both go to {where}: give each an --output")
    found = tuple(Sink(name, path) for name, path in zip(formats, paths, strict=True))
    summary = os.environ.get(STEP_SUMMARY)
    if on_github and summary and any(each.format == "github" and each.path is None for each in found):
        found += (Sink("markdown", Path(summary), appends=True, max_size=_octets_left_in(Path(summary))),)
    return found


def runs_on_github() -> bool:
    """Tell whether GitHub Actions runs this (its documentation, "Default environment variables")."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _octets_left_in(summary: Path) -> int:
    """Return the octets that the summary of the step may still grow by: earlier commands may have written to it."""
    try:
        return max(0, MAX_STEP_SUMMARY - summary.stat().st_size)
    except OSError:
        return MAX_STEP_SUMMARY


def write_all(
    verdicts: Iterable[Verdict],
    targets: Sequence[Sink],
    context_of: Callable[[Sink], Context],
    before_output: Callable[[], None],
) -> None:
    """Write every report while the verdicts come. Raises UsageError where a file cannot be written."""
    if len(targets) == 1:
        _write(verdicts, sink=targets[0], context=context_of(targets[0]), before_output=before_output)
        return
    from validator.cli.fan_out import fan_out

    jobs = [partial(_write, sink=target, context=context_of(target), before_output=before_output) for target in targets]
    fan_out(verdicts, jobs)


def _write(verdicts: Iterable[Verdict], *, sink: Sink, context: Context, before_output: Callable[[], None]) -> None:
    with opened(sink) as stream:
        report = REPORTS[sink.format]
        pieces = report.render(verdicts, context)
        if sink.path is None and not report.is_log_safe and runs_on_github():
            from validator.reports.github import inert

            pieces = map(inert, pieces)
        for piece in pieces:
            if sink.path is None:
                before_output()
            stream.write(piece)


@contextmanager
def opened(sink: Sink) -> Iterator[TextIO]:
    """Open where a report goes. Raises UsageError where a file cannot be written."""
    if sink.path is None:
        if sys.__stdout__ is None:
            raise UsageError("standard output is closed: give --output FILE, or --quiet")
        yield sys.stdout
    elif sink.appends:
        try:
            with sink.path.open("a", encoding="utf-8", newline="\n") as stream:
                yield stream
        except OSError as error:
            raise UsageError(f"cannot be written: {error.strerror}", file=str(sink.path)) from None
    else:
        with appearing(sink.path) as octets:
            stream = io.TextIOWrapper(octets, encoding="utf-8", newline="\n")
            yield stream
            stream.flush()
            stream.detach()
