"""The JSON shape of announcements, findings and runs (DESIGN section 6): version 1, read and written here only.

It is a shape of its own, not a picture of the internal structs: those may change, this may not. What is not text stands
as ``{"base64": "..."}``; ``txt`` null means that no TXT record was seen, ``[]`` one without attributes.
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from validator.mismatch import Mismatch, closest, mismatch, said
from validator.model import Announcement, Fidelity, Finding, Location, Summary
from validator.names import ServicePath, join, service_path
from validator.names import split as split_name
from validator.txt import MAX_STRING, Damage, DamageKind, TxtRecord, split

VERSION: Literal[1] = 1


class DumpError(ValueError):
    """An object that is no announcement; ``str()`` names the field and what is wrong.

    ``path`` leads to it: ``("port",)``, ``("txt", 2)``; empty where it is about the object as a whole.
    """

    def __init__(self, message: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.path = path

    @property
    def string(self) -> int | None:
        """The index of the TXT string that it is about, None where it is about something else."""
        match self.path:
            case ("txt", int(index)):
                return index
        return None


class Octets(Struct, frozen=True, forbid_unknown_fields=True):
    """Octets that are not UTF-8 text."""

    base64: str


Text = str | Octets


class LocationDump(Struct, frozen=True, omit_defaults=True):
    """Where something was seen; only what is known is written."""

    file: str | None = None
    line: int | None = None
    frame: int | None = None
    interfaces: tuple[str, ...] = ()


class AnnouncementDump(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One announcement. ``service`` alone is enough, with ``txt`` to have something to judge.

    ``txt`` as an object of keys and values is accepted (null: a key without value): order and duplicates are lost then.
    ``txt_hex`` is the record in hexadecimal, or a list of its strings so; ``rdata`` the record where strings cannot
    say everything. ``lost`` names what the source could not keep.
    """

    service: str
    instance: Text | None = None
    domain: str | None = "local"
    subtypes: tuple[str, ...] = ()
    host: str | None = None
    port: Annotated[int, Meta(ge=0, le=65535)] | None = None
    addresses: tuple[str, ...] = ()
    txt: tuple[Text, ...] | dict[str, Text | bool | None] | UnsetType | None = UNSET
    location: LocationDump | UnsetType | None = UNSET
    lost: tuple[Fidelity, ...] | UnsetType = UNSET
    rdata: Octets | UnsetType = UNSET
    txt_hex: str | tuple[str, ...] | UnsetType = UNSET
    txt_index: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    txt_count: Annotated[int, Meta(ge=1)] | UnsetType = UNSET


class RuleDump(Struct, frozen=True):
    """Which rule a finding stands on."""

    layer: str
    file: str
    note: str


class FindingDump(Struct, frozen=True, kw_only=True):
    """One finding; ``service``, ``instance`` and ``domain`` say of which announcement."""

    code: str
    slug: str
    severity: Literal["error", "warning", "info"]
    message: str
    hint: str
    authority: str
    service: str
    instance: Text | None
    domain: str
    key: str | None
    value: Text | None
    rule: RuleDump | None
    location: LocationDump


class SummaryDump(Struct, frozen=True, kw_only=True):
    """Counts of a run: announcements, service types, those without a rule, findings by severity, unreadable parts."""

    announcements: int
    services: int
    without_rule: int
    errors: int
    warnings: int
    infos: int
    unreadable: int


class CompletenessDump(Struct, frozen=True, kw_only=True):
    """What a live run did; the duration is in seconds."""

    duration: float
    interfaces: tuple[str, ...]
    queries: int
    types: int
    instances: int
    unresolved: tuple[str, ...]
    dropped: int


class Document(Struct, frozen=True, kw_only=True):
    """The whole of a JSON report."""

    version: Literal[1]
    announcements: tuple[AnnouncementDump, ...]
    findings: tuple[FindingDump, ...]
    summary: SummaryDump
    completeness: CompletenessDump | UnsetType = UNSET


FIELDS = AnnouncementDump.__struct_fields__
"""Names of the fields of an announcement."""

_LOST_IN_OBJECT = frozenset({Fidelity.ORDER, Fidelity.DUPLICATES, Fidelity.EMPTY_STRINGS})

_decode_line = msgspec.json.Decoder(AnnouncementDump).decode


def decode_announcement(line: bytes, location: Location) -> Announcement:
    """Read an announcement from one line of JSON. Raises DumpError; a fault of the JSON itself is one too."""
    try:
        try:
            return _announcement(_decode_line(line), location, ())
        except msgspec.ValidationError:
            # Fields of others are let pass: that, and to say well what is wrong, is for a second look.
            return convert_announcement(msgspec.json.decode(line), location)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DumpError(f"not JSON: {str(error).removeprefix('JSON is malformed: ')}") from None
    except RecursionError:
        raise DumpError("not JSON: nested too deeply") from None


