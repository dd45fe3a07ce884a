"""Write a report to standard output or a file, and turn a run into its exit status."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from validator.cli.checkout import root
from validator.cli.main import FINDINGS, NOTHING, OK, UNUSABLE
from validator.cli.options import warn_of_unused
from validator.cli.settings import FAIL_ON, Settings
from validator.cli.sinks import Sink, write_all
from validator.display.printable import printable
from validator.engine.judge import Counts
from validator.model.announcement import Announcement, Unreadable
from validator.model.finding import Severity, Summary, Verdict
from validator.model.observation import Completeness
from validator.pipeline.batch import Outcome
from validator.pipeline.workers import Workers
from validator.reports.base import Context, Detail
from validator.sources.lines import Block, WholeFile

if TYPE_CHECKING:
    from validator.engine.policy import Policy

_EPOCH = re.compile("[0-9]{1,11}")
_START = datetime(1970, 1, 1, tzinfo=UTC)

Item = Announcement | Unreadable | Block | WholeFile
"""What a source yields; blocks and whole files are judged by themselves."""


def report(  # noqa: PLR0913 - an argument for each thing that a run may have
    items: Iterable[Item],
    settings: Settings,
    detail: Detail = Detail.FINDINGS,
    completeness: Callable[[], Completeness] | None = None,
    before_output: Callable[[], None] = lambda: None,
    *,
    is_whole: bool = True,
) -> int:
    """Judge what a source yields, write the reports, say on standard error what could not be read.

    ``before_output`` is called before anything is written. ``is_whole``: nothing that was to be judged is missing, so
    that a baseline can be made of it. Returns the exit status. Raises UsageError.
    """
    summary, at, cwd = Summary(), now(), Path.cwd()
    policy = settings.policy(at.date(), live=completeness is not None)

    def context_of(sink: Sink) -> Context:
        return Context(
            summary=summary,
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

    if settings.set:
        warn_of_unused(settings.layers(), settings.set)
    verdicts = _Run(settings, summary, before_output, policy).judge(items)
    if settings.quiet:
        for _ in verdicts:
            pass
    else:
        write_all(verdicts, settings.sinks, context_of, before_output)
    before_output()
    status = exit_status(summary, settings.fail_on)
    if policy is None:
        return status
    from validator.cli.baseline import conclude  # noqa: PLC0415 - most runs have no policy

    return conclude(policy, settings, summary, status, is_whole=is_whole)


def now() -> datetime:
    """Tell the time, or what SOURCE_DATE_EPOCH says it is, so that the same input makes the same report."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    # Not by fromtimestamp: C's own calendar ends in the year 3000 on Windows.
    return _START + timedelta(seconds=int(epoch)) if _EPOCH.fullmatch(epoch) else datetime.now(UTC)


def exit_status(summary: Summary, fail_on: str) -> int:
    """2 where something could not be read, 3 where there was nothing to judge, 1 for findings, else 0."""
    if summary.unreadable:
        return UNUSABLE
    if not summary.announcements:
        return NOTHING
    counts = {Severity.ERROR: summary.errors, Severity.WARNING: summary.warnings, Severity.INFO: summary.infos}
    threshold = FAIL_ON[fail_on]
    failed = threshold is not None and any(count for severity, count in counts.items() if severity >= threshold)
    return FINDINGS if failed else OK


class _Run:
    """Judges items, says what could not be read, leaves out what the policy leaves out, and counts."""

    def __init__(
        self, settings: Settings, summary: Summary, before_output: Callable[[], None], policy: Policy | None
    ) -> None:
        self._policy = policy
        self._engine = settings.engine()
        self._workers = Workers(self._engine, settings.engine, alone=len(settings.sinks) > 1)
        self._counts = Counts(summary)
        self._before_output = before_output

    def judge(self, items: Iterable[Item]) -> Iterator[Verdict]:
        """Yield verdicts in the order of the items; of blocks those with findings only."""
        try:
            for item in items:
                outcomes = self._workers.take(item) if isinstance(item, Block | WholeFile) else self._workers.rest()
                for outcome in outcomes:
                    yield from self._merged(outcome)
                if isinstance(item, Unreadable):
                    self._say(item)
                elif isinstance(item, Announcement):
                    yield self._counted(self._engine.verdict(item))
            for outcome in self._workers.rest():
                yield from self._merged(outcome)
        finally:
            self._workers.close()

    def _merged(self, outcome: Outcome) -> Iterator[Verdict]:
        """Take what came of a block into the run: what was reported before is not reported again."""
        self._counts.summary.announcements += outcome.clean
        for service, has_rule in outcome.services.items():
            self._counts.service(service, has_rule=has_rule)
        for item in outcome.items:
            if isinstance(item, Unreadable):
                self._say(item)
                continue
            verdict = item
            if not outcome.is_final:
                news = tuple(each for each in item.findings if self._engine.first(each.code, each.once))
                verdict = replace(item, findings=news)
            yield self._counted(verdict)

    def _counted(self, verdict: Verdict) -> Verdict:
        left = verdict if self._policy is None else self._policy.apply(verdict)
        self._counts.add(left)
        return left

    def _say(self, unreadable: Unreadable) -> None:
        self._before_output()
        self._counts.summary.unreadable += 1
        click.echo(f"error: {printable(str(unreadable.location))}: {printable(unreadable.reason)}", err=True)
