"""The rule file as a whole: one YAML document for one service name, or for a set that several services include."""

from typing import Literal

from msgspec import Struct

from validator.rules.schema.relation import Companion, Condition, KeyGroup
from validator.rules.schema.value import Certainty, KeyRule, NameRule, SubtypeRule, spelling

Definition = Literal["keys", "partial", "none", "proprietary", "reference", "unclear"]
"""What a note does: lists the keys, lists some, says there are none, withholds them, names a document, is unclear."""

CLOSED: frozenset[str] = frozenset({"keys", "none"})
"""Definitions under which a key that the rule does not name is a finding."""

DEFINITIONS: dict[Definition, str] = {
    "keys": "All keys are listed; an undefined one is a finding.",
    "partial": "Some keys are listed, others are accepted; a slip of a listed one is a finding.",
    "none": "There are no keys; each is a finding.",
    "proprietary": "There are keys, which nobody publishes: they are accepted.",
    "reference": "The keys stand in a document that the rule does not have: they are accepted.",
    "unclear": "The note cannot honestly be read as keys: they are accepted.",
}
"""What each definition says of keys."""


class TransportRule(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """What differs for one transport of a service whose registrations differ; merged over the file's own fields."""

    definition: Definition | None = None
    """What is said of keys that are not listed: keys, partial, none, proprietary, reference or unclear."""
    keys: dict[str, KeyRule] = {}
    """The keys of the record, each with what holds for it; {}: the key is defined and nothing more is said."""
    pattern_keys: dict[str, KeyRule] = {}
    """Families of keys: a pattern in the syntax of RE2 for the whole key, with what holds for each key of it."""
    additional_keys: bool | None = None
    """Whether keys that are not listed are accepted, whatever definition says."""
    dependent_required: dict[str, tuple[str, ...]] = {}
    """Keys, each with the keys that must be there where it is."""
    all_of: tuple[Condition, ...] = ()
    """Conditions that hold keys and names against each other; those of all layers count."""
    key_groups: tuple[KeyGroup, ...] = ()
    """Keys whose presence hangs together."""
    instance: NameRule | None = None
    """What the instance name must be."""
    host: NameRule | None = None
    """What the first label of the target of the SRV record must be."""
    port: NameRule | None = None
    """What the port must be, as decimal text; where it admits 0, port 0 is no finding."""
    required_subtypes: tuple[str, ...] = ()
    """The subtypes that every instance is announced under."""
    companions: tuple[Companion, ...] = ()
    """Other services that the same device announces."""


class Profile(TransportRule, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """What one kind of readers demands beyond the base; it counts where the user asks for it (--profile)."""

    title: str | None = None
    """What the profile is, for people."""
    applies: str | None = None
    """When devices claim it, for people."""
    source: str | None = None
    """The document with its section."""
    certainty: Certainty | None = None
    """How it is known: verified, secondary or recalled."""


class Note(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """One of several notes of a service whose registrations carry different ones."""

    transports: tuple[str, ...]
    """The transports of the registration."""
    note: str
    """The note, word for word."""


class Source(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """Where a rule comes from: a registry note with its registration facts, or a document and its section.

    Dates are text as the registry prints them. ``notes`` stands beside ``note`` only where registrations differ.
    """

    registry: str | None = None
    """The registry whose note the file is compiled from: iana."""
    document: str | None = None
    """The document, or the repository and file."""
    section: str | None = None
    """The section of the document."""
    url: str | None = None
    """Where the document is published."""
    registered: str | None = None
    """When the registration was made."""
    modified: str | None = None
    """When the registration was changed last."""
    assignee: str | None = None
    """Who registered the service."""
    contact: str | None = None
    """Whom to ask."""
    reference: tuple[str, ...] | None = None
    """The documents that the registration names."""
    ports: tuple[str, ...] | None = None
    """The registered ports."""
    note: str | None = None
    """The registry's note on TXT keys, word for word."""
    notes: tuple[Note, ...] | None = None
    """The notes of registrations that differ."""
    certainty: Certainty | None = None
    """How what the file says is known, where a statement does not say it of itself."""
    remainder: str | None = None
    """Text of the note that stands beside the keys and was read neither as a key, a constraint nor a gloss."""


class Octets(Struct, frozen=True, forbid_unknown_fields=True):
    """A string of a record whose value is no text: the key, and the octets of the value in hexadecimal."""

    key: str
    """The key."""
    hex: str
    """The octets of the value in hexadecimal."""


Strings = tuple[str | Octets, ...]
"""The strings of a TXT record, in order."""


class Announced(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, rename=spelling):
    """An announcement that shows a rule at work; of ``service``, else of the service of the file."""

    service: str | None = None
    """The service type, where it is another than that of the file."""
    txt: Strings = ("",)
    """The strings of the TXT record."""
    instance: str = "Example"
    """The instance name."""
    host: str | None = None
    """The target of the SRV record."""
    port: int | None = None
    """The port of the SRV record."""
    addresses: tuple[str, ...] = ()
    """The addresses of the host."""
    subtypes: tuple[str, ...] = ()
    """The subtypes that are announced."""


class ExampleRecord(Announced, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """An example that is more than a record: judged by ``profile`` where one is named.

    ``beside`` are the other announcements of the same input.
    """

    profile: str | None = None
    """The profile that it is judged by."""
    beside: tuple[Announced, ...] = ()
    """The other announcements of the same input."""


class InvalidExample(ExampleRecord, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A record that must give the findings whose codes ``expect`` lists."""

    expect: tuple[str, ...]
    """Codes of findings that it must give."""


class Examples(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Records that the rule promises to accept and to refuse; the tool runs them."""

    valid: tuple[Strings | ExampleRecord, ...] = ()
    """Records, or records with names, that give neither error nor warning."""
    invalid: tuple[InvalidExample, ...] = ()
    """Records that give findings."""


class RuleFile(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """One rule file: of a service, or of a set in the folder ``sets``, which several services include."""

    service: str = ""
    """The service name without underscore: ipp for _ipp._tcp."""
    set: str = ""
    """The name of a set, instead of service."""
    title: str | None = None
    """What the service is, for people."""
    transports: tuple[str, ...] | None = None
    """The transports that are registered; any is accepted where this is absent."""
    include: tuple[str, ...] = ()
    """Sets (sets/NAME.yaml) over which this file counts."""
    definition: Definition | None = None
    """What is said of keys that are not listed; absent in a higher layer: as the lower layer says."""
    alias_of: str | None = None
    """The service that the registry says to use instead for discovery."""
    keys: dict[str, KeyRule] = {}
    """The keys of the record, each with what holds for it; {}: the key is defined and nothing more is said."""
    pattern_keys: dict[str, KeyRule] = {}
    """Families of keys: a pattern in the syntax of RE2 for the whole key, with what holds for each key of it."""
    additional_keys: bool | None = None
    """Whether keys that are not listed are accepted, whatever definition says."""
    dependent_required: dict[str, tuple[str, ...]] = {}
    """Keys, each with the keys that must be there where it is."""
    all_of: tuple[Condition, ...] = ()
    """Conditions that hold keys and names against each other; those of all layers count."""
    key_groups: tuple[KeyGroup, ...] = ()
    """Keys whose presence hangs together."""
    key_order: tuple[str, ...] = ()
    """The first keys of a record in order, as far as it has them."""
    max_record_length: int | None = None
    """Octets that a record may have, length octets included."""
    txt: Literal["required", "optional"] | None = None
    """Whether a record without keys is a fault."""
    srv: Literal["required", "optional"] | None = None
    """Whether an instance has an SRV record at all."""
    instance: NameRule | None = None
    """What the instance name must be."""
    host: NameRule | None = None
    """What the first label of the target of the SRV record must be."""
    port: NameRule | None = None
    """What the port must be, as decimal text; where it admits 0, port 0 is no finding."""
    subtypes: tuple[str | SubtypeRule, ...] | None = None
    """The subtypes that may be announced, and families of them by prefix; any where this is absent."""
    required_subtypes: tuple[str, ...] = ()
    """The subtypes that every instance is announced under."""
    companions: tuple[Companion, ...] = ()
    """Other services that the same device announces."""
    by_transport: dict[str, TransportRule] = {}
    """What differs for tcp or udp."""
    profiles: dict[str, Profile] = {}
    """What kinds of readers demand beyond all this, by names that --profile takes."""
    examples: Examples | None = None
    """Records that the rule promises to accept and to refuse; `rules test` runs them. Last in the file."""
    source: Source | None = None
    """Where the rule comes from."""
