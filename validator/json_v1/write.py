"""Write announcements and findings as JSON values."""

from __future__ import annotations

from typing import Any

import msgspec

from validator.json_v1.observation import dump_observation
from validator.json_v1.structs import AnnouncementDump, FindingDump, RuleDump, SummaryDump
from validator.json_v1.text import damaged_rdata, encodable, strings_of, text_or_octets
from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.finding import Finding, RuleOrigin, Summary


def dump_announcement(announcement: Announcement) -> AnnouncementDump:
    """Write an announcement. Reading the result back gives an equal announcement, but for the location."""
    record = announcement.txt
    optional: dict[str, Any] = {}
    if announcement.lost:
        optional["lost"] = tuple(each for each in Fidelity if each in announcement.lost)
    if announcement.txt_count != 1:
        optional |= {"txt_index": announcement.txt_index, "txt_count": announcement.txt_count}
    if record is not None and record.damage is not None:
        optional["rdata"] = damaged_rdata(record)
    if record is not None or Fidelity.TXT not in announcement.lost:
        optional["txt"] = None if record is None else strings_of(record)
    if announcement.refusal is not None:
        optional["refusal"] = announcement.refusal
    if announcement.observation is not None:
        optional["observation"] = dump_observation(announcement.observation)
    return AnnouncementDump(
        service=announcement.service,
        instance=None if announcement.instance is None else text_or_octets(announcement.instance),
        domain=announcement.domain,
        subtypes=announcement.subtypes,
        host=announcement.host,
        port=announcement.port,
        addresses=announcement.addresses,
        location=_encodable_location(announcement.location),
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
        location=_encodable_location(finding.location),
        keys=tuple(map(encodable, finding.keys)) or msgspec.UNSET,
    )


def _rule(origin: RuleOrigin) -> RuleDump:
    return RuleDump(encodable(origin.layer), encodable(origin.file), encodable(origin.note), origin.line)


def dump_summary(summary: Summary) -> SummaryDump:
    """Write the counts of a run."""
    return SummaryDump(**msgspec.structs.asdict(summary))


def _encodable_location(location: Location) -> Location:
    if (location.file is None or location.file.isascii()) and all(map(str.isascii, location.interfaces)):
        return location
    file = None if location.file is None else encodable(location.file)
    return msgspec.structs.replace(location, file=file, interfaces=tuple(map(encodable, location.interfaces)))