def convert_announcement(value: object, location: Location, string_lines: tuple[int, ...] = ()) -> Announcement:
    """Read an announcement from plain values. Raises DumpError.

    Fields that are not ours are let pass unless they look like a misspelling of one that is.
    """
    if not isinstance(value, dict):
        raise DumpError("expected an announcement: an object with at least a service")
    known: dict[str, Any] = {}
    for name, content in value.items():
        if name in FIELDS:
            known[name] = content
        elif near := _meant(str(name)):
            raise DumpError(f"unknown field `{name}`: did you mean `{near}`?", (str(name),))
    try:
        dump = msgspec.convert(known, AnnouncementDump)
    except msgspec.ValidationError as error:
        raise _misfit(mismatch(error)) from None
    return _announcement(dump, location, string_lines)


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
        rule=None if origin is None else RuleDump(*map(encodable, (origin.layer, origin.file, origin.note))),
        location=dump_location(finding.location),
    )


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


def _announcement(dump: AnnouncementDump, location: Location, string_lines: tuple[int, ...]) -> Announcement:
    path = _service_path(_plain(dump.service, "service"))
    record, lost = _record(dump)
    if isinstance(dump.location, LocationDump) and dump.location.interfaces:
        location = msgspec.structs.replace(location, interfaces=dump.location.interfaces)
    in_order = record is not None and not record.damage and len(string_lines) == len(record.strings)
    return Announcement(
        service=str(path.service),
        instance=path.instance if dump.instance is None else _octets(dump.instance, "instance"),
        domain=_name(path.domain or dump.domain or "local", "domain"),
        subtypes=tuple(_plain(each, "subtypes") for each in ((path.subtype,) if path.subtype else ()) + dump.subtypes),
        host=None if dump.host is None else _name(dump.host, "host"),
        port=dump.port,
        addresses=tuple(_plain(each, "addresses") for each in dump.addresses),
        txt=record,
        txt_index=1 if dump.txt_index is UNSET else dump.txt_index,
        txt_count=1 if dump.txt_count is UNSET else dump.txt_count,
        lost=frozenset(() if dump.lost is UNSET else dump.lost) | lost,
        location=location,
        string_lines=string_lines if in_order else (),
    )


def _record(dump: AnnouncementDump) -> tuple[TxtRecord | None, frozenset[Fidelity]]:
    none: frozenset[Fidelity] = frozenset()
    if dump.rdata is not UNSET:
        return split(_octets(dump.rdata, "rdata")), none
    if dump.txt_hex is not UNSET:
        return _from_hex(dump.txt_hex), none
    if dump.txt is UNSET:
        return None, frozenset({Fidelity.TXT})
    if dump.txt is None:
        return None, none
    if isinstance(dump.txt, dict):
        pairs = tuple(_pair(key, value) for key, value in dump.txt.items())
        return TxtRecord(pairs or (b"",)), _LOST_IN_OBJECT
    strings = tuple(_octets(each, "txt", number) for number, each in enumerate(dump.txt))
    # A record without attributes is one empty string on the wire (RFC 6763 section 6.1).
    return TxtRecord(strings or (b"",)), none


def _from_hex(data: str | tuple[str, ...]) -> TxtRecord:
    try:
        if isinstance(data, str):
            return split(bytes.fromhex(data))
        return TxtRecord(tuple(bytes.fromhex(each) for each in data) or (b"",))
    except ValueError:
        raise DumpError("txt_hex: expected hexadecimal digits") from None


def _pair(key: str, value: Text | bool | None) -> bytes:  # noqa: FBT001 - a value as JSON has it
    raw = _octets(key, "txt")
    if value is None or value is True:
        return raw
    if value is False:
        raise DumpError(f"txt: {key!r} is false; leave an absent key out, and quote a value")
    return raw + b"=" + _octets(value, f"txt.{key}")


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


def _octets(value: Text, field: str, index: int | None = None) -> bytes:
    if isinstance(value, str):
        return _plain(value, field, index).encode()
    try:
        return base64.b64decode(value.base64, validate=True)
    except (binascii.Error, ValueError):
        raise DumpError(f"{_shown(field, index)}: expected Base64", _path(field, index)) from None


def _plain(text: str, field: str, index: int | None = None) -> str:
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        reason = 'a lone surrogate is no text; write octets as {"base64": "..."}'
        raise DumpError(f"{_shown(field, index)}: {reason}", _path(field, index))
    return text


def _shown(field: str, index: int | None) -> str:
    return field if index is None else f"{field}[{index}]"


def _path(field: str, index: int | None) -> tuple[str | int, ...]:
    return (field,) if index is None else (field, index)


@lru_cache(maxsize=4096)
def _service_path(text: str) -> ServicePath:
    return service_path(text)


@lru_cache(maxsize=4096)
def _name(text: str, field: str) -> str:
    """A domain name in presentation form, without the trailing dot."""
    return join(split_name(_plain(text, field)))


@lru_cache(maxsize=1024)
def _meant(name: str) -> str | None:
    return closest(name, FIELDS)


def _misfit(found: Mismatch) -> DumpError:
    where = found.path.removeprefix(".").replace("[...]", "")
    path = tuple(int(step) if step.isdigit() else step for step in re.findall(r"\w+", where))
    return DumpError(f"{where}: {said(found)}" if where else said(found), path)
