"""``--fail-on``: the least severity that makes a run fail."""

from __future__ import annotations

from collections.abc import Mapping

from validator.model.finding import Severity, Summary

FAIL_ON: Mapping[str, Severity | None] = {
    **{severity.word: severity for severity in sorted(Severity, reverse=True)},
    "never": None,
}
"""The words that ``--fail-on`` takes, each with the least severity that fails; None where nothing does."""


MIN_SEVERITY = {each.word: each for each in Severity}
"""The words of ``--min-severity``, from the least."""


def fails(severity: Severity, fail_on: str) -> bool:
    """Tell whether a finding of a severity makes the run fail."""
    least = FAIL_ON[fail_on]
    return least is not None and severity >= least


def has_failed(summary: Summary, fail_on: str) -> bool:
    """Tell whether a run has findings that make it fail."""
    counts = {Severity.ERROR: summary.errors, Severity.WARNING: summary.warnings, Severity.INFO: summary.infos}
    return any(count and fails(severity, fail_on) for severity, count in counts.items())
