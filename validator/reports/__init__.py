"""The table of all reports: one line a format. Adding one is a file here and a line in the table."""

from __future__ import annotations

from validator.reports.base import Report

REPORTS: dict[str, Report] = {
    each.name: each
    for each in (
        Report(name="text", title="for people, grouped by device and service instance", module="text"),
        Report(name="concise", title="one line a finding", module="concise", has_summary=False),
        Report(
            name="json",
            title="one JSON document, for programs and for reading back",
            module="json_document",
            shows_clean=True,
        ),
        Report(name="jsonl", title="one JSON object a line, as they come", module="jsonl", shows_clean=True),
        Report(name="sarif", title="SARIF 2.1.0, for code scanning", module="sarif"),
        Report(name="junit", title="JUnit XML, for lists of tests", module="junit", shows_clean=True),
        Report(name="github", title="workflow commands, for annotations by GitHub Actions", module="github"),
        Report(
            name="gitlab",
            title="Code Quality JSON, for GitLab's merge requests",
            module="gitlab",
            has_summary=False,
        ),
        Report(name="markdown", title="Markdown, for comments and issues", module="markdown"),
        Report(name="html", title="one HTML page, for audits", module="html_page.document", shows_clean=True),
    )
}
"""Every report by the name that ``--format`` takes."""
