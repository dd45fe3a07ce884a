"""The JSON shape of announcements, findings and runs (DESIGN section 6), version 1.

The shape is frozen, while internal structs may change. A struct of the model stands here only if the struct is small
and settled: Location, Lifetimes. Octets that are no text stand as ``{"base64": "..."}``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from validator.model.announcement import Fidelity, Location
from validator.model.observation import About, Lifetimes

VERSION: Literal[1] = 1


class Octets(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Octets that are not UTF-8 text."""

    base64: str


Text = str | Octets

TxtDump = tuple[Text, ...] | Octets
"""A TXT record: the strings, or the RDATA of a record that is more, or less, than a list of strings."""


class ClaimDump(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Records of an instance that were sent together: the TXT records, or the SRV record."""

    txt: tuple[TxtDump, ...] = ()
    """The TXT records: lists of strings, or RDATA."""
    server: str | None = None
    """The SRV record as ``host:port``."""
    senders: tuple[str, ...] = ()
    """Addresses that sent the records."""
    interfaces: tuple[str, ...] = ()
    """Interfaces on which the records were received."""


class ObservationDump(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What was observed of an instance, a type, a PTR record or a responder. An absent field was not observed."""

    about: About = About.INSTANCE
    """What was observed: an instance, a service type, a PTR record, a responder, or a piece of an input. Only instances
    are announcements in the counts."""
    senders: tuple[str, ...] = ()
    """Addresses that sent SRV or TXT records, or damaged packets."""
    is_listed: bool = False
    """Whether a PTR record lists the instance."""
    is_divided: bool = False
    """Whether the name of the instance was divided into several labels, which were joined."""
    unanswered: tuple[str, ...] = ()
    """Records that the instance lacks although they were asked for: ``SRV``, ``TXT``, ``address``."""
    lifetimes: tuple[Lifetimes, ...] = ()
    """Times to live by type of record."""
    unflushed: tuple[str, ...] = ()
    """Senders whose SRV or TXT records never had the cache-flush bit."""
    flushed: tuple[str, ...] = ()
    """Senders that set the cache-flush bit in a PTR record of the instance."""
    changes: int = 0
    """How often the TXT record changed."""
    changes_a_minute: int = 0
    """How often the TXT record changed in the busiest minute."""
    before: tuple[TxtDump, ...] = ()
    """Earlier TXT records in order."""
    conflicts: tuple[ClaimDump, ...] = ()
    """SRV or TXT records of one link that contradict each other."""
    turns: int = 0
    """How often one sender sent the conflicting records in turn; 0 for several senders."""
    elsewhere: tuple[ClaimDump, ...] = ()
    """SRV or TXT records that other links have."""
    goodbyes: int = 0
    """How often the instance said goodbye."""
    is_gone: bool = False
    """Whether the instance said goodbye and did not come back."""
    damaged: int = 0
    """How many packets could not be read."""
    damages: tuple[str, ...] = ()
    """What is wrong with some of the damaged packets."""
    hops: tuple[int, ...] = ()
    """TTLs or hop limits of IP heads, other than 255, with which SRV or TXT records came."""
    off_link: tuple[str, ...] = ()
    """Senders of SRV or TXT records that have no address of the networks of the interface."""
    target: str | None = None
    """The name that a PTR record has as its data."""
    reason: str | None = None
    """Why a piece of an input is not read."""
    cure: str = ""
    """How to mend that piece."""
    refuser: str = ""
    """The program that refuses the piece; empty where it cannot be read."""
    is_unasked: bool = False
    """Whether the instance lacks a record that nobody was seen to ask for."""
    is_type_unlisted: bool = False
    """Whether the list of service types was asked for, and lacks the type of the instance."""


class AnnouncementDump(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One announcement. ``service`` alone is enough; with ``txt`` there is a record to judge."""

    service: str
    """The service type, such as ``_ipp._tcp``."""
    instance: Text | None = None
    """The name of the instance; null for an unknown name."""
    domain: str | None = "local"
    subtypes: tuple[str, ...] = ()
    host: str | None = None
    """The target host of the SRV record."""
    port: Annotated[int, Meta(ge=0, le=65535)] | None = None
    """The port of the SRV record."""
    addresses: tuple[str, ...] = ()
    txt: tuple[Text, ...] | dict[str, Text | bool | None] | UnsetType | None = UNSET
    """The strings of the TXT record in order; ``[]`` for a record without attributes, null for no TXT record.

    Absent where the source does not tell whether there is a record. An object of keys and values is accepted too (null:
    a key without value), but loses order and duplicates.
    """
    location: Location | UnsetType | None = UNSET
    lost: tuple[Fidelity, ...] | UnsetType = UNSET
    """What the source could not keep of the announcement."""
    refusal: str | UnsetType = UNSET
    """Why the program that the file is for announces nothing of it."""
    rdata: Octets | UnsetType = UNSET
    """The RDATA of a damaged TXT record."""
    txt_hex: str | tuple[str, ...] | UnsetType = UNSET
    """The RDATA in hexadecimal, or a list of the strings in hexadecimal."""
    txt_index: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    """The number of this TXT record, from 1, of an instance with several TXT records."""
    txt_count: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    """How many TXT records the instance has."""
    observation: ObservationDump | UnsetType | None = UNSET
    """What a live run observed beside the records."""


class RuleDump(Struct, frozen=True, omit_defaults=True):
    """The rule that a finding stands on."""

    layer: str
    file: str
    note: str
    """The note or document that the rule file was made from."""
    line: int | None = None
    """The line of a rule file of the user's own."""


class FindingDump(Struct, frozen=True, kw_only=True):
    """One finding."""

    code: str
    slug: str
    severity: Literal["error", "warning", "info"]
    message: str
    """What is wrong."""
    hint: str
    """How to fix the fault."""
    authority: str
    """The text that the finding stands on, such as a section of an RFC."""
    service: str
    """The service type of the announcement."""
    instance: Text | None
    """The instance name of the announcement."""
    domain: str
    """The domain of the announcement."""
    key: str | None
    value: Text | None
    """The value of the key; ``***`` for a secret."""
    rule: RuleDump | None
    location: Location
    keys: tuple[str, ...] | UnsetType = UNSET
    """All keys that the finding is about, where these are several."""


class SummaryDump(Struct, frozen=True, kw_only=True):
    """Counts of a run. A finding that was left out is counted in ``suppressed`` or ``baseline`` only."""

    announcements: int
    services: int
    """How many service types were announced."""
    without_rule: int
    """How many of the service types have no rule."""
    errors: int
    warnings: int
    infos: int
    unreadable: int
    """How many pieces of the inputs could not be read."""
    suppressed: int = 0
    """How many findings the user accepts."""
    baseline: int = 0
    """How many findings are known from the baseline."""


class CompletenessDump(Struct, frozen=True, kw_only=True):
    """What a live run did, so that the reader knows what the run may have missed."""

    duration: float
    """Seconds."""
    interfaces: tuple[str, ...]
    queries: int
    """How many queries were sent."""
    types: int
    """How many service types were observed."""
    instances: int
    """How many instances were observed."""
    unresolved: tuple[str, ...]
    """Names of instances that lack a record."""
    dropped: int
    """How much was dropped in all."""
    lacking: dict[str, tuple[str, ...]] = {}
    """What an unresolved instance lacks: ``SRV``, ``TXT``, ``address``."""
    drops: dict[str, int] = {}
    """How much was dropped of a kind."""
    packets: int = 0
    """How many packets were received, without queries."""
    damaged: int = 0
    """How many of the packets could not be read to the end."""
    passive: bool = False
    """Whether the run asked no questions."""
    loss: float = 0.0
    """The share of answers that were lost or late, from 0 to 1."""
    unheard: float = 0.0
    """How many instances or types are likely to be missing because of the loss."""


class JsonReport(Struct, frozen=True, kw_only=True):
    """A report in JSON."""

    version: Literal[1]
    announcements: tuple[AnnouncementDump, ...]
    findings: tuple[FindingDump, ...]
    summary: SummaryDump
    completeness: CompletenessDump | UnsetType = UNSET
    """Present in the report of a live run."""


FIELDS = AnnouncementDump.__struct_fields__
"""Names of the fields of an announcement."""
