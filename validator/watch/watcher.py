"""From what a network announces at one moment and at the next to events. No socket and no clock.

A service appears when all its records are there, or when it is clear that some are missing. A service has left when it
said goodbye, when it is listed no more, or when nobody answers for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum

from msgspec import Struct, field

from validator.assembly.expectation import is_complete
from validator.model import txt
from validator.model.announcement import Announcement
from validator.model.finding import Finding, Verdict
from validator.model.fingerprint import Fingerprints
from validator.model.names import escape
from validator.model.txt import TxtRecord
from validator.watch.events import Change, Event, Kind

PATIENCE_S = 5.0
"""Seconds for which a service may lack a record. After that it appears without the record, or counts as silent."""

MAX_REPORTED = 10_000
"""Findings that a run reports once, and that are remembered."""

GOODBYE = "said goodbye"
UNLISTED = "is listed no more"
SILENT = "nobody answers for it"
"""The reasons for which a service left."""

Key = tuple[str, bytes, str]
"""What tells services apart: service type, instance and domain, or the address of a responder."""


class _Presence(Enum):
    """Whether a service is there, as far as users were told."""

    WAITING = "something is missing that may still come"
    PRESENT = "appeared"
    SILENT = "was present, and nobody answers for it any more"


class _WatchedService(Struct):
    """What is known of one service."""

    announced: tuple[Announcement, ...]
    """What the service announced last."""
    shown: tuple[Announcement, ...]
    """The same with its secrets masked."""
    state: _Presence
    """Whether the service is there."""
    since: float | None = None
    """When the service began to lack a record, as an instant. None where it lacks none."""
    findings: dict[str, Finding] = field(default_factory=dict)
    """The findings of the service, by fingerprint."""
    once: dict[tuple[str, str], Finding] = field(default_factory=dict)
    """Those of its findings that a run reports once, by code and fault."""

    @property
    def is_present(self) -> bool:
        return self.state is _Presence.PRESENT


class Watcher:
    """Takes what is announced with ``look``, again and again. ``judge`` gives the verdict on an announcement."""

    def __init__(self, judge: Callable[[Announcement], Verdict]) -> None:
        self._judge = judge
        self._services: dict[Key, _WatchedService] = {}
        self._reported: set[tuple[str, str]] = set()

    @property
    def findings(self) -> Iterator[Finding]:
        """The findings that there are now. Of a finding that a run reports once there is one, however many have it."""
        once: dict[tuple[str, str], Finding] = {}
        for service in self._services.values():
            yield from service.findings.values()
            once |= service.once
        yield from once.values()

    @property
    def present(self) -> Iterator[Announcement]:
        """What is announced now, one announcement for each service."""
        return (each.shown[0] for each in self._services.values() if each.is_present and not each.shown[0].is_remark)

    def look(self, announcements: Iterable[Announcement], now: float) -> list[Event]:
        """Return what happened since the last look, in the order of the announcements. ``now`` is an instant."""
        groups: dict[Key, list[Announcement]] = {}
        for announcement in announcements:
            groups.setdefault(_key(announcement), []).append(announcement)
        events: list[Event] = []
        for key, group in groups.items():
            events += self._take(key, tuple(group), now)
        for key in [key for key in self._services if key not in groups]:
            events += self._leave(key, UNLISTED)
        return events

    def _take(self, key: Key, group: tuple[Announcement, ...], now: float) -> Iterator[Event]:
        first, known = group[0], self._services.get(key)
        if first.observation is not None and first.observation.is_gone:
            yield from self._leave(key, GOODBYE)
        elif first.is_remark or is_complete(first):
            yield from self._take_present(key, group, known, None)
        else:
            yield from self._take_incomplete(key, group, known, now)

    def _take_incomplete(
        self, key: Key, group: tuple[Announcement, ...], known: _WatchedService | None, now: float
    ) -> Iterator[Event]:
        """Take a service that lacks a record. The record may still come: until then, what was reported stays true."""
        since = now if known is None or known.since is None else known.since
        if known is None:
            self._services[key] = _WatchedService(group, group, _Presence.WAITING, since)
        elif known.state is _Presence.SILENT or now - since < PATIENCE_S:
            known.since = since
        elif known.is_present and is_complete(known.announced[0]):
            yield from self._leave(key, SILENT)
            self._services[key] = _WatchedService(group, group, _Presence.SILENT, since)
        else:
            yield from self._take_present(key, group, known, since)

    def _take_present(
        self, key: Key, group: tuple[Announcement, ...], known: _WatchedService | None, since: float | None
    ) -> Iterator[Event]:
        """Take a service that is there: judge it where it changed."""
        if known is not None and known.is_present and known.announced == group:
            known.since = since
            return
        verdicts = [self._judge(each) for each in group]
        shown = tuple(each.announcement for each in verdicts)
        if not shown[0].is_remark:
            if known is None or not known.is_present:
                yield Event(kind=Kind.APPEARED, announcement=shown[0])
            elif changes := tuple(_differences(known, group, shown)):
                yield Event(kind=Kind.CHANGED, announcement=shown[0], changes=changes)
        found = self._by_fingerprint(verdicts)
        before = {} if known is None else known.findings
        once = {
            (each.code, each.once): each for verdict in verdicts for each in verdict.findings if each.once is not None
        }
        self._services[key] = _WatchedService(group, shown, _Presence.PRESENT, since, found, once)
        for fingerprint, finding in found.items():
            if fingerprint not in before:
                yield Event(kind=Kind.FINDING, announcement=finding.announcement, finding=finding)
        for finding in self._new_once_a_run(once):
            yield Event(kind=Kind.FINDING, announcement=finding.announcement, finding=finding)
        for fingerprint, finding in before.items():
            if fingerprint not in found:
                yield Event(kind=Kind.FIXED, announcement=shown[0], finding=finding)

    @staticmethod
    def _by_fingerprint(verdicts: Iterable[Verdict]) -> dict[str, Finding]:
        fingerprints = Fingerprints()
        findings = (each for verdict in verdicts for each in verdict.findings if each.once is None)
        return {fingerprints.of(each): each for each in findings}

    def _new_once_a_run(self, once: dict[tuple[str, str], Finding]) -> Iterator[Finding]:
        """Yield the new findings of those that a run reports once."""
        for fault, finding in once.items():
            if fault not in self._reported and len(self._reported) < MAX_REPORTED:
                self._reported.add(fault)
                yield finding

    def _leave(self, key: Key, reason: str) -> Iterator[Event]:
        known = self._services.pop(key, None)
        if known is not None and known.is_present and not known.shown[0].is_remark:
            yield Event(kind=Kind.LEFT, announcement=known.shown[0], reason=reason)


def _key(announcement: Announcement) -> Key:
    if announcement.is_remark and not announcement.service:
        return "", b"", ",".join(announcement.addresses)
    observation = announcement.observation
    if observation is not None and observation.target is not None:
        return announcement.service.lower(), b">" + observation.target.encode(), announcement.domain.lower()
    instance = b"?" if announcement.instance is None else b"=" + announcement.instance.lower()
    return announcement.service.lower(), instance, announcement.domain.lower()


def _differences(
    known: _WatchedService, group: tuple[Announcement, ...], shown: tuple[Announcement, ...]
) -> Iterator[Change]:
    """Yield the differences between what a service announced before and announces now.

    Keys are compared as clients compare them. That a secret changed shows; how it changed does not.
    """
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
            yield Change(name, None, _field_text(old), _field_text(new))
    announced_before, announced_after = _values_by_key(known.announced), _values_by_key(group)
    shown_before, shown_after = _values_by_key(known.shown), _values_by_key(shown)
    for name in [*announced_after, *(each for each in announced_before if each not in announced_after)]:
        if announced_before.get(name) != announced_after.get(name):
            yield Change("txt", name, shown_before.get(name), shown_after.get(name))


def _values_by_key(announcements: Iterable[Announcement]) -> dict[str, str]:
    """Return what each key has: ``=value``, ``=``, or nothing where there is no equals sign."""
    found: dict[str, str] = {}
    for announcement in announcements:
        record = announcement.txt or TxtRecord(())
        for attribute in record.attributes:
            if attribute.raw:
                value = "" if attribute.value is None else f"={attribute.value.decode('utf-8', 'backslashreplace')}"
                found[attribute.shown_key] = found.get(attribute.shown_key, "") + value
        if record.damage is not None:
            found["(damaged)"] = txt.join(record).hex()
    return found


def _field_text(value: object) -> str | None:
    if value is None:
        return None
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def name_of(announcement: Announcement) -> str:
    """Return the name of a service instance with its service type."""
    instance = "" if announcement.instance is None else f"{escape(announcement.instance)}."
    return f"{instance}{announcement.service}"
