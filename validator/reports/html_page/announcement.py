"""One announcement as its template needs it: findings with their numbers, and the strings of its TXT record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from validator.model.announcement import Announcement
from validator.model.finding import Finding, Verdict
from validator.model.txt import Attribute, TxtRecord
from validator.reports.gist import weight
from validator.reports.naming import device as host_of

MAX_HEXADECIMAL = 64
"""Octets of a value that are shown in hexadecimal; more of them nobody reads."""


class NumberedFinding(Struct, frozen=True):
    """A finding with its number on the page, by which links lead to it."""

    number: int
    finding: Finding


class TxtRow(Struct, frozen=True):
    """A string of the TXT record. ``octets`` is the value in hexadecimal where it is not UTF-8, else empty."""

    attribute: Attribute
    octets: str
    findings: Sequence[NumberedFinding]


def device_of(announcement: Announcement) -> tuple[str, bool]:
    """Name the device of an announcement. What announces nothing is not said by a device, but of the network."""
    if announcement.is_remark and not announcement.is_repeated and not announcement.is_of_input:
        return "The network", True
    return host_of(announcement) or announcement.location.file or "(no host name)", False


def numbered(verdict: Verdict, first: int) -> list[NumberedFinding]:
    """Number the findings from ``first`` in their order, and return them with the weightiest first."""
    findings = [NumberedFinding(number, finding) for number, finding in enumerate(verdict.findings, first)]
    return sorted(findings, key=lambda each: weight(each.finding), reverse=True)


def txt_rows(record: TxtRecord | None, findings: Iterable[NumberedFinding]) -> Iterator[TxtRow]:
    """Yield the strings of a record, each with the findings on its key."""
    by_key: dict[str, list[NumberedFinding]] = {}
    for numbered_finding in findings:
        if numbered_finding.finding.key is not None:
            by_key.setdefault(numbered_finding.finding.key.lower(), []).append(numbered_finding)
    for attribute in () if record is None else record.attributes:
        yield _txt_row(attribute, by_key)


def hexadecimal(octets: bytes) -> str:
    """Write octets as ``6b 3d``; of more than MAX_HEXADECIMAL the first."""
    return octets[:MAX_HEXADECIMAL].hex(" ") + (" …" if len(octets) > MAX_HEXADECIMAL else "")


def _txt_row(attribute: Attribute, by_key: Mapping[str, Sequence[NumberedFinding]]) -> TxtRow:
    value = attribute.value or b""
    try:
        value.decode()
    except UnicodeDecodeError:
        octets = hexadecimal(value)
    else:
        octets = ""
    return TxtRow(attribute, octets, by_key.get(attribute.shown_key.lower(), ()))
