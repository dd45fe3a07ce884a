"""``gitlab``: Code Quality JSON, which GitLab shows in merge requests.

Its format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. A live device has no file: its
path is ``live/HOST``; what stands elsewhere has the path ``outside/...``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from validator.display.printable import printable, printable_json
from validator.model.finding import Finding, Severity, Verdict
from validator.model.fingerprint import Fingerprints
from validator.reports.base import Context
from validator.reports.naming import path_of, statement

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
    """Write one issue a line."""
    fingerprints = Fingerprints()
    yield "["
    separator = "\n"
    for verdict in verdicts:
        for finding in verdict.findings:
            issue = _issue(finding, fingerprints.of(finding), context)
            yield separator + printable_json(msgspec.json.encode(issue).decode())
            separator = ",\n"
    yield "\n]\n"


def _issue(finding: Finding, known_by: str, context: Context) -> dict[str, object]:
    return {
        "description": printable(statement(finding)),
        "check_name": f"{finding.code} {finding.slug}",
        "fingerprint": known_by,
        "severity": SEVERITIES[finding.severity],
        "location": {
            "path": printable(path_of(finding, context)),
            "lines": {"begin": finding.location.line or 1},
        },
    }
