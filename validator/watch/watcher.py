"""From what a network announces at one moment and the next to events. No socket and no clock.

A service appears when all its records are there, or when it is clear that some are missing; it has left when it said
goodbye, when nobody listed it any more, or when nobody answered for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum

from msgspec import Struct, field

from validator import txt
from validator.fingerprint import Fingerprints
from validator.mdns.expect import is_complete
from validator.model import Announcement, Finding, Verdict
from validator.names import escape
from validator.txt import TxtRecord
from validator.watch.events import Change, Event, Kind

PATIENCE_S = 5.0
"""How long a service may lack a record before it appears without it, or counts as one for which nobody answers."""

MAX_SAID = 10_000
"""Findings that are said once a run and are remembered."""

GOODBYE = "said goodbye"
UNLISTED = "is listed no more"
SILENT = "nobody answers for it"
"""Why a service left."""

Key = tuple[str, bytes, str]


class _State(Enum):
    WAITING = "something is missing that may still come"
    PRESENT = "appeared"
    SILENT = "was present, and nobody answers for it any more"


class _Service(Struct):
    """What is known of a service: what it announced, and what was shown of it; ``since`` when something is missing."""

    raw: tuple[Announcement, ...]
    shown: tuple[Announcement, ...]
    state: _State
    since: float | None = None
    findings: dict[str, Finding] = field(default_factory=dict)

    @property
    def is_present(self) -> bool:
        return self.state is _State.PRESENT


class Watcher:
    """Takes what is announced with ``look``, again and again. ``judge`` gives a verdict for an announcement."""

    def __init__(self, judge: Callable[[Announcement], Verdict]) -> None:
        self._judge = judge
        self._services: dict[Key, _Service] = {}
        self._said: set[tuple[str, str]] = set()

    @property
    def findings(self) -> Iterator[Finding]:
        """The findings as they are now, those apart that are said once a run."""
        for service in self._services.values():
            yield from service.findings.values()

    @property
    def present(self) -> Iterator[Announcement]:
        """What is announced now, one announcement a service."""
        return (each.shown[0] for each in self._services.values() if each.is_present and not each.shown[0].is_remark)

    def look(self, announcements: Iterable[Announcement], now: float) -> list[Event]:
        """Return what happened since the last look, in the order of the announcements; ``now`` is an instant."""
        groups: dict[Key, list[Announcement]] = {}
        for each in announcements:
            groups.setdefault(_key(each), []).append(each)
        events: list[Event] = []
        for key, group in groups.items():
            events += self._take(key, tuple(group), now)
        for key in [each for each in self._services if each not in groups]:
            events += self._leave(key, UNLISTED)
        return events

    def _take(self, key: Key, group: tuple[Announcement, ...], now: float) -> Iterator[Event]:
        first, known = group[0], self._services.get(key)
        if first.heard is not None and first.heard.is_gone:
            yield from self._leave(key, GOODBYE)
        elif first.is_remark or is_complete(first):
            yield from self._judged(key, group, known, None)
        else:
            yield from self._lacking(key, group, known, now)

    def _lacking(
        self, key: Key, group: tuple[Announcement, ...], known: _Service | None, now: float
    ) -> Iterator[Event]:
        """Take a service that lacks a record: it may still come, and what was said stands until then."""
        since = now if known is None or known.since is None else known.since
        if known is None:
            self._services[key] = _Service(group, group, _State.WAITING, since)
        elif known.state is _State.SILENT or now - since < PATIENCE_S:
            known.since = since
        elif known.is_present and is_complete(known.raw[0]):
            yield from self._leave(key, SILENT)
            self._services[key] = _Service(group, group, _State.SILENT, since)
        else:
            yield from self._judged(key, group, known, since)

    def _judged(
        self, key: Key, group: tuple[Announcement, ...], known: _Service | None, since: float | None
    ) -> Iterator[Event]:
        if known is not None and known.is_present and known.raw == group:
            known.since = since
            return
        verdicts = [self._judge(each) for each in group]
        shown = tuple(each.announcement for each in verdicts)
        if not shown[0].is_remark:
            if known is None or not known.is_present:
                yield Event(kind=Kind.APPEARED, announcement=shown[0])
            elif changes := tuple(_changes(known, group, shown)):
                yield Event(kind=Kind.CHANGED, announcement=shown[0], changes=changes)
        found = self._found(verdicts)
        before = {} if known is None else known.findings
        self._services[key] = _Service(group, shown, _State.PRESENT, since, found)
        for known_by, finding in found.items():
            if known_by not in before:
                yield Event(kind=Kind.FINDING, announcement=finding.announcement, finding=finding)
        for finding in self._news(verdicts):
            yield Event(kind=Kind.FINDING, announcement=finding.announcement, finding=finding)
        for known_by, finding in before.items():
            if known_by not in found:
                yield Event(kind=Kind.MENDED, announcement=shown[0], finding=finding)

    @staticmethod
    def _found(verdicts: Iterable[Verdict]) -> dict[str, Finding]:
        fingerprints = Fingerprints()
        findings = (each for verdict in verdicts for each in verdict.findings if each.once is None)
        return {fingerprints.of(each): each for each in findings}

    def _news(self, verdicts: Iterable[Verdict]) -> Iterator[Finding]:
        """Give the findings that are said once a run, when they are new."""
        for finding in (each for verdict in verdicts for each in verdict.findings if each.once is not None):
            said = finding.code, finding.once or ""
            if said not in self._said and len(self._said) < MAX_SAID:
                self._said.add(said)
                yield finding

    def _leave(self, key: Key, reason: str) -> Iterator[Event]:
        known = self._services.pop(key, None)
        if known is not None and known.is_present and not known.shown[0].is_remark:
            yield Event(kind=Kind.LEFT, announcement=known.shown[0], reason=reason)


def _key(each: Announcement) -> Key:
    if each.is_remark and not each.service:
        return "", b"", ",".join(each.addresses)
    return each.service.lower(), (b"?" if each.instance is None else b"=" + each.instance.lower()), each.domain.lower()


def _changes(known: _Service, group: tuple[Announcement, ...], shown: tuple[Announcement, ...]) -> Iterator[Change]:
    """Give what differs. Keys compare as clients compare them; that a secret changed shows, though not how."""
    before, after = known.shown[0], shown[0]
    fields: tuple[tuple[str, object, object], ...] = (
        ("host", before.host, after.host),
        ("port", before.port, after.port),
        ("addresses", before.addresses, after.addresses),
        ("subtypes", before.subtypes, after.subtypes),
        ("interfaces", before.location.interfaces, after.location.interfaces),
    )
    for name, old, new in fields:
        if old != new:
            yield Change(name, None, _text(old), _text(new))
    raw_before, raw_after = _values(known.raw), _values(group)
    shown_before, shown_after = _values(known.shown), _values(shown)
    for name in [*raw_after, *(each for each in raw_before if each not in raw_after)]:
        if raw_before.get(name) != raw_after.get(name):
            yield Change("txt", name, shown_before.get(name), shown_after.get(name))


def _values(announcements: Iterable[Announcement]) -> dict[str, str]:
    """Map keys, as sent first, to what they have: ``=value``, ``=``, or nothing where there is no equals sign."""
    found: dict[str, str] = {}
    for each in announcements:
        record = each.txt or TxtRecord(())
        for attribute in record.attributes:
            if attribute.raw:
                value = "" if attribute.value is None else f"={attribute.value.decode('utf-8', 'backslashreplace')}"
                found[attribute.shown_key] = found.get(attribute.shown_key, "") + value
        if record.damage is not None:
            found["(damaged)"] = txt.join(record).hex()
    return found


def _text(value: object) -> str | None:
    if value is None:
        return None
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def name_of(each: Announcement) -> str:
    """Write the name of a service instance with its type."""
    return f"{'' if each.instance is None else escape(each.instance) + '.'}{each.service}"
