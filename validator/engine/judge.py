"""Announcements in, verdicts out: the one loop that runs the checks.

It selects the checks, skips those whose needs a source could not keep, resolves the rule of each service, stamps code,
severity, origin and location on what the checks yield, and masks secrets. It streams: memory does not grow with the
input. Findings come in the order of the checks' table, the checks of attributes in the order of the strings.
"""

from __future__ import annotations

import math
from collections.abc import Container, Hashable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from validator.checks.base import (
    AnnouncementCheck,
    AttributeCheck,
    AttributeView,
    Check,
    Hit,
    LiveCheck,
    NameCheck,
    ServiceCheck,
    Subject,
)
from validator.checks.targets import Target
from validator.json_v1 import AnnouncementDump
from validator.model.announcement import Announcement, Location
from validator.model.finding import Finding, RuleOrigin, Severity, Summary, Verdict
from validator.model.names import ServiceType, service_type
from validator.model.txt import Attribute
from validator.rules.load import RuleBook
from validator.rules.secrets import MASK, is_secret_value, masked

if TYPE_CHECKING:
    from validator.engine.memo import Names, Shape, Shapes

REMEMBER_AFTER = 20
"""Announcements after which it pays to know others by their shape."""

MAX_REMEMBERED = 50_000
"""Answers that are kept of each kind; real networks repeat the same strings again and again."""

MAX_REPORTED = 100_000
"""Hits that are remembered because they are reported once; when there are more, nothing more is new."""

OtherCheck = AnnouncementCheck | NameCheck | ServiceCheck
Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")


class Reading(NamedTuple):
    """What a TXT string is by itself: whether its value is a secret, and what the checks of attributes say."""

    is_secret: bool
    hits: tuple[tuple[AttributeCheck, Hit], ...]


