"""The judge: an announcement and a rule book in, a verdict out. It remembers no announcement.

The judge skips the checks whose needs the source of an announcement could not keep, and those that cannot find
anything in it, stamps code, severity, origin and location on what the checks yield, and masks secrets. Findings come in
the order of the table of checks, those of attributes in the order of the strings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from validator.checks.base import (
    AnnouncementCheck,
    AttributeCheck,
    AttributeView,
    Check,
    DeviceCheck,
    Hit,
    LiveCheck,
    ServiceCheck,
    Subject,
    Together,
)
from validator.checks.known_faults import explained
from validator.checks.net.ordinary import is_ordinary
from validator.checks.targets import Target
from validator.engine.selector import Selector
from validator.engine.table import KeyEntry, RecordCheck, Table
from validator.model.announcement import Announcement, Location
from validator.model.facts import facts_of
from validator.model.finding import Finding, RuleOrigin, Severity, Verdict
from validator.model.names import service_type
from validator.model.observation import About, Observation
from validator.model.txt import Attribute
from validator.rules.load import RuleBook
from validator.rules.secrets import MASK, is_secret_value, masked, secret_in_key

_KNOWN = {
    "secondary": "; not read in the specification: what others implement and devices publish",
    "recalled": "; general knowledge, not read up",
}
"""What to say of an authority that is not verified."""

Found = tuple[int, ...] | None
"""What the strings of a record trigger; None where every check is to be asked."""

CheckHit = tuple[Check, Hit]
"""A hit with the check that it is of."""

MAX_TABLES = 1_000
"""Service types whose tables are kept; where there are more, they are made anew."""


class Judge:
    """Judges announcements by a rule book and a table of checks: of equal announcements the verdicts are equal.

    ``targets`` are what users chose by ``--target``: the limits of these count too. ``reveal`` leaves secrets readable.
    ``selector`` tells the checks that cannot find anything in an announcement; without it all are asked, and the
    verdicts are the same. Tables of service types are all that is kept.
    """

    def __init__(
        self,
        rules: RuleBook,
        checks: Sequence[Check],
        targets: Sequence[Target] = (),
        *,
        reveal: bool = False,
        selector: Selector | None = None,
    ) -> None:
        self.rules = rules
        self.targets = tuple(targets)
        self.selector = selector
        self._record_checks = tuple(
            check
            for check in checks
            if isinstance(check, RecordCheck)
            if targets or not (isinstance(check, AnnouncementCheck) and check.of_targets)
        )
        self._attribute_checks = tuple(check for check in checks if isinstance(check, AttributeCheck))
        self._device_checks = tuple(check for check in checks if isinstance(check, DeviceCheck))
        self._live_checks = tuple(check for check in checks if isinstance(check, LiveCheck))
        self._reveal = reveal
        self._tables: dict[str, Table] = {}

    def verdict(self, announcement: Announcement) -> Verdict:
        """Judge an announcement. Raises RuleFileError.

        Of a remark, which announces nothing, only the live checks say something.
        """
        table = self._table(announcement.service)
        subject = self._subject(announcement, table)
        selector, record = self.selector, announcement.txt
        found = None if selector is None else selector.in_strings(record.strings if record is not None else ())
        may_hold = selector is None or found is None or selector.may_hold_secret(found)
        entries = [table.entry(attribute) for attribute in subject.attributes]
        secrets = self._secrets(subject, entries, may_hold=may_hold)
        shown = announcement
        if not self._reveal and (
            _may_hide(announcement) or any(secrets) or (may_hold and any(map(_is_secret_key, subject.attributes)))
        ):
            shown = masked(announcement, subject.rule)
        hits: list[CheckHit] = []
        if not announcement.is_remark:
            hits += self._attribute_hits(subject, entries, secrets, found)
            hits += self._record_hits(subject, table, entries, found)
        hits += self._live_hits(subject)
        findings = tuple([self._finding(check, hit, shown, subject) for check, hit in hits])
        if findings and not self._reveal:
            findings = _without(findings, subject.attributes)
        return Verdict(announcement=shown, findings=findings, has_rule=table.judges_keys)

    def device_verdict(self, view: Together) -> Verdict:
        """Judge an announcement together with others, on behalf of which it stands: it was judged by itself already."""
        shown = masked(view.subject.announcement, view.subject.rule)
        shown = replace(shown, observation=Observation(about=About.DEVICE))
        hits = ((check, hit) for check in self._device_checks for hit in check.run(view))
        findings = tuple(self._finding(check, hit, shown, view.subject) for check, hit in hits)
        return Verdict(announcement=shown, findings=findings, has_rule=True)

    def subject(self, announcement: Announcement) -> Subject:
        """Put together what the checks get. Raises RuleFileError."""
        return self._subject(announcement, self._table(announcement.service))

    def _subject(self, announcement: Announcement, table: Table) -> Subject:
        attributes = announcement.txt.attributes if announcement.txt is not None else ()
        counting: dict[bytes, Attribute] = {}
        for attribute in attributes:
            counting.setdefault(attribute.key.lower(), attribute)
        counting.pop(b"", None)
        return Subject(
            announcement,
            table.service,
            table.rule,
            self.rules.index,
            attributes,
            counting,
            self.targets,
            self.rules.key_words,
        )

    def _table(self, service: str) -> Table:
        table = self._tables.get(service)
        if table is None:
            if len(self._tables) >= MAX_TABLES:
                self._tables.clear()
            asked = service_type(service)
            table = Table(asked, self.rules.rule(asked), self._record_checks, self._attribute_checks)
            self._tables[service] = table
        return table

    @staticmethod
    def _secrets(subject: Subject, entries: Sequence[KeyEntry], *, may_hold: bool) -> Sequence[bool]:
        """Tell of each attribute whether its value is a secret. ``may_hold``: whatever its key is, it may be one."""
        if not may_hold and not any(entry.is_credential for entry in entries):
            return [False] * len(entries)
        return [
            (may_hold or entry.is_credential) and is_secret_value(attribute.key, attribute.value, entry.bound)
            for attribute, entry in zip(subject.attributes, entries, strict=True)
        ]

    def _attribute_hits(
        self, subject: Subject, entries: Sequence[KeyEntry], secrets: Sequence[bool], found: Found
    ) -> Iterator[CheckHit]:
        """Ask the attribute checks."""
        lost, selector, checks = subject.announcement.lost, self.selector, self._attribute_checks
        for attribute, entry, is_secret in zip(subject.attributes, entries, secrets, strict=True):
            if selector is not None and found is not None:
                fits = entry.takes_any or entry.fits(attribute.value or b"")
                checks = selector.of_attribute(found, entry.asked, fits=fits, is_secret=is_secret)
                if not checks:
                    continue
            counts = subject.counting.get(attribute.name) is attribute
            view = AttributeView(attribute, subject.rule, entry.bound, is_secret, self._reveal)
            for check in checks:
                if (counts or not check.counting_only) and lost.isdisjoint(check.needs):
                    for hit in check.run(view):
                        yield check, replace(hit, at=attribute)

    def _record_hits(
        self, subject: Subject, table: Table, entries: Sequence[KeyEntry], found: Found
    ) -> Iterator[CheckHit]:
        """Ask the checks of the record as a whole, of the names, and of the service type."""
        announcement = subject.announcement
        if table.type_hits is None:
            table.ask_of_type(subject)
        checks = table.record_checks
        if self.selector is not None and found is not None:
            twice = len(subject.counting) != len(subject.attributes)
            facts = facts_of(announcement, twice=twice, undefined=any(entry.bound is None for entry in entries))
            if facts is not None:
                checks = self.selector.of_record(table, found, self.selector.in_facts(facts))
        for check in checks:
            if announcement.lost.isdisjoint(check.needs):
                is_of_type = isinstance(check, ServiceCheck)
                for hit in (table.type_hits or {})[check.code] if is_of_type else check.run(subject):
                    yield check, hit

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
