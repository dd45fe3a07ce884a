"""What makes a rule file unusable although it fits the schema: the place within the file, and the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from validator.documents.mismatch import Path
from validator.rules.agreement import unknown_words
from validator.rules.keywords import KEYWORDS
from validator.rules.patterns import ShippedPattern, refusal
from validator.rules.schema import Agreement, Condition, Constraint, If, Octets, RuleFile, Then, TransportRule
from validator.rules.walk import constraints

_HEXADECIMAL = re.compile(r"(?:[0-9A-Fa-f]{2}\s*)*")

Fault = tuple[Path, str]
"""The path within the file, and the reason."""

_ABOUT = frozenset({"service", "set", "title", "transports", "alias_of", "examples", "source"})
"""Fields by which a file says nothing of records."""


def faults(rule: RuleFile, *, is_shipped: bool = False) -> Iterator[Fault]:
    """Find what the schema cannot say and would make the rule unusable."""
    if rule.service and rule.set:
        yield ("set",), "stands beside service: a file is either of a service, or a set that others include"
    elif rule.service.startswith("_") or not (rule.service or rule.set):
        yield ("service",), "expected a service name without underscore, such as ipp for _ipp._tcp"
    fields = (getattr(rule, field) for field in RuleFile.__struct_fields__ if field not in _ABOUT)
    if all(value in (None, (), {}) for value in fields):
        yield ("service",), "the file says nothing of its keys: expected definition, keys or patternKeys"
    for path, constraint in constraints(rule):
        yield from key_faults(constraint, path)
    for place, conditions in _conditions(rule):
        for number, condition in enumerate(conditions):
            yield from _condition_faults(condition, (*place, number))
    if not is_shipped:  # those are held to it by a test
        yield from words(rule)
    for path, pattern in patterns(rule):
        reason = refusal(ShippedPattern(pattern) if is_shipped else pattern)
        if reason is not None:
            yield path, reason


def words(part: object, path: Path = ()) -> Iterator[Fault]:
    """Find agreements whose places or transforms there are not, and octets in examples that are no hexadecimal."""
    match part:
        case Agreement():
            yield from ((path, reason) for reason in unknown_words(part))
        case Octets():
            if not _HEXADECIMAL.fullmatch(part.hex):
                yield (*path, "hex"), f"{part.hex!r} is no hexadecimal: expected two digits for each octet"
        case Struct():
            fields = zip(part.__struct_fields__, part.__struct_encode_fields__, strict=True)
            for field, name in fields:
                yield from words(getattr(part, field), (*path, name))
        case dict():
            for name, value in part.items():
                yield from words(value, (*path, name))
        case tuple():
            for number, value in enumerate(part):
                yield from words(value, (*path, number))


def patterns(rule: RuleFile) -> Iterator[tuple[Path, str]]:
    """Yield every pattern of a rule with its place in the file."""
    families: list[tuple[Path, Iterable[str]]] = [((), rule.pattern_keys)]
    families += [(place, part.pattern_keys) for place, part in _parts(rule)]
    for place, names in families:
        yield from (((*place, "patternKeys", name), name) for name in names)
    for path, constraint in constraints(rule):
        if constraint.pattern is not None:
            yield (*path, "pattern"), constraint.pattern


def key_faults(rule: Constraint, path: Path) -> Iterator[Fault]:
    """Find what makes a constraint unusable, but for its patterns and for the constraints within it."""
    for word, keyword in KEYWORDS.items():
        value = keyword.of(rule)
        reason = None if value is None or keyword.fault is None else keyword.fault(value, rule)
        if reason is not None:
            yield (*path, word), reason


def _parts(rule: RuleFile) -> Iterator[tuple[Path, TransportRule]]:
    yield from ((("byTransport", transport), part) for transport, part in rule.by_transport.items())
    yield from ((("profiles", name), part) for name, part in rule.profiles.items())


def _conditions(rule: RuleFile) -> Iterator[tuple[Path, tuple[Condition, ...]]]:
    yield ("allOf",), rule.all_of
    yield from (((*place, "allOf"), part.all_of) for place, part in _parts(rule))


def _condition_faults(condition: Condition, place: Path) -> Iterator[Fault]:
    if condition.if_ == If():
        yield (*place, "if"), "names no key"
    if condition.then is None and condition.else_ is None:
        yield place, "expected then or else: what is to hold"
    for word, part in (("then", condition.then), ("else", condition.else_)):
        for name, demand in (part or Then()).keys.items():
            if demand is True:
                reason = "true demands nothing; expected false (the key must be absent) or what it must be"
                yield (*place, word, "keys", name), reason
