"""Events as lines: what people and programs read, whatever strangers wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import jsonschema
import pytest

from tests.reports.sample import CLEAN, SCREEN, finding, nasty
from validator.display.printable import printable
from validator.model.finding import Severity
from validator.reports.views.events import as_json, as_line, as_text
from validator.watch.events import Change, Event, Kind

TIME = "2026-11-23T14:05:06.789Z"
SCHEMA = Path(__file__).parents[2] / "validator/reports/record.schema.json"
CHANGES = (
    Change("txt", "mode", "=normal", "=safe"),
    Change("txt", "new", None, "=1"),
    Change("txt", "flag", None, ""),
    Change("txt", "old", "=", None),
    Change("txt", "p", "=***", "=***"),
    Change("txt", "bare", "", "=x"),
    Change("port", None, "80", None),
)
EVENTS = [
    Event(kind=Kind.APPEARED, announcement=CLEAN),
    Event(kind=Kind.CHANGED, announcement=SCREEN, changes=CHANGES),
    Event(kind=Kind.LEFT, announcement=SCREEN, reason="said goodbye"),
    Event(kind=Kind.FINDING, announcement=SCREEN, finding=finding(SCREEN)),
    Event(kind=Kind.FIXED, announcement=SCREEN, finding=finding(SCREEN, Severity.WARNING)),
]
HOSTILE = [
    event
    for verdict in nasty()
    for each in [verdict.announcement]
    for text in [verdict.findings[0].key or ""]
    for event in (
        Event(kind=Kind.APPEARED, announcement=each),
        Event(kind=Kind.CHANGED, announcement=each, changes=(Change("txt", text, f"={text}", None),)),
        Event(kind=Kind.LEFT, announcement=each, reason=text),
        Event(kind=Kind.FINDING, announcement=each, finding=verdict.findings[0]),
        Event(kind=Kind.FIXED, announcement=each, finding=verdict.findings[0]),
    )
]


def test_text() -> None:
    assert "".join(as_text(each, TIME) for each in EVENTS[1:]) == (
        "14:05:06 ~ Café 居酒屋._spx-hmp._tcp\n"
        '         mode: "normal" → "safe"\n'
        "         + new=1\n"
        "         + flag\n"
        "         - old=\n"
        "         p: another secret\n"
        '         bare: without value → "x"\n'
        "         port: 80 → none\n"
        "14:05:06 - Café 居酒屋._spx-hmp._tcp  said goodbye\n"
        "14:05:06 ✗ Café 居酒屋._spx-hmp._tcp  error KEY003 not-in-enum\n"
        '         "mode" is "turbo", expected one of "normal", "safe", "recovery"\n'
        '         → set mode to one of "normal", "safe", "recovery"\n'
        "         IANA's note on spx-hmp (rules/iana/spx-hmp.yaml)\n"
        "14:05:06 ✓ Café 居酒屋._spx-hmp._tcp  KEY003 not-in-enum is fixed\n"
    )


@pytest.mark.parametrize("event", EVENTS + HOSTILE)
def test_json_is_what_its_schema_says(event: Event) -> None:
    line = as_json(event, TIME)
    assert line.endswith("}\n")
    assert printable(line[:-1]) == line[:-1]
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(json.loads(line))


@pytest.mark.parametrize("write", [as_text, as_line])
@pytest.mark.parametrize("event", HOSTILE)
def test_no_control_character_passes(write: Callable[[Event, str], str], event: Event) -> None:
    for line in write(event, TIME).split("\n"):
        assert printable(line) == line


@pytest.mark.parametrize("event", EVENTS)
def test_colour_changes_nothing_but_colour(event: Event) -> None:
    assert click.unstyle(as_text(event, TIME, color=True)) == as_text(event, TIME)
    assert as_line(event, TIME).count("\n") == 1
