"""``concise``: one line a finding, as compilers write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from validator.display.printable import printable
from validator.model.finding import Finding, Verdict
from validator.model.names import escape
from validator.reports.base import Context


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:  # noqa: ARG001 - the same for all reports
    """Write ``place: severity CODE instance.service [key]: message``."""
    for verdict in verdicts:
        for finding in verdict.findings:
            yield f"{printable(line(finding))}\n"


def line(finding: Finding) -> str:
    """Write one finding, not yet made printable."""
    announcement = finding.announcement
    instance = "" if announcement.instance is None else f"{escape(announcement.instance)}."
    key = "" if not finding.key else f" [{finding.key}]"
    name = f"{instance}{announcement.service}{key}" if announcement.service else ", ".join(announcement.addresses)
    return f"{finding.location}: {finding.severity.word} {finding.code} {name}: {finding.message}"
