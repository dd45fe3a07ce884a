"""What of a run matters most: the order of findings, and a sentence for people who read nothing else.

Security comes first, then errors that keep devices from being found or reached, then the rest by severity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from validator.checks import CHECKS
from validator.checks.base import Harm
from validator.display.wording import noun, plural
from validator.model.announcement import Announcement
from validator.model.finding import Finding, Severity, Summary, Verdict

MAX_DEVICES = 10_000
"""Devices of one kind that are told apart; where there are more, no further one is counted."""

MAX_TOP = 10
"""Findings that a report names at its beginning."""

_HARMS: Mapping[str, Harm] = {check.code: check.harm for check in CHECKS if check.harm is not Harm.NONE}


def harm(finding: Finding) -> Harm:
    """Return what a finding does beyond its severity. A fault that is no error hides nobody."""
    found = _HARMS.get(finding.code, Harm.NONE)
    return Harm.NONE if found is Harm.HIDES and finding.severity is not Severity.ERROR else found


def weight(finding: Finding) -> tuple[int, int]:
    """Return what findings are ordered by, the weightiest last."""
    return harm(finding).value, finding.severity


def weightiest(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order in which reports tell them."""
    return sorted(findings, key=weight, reverse=True)


def where(finding: Finding) -> str:
    """Name the device of a finding, or the place where it stands."""
    return finding.announcement.host or next(iter(finding.announcement.addresses), "") or str(finding.location)


class Gist:
    """Takes the verdicts of a run, and says in a sentence or two what they come to.

    ``top`` are the findings that matter most, the weightiest first: of the same fault of one device the first.
    """

    def __init__(self) -> None:
        self._devices: dict[Harm, set[str]] = {each: set() for each in Harm}
        self._top: list[tuple[tuple[int, int], int, Finding]] = []
        self._taken = 0
        self._faults: set[tuple[str, str]] = set()

    def take(self, verdict: Verdict) -> None:
        """Count the device of a verdict by what its findings do."""
        name = _device(verdict.announcement)
        for each in {harm(finding) for finding in verdict.findings}:
            if len(self._devices[each]) < MAX_DEVICES:
                self._devices[each].add(name)
        for finding in verdict.findings:
            self._taken += 1
            if finding.severity is not Severity.INFO:
                self._rank(finding, name)

    @property
    def top(self) -> list[Finding]:
        """The findings that matter most, of a run that has more findings than these."""
        return [finding for _, _, finding in self._top] if self._taken > MAX_TOP else []

    def _rank(self, finding: Finding, name: str) -> None:
        fault = finding.code, name
        if fault in self._faults:
            return
        key = weight(finding), -self._taken
        if len(self._top) == MAX_TOP and key <= self._top[-1][:2]:
            return
        self._faults.add(fault)
        self._top.append((*key, finding))
        self._top.sort(key=lambda each: each[:2], reverse=True)
        for _, _, dropped in self._top[MAX_TOP:]:
            self._faults.discard((dropped.code, _device(dropped.announcement)))
        del self._top[MAX_TOP:]

    def text(self, summary: Summary) -> str:
        """Say it. Empty where there is nothing that a manager need know."""
        disclosing, hidden = len(self._devices[Harm.DISCLOSES]), len(self._devices[Harm.HIDES])
        unjudged, unread = summary.without_rule, summary.unreadable
        parts = []
        if disclosing:
            parts.append(f"{plural(disclosing, 'device')} {noun(disclosing, 'publishes', 'publish')} a password")
        if hidden:
            hides = noun(hidden, "keeps others from being found", "keep others from being found")
            parts.append(f"{plural(hidden, 'device')} cannot be found or reached, or {hides}")
        if parts and unjudged:
            parts.append(f"{plural(unjudged, 'service type')} {noun(unjudged, 'was', 'were')} not judged by keys")
        if unread:
            parts.append(f"{plural(unread, 'part')} of the input {noun(unread, 'is', 'are')} not read")
        said = "; ".join(parts)
        return f"{said[:1].upper()}{said[1:]}." if said else ""


def _device(announcement: Announcement) -> str:
    """Name the device for counting: without host and sender each announcement may be of another one."""
    observation = announcement.observation
    if announcement.host:
        return announcement.host.lower()
    if observation is not None and observation.senders:
        return observation.senders[0]
    return next(iter(announcement.addresses), "") or str(announcement.location)
