"""Write a report to standard output or a file, and turn a run into its exit status."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from validator.cli.checkout import root
from validator.cli.main import FINDINGS, NOTHING, OK, UNUSABLE
from validator.cli.options import warn_of_unused
from validator.cli.settings import Settings
from validator.cli.sinks import Sink, write_all
from validator.display.printable import printable
from validator.engine.fail_on import FAIL_ON, has_failed
from validator.model.announcement import Unreadable
from validator.model.finding import Summary, Verdict
from validator.model.observation import Completeness
from validator.pipeline.run import Item, Run
from validator.reports.base import Context, Detail

_EPOCH = re.compile("[0-9]{1,11}")
FOR_PEOPLE = frozenset({"text", "concise", "github"})
"""Formats that people read as they come."""

_START = datetime(1970, 1, 1, tzinfo=UTC)


def report(  # noqa: PLR0913 - one argument a thing that a run may have
    items: Iterable[Item],
    settings: Settings,
    detail: Detail = Detail.FINDINGS,
    completeness: Callable[[], Completeness] | None = None,
    before_output: Callable[[], None] = lambda: None,
    *,
    is_full: bool = True,
    is_partial: bool = False,
) -> int:
    """Judge what a source yields, and write the reports; what could not be read is told on standard error too.

    ``before_output`` is called before anything is written. ``is_full``: nothing that was to be judged is missing, so
    that a baseline can be made of it. ``is_partial``: the run was limited to some service types.
    Returns the exit status. Raises UsageError.
    """
    at, cwd = now(), Path.cwd()
    policy = settings.policy(at.date(), live=completeness is not None)

    def context_of(sink: Sink) -> Context:
        return Context(
            summary=run.summary,
            color=settings.colored(sink),
            width=settings.width(sink),
            detail=Detail.ALL if settings.verbose else detail,
            completeness=completeness,
            threshold=FAIL_ON[settings.fail_on],
            root=str(root(cwd)),
            cwd=str(cwd),
            max_size=sink.max_size,
            at=at,
        )

    # Who reads the report in the terminal need not read it twice.
    is_read = not settings.quiet and sys.stdout is not None and sys.stdout.isatty()
    is_read = is_read and any(each.path is None and each.format in FOR_PEOPLE for each in settings.sinks)

    def tell(unreadable: Unreadable, verdict: Verdict) -> None:
        if is_read and verdict.findings:
            return
        before_output()
        click.echo(f"error: {printable(str(unreadable.location))}: {printable(unreadable.reason)}", err=True)

    if settings.set:
        warn_of_unused(settings.layers(), settings.set)
    # Where there are more reports, threads write them.
    make = settings.judge if len(settings.written) <= 1 else None
    run = Run(settings.judge(), policy, tell, make=make, is_partial=is_partial)
    verdicts = run.verdicts(items)
    if settings.written:
        write_all(verdicts, settings.written, context_of, before_output)
    else:
        for _ in verdicts:
            pass
    before_output()
    status = exit_status(run.summary, settings.fail_on)
    if policy is None:
        return status
    from validator.cli.baseline import conclude

    return conclude(policy, settings, run.summary, status, is_full=is_full)


def now() -> datetime:
    """Return the time; SOURCE_DATE_EPOCH may set it, so that the same input makes the same report."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    # Not by fromtimestamp: C's own calendar ends in the year 3000 on Windows.
    return _START + timedelta(seconds=int(epoch)) if _EPOCH.fullmatch(epoch) else datetime.now(UTC)


def exit_status(summary: Summary, fail_on: str) -> int:
    """Return 2 where something could not be read, 1 for findings, 3 where there was nothing to judge, else 0."""
    if summary.unreadable:
        return UNUSABLE
    if has_failed(summary, fail_on):
        return FINDINGS
    return OK if summary.announcements else NOTHING
