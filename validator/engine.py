"""Announcements in, verdicts out: the one loop that runs the checks.

It selects the checks, skips those whose needs a source could not keep, resolves the rule of each service, stamps code,
severity, origin and location on what the checks yield, and masks secrets. It streams: memory does not grow with the
input. Findings come in the order of the checks' table, the checks of attributes in the order of the strings.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

import msgspec

from validator.checks.base import (
    AnnouncementCheck,
    AttributeCheck,
    AttributeView,
    Check,
    Hit,
    RunCheck,
    Seen,
    Subject,
)
from validator.model import Announcement, Finding, Location, RuleOrigin, Severity, Summary, Verdict
from validator.names import ServiceType, service_type
from validator.rules.load import RuleBook
from validator.rules.rule import Rule
from validator.secrets import MASK, is_secret_value, masked
from validator.shape import Shapes
from validator.targets import Target
from validator.txt import Attribute

MAX_REMEMBERED = 50_000
"""Answers of attribute checks that are kept; real networks repeat the same strings again and again."""

AttributeHits = tuple[tuple[AttributeCheck, Hit], ...]


class Engine:
    """Judges announcements by a table of checks and a rule book.

    ``reveal`` leaves secrets readable. ``remember`` spares announcements the checks whose shape was clean before; the
    verdicts are the same without it. ``targets`` are judged by their limits. One engine is one run: checks that look
    back see what it has judged before.
    """

    def __init__(
        self,
        rules: RuleBook,
        checks: Sequence[Check],
        *,
        reveal: bool = False,
        remember: bool = True,
        targets: Sequence[Target] = (),
    ) -> None:
        self._rules = rules
        self._reveal = reveal
        self._attribute_checks = tuple(each for each in checks if isinstance(each, AttributeCheck))
        self._other_checks = tuple(_bound(each) for each in checks if not isinstance(each, AttributeCheck))
        self._remembered: dict[tuple[int, bytes, bool], AttributeHits] = {}
        self._types: dict[str, ServiceType] = {}
        self._services: set[str] = set()
        self._targets = tuple(targets)
        # Shapes leave out the length of plain values, which is all that targets ask for.
        self._remember = remember and not self._targets
        self._shapes = Shapes(rules.rule)
        self._clean: dict[Hashable, bool] = {}

    def judge(self, announcements: Iterable[Announcement], summary: Summary) -> Iterator[Verdict]:
        """Judge one after the other; ``summary`` is complete when the iterator ends. Raises RuleFileError."""
        for announcement in announcements:
            verdict = self._verdict(announcement)
            self._count(verdict, summary)
            yield verdict

    def _verdict(self, announcement: Announcement) -> Verdict:
        service = self._service(announcement.service)
        shape = self._shapes.of(announcement, service) if self._remember else None
        if shape is not None and shape in self._clean:
            return Verdict(announcement=announcement, has_rule=self._clean[shape])
        subject = self._subject(announcement, service)
        shown = announcement if self._reveal else masked(announcement, subject.rule)
        findings = tuple(self._finding(check, hit, shown, subject) for check, hit in self._hits(subject))
        verdict = Verdict(announcement=shown, findings=findings, has_rule=subject.rule is not None)
        if shape is not None and not findings and shown is announcement:
            if len(self._clean) >= MAX_REMEMBERED:
                self._clean.clear()
            self._clean[shape] = verdict.has_rule
        return verdict

    def _service(self, text: str) -> ServiceType:
        service = self._types.get(text)
        if service is None:
            if len(self._types) >= MAX_REMEMBERED:
                self._types.clear()
            service = self._types[text] = service_type(text)
        return service

    def _subject(self, announcement: Announcement, service: ServiceType) -> Subject:
        attributes = announcement.txt.attributes if announcement.txt is not None else ()
        counting: dict[bytes, Attribute] = {}
        for attribute in attributes:
            counting.setdefault(attribute.name, attribute)
        counting.pop(b"", None)
        return Subject(
            announcement, service, self._rules.rule(service), self._rules.index, attributes, counting, self._targets
        )

    def _hits(self, subject: Subject) -> Iterator[tuple[Check, Hit]]:
        lost = subject.announcement.lost
        for attribute in subject.attributes:
            counts = subject.counting.get(attribute.name) is attribute
            for check, hit in self._attribute_hits(attribute, subject.rule, counts=counts):
                if lost.isdisjoint(check.needs):
                    # Remembered answers serve equal strings at any place, so the place is put in here.
                    yield check, msgspec.structs.replace(hit, at=attribute)
        for other, run in self._other_checks:
            if lost.isdisjoint(other.needs):
                for hit in run(subject):
                    yield other, hit

    def _attribute_hits(self, attribute: Attribute, rule: Rule | None, *, counts: bool) -> AttributeHits:
        asked = (id(rule), attribute.raw, counts)
        remembered = self._remembered.get(asked)
        if remembered is not None:
            return remembered
        if len(self._remembered) >= MAX_REMEMBERED:
            self._remembered.clear()
        bound = rule.key(attribute.name) if rule is not None else None
        view = AttributeView(
            attribute, rule, bound, is_secret_value(attribute.key, attribute.value, bound), self._reveal
        )
        checks = (each for each in self._attribute_checks if counts or not each.counting_only)
        hits = tuple((check, hit) for check in checks for hit in check.run(view))
        self._remembered[asked] = hits
        return hits

    def _finding(self, check: Check, hit: Hit, shown: Announcement, subject: Subject) -> Finding:
        attribute = hit.at
        value = attribute.value if attribute is not None else None
        if attribute is not None and value and shown.txt is not None and not self._reveal:
            value = MASK if shown.txt.strings[attribute.index] != attribute.raw else value
        return Finding(
            code=check.code,
            slug=check.slug,
            severity=(hit.basis or check.basis).severity,
            message=hit.message,
            hint=hit.hint,
            authority=hit.authority or _authority(check, hit.origin, subject),
            announcement=shown,
            key=attribute.shown_key if attribute is not None else hit.key,
            value=value,
            origin=hit.origin,
            location=_location(subject.announcement, attribute),
        )

    def _count(self, verdict: Verdict, summary: Summary) -> None:
        service = verdict.announcement.service.lower()
        summary.announcements += 1
        if service not in self._services and len(self._services) < MAX_REMEMBERED:
            self._services.add(service)
            summary.services += 1
            summary.without_rule += not verdict.has_rule
        for finding in verdict.findings:
            match finding.severity:
                case Severity.ERROR:
                    summary.errors += 1
                case Severity.WARNING:
                    summary.warnings += 1
                case Severity.INFO:
                    summary.infos += 1


def _bound(check: Check) -> tuple[Check, Callable[[Subject], Iterable[Hit]]]:
    """Pair a check with its function; one that looks back gets a memory of its own for this run."""
    match check:
        case AnnouncementCheck():
            return check, check.run
        case RunCheck():
            seen, run = Seen(), check.run
            return check, lambda subject: run(subject, seen)
        case _:
            raise TypeError(f"{check.code} is none of the kinds of check that the engine runs")


def _authority(check: Check, origin: RuleOrigin | None, subject: Subject) -> str:
    if origin is None:
        return check.source
    if origin.layer == "iana":
        return f"IANA's note on {subject.service_type.service_name} ({origin.file})"
    return origin.file


def _location(announcement: Announcement, attribute: Attribute | None) -> Location:
    lines = announcement.string_lines
    if attribute is None or attribute.index >= len(lines):
        return announcement.location
    return msgspec.structs.replace(announcement.location, line=lines[attribute.index])
