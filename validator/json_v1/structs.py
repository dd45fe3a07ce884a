"""The JSON shape of announcements, findings and runs (DESIGN section 6), version 1.

It is a shape of its own, not a picture of the internal structs: those may change, this may not. What is not text stands
as ``{"base64": "..."}``; ``txt`` null means that no TXT record was seen, ``[]`` one without attributes.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from validator.model.announcement import Fidelity
from validator.model.observation import About

VERSION: Literal[1] = 1


class Octets(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Octets that are not UTF-8 text."""

    base64: str


Text = str | Octets

TxtDump = tuple[Text, ...] | Octets
"""A TXT record: its strings, or its RDATA where they cannot say everything."""


class LocationDump(Struct, frozen=True, omit_defaults=True, gc=False):
    """Where something was seen; only what is known is written."""

    file: str | None = None
    line: int | None = None
    frame: int | None = None
    interfaces: tuple[str, ...] = ()


class ClaimDump(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Records of an instance that were said together: TXT records as lists of strings (or RDATA), or the SRV record."""

    txt: tuple[TxtDump, ...] = ()
    server: str | None = None
    senders: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()


class LifetimesDump(Struct, frozen=True, gc=False):
    """The TTLs in seconds of the records of one type."""

    rtype: str
    seconds: tuple[int, ...]


class ObservationDump(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What a live run knows of an instance, a service type or a responder; what is not there was not heard.

    ``about`` other than ``instance``: it announces nothing, and is no announcement in the counts.
    """

    about: About = About.INSTANCE
    senders: tuple[str, ...] = ()
    is_listed: bool = False
    is_divided: bool = False
    unanswered: tuple[str, ...] = ()
    lifetimes: tuple[LifetimesDump, ...] = ()
    unflushed: tuple[str, ...] = ()
    flushed: tuple[str, ...] = ()
    changes: int = 0
    changes_a_minute: int = 0
    before: tuple[TxtDump, ...] = ()
    conflicts: tuple[ClaimDump, ...] = ()
    turns: int = 0
    elsewhere: tuple[ClaimDump, ...] = ()
    goodbyes: int = 0
    is_gone: bool = False
    damaged: int = 0
    damages: tuple[str, ...] = ()


class AnnouncementDump(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One announcement. ``service`` alone is enough, with ``txt`` to have something to judge.

    ``txt`` as an object of keys and values is accepted (null: a key without value): order and duplicates are lost then.
    ``txt_hex`` is the record in hexadecimal, or a list of its strings so; ``rdata`` the record where strings cannot
    say everything. ``lost`` names what the source could not keep, ``observation`` has what a live run knows.
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
    observation: ObservationDump | UnsetType | None = UNSET


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
    """Counts of a run: announcements, service types, those without a rule, findings by severity, unreadable parts.

    Findings that were left out are in ``suppressed`` and ``baseline`` only.
    """

    announcements: int
    services: int
    without_rule: int
    errors: int
    warnings: int
    infos: int
    unreadable: int
    suppressed: int = 0
    baseline: int = 0


class CompletenessDump(Struct, frozen=True, kw_only=True):
    """What a live run did; the duration is in seconds.

    ``lacking`` says what each unresolved instance lacks, ``drops`` how much of what kind was dropped.
    ``loss`` is the share of answers that were lost or late, ``unheard`` how many are to be expected to be missing so.
    """

    duration: float
    interfaces: tuple[str, ...]
    queries: int
    types: int
    instances: int
    unresolved: tuple[str, ...]
    dropped: int
    lacking: dict[str, tuple[str, ...]] = {}
    drops: dict[str, int] = {}
    packets: int = 0
    damaged: int = 0
    passive: bool = False
    loss: float = 0.0
    unheard: float = 0.0


class Document(Struct, frozen=True, kw_only=True):
    """The whole of a JSON report."""

    version: Literal[1]
    announcements: tuple[AnnouncementDump, ...]
    findings: tuple[FindingDump, ...]
    summary: SummaryDump
    completeness: CompletenessDump | UnsetType = UNSET


FIELDS = AnnouncementDump.__struct_fields__
"""Names of the fields of an announcement."""
