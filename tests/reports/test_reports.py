"""Every report against what it looked like when it was last read by a person (``ACCEPT=1`` writes that anew)."""

from __future__ import annotations

import io
import json
import os
import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import msgspec
import pytest

from tests.reports.sample import CLEAN, SCREEN, finding, live, nasty, plain, summary
from validator.display.columns import columns
from validator.display.printable import printable
from validator.json_v1.text import text_or_octets
from validator.model.announcement import Announcement, Location
from validator.model.finding import Severity, Summary, Verdict
from validator.model.txt import TxtRecord
from validator.reports import REPORTS
from validator.reports.base import Context, Detail
from validator.sources.read import read

DATA = Path(__file__).parent / "data"
SCHEMA = Path(__file__).parents[2] / "validator" / "reports" / "report.schema.json"

SGR = re.compile(r"\x1b\[[0-9;]*m")


def render(name: str, verdicts: list[Verdict], **context: Any) -> str:  # noqa: ANN401 - fields of Context
    """Render verdicts with one report."""
    return "".join(REPORTS[name].render(iter(verdicts), Context(summary=summary(verdicts), **context)))


GOLDEN = [
    # the file, the report, the verdicts, the context
    ("text.txt", "text", plain(), {}),
    ("text-narrow.txt", "text", plain(), {"width": 60}),
    ("text-all-live.txt", "text", plain(), {"detail": Detail.ALL, "completeness": live}),
    ("text-colour.txt", "text", plain(), {"color": True, "detail": Detail.ALL}),
    ("text-nothing.txt", "text", [], {}),
    ("text-nasty.txt", "text", nasty(), {"detail": Detail.ALL}),
    ("concise.txt", "concise", plain(), {}),
    ("concise-nasty.txt", "concise", nasty(), {}),
    ("json.txt", "json", plain(), {}),
    ("json-live.txt", "json", [], {"completeness": live}),
    ("json-nasty.txt", "json", nasty(), {}),
    *(
        case
        for name in ("jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html")
        for case in (
            (f"{name}.txt", name, plain(), {"completeness": live}),
            (f"{name}-nasty.txt", name, nasty(), {}),
            (f"{name}-nothing.txt", name, [], {}),
        )
    ),
]


@pytest.mark.parametrize(("file", "name", "verdicts", "context"), GOLDEN, ids=[each[0] for each in GOLDEN])
def test_golden(file: str, name: str, verdicts: list[Verdict], context: dict[str, Any]) -> None:
    output = render(name, verdicts, **context)
    path = DATA / file
    if os.environ.get("ACCEPT"):
        path.write_text(output, encoding="utf-8")
    assert output == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("detail", list(Detail))
@pytest.mark.parametrize("name", list(REPORTS))
def test_no_report_passes_a_control_character_on(name: str, detail: Detail, color: bool) -> None:  # noqa: FBT001 - a parameter
    output = render(name, nasty(), color=color, detail=detail, completeness=lambda: live("\x1b[2J\u202e\udcff"))
    plain_output = SGR.sub("", output) if color and name == "text" else output
    for line in plain_output.split("\n"):
        assert printable(line) == line
    output.encode("utf-8")


@pytest.mark.parametrize("name", list(REPORTS))
def test_colour_changes_nothing_but_colour(name: str) -> None:
    coloured = render(name, plain(), color=True)
    assert click.unstyle(coloured) == render(name, plain())
    assert ("\x1b[" in coloured) == (name == "text")


@pytest.mark.parametrize("name", list(REPORTS))
def test_every_piece_ends_with_its_line(name: str) -> None:
    pieces = list(REPORTS[name].render(iter(plain()), Context(summary=summary(plain()))))
    assert "".join(pieces).endswith("\n")
    if name not in ("json", "sarif", "gitlab"):
        assert all(piece.endswith("\n") for piece in pieces)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_keep_to_the_width(width: int) -> None:
    verdicts = plain() + nasty()
    for line in render("text", verdicts, width=width, detail=Detail.ALL, completeness=live).splitlines():
        assert columns(line) <= width, line


def test_what_stands_below_a_name_is_indented() -> None:
    """A long name must not begin a line of its own, which could look like one of the report's."""
    long = Announcement(service="_a._tcp", instance=b"error " * 40, host="a.local")
    lines = render("text", [Verdict(announcement=long, findings=(finding(long),))], width=60).splitlines()
    assert all(line.startswith("  ") for line in lines[1 : lines.index("")])


def test_a_name_of_a_dump_that_dns_could_not_carry_is_cut() -> None:
    long = Announcement(service=f"_{'a' * 3000}._tcp", instance=b"b" * 3000, domain="c" * 3000, host="a.local")
    assert len(render("text", [Verdict(announcement=long)], detail=Detail.ALL)) < 1200


def test_devices_are_grouped_and_the_weightiest_finding_comes_first() -> None:
    other = Announcement(service="_http._tcp", instance=b"Other", host="other.local")
    verdicts = [
        Verdict(announcement=SCREEN, findings=(finding(SCREEN, Severity.INFO), finding(SCREEN, Severity.ERROR))),
        Verdict(announcement=other, findings=(finding(other),)),
        Verdict(announcement=SCREEN, findings=(finding(SCREEN, Severity.WARNING),)),
    ]
    lines = render("text", verdicts).splitlines()
    assert [line for line in lines if line.endswith(".local")] == ["hmp.local", "other.local"]
    assert [line.split()[0] for line in lines if "KEY003" in line] == ["error", "info", "warning", "error"]


