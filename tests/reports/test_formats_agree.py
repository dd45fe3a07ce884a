"""Every format has the same findings, whatever text a stranger chose; each is read by what reads it in the field."""

from __future__ import annotations

import base64
import html
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import html5lib
import jsonschema
import junitparser
import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from tests.reports.sample import NASTY, SCREEN, finding, live, nasty, plain, summary
from validator.checks import CHECKS
from validator.display.printable import printable
from validator.model.announcement import Location
from validator.model.finding import Finding, Severity, Summary, Verdict
from validator.model.names import escape
from validator.reports import REPORTS, sarif
from validator.reports.base import Context
from validator.reports.naming import full_name

Found = list[tuple[str, str, str | None]]
"""Code, shown name of the announcement, and key of every finding, in order; a format has no key where it is None."""

RECORD_SCHEMA = Path(__file__).parents[2] / "validator/reports/record.schema.json"

TAGS = {"h3", "table", "thead", "tr", "th", "tbody", "td", "br", "sub", "strong", "p", "details", "summary"}
"""Elements that the Markdown makes, whatever stands in it."""

SCHEMA = Path(os.environ.get("SARIF_SCHEMA", Path(__file__).parents[2] / ".ci/cache/sarif/package/sarif-2.1.0.json"))


def render(name: str, verdicts: list[Verdict], **context: Any) -> str:  # noqa: ANN401 - fields of Context
    return "".join(REPORTS[name].render(iter(verdicts), Context(summary=summary(verdicts), **context)))


def name(found: Finding) -> str:
    return printable(full_name(found.announcement))


def _of_dump(each: dict[str, Any]) -> str:
    instance = each["instance"]
    raw: bytes | None
    if isinstance(instance, dict):
        raw = base64.b64decode(instance["base64"])
    else:
        raw = None if instance is None else instance.encode("utf-8", "surrogateescape")
    label = "" if raw is None else f"{escape(raw)}."
    return printable(f"{label}{each['service']}.{each['domain']}")


def from_json(output: str) -> Found:
    return [_of_finding(each) for each in json.loads(output)["findings"]]


def _of_finding(each: dict[str, Any]) -> tuple[str, str, str | None]:
    return each["code"], _of_dump(each), printable(each["key"] or "")


def from_jsonl(output: str) -> Found:
    lines = [json.loads(line) for line in output.splitlines()]
    return [_of_finding(each) for each in lines if each["type"] == "finding"]


