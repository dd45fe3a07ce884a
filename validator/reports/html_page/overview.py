"""The beginning of the page: whether the run failed, how much was found in how much, and of what kind."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from validator.display.wording import plural
from validator.model.finding import Severity, Summary
from validator.reports.base import Context
from validator.reports.html_page.chart import Part, small_bar, stacked_bar
from validator.reports.html_page.markup import badge, badges, name
from validator.reports.html_page.store import Store
from validator.reports.text import left_out
from validator.version import __version__


def header(context: Context) -> str:
    """Write the title and the outcome."""
    at = context.at
    when = "" if at is None else f' · <time datetime="{at.isoformat(timespec="seconds")}">{at:%Y-%m-%d %H:%M %Z}</time>'
    look, outcome = _outcome(context)
    return (
        f'<header>\n<h1>DNS-SD audit</h1>\n<p class="aside">dnssd-validator {__version__}{when}</p>\n'
        f'<p class="outcome {look}">{escape(outcome)}</p>\n'
        f"{_unread(context.summary)}{_left_out(context.summary)}</header>\n"
    )


def overview(store: Store, context: Context) -> Iterator[str]:
    """Write the counts, the charts, and the tables of codes and service types."""
    summary = context.summary
    devices = store.device_count()
    yield '<section id="overview" aria-labelledby="overview-title">\n<h2 id="overview-title">Overview</h2>\n'
    tiles = (
        ("", devices, "device" if devices == 1 else "devices"),
        ("", summary.announcements, "announcement" if summary.announcements == 1 else "announcements"),
        ("", summary.services, "service type" if summary.services == 1 else "service types"),
        ("error", summary.errors, "error" if summary.errors == 1 else "errors"),
        ("warning", summary.warnings, "warning" if summary.warnings == 1 else "warnings"),
        ("info", summary.infos, "info" if summary.infos == 1 else "infos"),
    )
    yield '<ul class="tiles">\n'
    for look, count, label in tiles:
        yield f'<li class="{look if count else ""}"><b>{count:,}</b> {label}</li>\n'
    worst = store.worst()
    by_device = stacked_bar(
        "devices-chart",
        "Devices by their weightiest finding",
        (
            *(Part(each.word, f"with {each.word}s", worst.get(each, 0)) for each in reversed(Severity)),
            Part("clean", "without findings", worst.get(None, 0)),
        ),
    )
    counts = {Severity.ERROR: summary.errors, Severity.WARNING: summary.warnings, Severity.INFO: summary.infos}
    by_severity = stacked_bar(
        "findings-chart",
        "Findings by severity",
        [
            Part(severity.word, severity.word if count == 1 else f"{severity.word}s", count)
            for severity, count in counts.items()
        ],
    )
    yield f'</ul>\n<div class="charts">\n{by_device}{by_severity}</div>\n'
    yield from _codes(store)
    yield from _services(store)
    yield "</section>\n"


def _outcome(context: Context) -> tuple[str, str]:
    summary, threshold = context.summary, context.threshold
    counts = {Severity.ERROR: summary.errors, Severity.WARNING: summary.warnings, Severity.INFO: summary.infos}
    total = sum(counts.values())
    if not summary.announcements and not total:
        return "warning", "Nothing to judge: there was no announcement."
    if threshold is None:
        return "", f"{plural(total, 'finding', 'findings')}. No severity fails this run."
    weighty = sum(count for severity, count in counts.items() if severity >= threshold)
    if threshold is Severity.ERROR:
        said = plural(weighty, "error", "errors") if weighty else "no error"
    else:
        said = f"{plural(weighty, 'finding', 'findings') if weighty else 'no finding'} of {threshold.word} or above"
    if weighty:
        return "error", f"Failed: {said}."
    return "clean", f"Passed: {said}" + (f", {plural(total, 'finding', 'findings')} below that." if total else ".")


def _unread(summary: Summary) -> str:
    if not summary.unreadable:
        return ""
    parts = plural(summary.unreadable, "part", "parts")
    return f'<p class="outcome error">{parts} of the input could not be read: this report is not complete.</p>\n'


def _left_out(summary: Summary) -> str:
    out = left_out(summary)
    return f'<p class="aside">Left out: {out}.</p>\n' if out else ""


def _codes(store: Store) -> Iterator[str]:
    codes = store.codes()
    if not codes:
        return
    most = max(each.count for each in codes)
    head = "".join(f'<th scope="col">{each}</th>' for each in ("Severity", "Finding", "Count", "Frequency"))
    yield '<div class="wide" role="region" aria-label="Findings by code" tabindex="0">\n<table class="codes">\n'
    yield f"<caption>Findings by code</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
    for each in codes:
        yield (
            f'<tr><td>{badge(each.severity)}</td><th scope="row"><a href="#{escape(each.code)}">{escape(each.code)}</a>'
            f' {escape(each.slug)}</th><td class="number">{each.count}</td>'
            f"<td>{small_bar(each.severity.word, each.count, most)}</td></tr>\n"
        )
    yield "</tbody>\n</table>\n</div>\n"


def _services(store: Store) -> Iterator[str]:
    first = True
    for each in store.services():
        if first:
            titles = ("Service type", "Announcements", "Devices", "Rule", "Findings")
            head = "".join(f'<th scope="col">{title}</th>' for title in titles)
            yield '<div class="wide" role="region" aria-label="Service types" tabindex="0">\n<table class="services">\n'
            yield f"<caption>Service types</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
            first = False
        yield (
            f'<tr><th scope="row">{name(each.service)}</th><td class="number">{each.announcements}</td>'
            f'<td class="number">{each.devices}</td><td>{"yes" if each.has_rule else "none"}</td>'
            f"<td>{badges(each.errors, each.warnings, each.infos, clean='none')}</td></tr>\n"
        )
    if not first:
        yield "</tbody>\n</table>\n</div>\n"
