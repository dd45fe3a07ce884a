"""``github``: workflow commands, which GitHub Actions shows as annotations of files, and the list of all in its log.

GitHub takes ten annotations of a severity of a step (its documentation, "Workflow commands"): findings beyond that are
in the list only. The command line adds a Markdown report to the summary of the step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from validator.model import Finding, Severity, Verdict
from validator.reports.base import Context
from validator.reports.concise import line
from validator.reports.naming import file_of, full_name
from validator.reports.printable import printable
from validator.reports.text import plural

MAX_ANNOTATIONS = 10
"""Annotations of one severity that a step may have."""

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
    """Write a line a finding as ``concise`` does, in a group that can be opened, and commands while there is room."""
    annotated: Counter[Severity] = Counter()
    yield "::group::dnssd-validator\n"
    for verdict in verdicts:
        for finding in verdict.findings:
            annotated[finding.severity] += 1
            if annotated[finding.severity] <= MAX_ANNOTATIONS:
                yield _command(finding, context.root)
            else:
                yield f"{_inert(printable(line(finding)))}\n"
    yield "::endgroup::\n"
    summary = context.summary
    beyond = sum(max(0, count - MAX_ANNOTATIONS) for count in annotated.values())
    more = f" ({beyond} of them without an annotation)" if beyond else ""
    counts = (
        plural(summary.errors, "error", "errors"),
        plural(summary.warnings, "warning", "warnings"),
        plural(summary.infos, "info", "infos"),
    )
    judged = plural(summary.announcements, "announcement", "announcements")
    yield f"dnssd-validator: {', '.join(counts)}{more} in {judged}\n"


def _command(finding: Finding, root: str) -> str:
    """Write ``::error file=...,line=...,title=...::message``."""
    file = file_of(finding.location, root)
    properties = {"title": f"{finding.code} {finding.slug}"}
    if file is not None:
        properties = {"file": file, "line": str(finding.location.line or 1)} | properties
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    key = "" if finding.key is None else f" [{finding.key}]"
    message = (
        f"{full_name(finding.announcement)}{key}: {finding.message}. To mend it: {finding.hint} ({finding.authority})"
    )
    return f"::{COMMANDS[finding.severity]} {listed}::{_data(message)}\n"


def _inert(text: str) -> str:
    """Keep a line of the log from being a command: those begin with two colons, or hold ``##[``."""
    return text.replace("::", ": :").replace("##[", "# #[")


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("##[", "# #[")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
