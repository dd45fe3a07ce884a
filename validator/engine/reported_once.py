"""What a run reports once, such as that a service name is not registered, and has reported already."""

from __future__ import annotations

from msgspec.structs import replace

from validator.model.finding import Finding, Verdict

MAX_REPORTED = 100_000
"""Findings that are remembered; where there are more, no further one is new."""


class ReportedOnce:
    """The findings that a run has reported and reports once: those with ``once``, by code.

    ``repeated`` are codes of which every finding is new: whoever comes next tells which of them to report.
    """

    def __init__(self, repeated: frozenset[str] = frozenset()) -> None:
        self._repeated = repeated
        self._reported: set[tuple[str, str]] = set()

    def is_new(self, finding: Finding) -> bool:
        """Tell whether to report a finding, and take it as reported."""
        if finding.once is None or finding.code in self._repeated:
            return True
        name = finding.code, finding.once
        if name in self._reported or len(self._reported) >= MAX_REPORTED:
            return False
        self._reported.add(name)
        return True

    def new_of(self, verdict: Verdict) -> Verdict:
        """Leave out the findings that were reported already."""
        findings = tuple(filter(self.is_new, verdict.findings))
        return verdict if len(findings) == len(verdict.findings) else replace(verdict, findings=findings)