def from_sarif(output: str) -> Found:
    [run] = json.loads(output)["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in run["results"])
    return [
        (
            each["ruleId"],
            each["locations"][0]["logicalLocations"][0]["fullyQualifiedName"],
            each["properties"].get("key", ""),
        )
        for each in run["results"]
    ]


def from_gitlab(output: str) -> Found:
    issues = json.loads(output)
    assert len({each["fingerprint"] for each in issues}) == len(issues)
    return [(each["check_name"].split()[0], each["description"], None) for each in issues]


def from_junit(output: str) -> Found:
    found: Found = []
    for suite in junitparser.JUnitXml.fromstring(output.encode()):
        for case in suite:
            texts = [each.text or "" for each in case.result] + [case.system_out or ""]
            found += [(code, case.name, key) for code, key in _codes("\n".join(texts))]
    return found


def _codes(text: str) -> list[tuple[str, str]]:
    line = r"(?m): (?:error|warning|info) ((?:TXT|NAM|KEY|REG|SEC|NET)\d{3}) [a-z-]+(?: \[(.*)\])?: (?:is |\"mode|m+)"
    return re.findall(line, text)


def from_github(output: str) -> Found:
    """Take lines apart as the runner does: a command begins with two colons, its values are escaped with %."""
    found: Found = []
    for line in output.splitlines():
        command = re.fullmatch(r"::(\w+)(?: (.*?))?::(.*)", line)
        if command is None or command[1] in ("group", "endgroup"):
            continue
        assert command[1] in ("error", "warning", "notice"), line
        title = dict(each.split("=", 1) for each in command[2].split(","))["title"]
        message = command[3].replace("%25", "%")
        found.append((title.split()[0], message.replace("# #[", "##["), None))
    return found


def from_markdown(output: str) -> Found:
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(output)
    assert set(re.findall(r"<(\w+)", rendered)) <= TAGS
    rows = re.findall(r"<tr>\s*<td>(.*?)</td>\s*<td>(.*?)</td>\s*<td>(.*?)</td>", rendered, re.DOTALL)
    return [(mark.rpartition("<br>")[2], _shown(named), _shown(_strong(what))) for mark, what, named in rows]


def _strong(what: str) -> str:
    found = re.match(r"<strong>(.*?)</strong>: ", what)
    return "" if found is None else found[1]


def _shown(cell: str) -> str:
    return html.unescape(cell.replace("<!-- -->", ""))


def from_html(output: str) -> Found:
    """Read the table of findings as browsers read it; a page with a fault of syntax does not pass."""
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(output)
    table = page.find(".//table[@id='findings-table']")
    rows = [] if table is None else table.findall("tbody/tr")
    return [(row.attrib["data-code"], row.findall("td")[3].attrib["title"], None) for row in rows]


def from_text(output: str) -> Found:
    """Read it as people do: a line with a mark names the announcement, an indented one begins with a severity."""
    found: Found = []
    shown = ""
    for line in output.splitlines():
        header = re.match(r"  [✗!i✓] (.*)", line)
        each = re.fullmatch(r"    (?:error|warning|info) ([A-Z]{3}\d{3}) [a-z-]+", line)
        if header is not None:
            shown = header[1]
        elif each is not None:
            found.append((each[1], shown, None))
    return found


def from_concise(output: str) -> Found:
    """Read a line as editors do, which know places, severities and messages apart by it."""
    found: Found = []
    for line in output.splitlines():
        each = re.fullmatch(r".*?: (?:error|warning|info) ([A-Z]{3}\d{3}) (.*): (?:is |\"mode|m+).*", line)
        assert each is not None, line
        found.append((each[1], each[2], None))
    return found


READ: dict[str, Callable[[str], Found]] = {
    "json": from_json,
    "jsonl": from_jsonl,
    "sarif": from_sarif,
    "gitlab": from_gitlab,
    "junit": from_junit,
    "github": from_github,
    "markdown": from_markdown,
    "html": from_html,
    "text": from_text,
    "concise": from_concise,
}


@pytest.mark.parametrize("report", READ)
@pytest.mark.parametrize("verdicts", [plain(), *([each] for each in nasty())])
def test_the_same_findings(report: str, verdicts: list[Verdict]) -> None:
    findings = [each for verdict in verdicts for each in verdict.findings]
    found = READ[report](render(report, verdicts, width=10_000))
    if report in (
        "junit",
        "html",
        "markdown",
        "text",
        "concise",
    ):  # failures or errors come before the rest, or by line
        findings.sort(key=lambda each: each.code)
        found.sort()
    assert [code for code, _, _ in found] == [each.code for each in findings]
    for (_, shown, key), wanted in zip(found, findings, strict=True):
        instance = wanted.announcement.instance or b""
        # For people an instance has no escapes but those of what cannot be shown.
        plain_name = printable(instance.decode("utf-8", "surrogateescape"))
        without_domain = replace(wanted.announcement, domain="")
        shortened = {
            "text": plain_name,
            "concise": printable(full_name(without_domain).rstrip(".") + (f" [{wanted.key}]" if wanted.key else "")),
        }
        assert shortened.get(report, name(wanted)) in shown
        if key is not None:
            assert key == printable(wanted.key or "")


def test_all_formats_are_compared() -> None:
    assert set(READ) == set(REPORTS) - {"statistics"}, "which names no announcement"


@pytest.mark.parametrize("verdicts", [plain(), nasty(), []])
def test_sarif_is_what_its_schema_says(verdicts: list[Verdict]) -> None:
    if not SCHEMA.exists():
        pytest.skip("the schema of OASIS is not here: SARIF_SCHEMA names it, .ci/run fetches it")
    document = json.loads(render("sarif", verdicts))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("verdicts", [plain(), nasty(), []])
def test_lines_are_what_their_schema_says(verdicts: list[Verdict]) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(RECORD_SCHEMA.read_text(encoding="utf-8")))
    lines = [json.loads(line) for line in render("jsonl", verdicts, completeness=live).splitlines()]
    for line in lines:
        validator.validate(line)
    assert {each["type"] for each in lines} >= {"summary", "completeness"}


