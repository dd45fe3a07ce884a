"""Read announcements out of JSON values."""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import UNSET

from validator.display.nearest import nearest
from validator.documents.mismatch import Mismatch, mismatch, with_cure
from validator.json_v1.structs import FIELDS, AnnouncementDump, ObservationDump, Text
from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.names import ServicePath, join, service_path
from validator.model.names import split as split_name
from validator.model.observation import Observation
from validator.model.room import MAX_TEXT, oversized
from validator.model.txt import TxtRecord, split


class DumpError(ValueError):
    """An object that is no announcement. ``str()`` names the field and the fault."""

    def __init__(self, message: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.path = path
        """The way to the fault, ``("port",)`` or ``("txt", 2)``; empty for a fault of the object itself."""

    @property
    def string(self) -> int | None:
        """The index of the TXT string with the fault; None for a fault anywhere else."""
        match self.path:
            case ("txt", int(index)):
                return index
        return None


class AsideError(DumpError):
    """An object of a report in JSON Lines that need not be an announcement, such as a finding: pass the object over."""


_ASIDES = frozenset({"finding", "completeness", "summary", "appeared", "changed", "left", "found", "fixed"})
_SLIP = 75
"""Likeness, in per cent, from which an unknown field is a slip of a known one; others may be there."""

MAX_LONG_NAME = 4 * MAX_TEXT
"""Characters of a text that may hold a subtype or an instance, a service type, and a domain."""

_LOST_IN_OBJECT = frozenset({Fidelity.ORDER, Fidelity.DUPLICATES, Fidelity.EMPTY_STRINGS})

_decoder = msgspec.json.Decoder(AnnouncementDump)
_decode_line, _decode_lines = _decoder.decode, _decoder.decode_lines

# The same in presentation form, without the trailing dot: nearly all names.
_is_plain_name = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*").fullmatch


def decode_announcement(line: bytes, location: Location) -> Announcement:
    """Read an announcement from one line of JSON. Raises DumpError, also for a line that is no JSON."""
    return announcement_of(decode_dump(line), location)


def decode_dump(line: bytes) -> AnnouncementDump:
    """Read one line of JSON, without making an announcement of the values. Raises DumpError."""
    try:
        return _decode_line(line)
    except msgspec.ValidationError:
        # The second look lets the fields of others pass, and says well what is wrong.
        return _dump(_decode_value(line))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _not_json(error) from None
    except RecursionError:
        raise DumpError("not JSON: nested too deeply") from None


def decode_dumps(lines: bytes) -> list[AnnouncementDump] | None:
    """Read lines of JSON, without blank lines. Return None if a line needs a closer look."""
    try:
        return _decode_lines(lines)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def convert_announcement(value: object, location: Location, string_lines: tuple[int, ...] = ()) -> Announcement:
    """Read an announcement from plain values. Raises DumpError.

    A field of another format is let pass, unless the name looks like a misspelling of a field of ours.
    """
    return announcement_of(_dump(value), location, string_lines)


def announcement_of(dump: AnnouncementDump, location: Location, string_lines: tuple[int, ...] = ()) -> Announcement:
    """Make the announcement of a dump. Raises DumpError for names, octets or text that no announcement can have."""
    if len(dump.service) > MAX_LONG_NAME:
        raise DumpError(f"service: {len(dump.service):,} characters are more than any name in DNS has", ("service",))
    path, service = _service_path(_plain(dump.service, "service"))
    instance = path.instance if dump.instance is None else _octets(dump.instance, "instance")
    if path.instance not in {None, instance}:
        # The instance has another name: these labels are part of a malformed type, and stay as they are.
        path, service = ServicePath(path.service), _name(dump.service, "service")
    record, lost = _txt_record(dump)
    if isinstance(dump.location, Location) and dump.location.interfaces:
        location = msgspec.structs.replace(location, interfaces=dump.location.interfaces)
    in_order = record is not None and not record.damage and len(string_lines) == len(record.strings)
    announcement = Announcement(
        service=service,
        instance=instance,
        domain=_name(path.domain or ("local" if dump.domain is None else dump.domain), "domain"),
        subtypes=_subtypes(path, dump.subtypes),
        host=None if dump.host is None else _name(dump.host, "host"),
        port=dump.port,
        addresses=tuple([_plain(each, "addresses") for each in dump.addresses]),
        txt=record,
        txt_index=1 if dump.txt_index is UNSET else dump.txt_index,
        txt_count=1 if dump.txt_count is UNSET else dump.txt_count,
        lost=lost if dump.lost is UNSET else frozenset(dump.lost) | lost,
        location=location,
        string_lines=string_lines if in_order else (),
        observation=_observation(dump.observation) if isinstance(dump.observation, ObservationDump) else None,
        refusal=None if dump.refusal is UNSET else dump.refusal,
    )
    reason = oversized(announcement)
    if reason is not None:
        raise DumpError(reason)
    return announcement


def _subtypes(path: ServicePath, found: tuple[str, ...]) -> tuple[str, ...]:
    found = (path.subtype, *found) if path.subtype else found
    return tuple([_plain(each, "subtypes") for each in found])


def _observation(dump: ObservationDump) -> Observation:
    from validator.json_v1.observation import observation_of

    try:
        return observation_of(dump)
    except UnicodeEncodeError:
        raise DumpError("observation: a lone surrogate is no text", ("observation",)) from None
    except ValueError as error:
        raise DumpError(f"observation: {error}", ("observation",)) from None


def _decode_value(line: bytes) -> object:
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _not_json(error) from None
    except RecursionError:
        raise DumpError("not JSON: nested too deeply") from None


def _not_json(error: Exception) -> DumpError:
    return DumpError(f"not JSON: {str(error).removeprefix('JSON is malformed: ')}")


def _dump(value: object) -> AnnouncementDump:
    if not isinstance(value, dict):
        raise DumpError("expected an announcement: an object with at least a service")
    if value.get("type") in _ASIDES and "version" in value:
        raise AsideError(f"a {value['type']}, no announcement")
    known: dict[str, Any] = {}
    for name, content in value.items():
        if name in FIELDS:
            known[name] = content
        elif near := _meant(str(name)):
            raise DumpError(f"unknown field `{name}`: did you mean `{near}`?", (str(name),))
    try:
        return msgspec.convert(known, AnnouncementDump)
    except msgspec.ValidationError as error:
        raise _misfit(mismatch(error)) from None


def _txt_record(dump: AnnouncementDump) -> tuple[TxtRecord | None, frozenset[Fidelity]]:
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
    strings = _ascii(dump.txt)
    if strings is None:
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


def _octets(value: Text, field: str, index: int | None = None) -> bytes:
    if isinstance(value, str):
        return _plain(value, field, index).encode()
    try:
        return base64.b64decode(value.base64, validate=True)
    except (binascii.Error, ValueError):
        raise DumpError(f"{_field_text(field, index)}: expected Base64", _path(field, index)) from None


def _ascii(texts: tuple[Text, ...]) -> tuple[bytes, ...] | None:
    """Return the octets of texts that are all in ASCII, as nearly all are; None where they are not."""
    try:
        is_ascii = "".join(texts).isascii()  # type: ignore[arg-type]  # it says itself whether all are text
    except TypeError:
        return None
    return tuple(map(str.encode, texts)) if is_ascii else None  # type: ignore[arg-type]  # as above


def _plain(text: str, field: str, index: int | None = None) -> str:
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        reason = 'a lone surrogate is no text; write octets as {"base64": "..."}'
        raise DumpError(f"{_field_text(field, index)}: {reason}", _path(field, index))
    return text


def _field_text(field: str, index: int | None) -> str:
    return field if index is None else f"{field}[{index}]"


def _path(field: str, index: int | None) -> tuple[str | int, ...]:
    return (field,) if index is None else (field, index)


@lru_cache(maxsize=4096)
def _service_path(text: str) -> tuple[ServicePath, str]:
    """Find the service type in a text; return it as an announcement writes it, too."""
    path = service_path(text)
    return path, str(path.service)


def _name(text: str, field: str) -> str:
    """Bring a domain name into presentation form without the trailing dot."""
    return text if _is_plain_name(text) else join(split_name(_plain(text, field)))


@lru_cache(maxsize=1024)
def _meant(name: str) -> str | None:
    return nearest(name, FIELDS, _SLIP)


def _misfit(found: Mismatch) -> DumpError:
    where = found.path.removeprefix(".").replace("[...]", "")
    path = tuple(int(step) if step.isdigit() else step for step in re.findall(r"\w+", where))
    return DumpError(f"{where}: {with_cure(found)}" if where else with_cure(found), path)
