"""The counts of a run."""

from __future__ import annotations

from validator.model.finding import Severity, Summary, Verdict

MAX_SERVICES = 50_000
"""Service types that are told apart; where there are more, no further one is counted."""


class Counts:
    """Counts verdicts into ``summary``."""

    def __init__(self) -> None:
        self.summary = Summary()
        self._services: set[str] = set()

    def add(self, verdict: Verdict) -> None:
        """Count an announcement, unless it announces nothing, and its findings."""
        if not verdict.announcement.is_remark:
            self.summary.announcements += 1
            self.add_service(verdict.announcement.service.lower(), has_rule=verdict.has_rule)
        elif verdict.findings and verdict.announcement.is_of_input:
            self.summary.unreadable += 1
        self.summary.suppressed += verdict.suppressed
        self.summary.baseline += verdict.baseline
        for finding in verdict.findings:
            match finding.severity:
                case Severity.ERROR:
                    self.summary.errors += 1
                case Severity.WARNING:
                    self.summary.warnings += 1
                case Severity.INFO:
                    self.summary.infos += 1

    def add_service(self, name: str, *, has_rule: bool) -> None:
        """Count a service type, in lower case, when it is met first."""
        if name not in self._services and len(self._services) < MAX_SERVICES:
            self._services.add(name)
            self.summary.services += 1
            self.summary.without_rule += not has_rule