class Engine:
    """Judges announcements by a table of checks and a rule book.

    ``reveal`` leaves secrets readable. After ``remember_after`` announcements (None: never) it spares those the checks
    whose shape was clean before; the verdicts are the same without that. ``targets`` are judged by their limits. One
    engine is one run: what is reported once is reported by it once, but for the codes ``repeated``: of these its caller
    sorts out what to report.
    """

    def __init__(  # noqa: PLR0913 - an argument for each way to judge
        self,
        rules: RuleBook,
        checks: Sequence[Check],
        *,
        reveal: bool = False,
        remember_after: int | None = REMEMBER_AFTER,
        targets: Sequence[Target] = (),
        repeated: frozenset[str] = frozenset(),
    ) -> None:
        self._rules = rules
        self._repeated = repeated
        self._reveal = reveal
        self._targets = tuple(targets)
        # Shapes leave out the length of plain values, which is all that targets ask for.
        self._unaided = math.inf if remember_after is None or self._targets else remember_after
        self._attribute_checks = tuple(each for each in checks if isinstance(each, AttributeCheck))
        self._other_checks = tuple(each for each in checks if isinstance(each, OtherCheck))
        self._live_checks = tuple(each for each in checks if isinstance(each, LiveCheck))
        self._remembered: dict[tuple[Hashable, ...], Reading] = {}
        self._types: dict[str, ServiceType] = {}
        self._judged_types: set[str] = set()
        self._said: set[tuple[str, str]] = set()
        self._shapes: Shapes | None = None
        self._clean_names: dict[Names, bool] = {}
        self._clean: dict[Shape, bool] = {}
        # Shapes of which only single attributes can be at fault.
        self._quiet: dict[Shape, bool] = {}

    def judge(self, announcements: Iterable[Announcement], summary: Summary) -> Iterator[Verdict]:
        """Judge one after the other; ``summary`` is complete when the iterator ends. Raises RuleFileError."""
        counts = Counts(summary)
        for announcement in announcements:
            verdict = self.verdict(announcement)
            counts.add(verdict)
            yield verdict

    def known_by(self, dump: AnnouncementDump) -> Shape | None:
        """What an announcement is known by before it is made of a dump; None where it is not ordinary enough."""
        return self._shapes.dumped(dump) if self._shapes is not None else None

    @property
    def clean(self) -> Container[Shape | None]:
        """What is known to be clean, and of a service that was counted. It grows while the engine judges."""
        return self._clean

    def verdict(self, announcement: Announcement, known_by: Shape | None = None) -> Verdict:
        """Judge one; where it is clean, others of the shape ``known_by`` are so too. Raises RuleFileError."""
        service = self._type(announcement.service)
        shapes = self._shapes or self._memory()
        names = shapes.names(announcement) if shapes is not None else None
        shape = shapes.whole(announcement, names, service) if shapes is not None and names is not None else None
        if shape is not None and shape in self._clean:
            verdict = Verdict(announcement=announcement, has_rule=self._clean[shape])
        else:
            verdict = self._judged(self._subject(announcement, service), names, shape)
        if shape is not None and not verdict.findings and verdict.announcement is announcement:
            _keep(self._clean, shape, kept=verdict.has_rule)
            if known_by is not None:
                _keep(self._clean, known_by, kept=verdict.has_rule)
        return verdict

    def first(self, code: str, once: str | None) -> bool:
        """Whether a finding is to be reported: one that is reported ``once`` and was not yet, or any other."""
        if once is None or code in self._repeated:
            return True
        said = code, once
        if said in self._said or len(self._said) >= MAX_REPORTED:
            return False
        self._said.add(said)
        return True

    def _memory(self) -> Shapes | None:
        """Begin to remember when there is enough to judge."""
        if self._unaided > 0:
            self._unaided -= 1
            return None
        from validator.engine.memo import Shapes  # noqa: PLC0415 - most runs judge a few announcements

        self._shapes = Shapes(self._rules.rule)
        return self._shapes

    def _judged(self, subject: Subject, names: Names | None, shape: Shape | None) -> Verdict:
        read = [self._reading(each, subject) for each in subject.attributes]
        shown = subject.announcement
        if not self._reveal and (_may_hide(shown) or any(each.is_secret for each in read)):
            shown = masked(shown, subject.rule)
        if subject.announcement.is_remark:
            hits: Iterator[tuple[Check, Hit]] = self._live_hits(subject)
        else:
            others = self._other_hits(subject, names, shape)
            hits = chain(_attribute_hits(subject, read), others, self._live_hits(subject))
        findings = tuple(self._finding(check, hit, shown, subject) for check, hit in hits)
        return Verdict(announcement=shown, findings=findings, has_rule=subject.rule is not None)

    def _type(self, text: str) -> ServiceType:
        service = self._types.get(text)
        if service is None:
            service = service_type(text)
            _keep(self._types, text, kept=service)
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

    def _reading(self, attribute: Attribute, subject: Subject) -> Reading:
        """Ask the attribute checks, or remember what they said of a string that is as good as this one."""
        counts = subject.counting.get(attribute.name) is attribute
        raw, service = attribute.raw, subject.announcement.service
        part = self._shapes.part(service, subject.service_type, raw) if self._shapes is not None else None
        asked = (id(subject.rule), raw, counts) if part is None else (part.number, counts)
        remembered = self._remembered.get(asked)
        if remembered is not None:
            return remembered
        rule = subject.rule
        bound = rule.key(attribute.name) if rule is not None else None
        is_secret = is_secret_value(attribute.key, attribute.value, bound)
        view = AttributeView(attribute, rule, bound, is_secret, self._reveal)
        checks = (each for each in self._attribute_checks if counts or not each.counting_only)
        reading = Reading(is_secret, tuple((check, hit) for check in checks for hit in check.run(view)))
        if part is None or not part.is_shared or not reading.hits:
            # What is said may quote the value, which other strings of the same part need not have.
            _keep(self._remembered, asked, kept=reading)
        return reading

    def _other_hits(self, subject: Subject, names: Names | None, shape: Shape | None) -> Iterator[tuple[Check, Hit]]:
        if shape is not None and shape in self._quiet:
            return
        lost = subject.announcement.lost
        skipped = self._skipped(subject, names)
        fired: set[type[Check]] = set()
        for other in self._other_checks:
            if type(other) in skipped and other.code not in self._repeated:
                continue
            if not lost.isdisjoint(other.needs):
                continue
            for hit in other.run(subject):
                if self.first(other.code, hit.once):
                    fired.add(type(other))
                    yield other, hit
        if names is not None and NameCheck not in fired:
            _keep(self._clean_names, names, kept=True)
        if shape is not None and not fired:
            _keep(self._quiet, shape, kept=True)

    def _live_hits(self, subject: Subject) -> Iterator[tuple[Check, Hit]]:
        observation = subject.announcement.observation
        if observation is None:
            return
        for check in self._live_checks:
            if subject.announcement.lost.isdisjoint(check.needs):
                yield from ((check, hit) for hit in check.run(subject, observation) if self.first(check.code, hit.once))

    def _skipped(self, subject: Subject, names: Names | None) -> set[type[Check]]:
        """Kinds of checks that have nothing to say of the subject, because they were asked before."""
        skipped: set[type[Check]] = set()
        if names is not None and names in self._clean_names:
            skipped.add(NameCheck)
        service = subject.announcement.service.lower()
        if service in self._judged_types:
            skipped.add(ServiceCheck)
        elif len(self._judged_types) < MAX_REPORTED:
            self._judged_types.add(service)
        return skipped

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
            once=hit.once,
        )


