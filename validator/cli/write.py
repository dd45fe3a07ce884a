"""Write a report to standard output or a file, and turn a run into its exit status."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
from msgspec.structs import replace

from validator.blocks import Outcome, Workers
from validator.cli.main import FINDINGS, NOTHING, OK, UNUSABLE
from validator.cli.options import FAIL_ON, Settings
from validator.engine import Counts, Engine
from validator.errors import UsageError
from validator.model import Announcement, Severity, Summary, Unreadable, Verdict
from validator.reports import REPORTS
from validator.reports.base import Completeness, Context, Detail
from validator.reports.printable import printable
from validator.sources.lines import Block

Item = Announcement | Unreadable | Block
"""What a source yields; a block is judged line by line."""


def report(
    items: Iterable[Item],
    settings: Settings,
    detail: Detail = Detail.FINDINGS,
    completeness: Callable[[], Completeness] | None = None,
) -> int:
    """Judge what a source yields, write the report, say on standard error what could not be read.

    Returns the exit status. Raises UsageError.
    """
    summary = Summary()
    context = Context(
        summary=summary,
        color=settings.colored,
        width=settings.width,
        detail=Detail.ALL if settings.verbose else detail,
        completeness=completeness,
    )
    verdicts = _judged(items, settings, summary)
    if settings.quiet:
        for _ in verdicts:
            pass
    else:
        with _destination(settings.output) as stream:
            for piece in REPORTS[settings.format].render(verdicts, context):
                stream.write(piece)
    return exit_status(summary, settings.fail_on)


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


def _judged(items: Iterable[Item], settings: Settings, summary: Summary) -> Iterator[Verdict]:
    """Judge, say what could not be read, count. Of blocks come the verdicts with findings only."""
    engine = settings.engine()
    counts = Counts(summary)
    workers = Workers(engine, settings.engine)
    try:
        for item in items:
            if isinstance(item, Block):
                for outcome in workers.take(item):
                    yield from _merged(outcome, engine, counts)
                continue
            for outcome in workers.rest():
                yield from _merged(outcome, engine, counts)
            if isinstance(item, Unreadable):
                _say(item, summary)
            else:
                verdict = engine.verdict(item)
                counts.add(verdict)
                yield verdict
        for outcome in workers.rest():
            yield from _merged(outcome, engine, counts)
    finally:
        workers.close()


def _merged(outcome: Outcome, engine: Engine, counts: Counts) -> Iterator[Verdict]:
    """Take what came of a block into the run: what was reported before is not reported again."""
    counts.summary.announcements += outcome.clean
    for service, has_rule in outcome.services.items():
        counts.service(service, has_rule=has_rule)
    for item in outcome.items:
        if isinstance(item, Unreadable):
            _say(item, counts.summary)
            continue
        verdict = item
        if not outcome.is_final:
            verdict = replace(
                item, findings=tuple(each for each in item.findings if engine.first(each.code, each.once))
            )
        counts.add(verdict)
        yield verdict


def _say(unreadable: Unreadable, summary: Summary) -> None:
    summary.unreadable += 1
    click.echo(f"error: {printable(str(unreadable.location))}: {printable(unreadable.reason)}", err=True)


@contextmanager
def _destination(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears only when it is complete."""
    if path is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # Reports are UTF-8 whatever the locale says; what is no text at all is shown as an escape.
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        yield sys.stdout
        return
    import tempfile  # noqa: PLC0415 - costs a small run more than reading its input, and is for --output only

    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", file=str(path)) from None
    try:
        with open(handle, "w", encoding="utf-8") as stream:  # noqa: PTH123 - the handle is open already
            yield stream
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
