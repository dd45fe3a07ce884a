"""End a run that has a policy: report what the policy left out, and write the baseline of ``--write-baseline``."""

from __future__ import annotations

import click

from validator.cli.atomic_file import appearing
from validator.cli.main import NOTHING, OK, UNUSABLE
from validator.cli.settings import Settings
from validator.display.printable import printable, printable_json
from validator.display.wording import plural
from validator.engine.policy import Policy
from validator.model.finding import Summary
from validator.reports import REPORTS
from validator.reports.text import left_out


def conclude(policy: Policy, settings: Settings, summary: Summary, status: int, *, is_full: bool) -> int:
    """Print the notices of the policy, write the baseline, and return the exit status. Raises UsageError.

    A run that is not full makes no baseline: what the run lacks would come back as new.
    """
    is_whole = is_full and status not in (UNUSABLE, NOTHING)
    has_summary = any(REPORTS[each.format].has_summary for each in settings.sinks)
    if not settings.quiet and not has_summary and (left := left_out(summary)):
        click.echo(f"left out: {left}", err=True)
    for notice in policy.notices() if is_whole else ():
        click.echo(f"warning: {printable(notice)}", err=True)
    target, collected = settings.write_baseline, policy.collected
    if target is None or collected is None:
        return status
    # What could not be read is among the findings, and so in the baseline.
    if not (is_whole or (is_full and status == UNUSABLE and summary.announcements)):
        reason = "not all of the input could be read" if status == UNUSABLE else "not all that is expected was there"
        if status == NOTHING:
            reason = "there was nothing to judge"
        click.echo(f"error: {printable(str(target))}: not written: {reason}", err=True)
        return status
    with appearing(target) as stream:
        stream.writelines(printable_json(piece).encode() for piece in collected.written())
    if not settings.quiet:
        click.echo(f"baseline {printable(str(target))}: {plural(len(collected), 'finding')}", err=True)
    return OK
