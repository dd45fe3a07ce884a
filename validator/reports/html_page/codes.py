"""What the codes on the page mean: why each matters, how it is fixed, what it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from validator.checks import CHECKS
from validator.reports.html_page.markup import badge, facts
from validator.reports.html_page.store import Store
from validator.reports.views.explanation import severities


def meanings(store: Store) -> Iterator[str]:
    """Write the section; nothing where there are no findings."""
    found = {each.code: each.slug for each in store.codes()}
    if not found:
        return
    checks = {check.code: check for check in CHECKS}
    yield '<section id="meanings" aria-labelledby="meanings-title">\n'
    yield '<h2 id="meanings-title">What the findings mean</h2>\n'
    for code in sorted(found):
        yield f'<section id="{escape(code)}" class="meaning" aria-labelledby="{escape(code)}-title">\n'
        check = checks.get(code)
        if check is None:
            yield f'<h3 id="{escape(code)}-title">{escape(code)} {escape(found[code])}</h3>\n</section>\n'
            continue
        yield f'<h3 id="{code}-title">{code} {check.slug} {badge(check.basis.severity)}</h3>\n'
        yield f"<p><b>{escape(check.title)}.</b> {escape(check.why)}</p>\n"
        yield facts(
            {
                "To fix it": escape(check.remedy),
                "Stands on": escape(check.source),
                "Severity": f"{escape(severities(check))}: {escape(check.basis.value)}",
            }
        )
        yield "</section>\n"
    yield "</section>\n"
