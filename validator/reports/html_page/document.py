"""``html``: an audit for people, as one file that needs nothing else: no network, no font, no script of others.

The page is whole without its script, which only filters and sorts. Nothing of a stranger's is in script or style, and a
Content-Security-Policy lets no other script, style or request be (W3C CSP 3: the hashes of the two that are ours).
Announcements and findings wait in a temporary database (store.py): memory does not grow with the run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from validator.checks import CHECKS
from validator.model.finding import Verdict
from validator.model.observation import Completeness
from validator.reports.base import Context
from validator.reports.gist import Gist
from validator.reports.html_page import chart
from validator.reports.html_page.announcement import device_of, numbered, txt_rows
from validator.reports.html_page.environment import environment
from validator.reports.html_page.overview import devices_by_severity, findings_by_severity, outcome
from validator.reports.html_page.store import Store
from validator.reports.text import left_out
from validator.version import __version__

TEMPLATES = Path(__file__).parent / "templates"

FEW = 3
"""Devices that stand open; of more of them the reader opens one after the other."""


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
    """Write the page when all verdicts have come."""
    with Store() as store:
        gist = Gist()
        _keep(verdicts, store, gist)
        page = _page(store, context) | {"gist": gist.text(context.summary), "top": gist.top}
        yield from _whole_lines(environment().get_template("page.html").generate(page))


def _keep(verdicts: Iterable[Verdict], store: Store, gist: Gist) -> None:
    """Put what the page has of each verdict into the store; announcements and findings are numbered from 1."""
    article, row = environment().get_template("announcement.html"), environment().get_template("finding_row.html")
    first_finding = 1
    for number, verdict in enumerate(verdicts, 1):
        gist.take(verdict)
        announcement = verdict.announcement
        name, is_network = device_of(announcement)
        device_number = store.device(name, () if is_network else announcement.addresses, is_network=is_network)
        findings = numbered(verdict, first_finding)
        rows = txt_rows(announcement.txt, findings)
        html = article.render(verdict=verdict, number=number, findings=findings, txt_rows=rows)
        store.announcement(number, device_number, verdict, html)
        for numbered_finding in findings:
            html = row.render(
                finding=numbered_finding.finding, number=numbered_finding.number, announcement_number=number
            )
            store.finding(numbered_finding.number, numbered_finding.finding, html)
        first_finding += len(findings)


def _page(store: Store, context: Context) -> dict[str, Any]:
    """Return all that page.html and its sections write."""
    style, script = _file("style.css"), _file("script.js")
    codes = store.codes()
    live = None if context.completeness is None else context.completeness()
    return {
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "version": __version__,
        "at": context.at,
        "outcome": outcome(context),
        "summary": context.summary,
        "left_out": left_out(context.summary),
        "store": store,
        "opens_devices": store.device_count() <= FEW,
        "devices_by_severity": chart.stacked(devices_by_severity(store.worst())),
        "findings_by_severity": chart.stacked(findings_by_severity(context.summary)),
        "codes": codes,
        "slugs": dict(sorted({code.code: code.slug for code in codes}.items())),
        "checks": {check.code: check for check in CHECKS},
        "live": live,
        "unresolved": () if live is None else _unresolved(live),
    }


def _unresolved(live: Completeness) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the instances that were not resolved, each with the records that it lacks, where that is known."""
    lacks = dict(enumerate(live.lacks))
    for at, instance in enumerate(live.unresolved):
        yield instance, lacks.get(at, ())


def _whole_lines(pieces: Iterable[str]) -> Iterator[str]:
    """Gather pieces of the page, which ends with a line, until a line ends."""
    line: list[str] = []
    for piece in pieces:
        line.append(piece)
        if piece.endswith("\n"):
            yield "".join(line)
            line.clear()


def _policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_source(style)}",
            f"script-src {_source(script)}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def _source(content: str) -> str:
    """Name an inline script or style by its hash, as a policy wants it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _file(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
