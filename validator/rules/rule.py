"""A rule ready for the checks: the merged rule files of one service for one transport."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from validator.model.finding import RuleOrigin
from validator.rules.patterns import Pattern
from validator.rules.requirements import Requirement, requirements
from validator.rules.schema import CLOSED, Constraint, Definition, Demand, KeyRule


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
    def item_requirements(self) -> dict[str, Requirement]:
        """What judges the items of a list; nothing where the rule says nothing of them."""
        return {} if self.rule.items is None else requirements(self.rule.items)


class BoundConstraint(_Bound, frozen=True):
    """What a condition supposes of one key."""

    rule: Constraint


class BoundDemand(_Bound, frozen=True):
    """What a condition demands of one key. ``rule`` None: that the key is absent."""

    rule: Demand | None
    origin: RuleOrigin


class BoundCondition(Struct, frozen=True):
    """Where every key of ``given`` (in lower case) is present and as its rule says, ``then`` holds, else ``other``."""

    given: dict[bytes, BoundConstraint]
    then: tuple[BoundDemand, ...]
    other: tuple[BoundDemand, ...]
    description: str | None = None


class Rule(Struct, frozen=True, kw_only=True):
    """What is known of one service. ``keys`` is by lower-case key; ``families`` are tried in order after it.

    ``transports`` is None where any is accepted. ``origin`` is that of ``definition``; ``origins`` those of
    ``subtypes`` and of each ``dependentRequired.KEY``. ``conditional`` are all keys (in lower case) that
    conditions name.
    """

    service: str
    title: str
    definition: Definition
    origin: RuleOrigin
    transports: tuple[str, ...] | None = None
    alias_of: str | None = None
    keys: dict[bytes, BoundKey] = {}
    families: tuple[tuple[Pattern, BoundKey], ...] = ()
    additional_keys: bool | None = None
    dependent_required: dict[str, tuple[str, ...]] = {}
    subtypes: tuple[str, ...] | None = None
    origins: dict[str, RuleOrigin] = {}
    conditions: tuple[BoundCondition, ...] = ()
    conditional: frozenset[bytes] = frozenset()

    def key(self, name: bytes) -> BoundKey | None:
        """What the rule says of a key (in lower case): by its name, else by the first family that it belongs to."""
        bound = self.keys.get(name)
        if bound is not None:
            return bound
        return next((family for pattern, family in self.families if pattern.fullmatch(name)), None)

    @property
    def is_closed(self) -> bool:
        """Whether a key that the rule does not define is a finding (``additionalKeys``, else ``definition``)."""
        if self.additional_keys is not None:
            return not self.additional_keys
        return self.definition in CLOSED
