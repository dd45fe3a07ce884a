"""KEY017: a key that is not what the rule demands where another key has a certain value."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, quote, txt
from validator.checks.key.value import HIDDEN, quotes_secret
from validator.model.announcement import Fidelity
from validator.model.txt import Attribute
from validator.rules.requirements import unmet
from validator.rules.rule import BoundCondition, BoundConstraint, BoundDemand, BoundKey, Rule
from validator.rules.schema import Constraint
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
            yield from _hits(subject, subject.rule, condition, demand, holds=holds)


def _is(bound: BoundConstraint, present: Attribute | None) -> bool:
    return present is not None and unmet(bound.requirements, present.value or b"") is None


def _hits(
    subject: Subject, rule: Rule, condition: BoundCondition, demand: BoundDemand, *, holds: bool
) -> Iterator[Hit]:
    name = demand.name.lower().encode()
    present = subject.counting.get(name)
    where = f"{'where' if holds else 'unless'} {_described(condition, rule)}"
    why = f" ({condition.description})" if condition.description else ""
    if demand.rule is None:
        if present is not None:
            message = f'the key "{demand.name}" must be absent {where}{why}'
            yield Hit(message, f"remove {demand.name}", present, origin=demand.origin)
    elif present is None:
        if demand.rule.required:
            message = f'the key "{demand.name}" is required {where}, and absent{why}'
            yield Hit(message, f"add {demand.name}=…", key=demand.name, origin=demand.origin)
    elif fault := unmet(demand.requirements, present.value or b""):
        requirement, expected = fault
        bound = rule.key(name)
        shown = HIDDEN if is_secret_value(present.key, present.value, bound) else quote(present.value or b"")
        expected = HIDDEN if quotes_secret(requirement, present.key, bound) else expected
        message = f'"{present.shown_key}" is {shown}, expected {expected} {where}{why}'
        yield Hit(message, f"write {demand.name} with {expected}", present, origin=demand.origin)


def _described(condition: BoundCondition, rule: Rule) -> str:
    """The condition in the words of the rule alone, and of these only what would be no secret as a value."""
    return " and ".join(_described_key(bound, rule.key(key)) for key, bound in condition.given.items())


def _described_key(given: BoundConstraint, bound: BoundKey | None) -> str:
    constraint = given.rule
    if constraint == Constraint():
        return f'"{given.name}" is present'
    is_told = not any(quotes_secret(each, given.name.encode(), bound) for each in given.requirements.values())
    if is_told and constraint.const is not None:
        return f'"{given.name}" is "{constraint.const}"'
    if is_told and constraint.enum is not None:
        return f'"{given.name}" is one of ' + ", ".join(f'"{value}"' for value in constraint.enum)
    return f'"{given.name}" is as the rule\'s condition says'


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
