"""The HTML page: valid, whole without its script, readable, and inert whatever a stranger says."""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from jinja2 import UndefinedError

from tests.cli.command import run
from tests.reports.sample import CLEAN, NASTY, SCREEN, finding, live, nasty, plain, summary
from validator.checks import CHECKS
from validator.display.printable import printable
from validator.json_v1 import encodable
from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.finding import Severity, Summary, Verdict
from validator.model.observation import About, Observation
from validator.model.txt import Damage, DamageKind, TxtRecord
from validator.reports import REPORTS
from validator.reports.base import Context
from validator.reports.html_page.environment import environment

PAGE = Path(__file__).parents[2] / "validator/reports/html_page"
STYLE = PAGE / "templates/style.css"

ELEMENTS = set(
    re.findall(
        r"\w+",
        "html head meta title style body header h1 h2 h3 h4 p time nav ul li a main section div figure figcaption svg "
        "desc rect span b i table caption thead tbody tr th td code bdi dl dt dd label input select option fieldset "
        "legend output details summary ol article button script",
    )
)
"""Elements that the page makes, whatever stands in it."""

HOSTILE = [
    *NASTY,
    "</script><script>document.title='owned'</script>",
    "</title></style><style>*{display:none}</style>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    "--><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;b&gt; &#60;",
    "\u05d0\u05d1\u05d2 evil",
]

REMARKS = (
    Announcement(service="_old._tcp", observation=Observation(about=About.TYPE)),
    Announcement(service="_hap._tcp", observation=Observation(about=About.POINTER, target="a.local")),
    Announcement(service="", location=Location("a.jsonl", 2), observation=Observation(about=About.INPUT, reason="cut")),
    Announcement(service="", addresses=("192.0.2.66",), observation=Observation(about=About.RESPONDER, damaged=3)),
)


def render(verdicts: list[Verdict], **context: Any) -> str:  # noqa: ANN401 - fields of Context
    context = {"summary": summary(verdicts)} | context
    return "".join(REPORTS["html"].render(iter(verdicts), Context(**context)))


