"""The table of all reports: one row a format, which says all that others need to know of it.

Adding one is a file here and a row in the table.
"""

from __future__ import annotations

from validator.reports.base import Report

REPORTS: dict[str, Report] = {
    report.name: report
    for report in (
        Report(name="text", title="for people, grouped by device and service instance", module="text"),
        Report(name="statistics", title="how often each finding was found", module="statistics", has_summary=False),
        Report(name="concise", title="one line a finding", module="concise", streams=True, has_summary=False),
        Report(
            name="json",
            title="one JSON document, for programs and for reading back",
            module="json_document",
            streams=True,
            shows_clean=True,
            is_log_safe=True,
        ),
        Report(
            name="jsonl",
            title="one JSON object a line, as they come",
            module="jsonl",
            streams=True,
            shows_clean=True,
            is_log_safe=True,
        ),
        Report(name="sarif", title="SARIF 2.1.0, for code scanning", module="sarif", streams=True, is_log_safe=True),
        Report(name="junit", title="JUnit XML, for lists of tests", module="junit", shows_clean=True, is_log_safe=True),
        Report(
            name="github",
            title="workflow commands, for annotations by GitHub Actions",
            module="github",
            streams=True,
            is_log_safe=True,
        ),
        Report(
            name="gitlab",
            title="Code Quality JSON, for GitLab's merge requests",
            module="gitlab",
            streams=True,
            has_summary=False,
            is_log_safe=True,
        ),
        Report(name="markdown", title="Markdown, for comments and issues", module="markdown"),
        Report(
            name="html",
            title="one HTML page, for audits",
            module="html_page.document",
            shows_clean=True,
            is_log_safe=True,
        ),
    )
}
"""Every report by the name that ``--format`` takes."""
