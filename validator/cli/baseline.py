"""``--baseline`` and ``--write-baseline``, and what is to be said of a policy when a run is over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from validator.checks import CHECKS
from validator.checks.base import LiveCheck
from validator.cli.main import NOTHING, OK, UNUSABLE
from validator.cli.options import Settings
from validator.cli.whole import appearing
from validator.errors import UsageError
from validator.model import Summary
from validator.policy.baseline import MAX_SIZE, Baseline, Collected, read
from validator.policy.policy import Policy
from validator.reports import REPORTS
from validator.reports.printable import printable, printable_json
from validator.reports.text import left_out, plural
from validator.selection import selected


def policy(settings: Settings, today: date, *, live: bool, collects: bool) -> Policy:
    """Make the policy of a run. Raises UsageError where the baseline cannot be used."""
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
    )


def _read(path: Path, target: Path | None) -> Baseline:
    """Read a baseline. One that this run is to write need not be there yet. Raises UsageError."""
    try:
        with path.open("rb") as stream:
            return read(stream.read(MAX_SIZE + 1), str(path))
    except FileNotFoundError:
        if path == target:
            return Baseline(str(path), {})
        message = f"there is no such baseline; --write-baseline {path} writes one"
        raise UsageError(message, file=str(path)) from None
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror or error}", file=str(path)) from None


def conclude(policy: Policy, settings: Settings, summary: Summary, status: int, *, is_whole: bool) -> int:
    """Say what the policy has to say, write the baseline, and return the exit status. Raises UsageError.

    Of a run that is not whole there is no baseline: what it lacks would come back as new.
    """
    is_whole = is_whole and status not in (UNUSABLE, NOTHING)
    has_summary = any(REPORTS[each.format].has_summary for each in settings.sinks)
    if not settings.quiet and not has_summary and (left := left_out(summary)):
        click.echo(f"left out: {left}", err=True)
    for notice in policy.notices() if is_whole else ():
        click.echo(f"warning: {printable(notice)}", err=True)
    target, collected = settings.write_baseline, policy.collected
    if target is None or collected is None:
        return status
    if not is_whole:
        reason = "not all of the input could be read" if status == UNUSABLE else "not all that is expected was there"
        if status == NOTHING:
            reason = "there was nothing to judge"
        click.echo(f"error: {printable(str(target))}: not written: {reason}", err=True)
        return status
    with appearing(target) as stream:
        stream.writelines(printable_json(piece).encode() for piece in collected.written())
    if not settings.quiet:
        click.echo(f"baseline {printable(str(target))}: {plural(len(collected), 'finding', 'findings')}", err=True)
    return OK
