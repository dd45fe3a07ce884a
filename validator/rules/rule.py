"""A rule ready for the checks: the merged rule files of one service for one transport."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from validator.model.finding import RuleOrigin
from validator.rules.patterns import Pattern
from validator.rules.requirements import Requirement, requirements
from validator.rules.schema import (
    CLOSED,
    Agreement,
    Companion,
    Constraint,
    Definition,
    Demand,
    KeyGroup,
    KeyRule,
    Statement,
    SubtypeRule,
)


def stated(origin: RuleOrigin, statement: Statement, part: str) -> RuleOrigin:
    """The origin of a part of what ``origin`` is of; what the part says of itself counts."""
    return replace(
        origin,
        path=f"{origin.path}.{part}",
        note=statement.source or origin.note,
        level=statement.level or origin.level,
        certainty=statement.certainty or origin.certainty,
    )


class _Bound(Struct, frozen=True, dict=True):
    """What is asked of the value of a key. ``name`` is the key as the rule writes it, or the pattern of a family."""

    name: str
    rule: Constraint | None

    @cached_property
    def requirements(self) -> dict[str, Requirement]:
        """The keywords that judge values, compiled at the first value that is judged."""
        return {} if self.rule is None else requirements(self.rule)


class BoundKey(_Bound, frozen=True):
    """One key of a rule. ``origins`` tells for each keyword (as in the file, ``minLength``) which layer set it."""

    rule: KeyRule
    origins: dict[str, RuleOrigin]
    is_family: bool = False

    @cached_property
    def agreements(self) -> tuple[BoundAgreement, ...]:
        """What else must say the same as the value."""
        origin = self.origins.get("agreesWith")
        return () if origin is None else tuple(bound_agreements(self.rule.agrees_with or (), origin, ""))

    @cached_property
    def mistakes(self) -> tuple[BoundConstraint, ...]:
        """Values that are known mistakes."""
        return tuple(BoundConstraint(self.name, each) for each in self.rule.mistakes or ())

    @cached_property
    def deviations(self) -> tuple[BoundConstraint, ...]:
        """Values that are known of some devices."""
        return tuple(BoundConstraint(self.name, each) for each in self.rule.deviations or ())

    @cached_property
    def item_requirements(self) -> dict[str, Requirement]:
        """What judges the items of a list; nothing where the rule says nothing of them."""
        return {} if self.rule.items is None else requirements(self.rule.items)


class BoundConstraint(_Bound, frozen=True):
    """What is supposed of one value. ``name`` is the key, or the word of the name that is judged (``port``)."""

    rule: Constraint


class BoundDemand(_Bound, frozen=True):
    """What a condition demands of one key. ``rule`` None: that the key is absent."""

    rule: Demand | None
    origin: RuleOrigin


class BoundName(_Bound, frozen=True):
    """What is asked of the instance name, of the host or of the port; ``name`` is which of them."""

    rule: Constraint
    origin: RuleOrigin
    agreements: tuple[BoundAgreement, ...] = ()


class BoundAgreement(Struct, frozen=True):
    """What else must say the same as a value."""

    agreement: Agreement
    origin: RuleOrigin


def bound_agreements(agreements: Iterable[Agreement], origin: RuleOrigin, path: str) -> Iterator[BoundAgreement]:
    """Bind agreements; ``path`` is where they stand below ``origin``."""
    for number, each in enumerate(agreements):
        yield BoundAgreement(each, stated(origin, each, f"{path}.{number}" if path else str(number)))


class BoundSubtype(_Bound, frozen=True):
    """What is asked of the subtypes that begin with ``prefix``: of what follows it."""

    rule: SubtypeRule
    origin: RuleOrigin
    agreements: tuple[BoundAgreement, ...] = ()

    @property
    def prefix(self) -> str:
        """The text that the subtypes begin with."""
        return self.rule.prefix


class Given(Struct, frozen=True):
    """What a condition supposes: each key (in lower case) and each name as described, and the subtype announced."""

    keys: dict[bytes, BoundConstraint] = {}
    subtype: str | None = None
    names: tuple[BoundConstraint, ...] = ()
    """What is supposed of ``instance``, ``host`` and ``port``."""


class BoundCondition(Struct, frozen=True):
    """Where what is ``given`` holds, ``then`` holds, else ``other``. A demand of the port is named ``port`` alone."""

    given: Given
    then: tuple[BoundDemand, ...]
    other: tuple[BoundDemand, ...]
    then_port: BoundName | None = None
    other_port: BoundName | None = None
    description: str | None = None

    def of(self, *, holds: bool) -> tuple[BoundDemand, ...]:
        """What is demanded of keys where what is given holds, or does not."""
        return self.then if holds else self.other


class BoundGroup(Struct, frozen=True):
    """Keys whose presence hangs together."""

    group: KeyGroup
    origin: RuleOrigin


class BoundCompanion(Struct, frozen=True):
    """Another service that the same device announces."""

    companion: Companion
    origin: RuleOrigin
    given: Given | None = None
    port: BoundConstraint | None = None


class Rule(Struct, frozen=True, kw_only=True):
    """What is known of one service. ``keys`` is by lower-case key; ``families`` are tried in order after it.

    ``transports`` is None where any is accepted. ``origin`` is that of ``definition``; ``origins`` those of
    ``subtypes``, ``requiredSubtypes``, ``keyOrder``, ``maxRecordLength``, ``txt``, ``srv`` and of each
    ``dependentRequired.KEY``.
    ``conditional`` are all keys (in lower case) that stand in a relation to something else. ``aliases`` maps other
    names of keys to these, ``misspellings`` names that are mistakes for them, all in lower case. ``names`` says what
    is asked of ``instance``, ``host`` and ``port``. ``subtypes`` is None where any is accepted; ``prefixes`` are
    families of subtypes beside those, ``required_subtypes`` those that each instance has.
    """

    service: str
    title: str
    definition: Definition
    origin: RuleOrigin
    transports: tuple[str, ...] | None = None
    transports_origin: RuleOrigin | None = None
    """The rule of the user's that names the transports; None where one of ours does, or none."""
    alias_of: str | None = None
    keys: dict[bytes, BoundKey] = {}
    families: tuple[tuple[Pattern, BoundKey], ...] = ()
    additional_keys: bool | None = None
    dependent_required: dict[str, tuple[str, ...]] = {}
    subtypes: tuple[str, ...] | None = None
    origins: dict[str, RuleOrigin] = {}
    conditions: tuple[BoundCondition, ...] = ()
    conditional: frozenset[bytes] = frozenset()
    groups: tuple[BoundGroup, ...] = ()
    key_order: tuple[str, ...] = ()
    max_record_length: int | None = None
    needs_txt: bool | None = None
    needs_srv: bool | None = None
    names: dict[str, BoundName] = {}
    prefixes: tuple[BoundSubtype, ...] = ()
    required_subtypes: tuple[str, ...] = ()
    companions: tuple[BoundCompanion, ...] = ()
    aliases: dict[bytes, bytes] = {}
    misspellings: dict[bytes, bytes] = {}

    def key(self, name: bytes) -> BoundKey | None:
        """What the rule says of a key (in lower case): by its name, else by the first family that it belongs to."""
        bound = self.keys.get(self.aliases.get(name, name))
        if bound is not None:
            return bound
        return next((family for pattern, family in self.families if pattern.fullmatch(name)), None)

    @property
    def described(self) -> tuple[BoundKey, ...]:
        """The keys that the rule defines, and after them its families of keys."""
        return (*self.keys.values(), *(family for _, family in self.families))

    @property
    def has_unique(self) -> bool:
        """Whether a value of some key is that of one host only."""
        return any(bound.rule.unique for bound in self.keys.values())

    @property
    def judges_keys(self) -> bool:
        """Whether the keys of a record are judged: the rule defines some, or says that there are none."""
        return self.is_closed or bool(self.keys or self.families)

    @property
    def is_closed(self) -> bool:
        """Whether a key that the rule does not define is a finding (``additionalKeys``, else ``definition``)."""
        if self.additional_keys is not None:
            return not self.additional_keys
        return self.definition in CLOSED