def parse(page: str) -> Element:
    """Parse as browsers do, and let no fault of syntax pass."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    for each in root.iter():
        each.tag = str(each.tag).removeprefix("{http://www.w3.org/2000/svg}")
    return root


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def told(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def section(root: Element, identity: str) -> Element:
    found = root.find(f".//*[@id='{identity}']")
    assert found is not None
    return found


SAMPLES = [plain(), nasty(), [], [Verdict(announcement=each) for each in REMARKS]]


@pytest.mark.parametrize("verdicts", SAMPLES)
def test_the_page_is_well_made(verdicts: list[Verdict]) -> None:
    root = parse(render(verdicts, completeness=live))
    everything = list(root.iter())
    identities = [each.attrib["id"] for each in everything if "id" in each.attrib]
    assert len(identities) == len(set(identities))
    for each in everything:
        assert str(each.tag) in ELEMENTS, each.tag
        assert not any(name.startswith("on") or name in ("style", "src", "action") for name in each.attrib)
        if "href" in each.attrib:
            assert each.attrib["href"].removeprefix("#") in identities
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(each.attrib.get(name, "").split()) <= set(identities)
        if each.tag == "th":
            assert each.attrib["scope"] in ("col", "row")
        if each.tag == "table":
            assert each.find("caption") is not None
    assert [each.attrib.get("lang") for each in everything if each.tag == "html"] == ["en"]
    assert [sum(each.tag == tag for each in everything) for tag in ("h1", "main", "header", "nav")] == [1, 1, 1, 1]
    levels = [int(str(each.tag)[1]) for each in everything if re.fullmatch("h[1-6]", str(each.tag))]
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


@pytest.mark.parametrize("verdicts", SAMPLES)
def test_the_policy_allows_what_is_ours_and_nothing_else(verdicts: list[Verdict]) -> None:
    page = render(verdicts)
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    directives = {each.split()[0]: each.split()[1:] for each in html.unescape(policy).split("; ")}
    assert directives["default-src"] == directives["base-uri"] == directives["form-action"] == ["'none'"]
    for name in ("style", "script"):
        [content] = re.findall(f"<{name}>(.*?)</{name}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert directives[f"{name}-src"] == [f"'sha256-{digest}'"]
        assert not re.search(r"url\(|@import|https?:", content)
    # Strangers' text may hold addresses; none of them is one that the page goes to.
    elements = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page).iter()
    leading = [each.attrib[name] for each in elements for name in ("href", "src", "action") if name in each.attrib]
    assert all(each.startswith("#") for each in leading)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_strangers_say_is_text(text: str) -> None:
    octets = text.encode("utf-8", "surrogateescape")
    shown = encodable(text)
    announcement = Announcement(
        service=f"_{shown}._tcp",
        instance=octets,
        domain=shown,
        host=shown,
        addresses=(shown,),
        subtypes=(shown,),
        txt=TxtRecord((octets, b"k=" + octets), Damage(DamageKind.OVERRUN, 0, 9, octets)),
        location=Location(f"f {text}", 3),
        observation=Observation(senders=(shown,)),
    )
    found = finding(announcement, message=text, hint=text, authority=text, key=shown, value=octets)
    page = render([Verdict(announcement=announcement, findings=(found,))], completeness=lambda: live(text))
    plain_page = render([Verdict(announcement=SCREEN, findings=(finding(SCREEN),))], completeness=live)
    root = parse(page)
    assert {str(each.tag) for each in root.iter()} <= ELEMENTS
    assert [page.count(tag) for tag in ("<script", "<style")] == [
        plain_page.count(tag) for tag in ("<script", "<style")
    ]
    assert told(section(root, "f1")).count("To fix it") == 1


def test_nothing_is_escaped_by_hand() -> None:
    """Templates write as it is what templates wrote, style and script; no code beside them makes HTML of text."""
    written = {word for path in PAGE.rglob("*.html") for word in re.findall(r"(\w+) *\| *safe", _text(path))}
    assert written == {"article", "row", "script", "style"}
    assert not [path for path in PAGE.rglob("*.html") if "autoescape" in _text(path)]
    assert [path.name for path in PAGE.glob("*.py") if re.search(r"escape\(|Markup|</", _text(path))] == [
        "environment.py"
    ]


@pytest.mark.parametrize(
    ("template", "error"),
    [
        ("{{ unknown }}", UndefinedError),
        ("{{ number.unknown }}", UndefinedError),
        ("{{ nothing }}", TypeError),
        ("{{ octets }}", TypeError),
        ("{{ [text] }}", TypeError),
    ],
)
def test_what_is_no_text_is_not_written(template: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        environment().from_string(template).render(number=1, nothing=None, octets=b"a", text="a")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "template",
    ["<p>{{ text }}</p>", '<p title="{{ text }}"></p>', "<p title='{{ text }}'></p>", "<p>{{ text | untrusted }}</p>"],
)
def test_a_template_need_not_ask_for_text_to_be_safe(template: str, text: str) -> None:
    page = environment().from_string(template).render(text=text)
    assert printable(page) == page
    [element] = html5lib.parseFragment(page, namespaceHTMLElements=False)
    assert set(element.attrib) <= {"title"}
    assert {each.tag for each in element.iter()} <= {"p", "bdi", "span"}
    assert "".join(element.itertext()) + element.attrib.get("title", "") == printable(text)


def test_what_is_no_text_is_seen() -> None:
    announcement = Announcement(
        service="_a._tcp",
        txt=TxtRecord((b"raw=\x00\xff", b"word=\\xff", b"bare", b"empty=", b"", "bidi=\u202egnp".encode())),
    )
    root = parse(render([Verdict(announcement=announcement)]))
    rows = [[told(cell) for cell in row] for row in section(root, "a1").findall(".//tbody/tr")]
    assert [row[1:4] for row in rows] == [
        ["raw", r"\x00\xff not UTF-8: 00 ff", "6"],
        ["word", r"\xff", "9"],
        ["bare", "no value", "4"],
        ["empty", "empty value", "6"],
        ["empty string", "", "0"],
        ["bidi", r"\u202egnp", "11"],
    ]
    escapes = [told(each) for each in section(root, "a1").findall(".//span[@class='escape']")]
    assert escapes == [r"\x00", r"\xff", r"\u202e"]


def test_devices_stand_together_the_weightiest_first() -> None:
    other = Announcement(service="_http._tcp", instance=b"Other", host="Other.local", addresses=("192.0.2.9",))
    again = Announcement(service="_ipp._tcp", instance=b"Again", host="other.LOCAL", addresses=("192.0.2.9",))
    verdicts = [
        Verdict(announcement=REMARKS[0], findings=(finding(REMARKS[0]),)),
        Verdict(announcement=CLEAN, has_rule=True),
        Verdict(announcement=other, findings=(finding(other, Severity.INFO),)),
        Verdict(announcement=SCREEN, findings=(finding(SCREEN, Severity.WARNING), finding(SCREEN))),
        Verdict(announcement=again),
    ]
    root = parse(render(verdicts))
    assert [told(each) for each in section(root, "devices").findall("details/summary")] == [
        "hmp.local 1 error 1 warning 1 announcement · 192.0.2.1 · fe80::1",
        "Other.local 1 info 2 announcements · 192.0.2.9",
        "build.local no findings 1 announcement · 192.0.2.7",
        "The network 1 error What was heard of service types and of responders; nothing of this is announced.",
    ]
    tiles = [told(each) for each in section(root, "overview").findall("ul[@class='tiles']/li")]
    assert tiles[0] == "3 devices"
    descriptions = [told(each) for each in root.iter() if each.tag == "desc"]
    assert descriptions == ["1 with errors, 1 with infos, 1 without findings", "2 errors, 1 warning, 1 info"]


def test_what_announces_nothing_is_no_service() -> None:
    root = parse(render([Verdict(announcement=each) for each in REMARKS]))
    assert [told(each) for each in section(root, "devices").findall(".//h4")] == [
        "a.jsonl:2 not read no findings",
        "_old._tcp service type without an instance no findings",
        "_hap._tcp PTR record no findings",
        "192.0.2.66 responder no findings",
    ]
    assert not section(root, "devices").findall(".//table")
    assert root.find(".//table[@class='services']") is None


def test_a_finding_says_everything() -> None:
    root = parse(render(plain()))
    [error] = [
        each for each in root.iter("li") if "finding error" in each.attrib.get("class", "") and "KEY" in told(each)
    ]
    assert told(error) == (
        'error KEY003 not-in-enum "mode" is "turbo", expected one of "normal", "safe", "recovery" '
        'To fix it: set mode to one of "normal", "safe", "recovery" '
        "IANA's note on spx-hmp (rules/iana/spx-hmp.yaml) · site.jsonl:4"
    )
    meaning = told(section(root, "KEY003"))
    [check] = [each for each in CHECKS if each.code == "KEY003"]
    for part in (check.title, check.why, check.remedy, check.source):
        assert " ".join(part.split()) in meaning
    # The string that it is about leads to it.
    links = {" ".join(map(told, row)): [a.attrib["href"] for a in row.iter("a")] for row in root.iter("tr")}
    assert links["2 mode turbo 10 KEY003"] == [f"#{error.attrib['id']}"]


@pytest.mark.parametrize(
    ("threshold", "verdicts", "outcome"),
    [
        (Severity.ERROR, plain(), "Failed: 2 errors."),
        (Severity.WARNING, plain(), "Failed: 3 findings of warning or above."),
        (Severity.ERROR, [Verdict(announcement=CLEAN)], "Passed: no error."),
        (None, plain(), "4 findings. No severity fails this run."),
        (Severity.ERROR, [], "Nothing to judge: there was no announcement."),
        (
            Severity.ERROR,
            [Verdict(announcement=SCREEN, findings=(finding(SCREEN, Severity.INFO),))],
            "Passed: no error, 1 finding below that.",
        ),
    ],
)
def test_the_outcome_comes_first(threshold: Severity | None, verdicts: list[Verdict], outcome: str) -> None:
    root = parse(render(verdicts, threshold=threshold))
    found = root.find("body/header/p[2]")
    assert found is not None
    assert told(found) == outcome


def test_what_could_not_be_read_is_said() -> None:
    root = parse(render([], summary=Summary(unreadable=2)))
    assert "2 parts of the input could not be read: this report is not complete." in told(root)


def test_a_live_run_says_how_complete_it_is() -> None:
    root = parse(render(plain(), completeness=lambda: live("Printer._ipp._tcp.local")))
    said = told(section(root, "completeness"))
    for part in ("5.2 seconds", "eth0, wlan0", "12 queries", "40 responses, 1 of them damaged", "not all"):
        assert part in said
    assert "1 instance was not resolved Printer._ipp._tcp.local: no TXT, no address" in said
    assert "records beyond limits: 1" in said
    assert root.find(".//a[@href='#completeness']") is not None


def test_what_a_source_did_not_keep_is_said() -> None:
    announcement = Announcement(service="_a._tcp", lost=frozenset({Fidelity.ORDER, Fidelity.CASE}))
    root = parse(render([Verdict(announcement=announcement)]))
    facts = {told(each[0]): told(each[1]) for each in section(root, "a1").findall("dl/div")}
    assert facts == {
        "Rule": "none for this service: its keys were not judged",
        "Seen at": "mDNS",
        "Not kept there": "case, order",
    }


def test_it_tells_when_and_by_what() -> None:
    page = render([], at=datetime(2026, 11, 23, 14, 50, 7, tzinfo=UTC))
    assert '<time datetime="2026-11-23T14:50:07+00:00">2026-11-23 14:50 UTC</time>' in page
    assert "<time" not in render([])


def test_the_command_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "audit.html"
    done = run("check", "examples/faulty.jsonl", "--format", "html", "-o", file, SOURCE_DATE_EPOCH="0")
    assert (done.returncode, done.stderr) == (1, "")
    page = file.read_text(encoding="utf-8")
    assert "1970-01-01 00:00 UTC" in page
    assert "hunter2" not in page
    assert len(section(parse(page), "findings-table").findall("tbody/tr")) == 11


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", range(3), ids=["light", "dark", "print"])
def test_text_has_the_contrast_that_wcag_asks_for(scheme: int) -> None:
    """WCAG 2.2, success criteria 1.4.3 (text, 4.5:1) and 1.4.11 (what charts are read by, 3:1)."""
    roots = re.findall(r":root \{(.*?)\}", STYLE.read_text(encoding="utf-8"), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", roots[scheme]))
    looks = ("error", "warning", "info", "clean")
    pairs = [(text, back) for text in ("text", "aside", "link", *looks) for back in ("page", "card", "code-back")]
    pairs += [(look, f"{look}-back") for look in looks] + [("text", "code-back")]
    low = {pair: _contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert not {pair: ratio for pair, ratio in low.items() if ratio < 4.5}
