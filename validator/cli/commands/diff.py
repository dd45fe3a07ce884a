"""``diff``: what differs between two audits or dumps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from validator.cli.commands.check import bare
from validator.cli.main import FINDINGS, NOTHING, OK, UNUSABLE
from validator.cli.options import color_option, judging_options, warn_of_unused
from validator.cli.places import keep_apart
from validator.cli.progress import Progress, progress_of
from validator.cli.reporting import now
from validator.cli.settings import Settings, is_colored
from validator.cli.shell import service_types
from validator.cli.sinks import STDOUT, Sink, opened
from validator.diff.compare import compare
from validator.diff.side import Side
from validator.diff.structs import Difference
from validator.display.printable import printable
from validator.engine.fail_on import FAIL_ON, fails
from validator.model.announcement import Unreadable
from validator.model.finding import Severity, Verdict
from validator.model.names import ServicePath
from validator.pipeline.run import Run
from validator.reports.views import difference, difference_text
from validator.sources import SOURCES
from validator.sources.read import STDIN, open_input

FORMATS: dict[str, Callable[[Difference, bool, int], Iterator[str]]] = {
    "text": lambda found, color, width: difference_text.as_text(found, color=color, width=width),
    "json": lambda found, _, __: iter((difference.as_json(found),)),
    "markdown": lambda found, _, __: difference_text.as_markdown(found),
}
"""The forms that ``--format`` takes: functions of the difference, of whether to colour, and of the columns."""


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--input-format", type=click.Choice(list(SOURCES)), help="Take both inputs for this.")
@click.option(
    "--service",
    shell_complete=service_types,
    metavar="TYPE",
    help="Take both inputs for a bare TXT record of this service type.",
)
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="Form of the report."
)
@click.option("--output", "-o", default=STDOUT, metavar="FILE", help="File for the report; without it standard output.")
@judging_options
@click.option(
    "--fail-on",
    type=click.Choice(list(FAIL_ON)),
    default="info",
    show_default=True,
    help="Least severity of a new finding that makes the exit status 1.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print no report, only errors; the exit status tells.")
@color_option
def diff(  # noqa: PLR0913 - one parameter an option
    old: str,
    new: str,
    *,
    input_format: str | None,
    service: str | None,
    form: str,
    output: str,
    fail_on: str,
    quiet: bool,
    color: str,
    **judging: Any,  # noqa: ANN401 - see Settings
) -> int:
    """Compare two audits or dumps, each in any format that check reads: reports in JSON, captures, folders, ...

    Shown are the devices, service types and instances that came and went, what changed in the others, and the findings
    that are new or fixed. Both inputs are judged by the rules of today.

    \b
    Exit status:
      0  no new finding at or above --fail-on
      1  new findings
      2  the command, its rules or its inputs could not be used
      3  there was nothing to compare: an input without a single announcement
    """  # noqa: D301 - \b keeps click from wrapping the table
    if old == new == STDIN:
        raise click.UsageError("only one of OLD and NEW can be standard input")
    keep_apart((old, new), [("--output", None if output == STDOUT else Path(output))])
    input_format, asked = bare(input_format, service)
    settings = Settings(format=(), output=(), fail_on=fail_on, quiet=quiet, verbose=False, color="auto", **judging)
    if settings.set:
        warn_of_unused(settings.layers(), settings.set)
    progress = progress_of((old, new))
    sides = [_side(path, input_format, asked, settings, progress) for path in (old, new)]
    found = compare(*sides)
    progress.clear()
    if not quiet:
        sink = Sink(form, None if output == STDOUT else Path(output))
        colored = is_colored(color, to_stdout=sink.path is None)
        with opened(sink) as stream:
            for piece in FORMATS[form](found, colored, settings.width(sink)):
                stream.write(piece)
    return _exit_status(found, fail_on)


def _side(
    path: str, input_format: str | None, service: ServicePath | None, settings: Settings, progress: Progress
) -> Side:
    """Read and judge one input. Raises UsageError."""

    def tell(unreadable: Unreadable, _: Verdict) -> None:
        progress.clear()
        click.echo(f"error: {printable(str(unreadable.location))}: {printable(unreadable.reason)}", err=True)

    # A side is a run of its own: what is reported once a run is reported of both.
    run = Run(settings.judge(), settings.policy(now().date()), tell)
    side = Side(path, summary=run.summary)
    items = open_input(path, input_format, service, progress.advance, side.formats.setdefault)
    for announcement, verdict in run.pairs(items):
        side.add(announcement, verdict)
    return side


def _exit_status(found: Difference, fail_on: str) -> int:
    sides = found.old, found.new
    if any(each.unreadable for each in sides):
        return UNUSABLE
    if not all(each.instances for each in sides):
        return NOTHING
    has_failed = any(fails(Severity[finding.severity.upper()], fail_on) for finding in found.findings.new)
    return FINDINGS if has_failed else OK
