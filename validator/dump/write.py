"""Write announcements and findings as JSON values."""

from __future__ import annotations

import base64
from typing import Any

import msgspec

from validator.dump.structs import AnnouncementDump, FindingDump, LocationDump, Octets, RuleDump, SummaryDump, Text
from validator.model import Announcement, Fidelity, Finding, Location, RuleOrigin, Summary
from validator.txt import MAX_STRING, Damage, DamageKind, TxtRecord


def dump_announcement(announcement: Announcement) -> AnnouncementDump:
    """Write an announcement; reading it back gives the same one, but for its place."""
    record = announcement.txt
    optional: dict[str, Any] = {}
    if announcement.lost:
        optional["lost"] = tuple(each for each in Fidelity if each in announcement.lost)
    if announcement.txt_count != 1:
        optional |= {"txt_index": announcement.txt_index, "txt_count": announcement.txt_count}
    if record is not None and record.damage is not None:
        optional["rdata"] = _damaged_rdata(record)
    if record is not None or Fidelity.TXT not in announcement.lost:
        optional["txt"] = None if record is None else _strings(record)
    return AnnouncementDump(
        service=announcement.service,
        instance=None if announcement.instance is None else text_or_octets(announcement.instance),
        domain=announcement.domain,
        subtypes=announcement.subtypes,
        host=announcement.host,
        port=announcement.port,
        addresses=announcement.addresses,
        location=dump_location(announcement.location),
        **optional,
    )


def dump_finding(finding: Finding) -> FindingDump:
    """Write a finding."""
    announcement, origin = finding.announcement, finding.origin
    return FindingDump(
        code=finding.code,
        slug=finding.slug,
        severity=finding.severity.word,  # type: ignore[arg-type]  # the three words of Severity
        message=encodable(finding.message),
        hint=encodable(finding.hint),
        authority=encodable(finding.authority),
        service=announcement.service,
        instance=None if announcement.instance is None else text_or_octets(announcement.instance),
        domain=announcement.domain,
        key=finding.key,
        value=None if finding.value is None else text_or_octets(finding.value),
        rule=None if origin is None else _rule(origin),
        location=dump_location(finding.location),
    )


def _rule(origin: RuleOrigin) -> RuleDump:
    return RuleDump(*map(encodable, (origin.layer, origin.file, origin.note)), line=origin.line)


def dump_summary(summary: Summary) -> SummaryDump:
    """Write the counts of a run."""
    return SummaryDump(**msgspec.structs.asdict(summary))


def dump_location(location: Location) -> LocationDump:
    """Write a place."""
    file = None if location.file is None else encodable(location.file)
    return LocationDump(file, location.line, location.frame, location.interfaces)


def encodable(text: str) -> str:
    r"""Text as JSON can have it: octets that are not UTF-8, as names of files may hold, become ``\xHH``."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def text_or_octets(octets: bytes) -> Text:
    """Text where the octets are UTF-8."""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return Octets(base64.b64encode(octets).decode())


def _strings(record: TxtRecord) -> tuple[Text, ...]:
    return () if record.is_empty and len(record.strings) <= 1 else tuple(text_or_octets(raw) for raw in record.strings)


def _damaged_rdata(record: TxtRecord) -> Octets:
    out = bytearray()
    for raw in record.strings:
        # A masked string may be longer than it was; no length octet can say more than 255.
        out += bytes((len(raw[:MAX_STRING]),)) + raw[:MAX_STRING]
    damage = record.damage or Damage(DamageKind.EMPTY_RDATA)
    if damage.kind is DamageKind.OVERRUN:
        # Nor may it end before the length that is declared: then it would not be damaged any more.
        remainder = damage.remainder[: MAX_STRING - 1]
        out += bytes((max(damage.declared, len(remainder) + 1),)) + remainder
    return Octets(base64.b64encode(bytes(out)).decode())
