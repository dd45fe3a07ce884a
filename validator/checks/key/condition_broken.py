"""KEY017: a key that is not what the rule demands where another key has a certain value."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, quote, txt
from validator.checks.conditions import described, holds, named_value
from validator.checks.key.value import HIDDEN, quotes_secret
from validator.model.announcement import Fidelity
from validator.rules.requirements import unmet
from validator.rules.rule import BoundDemand, BoundName, Rule
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
        is_held = holds(condition.given, subject)
        where = f"{'where' if is_held else 'unless'} {described(condition.given, subject.rule)}"
        why = f" ({condition.description})" if condition.description else ""
        hits = [hit for each in condition.of(holds=is_held) for hit in _hits(subject, subject.rule, each, where)]
        port = condition.then_port if is_held else condition.other_port
        hits += [] if port is None else _port_hits(subject, port, where)
        yield from (replace(hit, message=hit.message + why) for hit in hits)


def _hits(subject: Subject, rule: Rule, demand: BoundDemand, where: str) -> Iterator[Hit]:
    name = demand.name.lower().encode()
    present = subject.counting.get(name)
    if demand.rule is None:
        if present is not None:
            message = f'the key "{demand.name}" must be absent {where}'
            yield Hit(message, f"remove {demand.name}", present, origin=demand.origin)
    elif present is None:
        if demand.rule.required or demand.rule.recommended:
            word = "required" if demand.rule.required else "recommended"
            message = f'the key "{demand.name}" is {word} {where}, and absent'
            basis = None if demand.rule.required else Basis.SHOULD
            yield Hit(message, f"add {demand.name}=…", key=demand.name, basis=basis, origin=demand.origin)
    elif fault := unmet(demand.requirements, present.value or b""):
        requirement, expected = fault
        bound = rule.key(name)
        shown = HIDDEN if is_secret_value(present.key, present.value, bound) else quote(present.value or b"")
        expected = HIDDEN if quotes_secret(requirement, present.key, bound) else expected
        message = f'"{present.shown_key}" is {shown}, expected {expected} {where}'
        yield Hit(message, f"write {demand.name} with {expected}", present, origin=demand.origin)


def _port_hits(subject: Subject, demand: BoundName, where: str) -> Iterator[Hit]:
    port = named_value("port", subject.announcement)
    fault = None if port is None else unmet(demand.requirements, port)
    if port is not None and fault is not None:
        message = f"the port is {port.decode()}, expected {fault[1]} {where}"
        yield Hit(message, f"announce {fault[1]} as the port", origin=demand.origin)


def _concerns(rule: Rule | None) -> bool:
    return bool(rule and rule.conditions)


CHECK = AnnouncementCheck(
    code="KEY017",
    slug="condition-broken",
    concerns=_concerns,
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
