"""``github``: workflow commands, which GitHub Actions shows as annotations of files, and the list of all in its log.

GitHub takes ten annotations of a severity of a step (its documentation, "Workflow commands"): findings beyond that are
in the list only. What stands in no file of the repository is an annotation of the run. The command line adds a Markdown
report to the summary of the step.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from validator.display.printable import printable
from validator.display.wording import plural
from validator.model.finding import Finding, Severity, Verdict
from validator.reports.base import Context
from validator.reports.concise import line
from validator.reports.naming import file_inside, full_name, sentence
from validator.reports.text import completeness, left_out

MAX_ANNOTATIONS = 10
"""Annotations of one severity that a step may have."""

_COMMAND = re.compile(r"(?m)^(\s*)::")

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
    """Write a line a finding as ``concise`` does, in a group that can be opened, and commands while there is room."""
    annotated: Counter[Severity] = Counter()
    yield "::group::dnssd-validator\n"
    for verdict in verdicts:
        for finding in verdict.findings:
            annotated[finding.severity] += 1
            if annotated[finding.severity] <= MAX_ANNOTATIONS:
                yield _command(finding, context)
            else:
                yield f"{inert(printable(line(finding)))}\n"
    yield "::endgroup::\n"
    summary = context.summary
    beyond = sum(max(0, count - MAX_ANNOTATIONS) for count in annotated.values())
    more = f" ({beyond} of them without an annotation)" if beyond else ""
    counts = (
        plural(summary.errors, "error"),
        plural(summary.warnings, "warning"),
        plural(summary.infos, "info"),
    )
    judged = plural(summary.announcements, "announcement")
    out = left_out(summary)
    yield f"dnssd-validator: {', '.join(counts)}{more} in {judged}{f'; left out: {out}' if out else ''}\n"
    if summary.unreadable:
        unread = plural(summary.unreadable, "part")
        yield f"::error title=dnssd-validator::{unread} of the input could not be read. The log says which.\n"
    if context.completeness is not None:
        yield from (f"{inert(printable(each))}\n" for each in completeness(context.completeness()))


def _command(finding: Finding, context: Context) -> str:
    """Write ``::error file=...,line=...,title=...::message``."""
    file = file_inside(finding.location, context)
    properties = {"title": f"{finding.code} {finding.slug}"}
    if file is not None:
        properties = {"file": file, "line": str(finding.location.line or 1)} | properties
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    key = "" if not finding.key else f" [{finding.key}]"
    # What the file and the line do not say stands in the message.
    place = "" if file is not None and finding.location.line is not None else f"{finding.location}: "
    message = f"{place}{full_name(finding.announcement)}{key}: {sentence(finding)}"
    return f"::{COMMANDS[finding.severity]} {listed}::{_data(message)}\n"


def inert(text: str) -> str:
    """Keep lines of a log from being commands: those begin with two colons, after white space too, or hold ``##[``."""
    return _COMMAND.sub(r"\1: :", text).replace("##[", "# #[")


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("##[", "# #[")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
