"""KEY001: a key that the service's rule does not define."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, quote, txt
from validator.display.nearest import nearest
from validator.model.txt import Attribute
from validator.rules.rule import Rule

_NEAR = 75
"""Least similarity, in per cent, of two keys at which one is taken for a misspelling of the other."""

_MIN_LENGTH = 3
"""Keys shorter than this are alike by chance."""


def run(subject: Subject) -> Iterator[Hit]:
    """Name each key once, and the defined key it was probably meant to be."""
    rule = subject.rule
    if rule is None or not rule.is_closed:
        return
    for name, attribute in subject.counting.items():
        if name and rule.key(name) is None:
            yield _hit(rule, attribute, _meant(subject, rule, name))


def _hit(rule: Rule, attribute: Attribute, meant: str | None) -> Hit:
    shown = quote(attribute.key)
    if rule.keys or rule.families:
        defined = f"the rule for {rule.service} does not define the key {shown}"
    else:
        defined = f"{rule.service} is defined to have no TXT keys, but the record has {shown}"
    if meant:
        hint = f'rename {shown} to "{meant}", or define it in a rule file of your own (--rules)'
        return Hit(f'{defined}; did you mean "{meant}"?', hint, attribute, origin=rule.origin)
    listed = ", ".join(bound.name for bound in [*rule.keys.values(), *(family for _, family in rule.families)])
    known = f"; the rule defines {listed}" if listed else ""
    return Hit(
        defined, f"remove it, or define it in a rule file of your own (--rules){known}", attribute, origin=rule.origin
    )


def _meant(subject: Subject, rule: Rule, name: bytes) -> str | None:
    candidates = [key.decode() for key in rule.keys if key not in subject.counting]
    if not candidates or len(name) < _MIN_LENGTH:
        return None
    near = nearest(name.decode("latin-1"), candidates, _NEAR)
    return None if near is None else rule.keys[near.encode()].name


CHECK = AnnouncementCheck(
    code="KEY001",
    slug="undefined-key",
    title="The service's rule does not define this key",
    basis=Basis.UNDEFINED,
    source="the service's rule",
    why="Clients ignore keys that they do not know (RFC 6763 section 6.4), so a misspelt key silently does nothing, and"
    " a private one may one day mean something else.",
    remedy="Correct the spelling, drop the key, or define it in a rule file of your own.",
    fires=(txt("modle=HMP100"), txt("txtvers=1", service="_scpi-raw._tcp")),
    silent=(txt("model=HMP100"), txt("MODEL=HMP100"), txt("c17=x", service="_ptp-req._tcp")),
    run=run,
)
