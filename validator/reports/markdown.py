"""``markdown``: for comments of pull requests and for issues: GitHub's and GitLab's Markdown.

Text from the network is inert: no markup, no HTML, no link, and nobody is notified by it. Comments have a limit of
65,536 characters: what goes beyond ``max_size`` is counted instead of written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from validator.model import Finding, Severity, Verdict
from validator.reports.base import Context
from validator.reports.naming import device, full_name
from validator.reports.printable import printable
from validator.reports.text import completeness, plural

MAX_SIZE = 60_000
"""Characters of the findings, unless more is asked for."""

MARKS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "💡"}

_MARKUP = re.compile(r"[\\`*_{}\[\]()|~$^=+!-]")
# Text that GitHub or GitLab turns into links or notifications by itself.
_LINKS = re.compile(r"(?i)(?<=[@#&!%~])(?=\w)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=gh-)(?=\d)|(?<=\w)(?=@)")
_PLACE, _NOTHING = "\ue000", "<!-- -->"


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
    """Write a table of findings, then the counts."""
    room = MAX_SIZE if context.max_size is None else context.max_size
    left_out = 0
    head = "### DNS-SD announcements\n\n| | finding | announcement | what to do |\n| --- | --- | --- | --- |\n"
    found = False
    for verdict in verdicts:
        for finding in verdict.findings:
            row = _row(finding)
            if len(row) > room:
                left_out += 1
                continue
            room -= len(row)
            yield row if found else head + row
            found = True
    if not found:
        yield "### DNS-SD announcements\n"
    if left_out:
        yield f"\n{plural(left_out, 'more finding is', 'more findings are')} not shown here.\n"
    yield f"\n{_summary(context)}\n"
    if context.completeness is not None:
        yield from (f"\n{text(line)[:room]}\n" for line in completeness(context.completeness()))


def text(raw: str) -> str:
    """Escape text from the network for running text and for cells of tables."""
    # Places of links are marked before anything is added to the text; printable text has no character of private use.
    marked = _LINKS.sub(_PLACE, printable(raw))
    shown = marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\g<0>", shown).replace(_PLACE, _NOTHING)


def _row(finding: Finding) -> str:
    announcement = finding.announcement
    host = device(announcement)
    name = text(full_name(announcement)) + (f" on {text(host)}" if host else "")
    key = "" if finding.key is None else f"**{text(finding.key)}**: "
    what = f"{key}{text(finding.message)}<br><sub>{text(str(finding.location))}</sub>"
    mending = f"{text(finding.hint)}<br><sub>{text(finding.authority)}</sub>"
    mark = f"{MARKS[finding.severity]} {finding.severity.word}<br>{finding.code}"
    return f"| {mark} | {what} | {name} | {mending} |\n"


def _summary(context: Context) -> str:
    summary = context.summary
    counts = (
        plural(summary.errors, "error", "errors"),
        plural(summary.warnings, "warning", "warnings"),
        plural(summary.infos, "info", "infos"),
    )
    scope = f"{plural(summary.announcements, 'announcement', 'announcements')} of "
    scope += plural(summary.services, "service type", "service types")
    unread = f"; {plural(summary.unreadable, 'part', 'parts')} could not be read" if summary.unreadable else ""
    return f"{', '.join(counts)} in {scope}{unread}"
