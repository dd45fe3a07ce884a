"""The JSON shape of announcements, findings and runs (DESIGN section 6), version 1.

It is a shape of its own, not a picture of the internal structs: those may change, this may not. What is not text stands
as ``{"base64": "..."}``; ``txt`` null means that no TXT record was seen, ``[]`` one without attributes.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from validator.model import Fidelity

VERSION: Literal[1] = 1


class Octets(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Octets that are not UTF-8 text."""

    base64: str


Text = str | Octets


class LocationDump(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where something was seen; only what is known is written."""

    file: str | None = None
    line: int | None = None
    frame: int | None = None
    interfaces: tuple[str, ...] = ()


class AnnouncementDump(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
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


class RuleDump(Struct, frozen=True, omit_defaults=True):
    """Which rule a finding stands on; ``line`` where it is one of the user's own files."""

    layer: str
    file: str
    note: str
    line: int | None = None


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
