"""``html``: an audit for people, as one file that needs nothing else: no network, no font, no script of others.

The page is whole without its script, which only filters and sorts. Nothing of a stranger's is in script or style, and a
Content-Security-Policy lets no other script, style or request be (W3C CSP 3: the hashes of the two that are ours).
Parts wait in a temporary database (page/store.py): memory does not grow with the run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from validator.model.finding import Verdict
from validator.reports.base import Context
from validator.reports.html_page.announcement import article
from validator.reports.html_page.codes import meanings
from validator.reports.html_page.completeness import completeness
from validator.reports.html_page.devices import device_of, devices
from validator.reports.html_page.findings import row, table
from validator.reports.html_page.overview import header, overview
from validator.reports.html_page.store import Store

PAGE = Path(__file__).parent


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
    """Write the page when all verdicts have come."""
    with Store() as store:
        _keep(verdicts, store)
        live = None if context.completeness is None else context.completeness()
        style, script = _file("style.css"), _file("script.js")
        yield from _head(style, script)
        yield header(context)
        yield _navigation(
            completeness=live is not None,
            findings=bool(store.codes()),
            devices=store.has_devices(),
            meanings=bool(store.codes()),
        )
        yield '<main id="main">\n'
        yield from overview(store, context)
        if live is not None:
            yield from completeness(live)
        yield from table(store)
        yield from devices(store)
        yield from meanings(store)
        yield f"</main>\n<script>{script}</script>\n</body>\n</html>\n"


def _keep(verdicts: Iterable[Verdict], store: Store) -> None:
    found = 1
    for number, verdict in enumerate(verdicts, 1):
        announcement = verdict.announcement
        name, is_network = device_of(announcement)
        device = store.device(name, () if is_network else announcement.addresses, is_network=is_network)
        store.announcement(number, device, verdict, article(verdict, number, found))
        for at, finding in enumerate(verdict.findings, found):
            store.finding(at, finding, row(finding, at, number))
        found += len(verdict.findings)


def _head(style: str, script: str) -> Iterator[str]:
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src {_source(style)}",
            f"script-src {_source(script)}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        )
    )
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
    yield f"<title>DNS-SD audit</title>\n<style>{style}</style>\n</head>\n<body>\n"


def _navigation(**has: bool) -> str:
    """Link the sections that the page has."""
    places = {
        "overview": "Overview",
        "completeness": "What this run heard",
        "findings": "Findings",
        "devices": "Devices",
        "meanings": "What the findings mean",
    }
    links = "".join(
        f'<li><a href="#{place}">{title}</a></li>\n' for place, title in places.items() if has.get(place, True)
    )
    return f'<nav aria-label="Sections">\n<ul>\n{links}</ul>\n</nav>\n'


def _file(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")


def _source(content: str) -> str:
    """Name an inline script or style by its hash, as a policy wants it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
