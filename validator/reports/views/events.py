"""Events as lines: for people (``text``, ``concise``) and as JSON Lines (``jsonl``; reports/record.schema.json).

The time is given by who writes, in RFC 3339.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
import msgspec
from msgspec import Struct

from validator.display.printable import printable
from validator.json_v1 import AnnouncementDump, FindingDump, dump_announcement, dump_finding, encodable, text_or_octets
from validator.json_v1.structs import Text
from validator.model.finding import Severity
from validator.reports.jsonl import line as json_line
from validator.reports.text import LOOKS, record, remark, where
from validator.watch.events import Change, Event, Kind
from validator.watch.watcher import name_of


class ChangeDump(Struct, frozen=True):
    """One difference, as Change has it: in ``field`` ``txt`` values begin with the equals sign."""

    field: str
    key: str | None
    before: str | None
    after: str | None


class ChangedDump(Struct, frozen=True, kw_only=True):
    """A service announces something else than before."""

    time: str
    service: str
    instance: Text | None
    domain: str
    changes: tuple[ChangeDump, ...]


class LeftDump(Struct, frozen=True, kw_only=True):
    """A service is there no more."""

    time: str
    service: str
    instance: Text | None
    domain: str
    reason: str


class AppearedDump(Struct, frozen=True, kw_only=True):
    """A service is there; ``announcement`` is what it announces."""

    time: str
    announcement: AnnouncementDump


class FixedDump(Struct, frozen=True, kw_only=True):
    """A finding is there no more."""

    time: str
    finding: FindingDump


class FoundDump(Struct, frozen=True, kw_only=True):
    """A finding is new."""

    time: str
    finding: FindingDump


EVENTS: dict[str, type[Struct]] = {
    "appeared": AppearedDump,
    "changed": ChangedDump,
    "left": LeftDump,
    "found": FoundDump,
    "fixed": FixedDump,
}
"""The shape of every kind of event in the stream."""

Write = Callable[[Event, str], str]
"""Writes an event, at the time given, with the end of its last line."""

_MARKS = {Kind.APPEARED: "+", Kind.CHANGED: "~", Kind.LEFT: "-", Kind.FIXED: "✓"}
_LOOKS = {Kind.APPEARED: "clean", Kind.CHANGED: "warning", Kind.LEFT: "aside", Kind.FIXED: "clean"}
_SEVERITY = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}
_INDENT = " " * 9


def as_json(event: Event, time: str) -> str:
    """Write one JSON object on a line."""
    announcement = event.announcement
    name: dict[str, Any] = {
        "service": announcement.service,
        "instance": None if announcement.instance is None else text_or_octets(announcement.instance),
        "domain": announcement.domain,
    }
    match event.kind:
        case Kind.APPEARED:
            return json_line("appeared", AppearedDump(time=time, announcement=dump_announcement(announcement)))
        case Kind.CHANGED:
            changes = tuple(
                ChangeDump(*(None if each is None else encodable(each) for each in msgspec.structs.astuple(change)))  # type: ignore[arg-type]  # the fields are the same
                for change in event.changes
            )
            return json_line("changed", ChangedDump(time=time, changes=changes, **name))
        case Kind.LEFT:
            return json_line("left", LeftDump(time=time, reason=event.reason, **name))
    if event.finding is None:
        raise TypeError(f"an event {event.kind.value} without its finding")
    dump = dump_finding(event.finding)
    if event.kind is Kind.FIXED:
        return json_line("fixed", FixedDump(time=time, finding=dump))
    return json_line("found", FoundDump(time=time, finding=dump))


def as_text(event: Event, time: str, *, color: bool = False) -> str:
    """Write a block for a terminal: the time of day, what happened to whom, and the details below."""

    def style(text: str, look: str) -> str:
        shown = printable(text)
        return click.style(shown, **LOOKS[look]) if color and LOOKS[look] else shown

    clock = style(time[11:19], "aside")
    announcement, finding = event.announcement, event.finding
    observation = announcement.observation
    name = (
        remark(announcement, observation)
        if observation is not None and announcement.is_remark
        else name_of(announcement)
    )
    if event.kind is Kind.FINDING and finding is not None:
        mark = style(_SEVERITY[finding.severity], finding.severity.word)
        head = style(f"{finding.severity.word} {finding.code} {finding.slug}", finding.severity.word)
        lines = [f"{clock} {mark} {style(name, 'title')}  {head}", _INDENT + style(finding.message, "plain")]
        lines += [_INDENT + style(f"→ {finding.hint}", "hint"), _INDENT + style(finding.authority, "aside")]
        return "\n".join(lines) + "\n"
    mark = style(_MARKS[event.kind], _LOOKS[event.kind])
    detail = {Kind.APPEARED: where(announcement), Kind.LEFT: event.reason}.get(event.kind, "")
    if event.kind is Kind.FIXED and finding is not None:
        detail = f"{finding.code} {finding.slug} is fixed"
    lines = [f"{clock} {mark} {style(name, 'title')}" + (f"  {style(detail, 'aside')}" if detail else "")]
    if event.kind is Kind.APPEARED:
        lines.append(_INDENT + style(record(announcement), "aside"))
    lines += [_INDENT + style(_shown(change), "plain") for change in event.changes]
    return "\n".join(lines) + "\n"


def as_line(event: Event, time: str) -> str:
    """Write one line."""
    details = "; ".join(map(_shown, event.changes)) or event.reason
    if event.finding is not None:
        details = f"{event.finding.severity.word} {event.finding.code}: {event.finding.message}"
    elif event.kind is Kind.APPEARED:
        details = f"{where(event.announcement)} {record(event.announcement)}"
    name = name_of(event.announcement) or ", ".join(event.announcement.addresses)
    return printable(f"{time} {event.kind.value} {name}: {details}") + "\n"


def _shown(change: Change) -> str:
    """Write a difference: ``+ key=value``, ``- key=value``, or ``key: before → after``."""
    if change.field != "txt":
        return f"{change.field}: {change.before or 'none'} → {change.after or 'none'}"
    key = change.key or ""
    if change.before is None:
        return f"+ {key}{change.after}"
    if change.after is None:
        return f"- {key}{change.before}"
    if change.before == change.after:
        return f"{key}: another secret"
    return f"{key}: {_value(change.before)} → {_value(change.after)}"


def _value(text: str) -> str:
    return f'"{text[1:]}"' if text.startswith("=") else "without value"
