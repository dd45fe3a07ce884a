"""Merge the rule files of one service, lowest layer first, into the Rule that the checks use.

A higher layer refines a lower one key by key and, within a key, keyword by keyword; what it does not mention stays.
Every keyword remembers the layer that set it, so that a finding can name its origin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec
from msgspec import Struct

from validator.documents.mismatch import Path
from validator.documents.yaml import Document
from validator.model.finding import RuleOrigin
from validator.rules.keywords import KEYWORDS
from validator.rules.keywords.keyword import Filling
from validator.rules.patterns import ShippedPattern, compile_pattern
from validator.rules.rule import BoundCondition, BoundConstraint, BoundDemand, BoundKey, Rule
from validator.rules.schema import (
    Condition,
    Constraint,
    Definition,
    Demand,
    KeyRule,
    RuleFile,
    Source,
    Then,
    TransportRule,
)

_NOTHING = Then({})
_Said = TypeVar("_Said", bound=Constraint)


class LayerFile(Struct, frozen=True):
    """A rule file with the layer that it stands in and the path by which people find it."""

    layer: str
    path: str
    rule: RuleFile
    document: Document | None = None
    """The lines of the file, where findings are to name them."""
    is_shipped: bool = False
    """Whether the file came with the tool: its patterns need no google-re2."""

    @property
    def origin(self) -> RuleOrigin:
        """What findings say of where the rule came from."""
        return RuleOrigin(self.layer, self.path, _authority(self.rule.source))

    def pattern(self, text: str) -> str:
        """The text of one of its patterns, for compile_pattern."""
        return ShippedPattern(text) if self.is_shipped else text

    def key(self, rule: _Said) -> _Said:
        """What the file says of a key or a value, with its patterns as ``pattern`` gives them."""
        changed: dict[str, object] = {}
        for keyword in KEYWORDS.values() if self.is_shipped else ():
            value = keyword.of(rule)
            if value is not None and keyword.filling is Filling.PATTERN:
                changed[keyword.field] = self.pattern(value)
            elif isinstance(value, Constraint):
                changed[keyword.field] = self.key(value)
        return msgspec.structs.replace(rule, **changed) if changed else rule

    def at(self, origin: RuleOrigin, *path: str | int) -> RuleOrigin:
        """The origin with the line of a part of the file, or of the part around it that the file has."""
        if self.document is None:
            return origin
        lines = (self.document.line(*path[:depth]) for depth in range(len(path), 0, -1))
        return msgspec.structs.replace(origin, line=next(filter(None, lines), None))


def merge(files: Iterable[LayerFile], transport: str | None) -> Rule | None:
    """Merge the files of one service for ``tcp``, ``udp`` or neither; None where there is no file."""
    stack = tuple(files)
    if not stack:
        return None
    merged = _Merged()
    for file in stack:
        merged.add(file, transport)
    return Rule(
        service=stack[0].rule.service,
        title=next((file.rule.title for file in reversed(stack) if file.rule.title), stack[0].rule.service),
        definition=merged.definition,
        origin=merged.origin or stack[0].origin,
        transports=next((file.rule.transports for file in reversed(stack) if file.rule.transports), None),
        alias_of=next((file.rule.alias_of for file in reversed(stack) if file.rule.alias_of), None),
        keys=merged.keys,
        families=tuple((compile_pattern(name, ignore_case=True), bound) for name, bound in merged.families.items()),
        additional_keys=merged.additional,
        dependent_required=merged.dependent,
        subtypes=merged.subtypes,
        origins=merged.origins,
        conditions=tuple(merged.conditions),
        conditional=frozenset(name for each in merged.conditions for name in conditional_keys(each)),
    )


class _Merged:
    """The parts of a rule while files are merged, lowest first."""

    def __init__(self) -> None:
        self.keys: dict[bytes, BoundKey] = {}
        self.families: dict[str, BoundKey] = {}
        self.dependent: dict[str, tuple[str, ...]] = {}
        self.conditions: list[BoundCondition] = []
        self.definition: Definition = "unclear"
        self.additional: bool | None = None
        self.subtypes: tuple[str, ...] | None = None
        self.origin: RuleOrigin | None = None
        self.origins: dict[str, RuleOrigin] = {}

    def add(self, file: LayerFile, transport: str | None) -> None:
        """Refine by one file."""
        origin = file.origin
        for place, part in _parts(file.rule, transport):
            binder = _Binder(file, origin, place)
            for name, rule in part.keys.items():
                folded = name.lower().encode()
                self.keys[folded] = binder.key(self.keys.get(folded), name, rule, "keys")
            for name, rule in part.pattern_keys.items():
                bound = binder.key(self.families.get(name), name, rule, "patternKeys")
                self.families[file.pattern(name)] = bound
            self.dependent |= part.dependent_required
            for name in part.dependent_required:
                self.origins[f"dependentRequired.{name}"] = file.at(origin, *place, "dependentRequired", name)
            self.conditions += [binder.condition(each, number) for number, each in enumerate(part.all_of)]
            if part.definition is not None:
                self.definition, self.additional = part.definition, part.additional_keys
                self.origin = file.at(origin, *place, "definition")
            elif part.additional_keys is not None:
                self.additional = part.additional_keys
        if file.rule.subtypes is not None:
            self.subtypes = file.rule.subtypes
            self.origins["subtypes"] = file.at(origin, "subtypes")


class _Binder:
    """Binds what one part of a file says to where it says it."""

    def __init__(self, file: LayerFile, origin: RuleOrigin, place: Path) -> None:
        self._file = file
        self._origin = origin
        self._place = place

    def key(self, lower: BoundKey | None, name: str, rule: KeyRule, word: str) -> BoundKey:
        """Bind a key or a family of keys, over what a lower layer says of it."""
        rule = self._file.key(rule)
        used = [keyword for keyword in KEYWORDS.values() if keyword.of(rule) is not None]
        origins = {keyword.word: self._at(word, name, keyword.word) for keyword in used}
        is_family = word == "patternKeys"
        if lower is None:
            return BoundKey(name, rule, {"": self._at(word, name)} | origins, is_family)
        # What a lower layer only hinted at stays a hint unless this layer states the same keyword itself.
        hinted = tuple(each for each in lower.rule.hinted or () if each not in origins) + (rule.hinted or ())
        said = {keyword.field: keyword.of(rule) for keyword in used}
        merged = msgspec.structs.replace(lower.rule, **said | {"hinted": hinted or None})
        return BoundKey(name, merged, lower.origins | origins, is_family)

    def condition(self, condition: Condition, number: int) -> BoundCondition:
        """Bind one condition."""
        given = {
            name.lower().encode(): BoundConstraint(name, self._file.key(supposed))
            for name, supposed in condition.if_.keys.items()
        }
        then, other = (
            tuple(self._demand(name, each, "allOf", number, word, "keys", name) for name, each in part.keys.items())
            for word, part in (("then", condition.then or _NOTHING), ("else", condition.else_ or _NOTHING))
        )
        return BoundCondition(given, then, other, condition.description)

    def _demand(self, name: str, demand: Demand | bool, *path: str | int) -> BoundDemand:  # noqa: FBT001 - as in the file
        if not isinstance(demand, Demand):
            return BoundDemand(name, None, self._at(*path))
        return BoundDemand(name, self._file.key(demand), self._at(*path))

    def _at(self, *path: str | int) -> RuleOrigin:
        return self._file.at(self._origin, *self._place, *path)


def conditional_keys(condition: BoundCondition) -> Iterator[bytes]:
    """Yield every key that a condition names, in lower case."""
    yield from condition.given
    yield from (each.name.lower().encode() for each in (*condition.then, *condition.other))


def _parts(rule: RuleFile, transport: str | None) -> Iterator[tuple[Path, TransportRule]]:
    """Yield what holds for every transport and what for this one, each with its place in the file."""
    yield (
        (),
        TransportRule(
            rule.definition, rule.keys, rule.pattern_keys, rule.additional_keys, rule.dependent_required, rule.all_of
        ),
    )
    if transport in rule.by_transport:
        yield ("byTransport", str(transport)), rule.by_transport[transport]


def _authority(source: Source | None) -> str:
    if source is None:
        return ""
    document = ", ".join(part for part in (source.document, source.section) if part)
    return source.note or document or source.url or ""
