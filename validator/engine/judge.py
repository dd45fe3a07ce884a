"""The judge: an announcement and a rule book in, a verdict out. It remembers nothing.

The judge skips the checks whose needs the source of an announcement could not keep, finds the rule of the service,
stamps code, severity, origin and location on what the checks yield, and masks secrets. Findings come in the order of
the table of checks, those of attributes in the order of the strings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from validator.checks.base import (
    AnnouncementCheck,
    AttributeCheck,
    AttributeView,
    Check,
    DeviceCheck,
    Hit,
    LiveCheck,
    NameCheck,
    ServiceCheck,
    Subject,
    Together,
)
from validator.checks.known_faults import explained
from validator.checks.net.ordinary import is_ordinary
from validator.checks.targets import Target
from validator.model.announcement import Announcement, Location
from validator.model.finding import Finding, RuleOrigin, Severity, Verdict
from validator.model.names import ServiceType, service_type
from validator.model.observation import About, Observation
from validator.model.txt import Attribute
from validator.rules.load import RuleBook
from validator.rules.secrets import MASK, is_secret_value, masked, secret_in_key

_KNOWN = {
    "secondary": "; not read in the specification: what others implement and devices publish",
    "recalled": "; general knowledge, not read up",
}
"""What to say of an authority that is not verified."""

RecordCheck = AnnouncementCheck | NameCheck | ServiceCheck
"""A check that is asked once an announcement, not once an attribute, and needs no live run."""

CheckHit = tuple[Check, Hit]
"""A hit with the check that it is of."""


class Reading(NamedTuple):
    """What a TXT string is by itself: whether its value is a secret, and what the attribute checks say."""

    is_secret: bool
    hits: tuple[tuple[AttributeCheck, Hit], ...]


class Judge:
    """Judges announcements by a rule book and a table of checks: of equal announcements the verdicts are equal.

    ``targets`` are what users chose by ``--target``: the limits of these count too. ``reveal`` leaves secrets readable.
    ``verdict`` puts the other methods together; a caller that knows one of their answers already may do so itself.
    """

    def __init__(
        self, rules: RuleBook, checks: Sequence[Check], targets: Sequence[Target] = (), *, reveal: bool = False
    ) -> None:
        self.rules = rules
        self.targets = tuple(targets)
        self.record_checks = tuple(check for check in checks if isinstance(check, RecordCheck))
        self._attribute_checks = tuple(check for check in checks if isinstance(check, AttributeCheck))
        self._device_checks = tuple(check for check in checks if isinstance(check, DeviceCheck))
        self._live_checks = tuple(check for check in checks if isinstance(check, LiveCheck))
        self._reveal = reveal

    def verdict(self, announcement: Announcement) -> Verdict:
        """Judge an announcement. Raises RuleFileError."""
        subject = self.subject(announcement, service_type(announcement.service))
        readings = [self.reading(attribute, subject) for attribute in subject.attributes]
        return self.concluded(subject, readings, self.record_hits(subject))

    def device_verdict(self, view: Together) -> Verdict:
        """Judge an announcement together with others, on behalf of which it stands: it was judged by itself already."""
        shown = masked(view.subject.announcement, view.subject.rule)
        shown = replace(shown, observation=Observation(about=About.DEVICE))
        hits = ((check, hit) for check in self._device_checks for hit in check.run(view))
        findings = tuple(self._finding(check, hit, shown, view.subject) for check, hit in hits)
        return Verdict(announcement=shown, findings=findings, has_rule=True)

    def subject(self, announcement: Announcement, service: ServiceType) -> Subject:
        """Put together what the checks get; ``service`` is the type of the announcement. Raises RuleFileError."""
        attributes = announcement.txt.attributes if announcement.txt is not None else ()
        counting: dict[bytes, Attribute] = {}
        for attribute in attributes:
            counting.setdefault(attribute.name, attribute)
        counting.pop(b"", None)
        return Subject(
            announcement,
            service,
            self.rules.rule(service),
            self.rules.index,
            attributes,
            counting,
            self.targets,
            self.rules.key_words,
        )

    def reading(self, attribute: Attribute, subject: Subject) -> Reading:
        """Ask the attribute checks."""
        rule, counts = subject.rule, subject.counting.get(attribute.name) is attribute
        bound = rule.key(attribute.name) if rule is not None else None
        is_secret = is_secret_value(attribute.key, attribute.value, bound)
        view = AttributeView(attribute, rule, bound, is_secret, self._reveal)
        checks = (check for check in self._attribute_checks if counts or not check.counting_only)
        return Reading(is_secret, tuple((check, hit) for check in checks for hit in check.run(view)))

    def record_hits(self, subject: Subject) -> Iterator[CheckHit]:
        """Ask the checks of the record as a whole, of the names, and of the service type."""
        lost = subject.announcement.lost
        for check in self.record_checks:
            if lost.isdisjoint(check.needs):
                yield from ((check, hit) for hit in check.run(subject))

    def concluded(self, subject: Subject, readings: Sequence[Reading], record_hits: Iterable[CheckHit]) -> Verdict:
        """Make the verdict: ask the live checks, and mask secrets. ``readings`` are those of ``subject.attributes``.

        Of a remark, which announces nothing, only the live checks say something.
        """
        shown = subject.announcement
        hides = _may_hide(shown) or any(reading.is_secret for reading in readings)
        if not self._reveal and (hides or any(map(_is_secret_key, subject.attributes))):
            shown = masked(shown, subject.rule)
        hits: Iterable[CheckHit] = self._live_hits(subject)
        if not subject.announcement.is_remark:
            hits = chain(_attribute_hits(subject, readings), record_hits, hits)
        findings = tuple(self._finding(check, hit, shown, subject) for check, hit in hits)
        if findings and not self._reveal:
            findings = _without(findings, subject.attributes)
        return Verdict(
            announcement=shown, findings=findings, has_rule=subject.rule is not None and subject.rule.judges_keys
        )

    def _live_hits(self, subject: Subject) -> Iterator[CheckHit]:
        observation = subject.announcement.observation
        if observation is None or is_ordinary(observation):
            return
        for check in self._live_checks:
            if subject.announcement.lost.isdisjoint(check.needs):
                yield from ((check, hit) for hit in check.run(subject, observation))

    def _finding(self, check: Check, hit: Hit, shown: Announcement, subject: Subject) -> Finding:
        hit = explained(hit, subject)
        attribute = hit.at
        value = attribute.value if attribute is not None else None
        if attribute is not None and value and shown.txt is not None and not self._reveal:
            value = MASK if shown.txt.strings[attribute.index] != attribute.raw else value
        return Finding(
            code=check.code,
            slug=check.slug,
            severity=min((hit.basis or check.basis).severity, hit.origin.cap if hit.origin else Severity.ERROR),
            message=hit.message,
            hint=hit.hint,
            authority=hit.authority or _authority(check, hit.origin, subject),
            announcement=shown,
            key=attribute.shown_key if attribute is not None else hit.key,
            keys=hit.keys,
            value=value,
            origin=hit.origin,
            location=_location(subject.announcement, attribute),
            once=hit.once,
        )


def _without(findings: tuple[Finding, ...], attributes: Sequence[Attribute]) -> tuple[Finding, ...]:
    """Hide the secrets of strings that are a key as a whole, which messages quote."""
    secrets = [secret for each in attributes if each.value is None and (secret := secret_in_key(each.raw))]
    for secret in secrets:
        text = secret.decode("utf-8", "backslashreplace")
        hidden = MASK.decode()
        findings = tuple(
            replace(
                each,
                message=each.message.replace(text, hidden),
                hint=each.hint.replace(text, hidden),
                key=None if each.key is None else each.key.replace(text, hidden),
                keys=tuple(key.replace(text, hidden) for key in each.keys),
            )
            for each in findings
        )
    return findings


def _may_hide(announcement: Announcement) -> bool:
    """Tell whether there may be secrets elsewhere than in attributes: in damaged octets, or in earlier records."""
    return announcement.observation is not None or (
        announcement.txt is not None and announcement.txt.damage is not None
    )


def _is_secret_key(attribute: Attribute) -> bool:
    return attribute.value is None and secret_in_key(attribute.raw) is not None


def _attribute_hits(subject: Subject, readings: Sequence[Reading]) -> Iterator[CheckHit]:
    lost = subject.announcement.lost
    for attribute, reading in zip(subject.attributes, readings, strict=True):
        for check, hit in reading.hits:
            if lost.isdisjoint(check.needs):
                yield check, replace(hit, at=attribute)


def _authority(check: Check, origin: RuleOrigin | None, subject: Subject) -> str:
    if origin is None:
        return check.source
    if origin.layer == "iana":
        return f"IANA's note on {subject.service_type.service_name} ({origin.file})"
    known = _KNOWN.get(origin.certainty, "")
    return f"{origin.note} ({origin.place}{known})" if origin.note else f"{origin.place}{known}"


def _location(announcement: Announcement, attribute: Attribute | None) -> Location:
    lines = announcement.string_lines
    if attribute is None or attribute.index >= len(lines):
        return announcement.location
    return replace(announcement.location, line=lines[attribute.index])
