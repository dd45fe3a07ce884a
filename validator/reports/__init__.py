"""The table of all reports: one line a format. Adding one is a file here and a line in the table."""

from __future__ import annotations

from validator.reports import concise, json_document, text
from validator.reports.base import Report

REPORTS: dict[str, Report] = {
    each.name: each
    for each in (
        text.REPORT,
        concise.REPORT,
        json_document.REPORT,
    )
}
"""Every report by the name that ``--format`` takes."""
