"""What a rule file says of one value, of one key, and of a name.

The words of values and keys are documented in their table (rules/keywords), those of other parts here.
"""

from typing import Literal

from msgspec import Struct

ValuePresence = Literal["required", "optional", "forbidden"]

Level = Literal["must", "should", "may"]
"""How much a statement binds: a fault against it is an error, a warning or an info."""

Certainty = Literal["verified", "secondary", "recalled"]
"""How a statement is known: read in the document or in the owner's own implementation; read in somebody else's
implementation, in test data or in what devices publish; general knowledge that nobody read up. What is not verified
weighs no more than a warning, and says so."""

Encoding = Literal["base16", "base64", "base64url", "octets"]
"""How the octets of a value stand for other octets; ``octets``: as themselves, whatever they are."""


def spelling(name: str) -> str:
    """The word of a field in files: camel case, and without the underscore that Python's own words need."""
    first, *others = name.rstrip("_").split("_")
    return first + "".join(other.title() for other in others)


class BitField(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename={"from_": "from"}):
    """A named part of a bit field: one ``bit`` (0 is the lowest), or the bits ``from`` to ``to`` as one number.

    ``values`` names the numbers that the part may have. Where the part is not zero, the parts that ``requires`` names
    must not be zero, and those that ``excludes`` names must be.
    """

    bit: int | None = None
    """The number of the bit; 0 is the lowest."""
    from_: int | None = None
    """The lowest bit of a part of several bits."""
    to: int | None = None
    """The highest bit of a part of several bits."""
    values: dict[int, str] | None = None
    """What the part may be as a number, with a name for each."""
    requires: tuple[str, ...] = ()
    """Parts that must not be zero where this one is not."""
    excludes: tuple[str, ...] = ()
    """Parts that must be zero where this one is not."""
    description: str | None = None
    """What the part says, for people."""


class Bits(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A bit field in a value: how it is written, how wide it is, what its parts mean, which bits are wanted.

    ``hexWords``: words of 32 bits in hexadecimal, separated by commas, the lowest first; ``octets``: big-endian.
    ``any``, ``all`` and ``none`` are numbers of bits of which one, all or none must be set.
    """

    encoding: Literal["decimal", "hex", "hexWords", "octets"] = "decimal"
    """How the bits are written."""
    width: int | None = None
    """How many bits there are."""
    reserved: Literal["forbidden", "ignored"] = "ignored"
    """What of bits that no field names: must they be zero?"""
    fields: dict[str, BitField] = {}
    """The parts of the bit field by their names."""
    any: tuple[int, ...] = ()
    """Bits of which one at least must be set."""
    all: tuple[int, ...] = ()
    """Bits that must be set."""
    none: tuple[int, ...] = ()
    """Bits that must be clear."""


class Constraint(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """What a value must be. A field that is absent says nothing; rules/keywords tells what each word means.

    Values are text as in the record (``"1"``, not 1); lengths are octets.
    """

    const: str | None = None
    enum: tuple[str, ...] | None = None
    pattern: str | None = None
    ignore_case: bool | None = None
    format: str | None = None
    base: Literal[10, 16] | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    minimum_version: str | None = None
    maximum_version: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    bits: Bits | None = None
    content_encoding: Encoding | None = None
    min_bytes: int | None = None
    max_bytes: int | None = None
    content_media_type: Literal["application/json"] | None = None
    separator: str | None = None
    items: "KeyRule | None" = None
    prefix_items: "tuple[KeyRule, ...] | None" = None
    contains: "Constraint | None" = None
    min_contains: int | None = None
    max_contains: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool | None = None
    exclusive_items: tuple[str, ...] | None = None
    ordered: Literal["ascending", "descending"] | None = None
    properties: "dict[str, KeyRule] | None" = None
    additional_properties: bool | None = None
    any_of: "tuple[Constraint, ...] | None" = None
    not_: "Constraint | None" = None


class Statement(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """How much a statement binds, why, and by which word; absent fields are as the rule file says of itself."""

    level: Level | None = None
    """How much it binds: a fault is an error (must), no more than a warning (should) or an info (may)."""
    certainty: Certainty | None = None
    """How it is known; what is not verified weighs no more than a warning."""
    source: str | None = None
    """The document with its section, or the repository with its file."""
    description: str | None = None
    """Why, for people; findings quote it."""


class Agreement(Statement, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """What else says the same as a value. ``to`` are the places, of which one must agree; absent places say nothing.

    A place is ``instance``, ``host`` (the target of the SRV record), ``hostLabel`` (its first label), ``port``,
    ``addresses``, ``subtypes``, or ``key NAME``. ``at`` tells where in the other text the value stands. ``value`` and
    ``other`` are made of the two texts first (rules/agreement.py has the words). ``differs``: the two must not agree.
    """

    to: tuple[str, ...] = ()
    """Places of which one must agree: instance, host, hostLabel, port, addresses, subtypes, or key NAME."""
    at: Literal["whole", "start", "end", "inside"] = "whole"
    """Where in the other text the value stands."""
    value: tuple[str, ...] = ()
    """What is made of the value first: lower, upper, alphanumeric, hex, first N, last N, before TEXT, after TEXT,
    shift N, urlHost, urlPort, prefix TEXT, reverseBytes."""
    other: tuple[str, ...] = ()
    """What is made of the other text first, in the same words."""
    ignore_case: bool = False
    """Whether letters compare without regard to case; those of hosts always do."""
    differs: bool = False
    """Whether the two must not agree."""


class Mistake(Constraint, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """A value that devices publish by mistake: what is wrong with it in words, and what to write instead."""

    says: str = ""
    """What is wrong with the value, in words."""
    write: str = ""
    """What to write instead."""


class Deviation(Constraint, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """What known devices publish against the rule: a value, or that the key is ``absent``. It is an info there."""

    absent: bool | None = None
    """That the key is absent is what the devices do."""
    by: str = ""
    """Whose devices they are."""
    description: str | None = None
    """What they publish, for people."""


class KeyRule(Constraint, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """What a rule says of one key, or of one item of a list. Values are text as in the record; lengths are octets."""

    description: str | None = None
    source: str | None = None
    certainty: Certainty | None = None
    level: Level | None = None
    default: str | None = None
    examples: tuple[str, ...] | None = None
    required: bool | None = None
    recommended: bool | None = None
    forbidden: bool | str | None = None
    value: ValuePresence | None = None
    deprecated: bool | str | None = None
    sensitive: Literal["credential", "identifier", "person", False] | None = None
    unique: bool | None = None
    agrees_with: tuple[Agreement, ...] | None = None
    mistakes: tuple[Mistake, ...] | None = None
    deviations: tuple[Deviation, ...] | None = None
    aliases: tuple[str, ...] | None = None
    misspellings: tuple[str, ...] | None = None
    hinted: tuple[str, ...] | None = None


class NameRule(Constraint, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """What the instance name, the first label of the host, or the port (as decimal text) must be."""

    level: Level | None = None
    """How much it binds: must, should or may."""
    certainty: Certainty | None = None
    """How it is known: verified, secondary or recalled."""
    source: str | None = None
    """The document with its section, or the repository with its file."""
    description: str | None = None
    """What the name says, for people."""
    sensitive: Literal["identifier", "person"] | None = None
    """What the name tells of the device or of people."""
    agrees_with: tuple[Agreement, ...] | None = None
    """What else must say the same."""


class SubtypeRule(NameRule, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """A family of subtypes that begin with ``prefix``; the other words speak of what follows the prefix."""

    prefix: str = ""
    """What the subtypes begin with."""
