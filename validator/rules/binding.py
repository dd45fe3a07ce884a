"""Bind what one part of a rule file says to where it says it, so that findings can name the statement they stand on."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from validator.documents.mismatch import Path
from validator.model.finding import RuleOrigin
from validator.rules.keywords import KEYWORDS
from validator.rules.layer_file import LayerFile
from validator.rules.rule import (
    BoundAgreement,
    BoundCompanion,
    BoundCondition,
    BoundConstraint,
    BoundDemand,
    BoundGroup,
    BoundKey,
    BoundName,
    BoundSubtype,
    Given,
    bound_agreements,
)
from validator.rules.schema import (
    Companion,
    Condition,
    Constraint,
    Demand,
    If,
    KeyGroup,
    KeyRule,
    NameRule,
    Statement,
    SubtypeRule,
    Then,
)

_NOTHING = Then()
_NAMES = ("instance", "host", "port")


class Binder(Struct, frozen=True):
    """Binds what one part of a file says. ``place`` is the path of the part, ``origin`` that of the file."""

    file: LayerFile
    origin: RuleOrigin
    place: Path = ()

    def key(self, lower: BoundKey | None, name: str, rule: KeyRule, word: str) -> BoundKey:
        """Bind a key or a family of keys, over what a lower layer says of it."""
        rule = self.file.key(rule)
        used = [keyword for keyword in KEYWORDS.values() if keyword.of(rule) is not None]
        about = Statement(rule.level, rule.certainty, rule.source)
        origins = {keyword.word: self.at(word, name, keyword.word, about=about) for keyword in used}
        is_family = word == "patternKeys"
        if lower is None:
            return BoundKey(name, rule, {"": self.at(word, name, about=about)} | origins, is_family)
        # What a lower layer only hinted at stays a hint unless this layer states the same keyword itself.
        hinted = tuple(each for each in lower.rule.hinted or () if each not in origins) + (rule.hinted or ())
        said = {keyword.field: keyword.of(rule) for keyword in used}
        merged = msgspec.structs.replace(lower.rule, **said | {"hinted": hinted or None})
        return BoundKey(name, merged, lower.origins | origins, is_family)

    def name(self, word: str, rule: NameRule) -> BoundName:
        """Bind what is asked of ``instance``, ``host`` or ``port``."""
        rule = self.file.key(rule)
        origin = self.at(word, about=Statement(rule.level, rule.certainty, rule.source))
        return BoundName(word, rule, origin, _agreements(rule, origin))

    def subtype(self, rule: SubtypeRule, number: int) -> BoundSubtype:
        """Bind what is asked of a family of subtypes."""
        rule = self.file.key(rule)
        origin = self.at("subtypes", number, about=Statement(rule.level, rule.certainty, rule.source))
        return BoundSubtype(f"{rule.prefix}…", rule, origin, _agreements(rule, origin))

    def condition(self, condition: Condition, number: int) -> BoundCondition:
        """Bind one condition."""
        at = ("allOf", number)
        then, other = condition.then or _NOTHING, condition.else_ or _NOTHING
        return BoundCondition(
            self.given(condition.if_),
            tuple(self._demands(then, condition, (*at, "then"))),
            tuple(self._demands(other, condition, (*at, "else"))),
            self._port(then, condition, (*at, "then")),
            self._port(other, condition, (*at, "else")),
            condition.description,
        )

    def given(self, supposed: If) -> Given:
        """Bind what a condition supposes."""
        keys = {
            name.lower().encode(): BoundConstraint(name, self.file.key(rule)) for name, rule in supposed.keys.items()
        }
        names = ((word, getattr(supposed, word)) for word in _NAMES)
        bound = tuple(BoundConstraint(word, self.file.key(rule)) for word, rule in names if rule is not None)
        return Given(keys, supposed.subtype, bound)

    def group(self, group: KeyGroup, number: int) -> BoundGroup:
        """Bind a group of keys."""
        return BoundGroup(group, self.at("keyGroups", number, about=group))

    def companion(self, companion: Companion, number: int) -> BoundCompanion:
        """Bind a companion."""
        port = None if companion.port is None else BoundConstraint("port", self.file.key(companion.port))
        given = None if companion.if_ is None else self.given(companion.if_)
        return BoundCompanion(companion, self.at("companions", number, about=companion), given, port)

    def at(self, *path: str | int, about: Statement | None = None) -> RuleOrigin:
        """The origin of a statement of the part; ``about`` is what the statement says of itself."""
        full = (*self.place, *path)
        said = about or Statement()
        return RuleOrigin(
            self.origin.layer,
            self.origin.file,
            said.source or self.origin.note,
            self.file.line(full),
            ".".join(map(str, full)),
            said.level or self.origin.level,
            said.certainty or self.origin.certainty,
        )

    def _demands(self, then: Then, condition: Condition, path: Path) -> Iterator[BoundDemand]:
        for name, demand in then.keys.items():
            rule = self.file.key(demand) if isinstance(demand, Demand) else None
            yield BoundDemand(name, rule, self.at(*path, "keys", name, about=condition))

    def _port(self, then: Then, condition: Condition, path: Path) -> BoundName | None:
        if then.port is None:
            return None
        rule: Constraint = self.file.key(then.port)
        return BoundName("port", rule, self.at(*path, "port", about=condition))


def _agreements(rule: NameRule, origin: RuleOrigin) -> tuple[BoundAgreement, ...]:
    return tuple(bound_agreements(rule.agrees_with or (), origin, "agreesWith"))
