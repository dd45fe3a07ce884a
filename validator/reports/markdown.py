"""``markdown``: for comments of pull requests and for issues: GitHub's and GitLab's Markdown.

Text from the network is inert: no markup, no HTML, no link, and nobody is notified by it. Comments have a limit of
65,536 characters: what goes beyond ``max_size`` is counted instead of written, the lightest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from validator.checks.base import Harm
from validator.display.printable import printable
from validator.display.wording import plural
from validator.model.finding import Finding, Severity, Verdict
from validator.reports.base import Context
from validator.reports.gist import Gist, harm
from validator.reports.naming import device, full_name
from validator.reports.text import completeness, left_out

MAX_SIZE = 60_000
"""Octets of the findings, unless another number is asked for."""

MAX_LINE = 1000
"""Characters of a sentence on what a live run did."""

OPEN_ROWS = 20
"""Rows of a table that is not folded away."""

MARKS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "💡"}
HEAD = "| | finding | announcement | what to do |\n| --- | --- | --- | --- |\n"

_MARKUP = re.compile(r"[\\`*_{}\[\]()|~$^=+!-]")
# Text that GitHub or GitLab turns into links or notifications by itself.
_LINKS = re.compile(r"(?i)(?<=[@#&!%~])(?=\w)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=gh-)(?=\d)|(?<=\w)(?=@)")
_PLACE, _NOTHING = "\ue000", "<!-- -->"


class _Rows(Struct):
    """The rows of one severity: those that there may be room for, their octets, and how many findings there were.

    ``first`` are those of published secrets.
    """

    first: list[str] = []
    kept: list[str] = []
    octets: int = 0
    found: int = 0


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
    """Write the counts, then a table for each severity, the weightiest first."""
    room = MAX_SIZE if context.max_size is None else context.max_size
    tables = {severity: _Rows() for severity in sorted(Severity, reverse=True)}
    gist = Gist()
    for verdict in verdicts:
        gist.take(verdict)
        for finding in verdict.findings:
            rows = tables[finding.severity]
            rows.found += 1
            row = _row(finding) if rows.octets < room else ""
            size = len(row.encode())
            if row and rows.octets + size <= room:
                (rows.first if harm(finding) is Harm.DISCLOSES else rows.kept).append(row)
                rows.octets += size
    yield from _counts(tables, context)
    if said := gist.text(context.summary):
        yield f"\n{text(said)}\n"
    live = [] if context.completeness is None else list(map(_cut, completeness(context.completeness())))
    room -= sum(len(line.encode()) for line in live)
    unshown = 0
    for severity, rows in tables.items():
        shown = list(_fitting([*rows.first, *rows.kept], room))
        room -= sum(len(row.encode()) for row in shown)
        unshown += rows.found - len(shown)
        yield from _table(severity, shown)
    if unshown:
        yield f"\n{plural(unshown, 'more finding is', 'more findings are')} not shown here.\n"
    if live:
        yield "\n" + "\n\n".join(live) + "\n"


def _fitting(rows: Iterable[str], room: int) -> Iterator[str]:
    for row in rows:
        room -= len(row.encode())
        if room < 0:
            return
        yield row


def _table(severity: Severity, rows: list[str]) -> Iterator[str]:
    """Write the rows; advice, and what is long, is folded away."""
    if not rows:
        return
    folded = severity is Severity.INFO or len(rows) > OPEN_ROWS
    if folded:
        yield f"\n<details><summary>{_count(severity, len(rows))}</summary>\n"
    yield f"\n{HEAD}"
    yield from rows
    if folded:
        yield "\n</details>\n"


def _counts(tables: dict[Severity, _Rows], context: Context) -> Iterator[str]:
    summary = context.summary
    found = ", ".join(_count(severity, rows.found) for severity, rows in tables.items() if rows.found)
    nothing = "no findings" if summary.announcements else "nothing to judge"
    yield f"### DNS-SD announcements: {found or nothing}\n"
    judged = plural(summary.announcements, "announcement")
    services = plural(summary.services, "service type")
    yield f"\n{judged} of {services} judged.\n"
    if out := left_out(summary):
        yield f"\nLeft out: {out}.\n"
    if summary.unreadable:
        unread = plural(summary.unreadable, "part")
        yield f"\n**{unread} of the input could not be read.**\n"


def _count(severity: Severity, number: int) -> str:
    return plural(number, severity.word)


def _cut(line: str) -> str:
    return text(line if len(line) <= MAX_LINE else line[:MAX_LINE] + "…")


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
    key = "" if not finding.key else f"**{text(finding.key)}**: "
    what = f"{key}{text(finding.message)}<br><sub>{text(str(finding.location))}</sub>"
    fixing = f"{text(finding.hint)}<br><sub>{text(finding.authority)}</sub>"
    mark = f"{MARKS[finding.severity]} {finding.severity.word}<br>{finding.code}"
    return f"| {mark} | {what} | {name} | {fixing} |\n"