def test_sarif_fingerprints_outlive_lines_and_values() -> None:
    def known(found: Finding) -> str:
        [run] = json.loads(render("sarif", [Verdict(announcement=SCREEN, findings=(found,))]))["runs"]
        return str(run["results"][0]["partialFingerprints"]["dnssdFinding/v1"])

    before = known(finding(SCREEN))
    assert before == known(finding(SCREEN, Severity.INFO, message="m", value=b"v", location=Location("other", 99)))
    assert before != known(finding(SCREEN, key="other"))
    twice = Verdict(announcement=SCREEN, findings=(finding(SCREEN), finding(SCREEN)))
    [run] = json.loads(render("sarif", [twice]))["runs"]
    assert len({each["partialFingerprints"]["dnssdFinding/v1"] for each in run["results"]}) == 2


ROOT = "/home/ci/repo"

PLACES = [
    # the file that was given, in which folder, and the path that a page shows
    ("a b/c#d.service", ROOT, "a b/c#d.service"),
    (f"{ROOT}/x.service", ROOT, "x.service"),
    ("./x/../y.service", ROOT, "y.service"),
    ("../dumps/x.json", f"{ROOT}/firmware", "dumps/x.json"),
    ("/etc/avahi/x.service", ROOT, "outside/etc/avahi/x.service"),
    ("../../x.service", ROOT, "outside/x.service"),
    ("-", ROOT, "outside/stdin"),
    (None, ROOT, "live/hmp.local"),
]


@pytest.mark.parametrize(("file", "cwd", "path"), PLACES)
def test_files_are_told_relative_to_the_repository(file: str | None, cwd: str, path: str) -> None:
    verdicts = [Verdict(announcement=SCREEN, findings=(finding(SCREEN, location=Location(file, 3)),))]
    [run] = json.loads(render("sarif", verdicts, root=ROOT, cwd=cwd))["runs"]
    [result] = run["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": quote(path), "uriBaseId": "%SRCROOT%"}
    # GitHub's uploader makes a fingerprint of the line, where it finds the file.
    is_found = not path.startswith(("outside/", "live/"))
    assert ("primaryLocationLineHash" in result["partialFingerprints"]) != is_found
    [issue] = json.loads(render("gitlab", verdicts, root=ROOT, cwd=cwd))
    assert issue["location"]["path"] == path
    command = render("github", verdicts, root=ROOT, cwd=cwd).splitlines()[1]
    assert (f"file={path},line=3," in command) == is_found
    assert (f"{finding(SCREEN, location=Location(file, 3)).location}: " in command) != is_found


@pytest.mark.parametrize("host", ["../../Makefile", "..", ".", "/etc/passwd", "..\\..\\Makefile", "a/../b"])
def test_a_host_leads_to_no_file(host: str) -> None:
    screen = replace(SCREEN, host=host, location=Location(interfaces=("eth0",)))
    verdicts = [Verdict(announcement=screen, findings=(finding(screen),))]
    [issue] = json.loads(render("gitlab", verdicts))
    folder, slash, rest = issue["location"]["path"].partition("/")
    assert (folder, slash) == ("live", "/")
    assert not re.search(r"[/\\]|^\.*$", rest)
    assert "[on eth0]" in issue["description"]


