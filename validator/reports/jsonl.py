"""``jsonl``: one JSON object a line, as they come; ``type`` tells what it is, record.schema.json describes it.

An announcement comes before its findings, the summary last. Lines of announcements are what ``check`` reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from validator.display.printable import printable_json
from validator.json_v1 import (
    VERSION,
    AnnouncementDump,
    CompletenessDump,
    FindingDump,
    dump_announcement,
    dump_finding,
    dump_summary,
)
from validator.json_v1.structs import SummaryDump
from validator.model.finding import Verdict
from validator.reports.base import Context
from validator.reports.json_document import dump_completeness

RECORDS: dict[str, type[msgspec.Struct]] = {
    "announcement": AnnouncementDump,
    "finding": FindingDump,
    "completeness": CompletenessDump,
    "summary": SummaryDump,
}
"""The shape of every kind of line."""


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
    """Write one line an announcement, a finding, and of the run."""
    for verdict in verdicts:
        if not verdict.announcement.is_repeated:
            yield line("announcement", dump_announcement(verdict.announcement))
        for finding in verdict.findings:
            yield line("finding", dump_finding(finding))
    if context.completeness is not None:
        yield line("completeness", dump_completeness(context.completeness()))
    yield line("summary", dump_summary(context.summary))


def line(kind: str, content: msgspec.Struct) -> str:
    """Write one line; ``type`` and ``version`` come first."""
    fields: dict[str, Any] = msgspec.to_builtins(content)
    return printable_json(msgspec.json.encode({"type": kind, "version": VERSION} | fields).decode()) + "\n"