def test_clean_announcements_show_only_when_asked() -> None:
    assert "Build server" not in render("text", plain())
    assert "✓ Build server _ssh._tcp" in render("text", plain(), detail=Detail.ALL)


def test_a_finding_is_one_line_in_concise() -> None:
    verdicts = plain() + nasty()
    found = sum(len(verdict.findings) for verdict in verdicts)
    assert len(render("concise", verdicts).splitlines()) == found


@pytest.mark.parametrize("name", list(REPORTS))
def test_a_report_that_streams_asks_for_verdicts_as_it_goes(name: str) -> None:
    asked: list[int] = []

    def verdicts() -> Iterator[Verdict]:
        for number in range(10):
            asked.append(number)
            yield Verdict(announcement=SCREEN, findings=(finding(SCREEN),))

    shown = ""
    for piece in REPORTS[name].render(verdicts(), Context(summary=Summary())):
        shown += piece
        if "hmp" in shown:
            break
    assert (len(asked) < 4) == REPORTS[name].streams


@pytest.mark.parametrize("name", [name for name in REPORTS if name != "statistics"])
def test_a_line_of_a_report_that_is_safe_in_logs_begins_no_command(name: str) -> None:
    command = "::error::pwned"
    announcement = Announcement(service=command, host=command, location=Location(command))
    found = finding(announcement, message=command, hint=command, authority=command, key=command)
    output = render(name, [Verdict(announcement=announcement, findings=(found,))])
    assert "pwned" in output
    commands = [line for line in output.splitlines() if line.lstrip().startswith(command)]
    assert not (commands and REPORTS[name].is_log_safe)


@pytest.mark.parametrize("name", list(REPORTS))
def test_memory_does_not_grow_with_the_run(name: str) -> None:
    def verdicts(count: int) -> Iterator[Verdict]:
        for number in range(count):
            announcement = Announcement(service="_a._tcp", instance=b"%d" % number, host=f"{number}.local")
            yield Verdict(announcement=announcement, findings=(finding(announcement, message="m" * 500),))

    tracemalloc.start()
    for _ in REPORTS[name].render(verdicts(7_000), Context(summary=Summary())):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * 1024 * 1024


def test_json_is_what_its_schema_says() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    for verdicts in (plain(), nasty(), []):
        for completeness in (None, live):
            validator.validate(json.loads(render("json", verdicts, completeness=completeness)))


def test_json_says_what_the_design_promises() -> None:
    document = json.loads(render("json", plain()))
    assert list(document) == ["version", "announcements", "findings", "summary"]
    names = {"service", "instance", "domain", "subtypes", "host", "port", "addresses", "txt", "location"}
    assert all(names <= set(each) for each in document["announcements"])
    names = {"code", "severity", "message", "service", "instance", "domain", "key", "value", "rule", "location"}
    assert all(names <= set(each) for each in document["findings"])
    assert document["summary"] == {
        "announcements": 4,
        "services": 3,
        "without_rule": 1,
        "errors": 2,
        "warnings": 1,
        "infos": 1,
        "unreadable": 0,
        "suppressed": 0,
        "baseline": 0,
    }
    assert [each["txt"] for each in document["announcements"]] == [
        [],
        ["txtvers=1", "mode=turbo", "p=***", {"base64": "az3//g=="}],
        None,
        ["a=1"],
    ]


def test_json_is_read_back_as_what_it_was_written_from() -> None:
    verdicts = plain() + nasty()
    output = render("json", verdicts).encode()
    again = list(read(io.BytesIO(output), "again"))
    assert len(again) == len(verdicts)
    for verdict, found in zip(verdicts, again, strict=True):
        assert isinstance(found, Announcement), found
        assert _without_place(found) == _without_place(_in_presentation_form(verdict.announcement))


def _without_place(announcement: Announcement) -> dict[str, object]:
    fields = {name: getattr(announcement, name) for name in announcement.__struct_fields__}
    return fields | {"location": announcement.location.interfaces, "string_lines": ()}


def _in_presentation_form(announcement: Announcement) -> Announcement:
    """The names that a source gives are in presentation form; those of the nasty sample are not."""
    written: dict[str, Any] = {
        "service": announcement.service,
        "domain": announcement.domain,
        "host": announcement.host,
    }
    if announcement.instance is not None:
        written["instance"] = text_or_octets(announcement.instance)
    [found] = read(io.BytesIO(msgspec.json.encode(written)), "x")
    assert isinstance(found, Announcement)
    record = announcement.txt
    fields = {name: getattr(announcement, name) for name in announcement.__struct_fields__}
    fields |= {"service": found.service, "domain": found.domain, "host": found.host}
    fields |= {"instance": announcement.instance if announcement.instance is not None else found.instance}
    if record is not None and record.damage is not None:
        offset = sum(1 + len(each) for each in record.strings)
        damage = record.damage
        fields["txt"] = TxtRecord(record.strings, type(damage)(damage.kind, offset, damage.declared, damage.remainder))
    return Announcement(**fields)


def test_the_table_and_the_folder_agree() -> None:
    folder = Path(__file__).parents[2] / "validator" / "reports"
    modules = {
        ".".join(path.relative_to(folder).with_suffix("").parts)
        for path in folder.rglob("*.py")
        if "\ndef render(verdicts: " in path.read_text(encoding="utf-8")
    }
    assert {report.module for report in REPORTS.values()} == modules
    assert [report.name for report in REPORTS.values()] == list(REPORTS)


def test_a_place_is_shown_where_it_differs() -> None:
    found = finding(CLEAN, location=Location("site.jsonl", 9))
    assert "at site.jsonl:9" in render("text", [Verdict(announcement=CLEAN, findings=(found,))])