def test_what_a_capture_holds_has_its_frame_in_every_format() -> None:
    found = finding(SCREEN, location=Location("a.pcap", frame=12))
    for name_of_format in ("sarif", "gitlab", "github", "junit", "markdown"):
        assert "frame 12" in render(name_of_format, [Verdict(announcement=SCREEN, findings=(found,))])


def test_sarif_messages_link_nothing_and_ask_for_nothing() -> None:
    found = finding(SCREEN, message="[a](https://example.org) {0} {10} {x} {}")
    [run] = json.loads(render("sarif", [Verdict(announcement=SCREEN, findings=(found,))]))["runs"]
    assert "[a] (https://example.org) {{0}} {{10}} {x} {}" in run["results"][0]["message"]["text"]


def test_sarif_keeps_room_for_what_weighs_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", {Severity.ERROR: 6, Severity.WARNING: 4, Severity.INFO: 2})
    each = [Severity.INFO] * 3 + [Severity.WARNING] * 3 + [Severity.ERROR] * 3
    verdicts = [Verdict(announcement=SCREEN, findings=tuple(finding(SCREEN, severity) for severity in each))]
    [run] = json.loads(render("sarif", verdicts))["runs"]
    assert [result["level"] for result in run["results"]] == ["note"] * 2 + ["warning"] * 2 + ["error"] * 2
    [notification] = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "3 findings are left out: a run has at most 6"


def test_sarif_rules_lead_to_what_they_stand_on() -> None:
    verdicts = [
        Verdict(announcement=SCREEN, findings=tuple(finding(SCREEN, code=each.code, slug=each.slug) for each in CHECKS))
    ]
    [run] = json.loads(render("sarif", verdicts))["runs"]
    rules = {each["id"]: each for each in run["tool"]["driver"]["rules"]}
    assert set(rules) == {each.code for each in CHECKS}
    assert rules["TXT009"]["helpUri"] == "https://www.rfc-editor.org/rfc/rfc6763.html#section-6.4"
    assert rules["NAM004"]["helpUri"] == "https://www.rfc-editor.org/rfc/rfc6763.html#section-4.1.1"
    assert rules["NET003"]["helpUri"] == "https://www.rfc-editor.org/rfc/rfc2782.html"
    assert rules["KEY001"]["helpUri"].startswith("https://www.iana.org/")
    assert {code for code, rule in rules.items() if "helpUri" not in rule} == {"TXT030", "TXT031"}
    # GitHub's limits of names and descriptions.
    for rule in rules.values():
        assert len(rule["name"]) <= 255
        assert len(rule["shortDescription"]["text"]) <= 1024 >= len(rule["fullDescription"]["text"])
        assert len(rule["properties"]["tags"]) <= 10


def test_a_code_without_a_check_is_reported_all_the_same() -> None:
    found = finding(SCREEN, code="NEW001", slug="new")
    [run] = json.loads(render("sarif", [Verdict(announcement=SCREEN, findings=(found,))]))["runs"]
    assert run["tool"]["driver"]["rules"] == [{"id": "NEW001"}]


@pytest.mark.parametrize("report", ["text", "json", "jsonl", "sarif", "junit", "github", "markdown", "html"])
def test_what_could_not_be_read_is_said(report: str) -> None:
    def written(unreadable: int) -> str:
        found = Context(summary=Summary(announcements=1, services=1, unreadable=unreadable))
        return "".join(REPORTS[report].render(iter([Verdict(announcement=SCREEN)]), found))

    assert written(3) != written(0)
    assert re.search(r"\b3 parts|\"unreadable\": ?3", re.sub("<[^>]*>", "", written(3)) + written(3))


