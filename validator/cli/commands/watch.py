"""``browse --watch``: events on standard output as they happen, and the report of a browse at the end."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from validator.assembly.expectation import Wanted, wanted
from validator.capture.pcapng import Capture
from validator.cli.reporting import now
from validator.cli.settings import Settings
from validator.cli.signals import ended_by_signal
from validator.mdns import BrowseOptions, BrowseResult
from validator.mdns.session import Session, follow
from validator.model.announcement import Announcement
from validator.model.finding import Verdict
from validator.model.fingerprint import Fingerprints
from validator.model.names import split
from validator.pipeline.run import Run
from validator.reports.views.events import Write, as_json, as_line, as_text
from validator.watch.metrics import Seen, Snapshot, serve
from validator.watch.watcher import Watcher
from validator.wire.message import RType


async def watch(
    asked: BrowseOptions, settings: Settings, *, bound_s: float | None, metrics: str | None, capture: Capture | None
) -> BrowseResult:
    """Follow the network until a signal, at most until the bound. A second signal ends the program at once."""
    watching = _Watching(settings, wanted(asked.types, asked.expected, asked.instances))
    end = None if metrics is None else serve(metrics, lambda: watching.snapshot)
    try:
        with ended_by_signal(watching.stop):
            return await follow(asked, watching.started, math.inf if bound_s is None else bound_s, capture)
    finally:
        if end is not None:
            end()


class _Watching:
    """Looks at a session from time to time, and writes what happened."""

    def __init__(self, settings: Settings, goal: Wanted) -> None:
        self.snapshot = Snapshot()
        self._goal = goal
        self._run = Run(settings.judge(is_repeated=True), settings.policy(now().date(), live=True, collects=False))
        self._watcher = Watcher(self._judged)
        self._write = _writer(settings)
        self._session: Session | None = None
        self._broken: BrokenPipeError | None = None

    def started(self, session: Session) -> Callable[[float], None]:
        """Take a session; return what looks at it."""
        self._session = session
        return partial(self.look, session)

    def stop(self) -> None:
        """End the watch. There is a session: it is made before the loop can run anything else."""
        if self._session is not None:
            self._session.stop()

    def look(self, session: Session, now: float) -> None:
        """Write what happened since the last look. Raises BrokenPipeError where nobody reads it any more."""
        announcements, _ = session.listener.outcome(self._goal)
        events = self._watcher.look(announcements, now)
        stamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        for event in events:
            if self._write is not None:
                sys.stdout.write(self._write(event, stamp))
        if events:
            sys.stdout.flush()
        self.snapshot = self._taken(session, now)

    def _judged(self, announcement: Announcement) -> Verdict:
        """Judge an announcement, perhaps not for the first time."""
        return self._run.verdict(announcement, Fingerprints())

    def _taken(self, session: Session, now: float) -> Snapshot:
        listener, offset_s = session.listener, time.time() - now
        return Snapshot(
            instances=tuple(_seen(present, session, offset_s) for present in self._watcher.present),
            findings=tuple((each.code, each.severity.word) for each in self._watcher.findings),
            packets=listener.packets,
            damaged=listener.damaged,
            queries=session.sent,
            dropped=listener.dropped(),
        )


def _writer(settings: Settings) -> Write | None:
    """Return what writes an event as a line; None where standard output is for something else."""
    on_stdout = [each for each in settings.sinks if each.path is None]
    if settings.quiet or not on_stdout:
        return None
    found: dict[str, Write] = {
        "text": partial(as_text, color=settings.colored(on_stdout[0])),
        "concise": as_line,
        "jsonl": as_json,
    }
    return found.get(on_stdout[0].format)


def _seen(present: Announcement, session: Session, offset_s: float) -> Seen:
    """Tell when a record of an announcement was received last."""
    instance = "" if present.instance is None else present.instance.decode("utf-8", "backslashreplace")
    name = (present.instance or b"", *split(present.service), *split(present.domain))
    cached = [*session.known.cache.records(name, RType.SRV), *session.known.cache.records(name, RType.TXT)]
    at = max((time for record in cached for time in record.last_seen.values()), default=None)
    return Seen(present.service, instance, present.domain, None if at is None else round(at + offset_s, 3))
