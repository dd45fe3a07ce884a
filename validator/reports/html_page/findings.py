"""The table of all findings. It is whole without a script; script.js lets its reader filter and sort it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from validator.model.finding import Finding, Severity
from validator.reports.html_page.announcement import short_name
from validator.reports.html_page.markup import attribute, badge, name, text
from validator.reports.html_page.store import Store
from validator.reports.naming import device, full_name

COLUMNS = ("Severity", "Code", "Finding", "Announcement", "Device", "Seen at")


def row(finding: Finding, number: int, announcement: int) -> str:
    """Write one finding; it leads to where it stands in full, and its announcement to its own place."""
    code = escape(finding.code)
    about = finding.announcement
    return (
        f'<tr data-severity="{finding.severity.word}" data-code="{code}">'
        f'<td data-sort="{finding.severity.value}">{badge(finding.severity)}</td>'
        f'<td><a href="#{code}">{code}</a> <span class="aside">{escape(finding.slug)}</span></td>'
        f'<td><a href="#f{number}">{name(finding.message)}</a></td>'
        f'<td title="{attribute(full_name(about))}"><a href="#a{announcement}">{short_name(about)}</a></td>'
        f"<td>{name(device(about))}</td>"
        f'<td class="aside">{name(str(finding.location))}</td></tr>\n'
    )


def table(store: Store) -> Iterator[str]:
    """Write the section; nothing where there are no findings."""
    codes = sorted({each.code: each.slug for each in store.codes()}.items())
    if not codes:
        return
    yield '<section id="findings" aria-labelledby="findings-title">\n<h2 id="findings-title">Findings</h2>\n'
    yield '<div id="filters" role="search" aria-label="Filter the findings" hidden>\n'
    yield '<label>Text <input id="filter-text" type="search" autocomplete="off" spellcheck="false"></label>\n'
    yield '<label>Code <select id="filter-code">\n<option value="">all</option>\n'
    for code, slug in codes:
        yield f'<option value="{escape(code)}">{escape(code)} {escape(slug)}</option>\n'
    yield "</select></label>\n<fieldset>\n<legend>Severity</legend>\n"
    for severity in reversed(Severity):
        word = text(severity.word)
        yield f'<label><input type="checkbox" name="severity" value="{word}" checked> {word}</label>\n'
    yield '</fieldset>\n<output id="shown"></output>\n'
    yield '<button id="more" type="button" hidden>Show all</button>\n</div>\n'
    head = "".join(f'<th scope="col">{each}</th>' for each in COLUMNS)
    yield '<table id="findings-table">\n<caption>All findings, the weightiest first</caption>\n<thead>\n'
    yield f"<tr>{head}</tr>\n</thead>\n<tbody>\n"
    yield from store.findings()
    yield "</tbody>\n</table>\n</section>\n"
