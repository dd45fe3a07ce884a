"""KEY017: a key that is not what the rule demands where another key has a certain value."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, quote, txt
from validator.model.announcement import Fidelity
from validator.model.txt import Attribute
from validator.rules.keywords import KEYWORDS
from validator.rules.rule import BoundCondition, BoundDemand, BoundKey
from validator.rules.schema import KeyRule
from validator.rules.secrets import is_secret_value

_RULE = """\
service: example
definition: keys
keys: {tls: {}, cert: {}, port: {}, id: {}, mac: {}}
allOf:
  - if: {keys: {tls: {const: "1"}}}
    then: {keys: {cert: {required: true}, port: {const: "443"}}}
    else: {keys: {cert: false}}
  - if: {keys: {id: {}}}
    else: {keys: {mac: {required: true, format: mac}}}
"""


def run(subject: Subject) -> Iterator[Hit]:
    """Apply ``allOf``. Where no record was seen at all, that is the fault and not the keys."""
    if subject.rule is None or not subject.rule.conditions or subject.announcement.txt is None:
        return
    for condition in subject.rule.conditions:
        holds = all(_is(bound, subject.counting.get(name)) for name, bound in condition.given.items())
        for demand in condition.then if holds else condition.other:
            yield from _hits(subject, condition, demand, holds=holds)


def _is(bound: BoundKey, present: Attribute | None) -> bool:
    return present is not None and _expected(bound.rule, present) is None


def _expected(rule: KeyRule, present: Attribute) -> str | None:
    """What was expected of the value; None where it is as it should be."""
    found = (keyword(rule, present.value or b"") for keyword in KEYWORDS.values())
    return next((expected for expected in found if expected is not None), None)


def _hits(subject: Subject, condition: BoundCondition, demand: BoundDemand, *, holds: bool) -> Iterator[Hit]:
    name, present = demand.name.lower().encode(), subject.counting.get(demand.name.lower().encode())
    where = f"where {_described(condition)}" if holds else f"unless {_described(condition)}"
    why = f" ({condition.description})" if condition.description else ""
    if demand.rule is None:
        if present is not None:
            message = f'the key "{demand.name}" must be absent {where}{why}'
            yield Hit(message, f"remove {demand.name}", present, origin=demand.origin)
    elif present is None:
        if demand.rule.required:
            message = f'the key "{demand.name}" is required {where}, and absent{why}'
            yield Hit(message, f"add {demand.name}=…", key=demand.name, origin=demand.origin)
    elif expected := _expected(demand.rule, present):
        bound = subject.rule.key(name) if subject.rule is not None else None
        is_secret = is_secret_value(present.key, present.value, bound)
        shown = "(hidden)" if is_secret else quote(present.value or b"")
        message = f'"{present.shown_key}" is {shown}, expected {expected} {where}{why}'
        yield Hit(message, f"write {demand.name} with {expected}", present, origin=demand.origin)


def _described(condition: BoundCondition) -> str:
    """The condition in the words of the rule alone: values of the record may be secrets."""
    return " and ".join(_described_key(bound) for bound in condition.given.values())


def _described_key(bound: BoundKey) -> str:
    rule = bound.rule
    if rule.const is not None:
        return f'"{bound.name}" is "{rule.const}"'
    if rule.enum is not None:
        return f'"{bound.name}" is one of ' + ", ".join(f'"{each}"' for each in rule.enum)
    return f'"{bound.name}" is present' if rule == KeyRule() else f'"{bound.name}" is as the rule\'s condition says'


CHECK = AnnouncementCheck(
    code="KEY017",
    slug="condition-broken",
    title="A key is not what the rule demands in view of another key",
    basis=Basis.STATED,
    source="the service's rule",
    why="Each key is right by itself, but together they say what cannot be: a client that acts on the one is misled by"
    " the other.",
    remedy="Correct the one key or the other, so that both say the same.",
    fires=(
        txt("tls=1", "id=7", "port=443", rule=_RULE),
        txt("tls=1", "id=7", "cert=x", "port=80", rule=_RULE),
        txt("tls=0", "id=7", "cert=x", rule=_RULE),
        txt("tls=0", rule=_RULE),
        txt("mac=x", rule=_RULE),
    ),
    silent=(
        txt("tls=1", "id=7", "cert=x", "PORT=443", rule=_RULE),
        txt("tls=0", "mac=00:11:22:aa:bb:cc", rule=_RULE),
        txt("id", rule=_RULE),
    ),
    needs=frozenset({Fidelity.STRINGS}),
    run=run,
)
