"""KEY025: keys whose presence hangs together, and which are not there together as the rule says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, txt
from validator.display.wording import listed
from validator.model.announcement import Fidelity
from validator.rules.rule import BoundGroup, Rule

_RULE = """\
service: example
definition: keys
keys: {a: {}, b: {}, c: {}, d: {}, e: {}, f: {}, g: {}, h: {}}
keyGroups:
  - {keys: [a, b], need: any}
  - {keys: [c, d], need: one}
  - {keys: [e, f], need: together, description: the one explains the other}
  - {keys: [g, h], need: atMostOne}
"""


def run(subject: Subject) -> Iterator[Hit]:
    """Count the keys of each group that are present. Where no record was seen, that is the fault and not the keys."""
    if subject.rule is None or subject.announcement.txt is None:
        return
    for bound in subject.rule.groups:
        present = [key for key in bound.group.keys if key.lower().encode() in subject.counting]
        fault = _fault(bound.group.need, bound.group.keys, present)
        if fault is not None:
            yield _hit(subject, bound, present, *fault)


def _fault(need: str, keys: Sequence[str], present: Sequence[str]) -> tuple[str, str] | None:
    """What is wrong with a group, and how to fix it."""
    absent = [key for key in keys if key not in present]
    names = _named(keys, "and")
    match need:
        case "any" if not present:
            return f"none of {names} is present, expected at least one", f"add {_named(keys, 'or')}"
        case "one" if not present:
            return f"none of {names} is present, expected one", f"add {_named(keys, 'or')}"
        case "one" | "atMostOne" if len(present) > 1:
            both = _named(present, "and")
            return f"{both} exclude one another, and are all present", f"leave one of {both} in"
        case "together" if present and absent:
            message = f"{_named(present, 'and')} is present without {_named(absent, 'and')}, expected all or none"
            return message, f"add {_named(absent, 'and')}, or leave {_named(present, 'and')} out"
    return None


def _hit(subject: Subject, bound: BoundGroup, present: Sequence[str], message: str, hint: str) -> Hit:
    why = f" ({bound.group.description})" if bound.group.description else ""
    at = subject.counting[present[0].lower().encode()] if present else None
    key = None if present else bound.group.keys[0]
    return Hit(message + why, hint, at, key=key, origin=bound.origin)


def _named(keys: Sequence[str], word: str) -> str:
    return listed([f'"{key}"' for key in keys], len(keys), word)


def _concerns(rule: Rule | None) -> bool:
    return bool(rule and rule.groups)


CHECK = AnnouncementCheck(
    code="KEY025",
    slug="key-group-broken",
    concerns=_concerns,
    title="Keys that hang together are not present as the rule says",
    basis=Basis.STATED,
    source="the service's rule",
    why="One key means nothing without the other, or the one contradicts the other: a client cannot tell which counts.",
    remedy="Add what is missing, or remove what is too much.",
    fires=(
        txt("c=1", rule=_RULE),
        txt("a=1", rule=_RULE),
        txt("a=1", "c=1", "d=1", rule=_RULE),
        txt("a=1", "c=1", "e=1", rule=_RULE),
        txt("a=1", "c=1", "g=1", "h=1", rule=_RULE),
    ),
    silent=(txt("a=1", "b=1", "c=1", rule=_RULE), txt("B=1", "d=1", "e", "f=1", "h=1", rule=_RULE)),
    needs=frozenset({Fidelity.STRINGS}),
    run=run,
)
