"""``statistics``: how often each finding was found, the most frequent first, as ruff tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from validator.checks import CHECKS
from validator.display.wording import plural
from validator.model.finding import Severity, Verdict
from validator.reports.base import Context


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
    """Write a line for each code and severity, and the number of announcements."""
    found: Counter[tuple[str, str, Severity]] = Counter()
    for verdict in verdicts:
        found.update((each.code, each.slug, each.severity) for each in verdict.findings)
    titles = {check.code: check.title for check in CHECKS}
    width = len(str(max(found.values(), default=0)))
    for (code, slug, severity), count in sorted(found.items(), key=lambda item: (-item[1], item[0][0])):
        yield f"{count:>{width}}  {code}  {severity.word:8}{slug:26}{titles.get(code, '')}\n"
    judged = plural(context.summary.announcements, "announcement")
    yield f"{plural(sum(found.values()), 'finding')} in {judged}\n"
