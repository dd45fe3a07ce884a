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

import html5lib
import jsonschema
import junitparser
import pytest
from markdown_it import MarkdownIt

from tests.reports.sample import NASTY, SCREEN, finding, live, nasty, plain, summary
from validator.model import Finding, Location, Severity, Verdict
from validator.names import escape
from validator.reports import REPORTS
from validator.reports.base import Context
from validator.reports.naming import full_name
from validator.reports.printable import printable

Found = list[tuple[str, str]]
"""Code and shown name of the announcement of every finding, in order."""

RECORD_SCHEMA = Path(__file__).parents[2] / "validator/reports/record.schema.json"

TAGS = {"h3", "table", "thead", "tr", "th", "tbody", "td", "br", "sub", "strong", "p"}
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
    return [(each["code"], _of_dump(each)) for each in json.loads(output)["findings"]]


def from_jsonl(output: str) -> Found:
    lines = [json.loads(line) for line in output.splitlines()]
    return [(each["code"], _of_dump(each)) for each in lines if each["type"] == "finding"]


def from_sarif(output: str) -> Found:
    [run] = json.loads(output)["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in run["results"])
    return [
        (each["ruleId"], each["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]) for each in run["results"]
    ]


def from_gitlab(output: str) -> Found:
    issues = json.loads(output)
    assert len({each["fingerprint"] for each in issues}) == len(issues)
    return [(each["check_name"].split()[0], each["description"]) for each in issues]


def from_junit(output: str) -> Found:
    found: Found = []
    for suite in junitparser.JUnitXml.fromstring(output.encode()):
        for case in suite:
            texts = [each.text or "" for each in case.result] + [case.system_out or ""]
            found += [(line.split(" ")[0], case.name) for line in _codes("\n".join(texts))]
    return found


def _codes(text: str) -> list[str]:
    return re.findall(r"(?m): (?:error|warning|info) ((?:TXT|NAM|KEY|REG|SEC|NET)\d{3} )", text)


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
        found.append((title.split()[0], message.replace("# #[", "##[")))
    return found


def from_markdown(output: str) -> Found:
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(output)
    assert set(re.findall(r"<(\w+)", rendered)) <= TAGS
    rows = re.findall(r"<tr>\s*<td>(.*?)</td>\s*<td>(.*?)</td>\s*<td>(.*?)</td>", rendered, re.DOTALL)
    return [(mark.rpartition("<br>")[2], html.unescape(re.sub(r"<!-- -->", "", named))) for mark, _, named in rows]


def from_html(output: str) -> Found:
    """Read the table of findings as browsers read it; a page with a fault of syntax does not pass."""
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(output)
    table = page.find(".//table[@id='findings-table']")
    rows = [] if table is None else table.findall("tbody/tr")
    return [(row.attrib["data-code"], row.findall("td")[3].attrib["title"]) for row in rows]


READ: dict[str, Callable[[str], Found]] = {
    "json": from_json,
    "jsonl": from_jsonl,
    "sarif": from_sarif,
    "gitlab": from_gitlab,
    "junit": from_junit,
    "github": from_github,
    "markdown": from_markdown,
    "html": from_html,
}


@pytest.mark.parametrize("report", READ)
@pytest.mark.parametrize("verdicts", [plain(), *([each] for each in nasty())])
def test_the_same_findings(report: str, verdicts: list[Verdict]) -> None:
    expected = [(each.code, name(each)) for verdict in verdicts for each in verdict.findings]
    found = READ[report](render(report, verdicts))
    if report in ("junit", "html"):  # the failures of a test, or the errors, come before the rest
        expected.sort()
        found.sort()
    assert [code for code, _ in found] == [code for code, _ in expected]
    for (_, shown), (_, wanted) in zip(found, expected, strict=True):
        assert wanted in shown


def test_all_formats_are_compared() -> None:
    assert set(READ) | {"text", "concise"} <= set(REPORTS)


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


@pytest.mark.parametrize(
    ("file", "uri", "base"),
    [
        ("a b/c#d.service", "a%20b/c%23d.service", "%SRCROOT%"),
        ("/work/repo/x.service", "x.service", "%SRCROOT%"),
        ("/etc/avahi/x.service", "file:///etc/avahi/x.service", None),
        ("./x/../y.service", "y.service", "%SRCROOT%"),
        (None, "live/hmp.local", "%SRCROOT%"),
    ],
)
def test_sarif_names_files_relative_to_the_repository(file: str | None, uri: str, base: str | None) -> None:
    found = finding(SCREEN, location=Location(file, 3))
    [run] = json.loads(render("sarif", [Verdict(announcement=SCREEN, findings=(found,))], root="/work/repo"))["runs"]
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (artifact["uri"], artifact.get("uriBaseId")) == (uri, base)


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


def test_markdown_says_what_it_leaves_out() -> None:
    many = [Verdict(announcement=SCREEN, findings=(finding(SCREEN),))] * 500
    output = render("markdown", many)
    rows = output.count("KEY003")
    assert 50 < rows < 500
    assert len(output) < 65_536
    assert f"{500 - rows} more findings are not shown here." in output
    assert render("markdown", many, max_size=1_000_000).count("KEY003") == 500


@pytest.mark.parametrize(
    "text", [*NASTY, "@everyone", "#12", "https://example.org", "www.example.org", "a@b.org", "GH-1"]
)
def test_markdown_notifies_nobody_and_links_nothing(text: str) -> None:
    found = finding(SCREEN, message=text, hint=text, key=text)
    output = render("markdown", [Verdict(announcement=SCREEN, findings=(found,))])
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(output)
    for each in re.split(r"<[^>]*>", rendered):
        assert not re.search(r"[@#]\w|://|www\.|GH-\d", html.unescape(each)), each
