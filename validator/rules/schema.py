"""The rule file: one YAML document for one service name. The vocabulary is JSON Schema's wherever it has the word.

Every field is documented here; ``load.py`` reads files into these structs, ``layers.py`` merges them for the checks.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Definition = Literal["keys", "partial", "none", "proprietary", "reference", "unclear"]
"""What a note does: lists the keys, lists some, says there are none, withholds them, names a document, is unclear."""

CLOSED: frozenset[str] = frozenset({"keys", "none"})
"""Definitions under which a key that the rule does not name is a finding."""

ValuePresence = Literal["required", "optional", "forbidden"]


class Constraint(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """What a value must be. A field that is absent says nothing; rules/keywords tells what each word means.

    Values are text as in the record (``"1"``, not 1); lengths are octets.
    """

    const: str | None = None
    enum: tuple[str, ...] | None = None
    pattern: str | None = None
    ignore_case: bool | None = None
    format: str | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    min_length: int | None = None
    max_length: int | None = None


class KeyRule(Constraint, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """What a rule says of one key, or of one item of a list. Values are text as in the record; lengths are octets."""

    description: str | None = None
    separator: str | None = None
    items: KeyRule | None = None
    default: str | None = None
    examples: tuple[str, ...] | None = None
    required: bool | None = None
    value: ValuePresence | None = None
    deprecated: bool | str | None = None
    sensitive: Literal["credential", "identifier", "person", False] | None = None
    hinted: tuple[str, ...] | None = None


class Demand(Constraint, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """What a key must be where a condition holds; ``required``: it must be there."""

    required: bool | None = None


class If(Struct, frozen=True, forbid_unknown_fields=True):
    """Holds where each of these keys is present and its value is as described; ``{}`` accepts any, and none."""

    keys: dict[str, Constraint]


class Then(Struct, frozen=True, forbid_unknown_fields=True):
    """What is demanded of keys; ``false`` instead of a description: the key must be absent."""

    keys: dict[str, Demand | bool]


class Condition(
    Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename={"if_": "if", "else_": "else"}
):
    """Where ``if`` holds, ``then`` must hold, elsewhere ``else``. ``description`` says why; findings quote it."""

    if_: If
    then: Then | None = None
    else_: Then | None = None
    description: str | None = None


class TransportRule(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """What differs for one transport of a service whose registrations differ; merged over the file's own fields."""

    definition: Definition | None = None
    keys: dict[str, KeyRule] = {}
    pattern_keys: dict[str, KeyRule] = {}
    additional_keys: bool | None = None
    dependent_required: dict[str, tuple[str, ...]] = {}
    all_of: tuple[Condition, ...] = ()


class Note(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """One of several notes of a service whose registrations carry different ones."""

    transports: tuple[str, ...]
    note: str


class Source(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """Where a rule comes from: a registry note with its registration facts, or a document and its section.

    Dates are text as the registry prints them. ``notes`` stands beside ``note`` only where registrations differ.
    """

    registry: str | None = None
    document: str | None = None
    section: str | None = None
    url: str | None = None
    registered: str | None = None
    modified: str | None = None
    assignee: str | None = None
    contact: str | None = None
    reference: tuple[str, ...] | None = None
    ports: tuple[str, ...] | None = None
    note: str | None = None
    notes: tuple[Note, ...] | None = None
    remainder: str | None = None
    """Text of the note that stands beside the keys and was read neither as a key, a constraint nor a gloss."""


class InvalidExample(Struct, frozen=True, forbid_unknown_fields=True):
    """A record that must give the findings whose codes ``expect`` lists."""

    txt: tuple[str, ...]
    expect: tuple[str, ...]


class Examples(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Records that the rule promises to accept and to refuse; the tool runs them."""

    valid: tuple[tuple[str, ...], ...] = ()
    invalid: tuple[InvalidExample, ...] = ()


class RuleFile(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """One rule file. ``service`` is the service name without underscore, ``transports`` absent where any is accepted.

    ``definition`` absent in a file of a higher layer leaves the lower layer's. ``patternKeys`` maps an RE2 pattern for
    the whole key to what holds for every key of that family. ``additionalKeys`` overrides what ``definition`` says of
    undefined keys. ``allOf`` are conditions that hold keys against each other, those of all layers. ``aliasOf`` names
    the service that the registry says to use instead for discovery.
    """

    service: str
    title: str | None = None
    transports: tuple[str, ...] | None = None
    definition: Definition | None = None
    alias_of: str | None = None
    keys: dict[str, KeyRule] = {}
    pattern_keys: dict[str, KeyRule] = {}
    additional_keys: bool | None = None
    dependent_required: dict[str, tuple[str, ...]] = {}
    all_of: tuple[Condition, ...] = ()
    subtypes: tuple[str, ...] | None = None
    by_transport: dict[str, TransportRule] = {}
    examples: Examples | None = None
    source: Source | None = None
