"""The HTML page in a real browser: its script works, and nothing that a stranger says becomes one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reports import browser
from tests.reports.browser import Page
from tests.reports.sample import finding, live, nasty, plain, summary
from tests.reports.test_html import HOSTILE
from validator.model.announcement import Announcement, Location
from validator.model.finding import Severity, Verdict
from validator.model.txt import TxtRecord
from validator.reports import REPORTS
from validator.reports.base import Context

pytestmark = pytest.mark.skipif(browser.why_not() is not None, reason=str(browser.why_not()))

SHOWN = "Array.from(document.querySelectorAll('#findings-table tbody tr:not([hidden])'), r => r.cells[{}].innerText)"
OWNED = "<img src=x onerror=\"document.title='owned'\"></script><script>document.title='owned'</script>"


def write(file: Path, verdicts: list[Verdict]) -> Path:
    context = Context(summary=summary(verdicts), completeness=live)
    file.write_text("".join(REPORTS["html"].render(iter(verdicts), context)), encoding="utf-8")
    return file


def several() -> list[Verdict]:
    """Findings of three severities at four hosts, in no order."""
    verdicts = []
    for number, (severity, code) in enumerate(
        [
            (Severity.INFO, "TXT009"),
            (Severity.ERROR, "KEY003"),
            (Severity.WARNING, "KEY001"),
            (Severity.ERROR, "KEY002"),
        ]
    ):
        host = f"host{10 - number * 3}.local"
        announcement = Announcement(
            service="_ipp._tcp", instance=b"Printer %d" % number, host=host, txt=TxtRecord((b"mode=turbo",))
        )
        found = finding(announcement, severity, code=code, slug="slug", message=f"message {number}")
        verdicts.append(Verdict(announcement=announcement, findings=(found,)))
    return verdicts


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser.page(tmp_path_factory.mktemp("profile")) as opened:
        opened.look(width=1280)
        yield opened


@pytest.mark.parametrize("verdicts", [plain(), nasty(), [], several()])
def test_nothing_is_complained_of_and_nothing_is_fetched(page: Page, tmp_path: Path, verdicts: list[Verdict]) -> None:
    file = write(tmp_path / "page.html", verdicts)
    page.open(file)
    assert page.complaints == []
    assert page.requests == [file.as_uri()]
    assert page.run("document.title") == "DNS-SD audit"
    # The policy lets the page have its style: without it the text would be in the browser's own font.
    assert "system-ui" in page.run("getComputedStyle(document.body).fontFamily")


@pytest.mark.parametrize("text", [OWNED, *HOSTILE])
def test_what_strangers_say_is_inert(page: Page, tmp_path: Path, text: str) -> None:
    octets = text.encode("utf-8", "surrogateescape")
    announcement = Announcement(
        service="_a._tcp", instance=octets, host="h.local", txt=TxtRecord((octets,)), location=Location(text, 1)
    )
    found = finding(announcement, message=text, hint=text, authority=text, key=text)
    page.open(write(tmp_path / "page.html", [Verdict(announcement=announcement, findings=(found,))]))
    page.run("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert page.complaints == []
    assert page.run("document.title") == "DNS-SD audit"
    assert page.run("document.scripts.length") == 1
    assert page.run("document.querySelectorAll('img, iframe, object, embed, link, base, form').length") == 0


def test_the_policy_stops_what_would_slip_through(page: Page, tmp_path: Path) -> None:
    """The second wall: text that the report forgot to escape still does nothing, and the browser says so."""
    file = write(tmp_path / "page.html", several())
    file.write_text(file.read_text(encoding="utf-8").replace("message 1", OWNED), encoding="utf-8")
    page.open(file)
    assert page.run("document.scripts.length") > 1
    assert page.run("document.title") == "DNS-SD audit"
    assert any("Content Security Policy" in each for each in page.complaints)


def test_findings_are_filtered(page: Page, tmp_path: Path) -> None:
    page.open(write(tmp_path / "page.html", several()))
    code = SHOWN.format(1)
    assert page.run(f"{code}.length") == 4
    page.run("document.getElementById('filter-text').focus()")
    page.type("HOST7 message")
    page.run("new Promise(done => setTimeout(done, 250))")
    assert page.run(code) == ["KEY003 slug"]
    assert page.run("document.getElementById('shown').textContent") == "1 of 4 shown"
    page.run("const t = document.getElementById('filter-text'); t.value = ''; t.dispatchEvent(new Event('input'))")
    page.run("new Promise(done => setTimeout(done, 250))")
    page.run("document.querySelector('#filters [value=error]').click()")
    assert page.run(code) == ["KEY001 slug", "TXT009 slug"]
    page.run(
        "const c = document.getElementById('filter-code'); c.value = 'TXT009'; c.dispatchEvent(new Event('change'))"
    )
    assert page.run(code) == ["TXT009 slug"]
    assert page.complaints == []


def test_many_findings_are_shown_in_part_until_asked_for(page: Page, tmp_path: Path) -> None:
    page.open(write(tmp_path / "page.html", several() * 200))
    shown = "document.getElementById('shown').textContent"
    assert page.run(f"{SHOWN.format(0)}.length") == 500
    assert page.run(shown) == "500 of 800 shown, 800 fit"
    page.run("document.querySelectorAll('#findings-table th button')[0].click()")
    assert page.run(SHOWN.format(0))[0] == "info"
    assert page.run(f"{SHOWN.format(0)}.length") == 500
    page.run("document.getElementById('more').click()")
    assert page.run(shown) == "800 of 800 shown"
    assert page.run(f"{SHOWN.format(0)}.length") == 800
    assert page.run("getComputedStyle(document.getElementById('more')).display") == "none"


def test_findings_are_sorted_by_keyboard(page: Page, tmp_path: Path) -> None:
    page.open(write(tmp_path / "page.html", several()))
    device, severity = SHOWN.format(4), SHOWN.format(0)
    order = "Array.from(document.querySelectorAll('#findings-table th'), h => h.getAttribute('aria-sort'))"
    assert page.run(severity) == ["error", "error", "warning", "info"]
    assert page.run(order)[0] == "descending"
    page.run("document.querySelectorAll('#findings-table th button')[4].focus()")
    page.press("Enter", 13)
    assert page.run(device) == ["host1.local", "host4.local", "host7.local", "host10.local"]
    assert page.run(order) == ["none", "none", "none", "none", "ascending", "none"]
    page.press("Enter", 13)
    assert page.run(device) == ["host10.local", "host7.local", "host4.local", "host1.local"]
    assert page.run(order)[4] == "descending"
    page.run("document.querySelectorAll('#findings-table th button')[0].click()")
    assert page.run(severity)[0] == "error"


def test_a_link_opens_what_it_leads_to(page: Page, tmp_path: Path) -> None:
    file = write(tmp_path / "page.html", several())
    page.open(file)
    assert page.run("document.querySelectorAll('details[open]').length") == 0
    page.run("document.querySelector('#findings-table a[href=\"#f3\"]').click()")
    page.run("new Promise(done => setTimeout(done, 100))")
    assert page.run("document.getElementById('f3').closest('details').open") is True
    assert page.run("document.querySelectorAll('details[open]').length") == 1
    page.run("document.querySelector('#folds button').click()")
    assert page.run("document.querySelectorAll('details:not([open])').length") == 0


def test_it_is_whole_without_its_script(page: Page, tmp_path: Path) -> None:
    page.without_scripts(disabled=True)
    try:
        page.open(write(tmp_path / "page.html", several()))
        assert page.run("getComputedStyle(document.getElementById('filters')).display") == "none"
        assert page.run("getComputedStyle(document.getElementById('folds')).display") == "none"
        assert page.run(f"{SHOWN.format(0)}.length") == 4
        page.run("document.querySelector('summary').click()")
        assert page.run("document.querySelectorAll('details[open]').length") == 1
    finally:
        page.without_scripts(disabled=False)


@pytest.mark.parametrize("verdicts", [plain(), nasty(), several()])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_width_makes_the_page_scroll_sideways(
    page: Page, tmp_path: Path, width: int, verdicts: list[Verdict]
) -> None:
    page.look(width=width)
    try:
        page.open(write(tmp_path / "page.html", verdicts))
        page.run("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        assert page.run("document.documentElement.scrollWidth") <= width
    finally:
        page.look(width=1280)


def test_the_scheme_is_the_readers(page: Page, tmp_path: Path) -> None:
    page.open(write(tmp_path / "page.html", plain()))
    back = "getComputedStyle(document.body).backgroundColor"
    assert page.run(back) == "rgb(244, 246, 248)"
    page.look(width=1280, scheme="dark")
    assert page.run(back) == "rgb(15, 20, 26)"
    page.look(width=1280, scheme="dark", medium="print")
    assert page.run(back) == "rgb(255, 255, 255)"
    page.look(width=1280)


def test_paper_has_everything(page: Page, tmp_path: Path) -> None:
    """What is closed on the screen is printed, and closed again afterwards."""
    file = write(tmp_path / "page.html", several() * 12)
    page.open(file)
    pages = page.pdf().count(b"/Type /Page\n")
    assert page.run("document.querySelectorAll('details[open]').length") == 0
    page.run("document.querySelectorAll('details.device').forEach(each => each.remove())")
    assert page.pdf().count(b"/Type /Page\n") < pages - 2


def test_pictures_for_those_who_change_the_design(page: Page, tmp_path: Path) -> None:
    """SCREENSHOTS names the folder that they are to stay in."""
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    page.open(write(tmp_path / "page.html", plain() + several()))
    for name, width, scheme, medium in (
        ("light", 1280, "light", ""),
        ("dark", 1280, "dark", ""),
        ("phone", 390, "light", ""),
        ("print", 800, "light", "print"),
    ):
        page.look(width=width, scheme=scheme, medium=medium)
        page.screenshot(folder / f"{name}.png")
    assert len({(folder / f"{name}.png").read_bytes() for name in ("light", "dark", "phone", "print")}) == 4
    page.look(width=1280)
