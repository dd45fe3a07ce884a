"""The beginning of the page: whether the run failed, and how much was found in how much."""

from __future__ import annotations

from collections.abc import Mapping

from validator.display.wording import noun, plural
from validator.model.finding import Severity, Summary
from validator.reports.base import Context
from validator.reports.html_page.chart import Part


def outcome(context: Context) -> tuple[str, str]:
    """Say how the run ended: the class in the style sheet, and a sentence or two."""
    summary, threshold = context.summary, context.threshold
    counts = _counts(summary)
    total = sum(counts.values())
    if not summary.announcements and not total:
        return "warning", "Nothing to judge: there was no announcement."
    if threshold is None:
        return "", f"{plural(total, 'finding')}. No severity fails this run."
    weighty = sum(count for severity, count in counts.items() if severity >= threshold)
    if threshold is Severity.ERROR:
        found = plural(weighty, "error") if weighty else "no error"
    else:
        found = f"{plural(weighty, 'finding') if weighty else 'no finding'} of {threshold.word} or above"
    if weighty:
        return "error", f"Failed: {found}."
    return "clean", f"Passed: {found}" + (f", {plural(total, 'finding')} below that." if total else ".")


def devices_by_severity(worst: Mapping[Severity | None, int]) -> list[Part]:
    """Count devices by their weightiest finding, as Store.worst() has them."""
    parts = [Part(severity.word, f"with {severity.word}s", worst.get(severity, 0)) for severity in reversed(Severity)]
    return [*parts, Part("clean", "without findings", worst.get(None, 0))]


def findings_by_severity(summary: Summary) -> list[Part]:
    """Count findings, the weightiest first."""
    return [Part(severity.word, noun(count, severity.word), count) for severity, count in _counts(summary).items()]


def _counts(summary: Summary) -> dict[Severity, int]:
    return {Severity.ERROR: summary.errors, Severity.WARNING: summary.warnings, Severity.INFO: summary.infos}
