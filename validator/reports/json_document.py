"""``json``: the whole run as one JSON document, version 1; report.schema.json describes it.

Announcements are written as they come; findings wait in a temporary file, which the document has behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from validator.display.printable import printable_json
from validator.json_v1 import VERSION, CompletenessDump, dump_announcement, dump_finding, dump_summary, encodable
from validator.model.finding import Verdict
from validator.model.observation import Completeness
from validator.reports.base import Context

IN_MEMORY = 4 * 1024 * 1024
"""Octets of findings that are kept in memory before a file takes them."""


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
    """Write one announcement, and one finding, a line."""
    encode = msgspec.json.Encoder().encode
    import tempfile  # costs as much as reading a small input, and only this report needs it

    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as findings:
        yield f'{{"version": {VERSION}, "announcements": ['
        separator, finding_separator = "\n", b"\n"
        for verdict in verdicts:
            if not verdict.announcement.is_repeated and not verdict.announcement.is_of_input:
                yield separator + printable_json(encode(dump_announcement(verdict.announcement)).decode())
                separator = ",\n"
            for finding in verdict.findings:
                findings.write(finding_separator + encode(dump_finding(finding)))
                finding_separator = b",\n"
        yield '\n], "findings": ['
        findings.seek(0)
        for line in findings:
            yield printable_json(line.decode())
        yield '\n], "summary": ' + encode(dump_summary(context.summary)).decode()
    if context.completeness is not None:
        yield ', "completeness": ' + printable_json(encode(dump_completeness(context.completeness())).decode())
    yield "}\n"


def dump_completeness(live: Completeness) -> CompletenessDump:
    """Write what a live run did."""
    return CompletenessDump(
        duration=round(live.duration_s, 3),
        interfaces=tuple(map(encodable, live.interfaces)),
        queries=live.queries,
        types=live.types,
        instances=live.instances,
        unresolved=tuple(map(encodable, live.unresolved)),
        dropped=live.dropped,
        lacking=dict(zip(map(encodable, live.unresolved), live.lacks, strict=False)),
        drops=dict(live.drops),
        packets=live.packets,
        damaged=live.damaged,
        passive=live.passive,
        loss=round(live.loss, 4),
        unheard=round(live.unheard, 4),
    )