class Counts:
    """Counts verdicts into ``summary``."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        self._services: set[str] = set()

    def add(self, verdict: Verdict) -> None:
        """Count an announcement, unless it announces nothing, and its findings."""
        if not verdict.announcement.is_remark:
            self.summary.announcements += 1
            self.service(verdict.announcement.service.lower(), has_rule=verdict.has_rule)
        self.summary.suppressed += verdict.suppressed
        self.summary.baseline += verdict.baseline
        for finding in verdict.findings:
            match finding.severity:
                case Severity.ERROR:
                    self.summary.errors += 1
                case Severity.WARNING:
                    self.summary.warnings += 1
                case Severity.INFO:
                    self.summary.infos += 1

    def service(self, name: str, *, has_rule: bool) -> None:
        """Count a service type when it is met first."""
        if name not in self._services and len(self._services) < MAX_REMEMBERED:
            self._services.add(name)
            self.summary.services += 1
            self.summary.without_rule += not has_rule


def _may_hide(announcement: Announcement) -> bool:
    """Whether there may be secrets beside those of the attributes: in what is damaged, or was said before."""
    return announcement.observation is not None or (
        announcement.txt is not None and announcement.txt.damage is not None
    )


def _attribute_hits(subject: Subject, read: Sequence[Reading]) -> Iterator[tuple[Check, Hit]]:
    lost = subject.announcement.lost
    for attribute, reading in zip(subject.attributes, read, strict=True):
        for check, hit in reading.hits:
            if lost.isdisjoint(check.needs):
                # Remembered answers serve equal strings at any place, so the place is put in here.
                yield check, msgspec.structs.replace(hit, at=attribute)


def _keep(memory: dict[Key, Kept], key: Key, *, kept: Kept) -> None:
    """Remember something; a full memory starts anew."""
    if len(memory) >= MAX_REMEMBERED:
        memory.clear()
    memory[key] = kept


def _authority(check: Check, origin: RuleOrigin | None, subject: Subject) -> str:
    if origin is None:
        return check.source
    if origin.layer == "iana":
        return f"IANA's note on {subject.service_type.service_name} ({origin.file})"
    return origin.place


def _location(announcement: Announcement, attribute: Attribute | None) -> Location:
    lines = announcement.string_lines
    if attribute is None or attribute.index >= len(lines):
        return announcement.location
    return msgspec.structs.replace(announcement.location, line=lines[attribute.index])
