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

from validator.cli.main import FINDINGS, NOTHING, OK, UNUSABLE
from validator.cli.options import FAIL_ON, Settings
from validator.errors import UsageError
from validator.model import Announcement, Severity, Summary, Unreadable
from validator.reports import REPORTS
from validator.reports.base import Completeness, Context, Detail
from validator.reports.printable import printable


def report(
    items: Iterable[Announcement | Unreadable],
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
    verdicts = settings.engine().judge(_readable(items, summary), summary)
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


def _readable(items: Iterable[Announcement | Unreadable], summary: Summary) -> Iterator[Announcement]:
    for item in items:
        if isinstance(item, Announcement):
            yield item
        else:
            summary.unreadable += 1
            click.echo(f"error: {printable(str(item.location))}: {printable(item.reason)}", err=True)


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
