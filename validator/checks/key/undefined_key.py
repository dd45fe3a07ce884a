"""KEY001: a key that the service's rule does not define."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, quote, txt
from validator.display.nearest import slip_of
from validator.display.wording import listed, plural
from validator.model.facts import Fact
from validator.model.txt import Attribute
from validator.rules.rule import BoundKey, Rule

_ANYWHERE = frozenset({b"txtvers", b"org.freedesktop.avahi.cookie"})
"""Keys of every service: the version of the record (RFC 6763 section 6.7), and what Avahi adds by itself."""

_MISSPELT = "service: example\ndefinition: partial\nkeys: {VP: {misspellings: [V]}, version: {}}\n"

_MAX_NAMED = 8
"""Keys that a message or a hint names; the others are counted."""

_MAX_LISTED, _SHOWN = 4, 3
"""Keys of a record of which a message names all, and those that it names of more."""

_OWN = "describe it in a rule file of your own (--rules) if it is meant to be there"


def run(subject: Subject) -> Iterator[Hit]:
    """Name each key once, and the defined key it was probably meant to be.

    Where others may add keys, only those are named that are probably meant to be a defined one.
    """
    rule = subject.rule
    if rule is None:
        return
    undefined = [(name, at) for name, at in subject.counting.items() if name not in _ANYWHERE and not rule.key(name)]
    if rule.is_closed and undefined and not (rule.keys or rule.families):
        yield _none_defined(rule, [attribute for _, attribute in undefined])
        return
    for name, attribute in undefined:
        meant = _meant(subject, rule, name)
        if meant is not None:
            yield _misspelt(rule, attribute, meant)
        elif rule.is_closed:
            yield _undefined(rule, attribute)


def _misspelt(rule: Rule, attribute: Attribute, meant: BoundKey) -> Hit:
    shown = quote(attribute.key)
    message = f'the rule for {rule.service} does not define the key {shown}; did you mean "{meant.name}"?'
    origin = meant.origins.get("misspellings") or meant.origins[""]
    return Hit(
        message,
        f'rename {shown} to "{meant.name}", or define it in a rule file of your own (--rules)',
        attribute,
        origin=origin,
    )


def _undefined(rule: Rule, attribute: Attribute) -> Hit:
    names = [bound.name for bound in (*rule.keys.values(), *(family for _, family in rule.families))]
    defined = listed(names, _MAX_NAMED)
    message = f"the rule for {rule.service} does not define the key {quote(attribute.key)}"
    return Hit(message, f"{_OWN}; the rule defines {defined}", attribute, origin=rule.origin)


def _none_defined(rule: Rule, undefined: list[Attribute]) -> Hit:
    """Say of all keys of a record at once that the service has none: they are one fault, or one thing to describe."""
    names = [attribute.shown_key for attribute in undefined]
    keys = f"{plural(len(names), 'key')} ({listed(names, _MAX_LISTED, 'and', shown=_SHOWN)})"
    if rule.origin.layer == "iana" and rule.origin.note:
        message = f'{keys} although IANA\'s entry for {rule.service} says "{rule.origin.note}"'
    else:
        message = f"{keys} although {rule.service} is defined to have none"
    hint = "remove keys that were put in by mistake; describe the others in a rule file of your own (--rules)"
    keys_of_all = tuple(names) if len(names) > 1 else ()
    return Hit(message, hint, undefined[0], origin=rule.origin, keys=keys_of_all)


def _meant(subject: Subject, rule: Rule, name: bytes) -> BoundKey | None:
    """The defined key that the record lacks, and that a key was probably meant to be."""
    known = rule.misspellings.get(name)
    if known is not None:
        return rule.keys[known] if known not in subject.counting else None
    candidates = [key.decode() for key in rule.keys if key not in subject.counting]
    near = slip_of(name.decode("latin-1"), candidates)
    return None if near is None or name in subject.key_words else rule.keys[near.encode()]


def _concerns(rule: Rule | None) -> bool:
    return rule is not None


CHECK = AnnouncementCheck(
    code="KEY001",
    slug="undefined-key",
    trigger=Fact.UNDEFINED.trigger,
    concerns=_concerns,
    title="The service's rule does not define this key",
    basis=Basis.UNDEFINED,
    source="the service's rule",
    why="Clients ignore keys that they do not know (RFC 6763 section 6.4), so a misspelt key silently does nothing, and"
    " a private one may one day mean something else.",
    remedy="Correct the spelling, or define the key in a rule file of your own.",
    fires=(
        txt("modle=HMP100"),
        txt("colour=red", "size=1", rule="service: example\ndefinition: none\n"),
        txt("V=1+2", rule=_MISSPELT),
        txt("versoin=1", rule=_MISSPELT),
    ),
    silent=(
        txt("model=HMP100"),
        txt("MODEL=HMP100"),
        txt("c17=x", service="_ptp-req._tcp"),
        txt("another=1", rule=_MISSPELT),
        txt("txtvers=1", "org.freedesktop.Avahi.cookie=7", rule="service: example\ndefinition: none\n"),
    ),
    keywords=("misspellings",),
    run=run,
)