@pytest.mark.parametrize("report", sorted(set(REPORTS) - {"concise", "gitlab", "statistics"}))
def test_what_is_left_out_is_said(report: str) -> None:
    """Those three have no place for it: standard error has."""
    counts = Summary(announcements=1, services=1, suppressed=41, baseline=97)
    output = "".join(REPORTS[report].render(iter([Verdict(announcement=SCREEN)]), Context(summary=counts)))
    shown = re.sub("<[^>]*>", "", output)
    assert re.search(r'41 suppressed|"suppressed": ?41', shown)
    assert re.search(r'97 in the baseline|"baseline": ?97', shown)
    if report == "sarif" and SCHEMA.exists():
        jsonschema.validate(json.loads(output), json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_junit_has_what_could_not_be_read_as_an_error() -> None:
    context = Context(summary=Summary(announcements=1, unreadable=2), completeness=live)
    output = "".join(REPORTS["junit"].render(iter([Verdict(announcement=SCREEN)]), context))
    *_, last = junitparser.JUnitXml.fromstring(output.encode())
    assert (last.name, last.errors) == ("(the run)", 1)
    [case] = last
    assert case.result[0].message == "2 parts of the input could not be read"
    assert "Listened 5.2 s on eth0, wlan0" in case.system_out


def test_junit_fails_what_fails_the_run() -> None:
    def failures(threshold: Severity | None) -> int:
        return sum(
            each.failures
            for each in junitparser.JUnitXml.fromstring(render("junit", plain(), threshold=threshold).encode())
        )

    assert [failures(each) for each in (None, Severity.ERROR, Severity.INFO)] == [0, 2, 2]
    suites = junitparser.JUnitXml.fromstring(render("junit", plain()).encode())
    assert [each.name for each in suites] == ["site.jsonl", "(the network)", "capture.pcap"]


def test_github_annotates_as_much_as_is_shown() -> None:
    many = [Verdict(announcement=SCREEN, findings=(finding(SCREEN),))] * 15
    output = render("github", many)
    assert output.count("::error ") == 10
    assert output.count("site.jsonl:2: error KEY003") == 5
    assert "(5 of them without an annotation)" in output


@pytest.mark.parametrize("message", ["m" * 50, "\N{CJK UNIFIED IDEOGRAPH-5C45}" * 50, "a|" * 30])
def test_markdown_says_what_it_leaves_out(message: str) -> None:
    many = [Verdict(announcement=SCREEN, findings=(finding(SCREEN, message=message),))] * 500
    output = render("markdown", many, completeness=lambda: live("x" * 100_000))
    rows = output.count("KEY003")
    assert 50 < rows < 500
    assert len(output.encode()) < 65_536
    assert f"{500 - rows} more findings are not shown here." in output
    assert render("markdown", many, max_size=1_000_000).count("KEY003") == 500
    nothing = render("markdown", many, max_size=0)
    assert "500 more findings are not shown here." in nothing
    assert "KEY003" not in nothing


def test_markdown_leaves_advice_out_first() -> None:
    severities = [Severity.INFO] * 300 + [Severity.WARNING] * 100 + [Severity.ERROR]
    verdicts = [Verdict(announcement=SCREEN, findings=(finding(SCREEN, each),)) for each in severities]
    output = render("markdown", verdicts)
    assert output.startswith("### DNS-SD announcements: 1 error, 100 warnings, 300 infos\n")
    shown = re.findall(r"(?m)^\| (?:❌|⚠️|💡) (\w+)<br>", output)
    assert shown[:102] == ["error"] + ["warning"] * 100 + ["info"]
    assert re.findall("<summary>(.*?)</summary>", output) == ["100 warnings", f"{len(shown) - 101} infos"]
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(output)
    assert rendered.count("<table>") == rendered.count("</details>") + 1 == 3


@pytest.mark.parametrize(
    "text", [*NASTY, "@everyone", "#12", "https://example.org", "www.example.org", "a@b.org", "GH-1"]
)
def test_markdown_notifies_nobody_and_links_nothing(text: str) -> None:
    found = finding(SCREEN, message=text, hint=text, key=text)
    output = render("markdown", [Verdict(announcement=SCREEN, findings=(found,))])
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(output)
    for each in re.split(r"<[^>]*>", rendered):
        assert not re.search(r"[@#]\w|://|www\.|GH-\d", html.unescape(each)), each
