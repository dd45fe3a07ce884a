"""The policy of a user: which findings are graded anew, suppressed, or left out as known from a baseline."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from validator.display.wording import noun, plural
from validator.engine.baseline import Baseline, Collected, title
from validator.engine.reported_once import ReportedOnce
from validator.engine.suppression import Matcher, Suppression, repeated
from validator.model.finding import Finding, Severity, Verdict
from validator.model.fingerprint import Fingerprints

MAX_NAMED = 3
"""Codes that a message names before it counts the others."""


class _Waiver(Struct):
    """A suppression in use: ``found`` findings match it, and ``shown`` of them are reported all the same."""

    matcher: Matcher
    is_expired: bool
    found: int = 0
    shown: int = 0


class Policy:
    """Applies to the verdicts of one run what a user says of findings.

    ``grades`` maps codes to severities, None where the finding is not reported. What weighs less than ``least`` is not
    reported either. ``today`` decides which suppressions have expired. Findings that are not
    suppressed go to ``collected``, whether the ``baseline`` has them or not. ``judged`` are the codes by which the run
    judges (None: all): findings of other codes are not missed. ``notices`` names what of the policy was of no use.
    """

    def __init__(  # noqa: PLR0913 - one argument a thing that a user may say
        self,
        grades: Mapping[str, Severity | None] | None = None,
        suppressions: Sequence[Suppression] = (),
        baseline: Baseline | None = None,
        *,
        today: date,
        collected: Collected | None = None,
        judged: Container[str] | None = None,
        least: Severity = Severity.INFO,
    ) -> None:
        self.collected = collected
        self._repeated = repeated(suppressions)
        self._grades = dict(grades or {})
        self._least = least
        self._baseline = baseline
        self._judged = judged
        self._waivers = [_Waiver(Matcher(each), each.has_expired(today)) for each in suppressions]
        self._by_code: dict[str, list[_Waiver]] = {}
        for waiver in self._waivers:
            for code in waiver.matcher.suppression.codes:
                self._by_code.setdefault(code, []).append(waiver)
        # Memory must grow with what is collected, or with the baseline, not with all that is found.
        self._fingerprints = Fingerprints(None if baseline is None or collected is not None else baseline.findings)
        self._absent = {} if baseline is None else dict(baseline.findings)
        self._reported, self._waived = ReportedOnce(), ReportedOnce()

    def apply(self, verdict: Verdict, fingerprints: Fingerprints | None = None) -> Verdict:
        """Return what is left of a verdict, with counts of what is left out.

        Without ``fingerprints`` those of the run are used. A run that judges the same announcement again and again
        gives new fingerprints with every verdict. Raises UsageError where there are too many findings to collect.
        """
        if not verdict.findings:
            return verdict
        left: list[Finding] = []
        suppressed = known = 0
        for found in verdict.findings:
            finding = self._graded(found)
            if finding is None:
                continue
            waivers = [each for each in self._by_code.get(finding.code, ()) if each.matcher.matches(finding)]
            if holding := [each for each in waivers if not each.is_expired]:
                suppressed += self._waived.is_new(finding)
                for waiver in holding:
                    waiver.found += 1
            elif finding.code not in self._repeated or self._reported.is_new(finding):
                is_known = self._is_known(finding, fingerprints or self._fingerprints)
                for waiver in waivers:
                    waiver.found += 1
                    waiver.shown += not is_known
                if is_known:
                    known += 1
                else:
                    left.append(finding)
        return replace(
            verdict,
            findings=tuple(left),
            suppressed=verdict.suppressed + suppressed,
            baseline=verdict.baseline + known,
        )

    def notices(self) -> Iterator[str]:
        """Name the suppressions that are unused or expired, and findings of the baseline that were not found again."""
        for waiver in self._waivers:
            yield from self._notice(waiver)
        absent = [each for each in self._absent.values() if self._is_judged(each.code)]
        if absent and self._baseline is not None and self.collected is None:
            number = f"{len(absent)} of {len(self._baseline.findings)} findings were"
            if len(self._baseline.findings) == 1:
                number = "its only finding was"
            which = title(absent[0]) if len(absent) == 1 else f"{title(absent[0])} and others"
            yield (
                f"{self._baseline.name}: {number} not found again ({which}): fixed, or not in this input; "
                f"--write-baseline {self._baseline.name} takes out what is fixed"
            )

    def _notice(self, waiver: _Waiver) -> Iterator[str]:
        suppression = waiver.matcher.suppression
        if waiver.is_expired and waiver.found:
            shows = noun(waiver.shown, "shows", "show")
            number = f"{plural(waiver.shown, 'finding')} of {_what(suppression)} {shows}"
            again = f"{number} again" if waiver.shown else f"all {_what(suppression)} is in the baseline"
            expired = f"the suppression expired on {suppression.expires}"
            yield f"{suppression.place}: {expired}: {again} (it said: {suppression.reason})"
        elif not waiver.found and any(map(self._is_judged, suppression.codes)):
            expired = f" and it expired on {suppression.expires}" if waiver.is_expired else ""
            yield f"{suppression.place}: the suppression is unused: there is no {_what(suppression)}{expired}"

    def _is_judged(self, code: str) -> bool:
        return self._judged is None or code in self._judged

    def _is_known(self, finding: Finding, fingerprints: Fingerprints) -> bool:
        """Tell whether the baseline has a finding, and collect the finding."""
        if self._baseline is None and self.collected is None:
            return False
        fingerprint = fingerprints.of(finding)
        if self.collected is not None:
            self.collected.add(fingerprint, finding)
        self._absent.pop(fingerprint, None)
        return self._baseline is not None and fingerprint in self._baseline.findings

    def _graded(self, finding: Finding) -> Finding | None:
        """Give a finding the severity that the user wants; None where it is not to be reported."""
        severity = self._grades.get(finding.code, finding.severity)
        if severity is None or severity < self._least:
            return None
        return finding if severity is finding.severity else replace(finding, severity=severity)


def _what(suppression: Suppression) -> str:
    """Name what a suppression is about: ``KEY001 of _ipp._tcp, instance "Print*", key "pdl"``."""
    codes = sorted(suppression.codes)
    if len(codes) > MAX_NAMED:
        codes = [", ".join(codes[: MAX_NAMED - 1]), f"{len(codes) - MAX_NAMED + 1} others"]
    parts = [
        "" if suppression.service is None else f"of {suppression.service}",
        "" if suppression.instance is None else f'of the instance "{suppression.instance}"',
        "" if suppression.key is None else f'at the key "{suppression.key}"',
    ]
    return " ".join([" or ".join(codes), *filter(None, parts)])
