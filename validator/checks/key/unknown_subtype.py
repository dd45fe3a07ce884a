"""KEY016: a subtype that the service's rule does not list."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.agreements import disagreement
from validator.checks.base import AnnouncementCheck, Basis, Example, Hit, Subject, quote
from validator.checks.conditions import places
from validator.model.announcement import Announcement
from validator.model.txt import TxtRecord
from validator.rules.requirements import unmet
from validator.rules.rule import BoundSubtype, Rule

_RULE = """\
service: example
definition: keys
keys: {D: {}}
subtypes: [_printer, {prefix: _L, maximum: 4095, agreesWith: [{to: [key D]}]}]
"""


def run(subject: Subject) -> Iterator[Hit]:
    """Compare each announced subtype with ``subtypes``, without regard to case (RFC 6763 section 7.2)."""
    rule = subject.rule
    if rule is None or rule.subtypes is None:
        return
    known = {each.lower() for each in rule.subtypes}
    for subtype in subject.announcement.subtypes:
        if subtype.lower() in known:
            continue
        family = next((each for each in rule.prefixes if subtype.lower().startswith(each.prefix.lower())), None)
        if family is not None:
            yield from _of_family(subject, family, subtype)
            continue
        listed = ", ".join((*rule.subtypes, *(each.name for each in rule.prefixes))) or "none"
        message = f'the rule for {rule.service} does not list the subtype "{subtype}"'
        yield Hit(message, f"use one of the listed subtypes: {listed}", origin=rule.origins.get("subtypes"))


def _of_family(subject: Subject, family: BoundSubtype, subtype: str) -> Iterator[Hit]:
    """Judge what follows the prefix of a subtype."""
    value = subtype[len(family.prefix) :].encode("utf-8", "surrogateescape")
    about = f" ({family.rule.description})" if family.rule.description else ""
    fault = unmet(family.requirements, value)
    shown = quote(subtype.encode("utf-8", "surrogateescape"))
    hint = f"announce {family.name} as the specification of the service says"
    if fault is not None:
        message = f"the subtype {shown} has {quote(value)} after {family.prefix}, expected {fault[1]}{about}"
        yield Hit(message, hint, basis=Basis.STATED, origin=family.origin)
    for agreement in family.agreements:
        disagreed = disagreement(agreement, value, places(subject))
        if disagreed is not None:
            message = f"the subtype {shown} says {quote(value)}{about}, but {disagreed}"
            yield Hit(message, hint, basis=Basis.STATED, origin=agreement.origin)


def _with(*subtypes: str) -> Example:
    announcement = Announcement(service="_example._tcp", instance=b"x", subtypes=subtypes, txt=TxtRecord((b"D=7",)))
    return Example(announcement, _RULE)


def _concerns(rule: Rule | None) -> bool:
    return rule is not None and rule.subtypes is not None


CHECK = AnnouncementCheck(
    code="KEY016",
    slug="unknown-subtype",
    concerns=_concerns,
    title="The service's rule does not list this subtype",
    basis=Basis.UNDEFINED,
    source="the service's rule; RFC 6763 section 7.1",
    covers=("N12",),
    why="Clients browse for the subtypes that the service's specification names; nobody browses for another one.",
    remedy="Correct the subtype, or list it in a rule file of your own.",
    fires=(_with("_scanner"), _with("_L4096"), _with("_L8")),
    silent=(_with("_Printer"), _with(), _with("_l7")),
    run=run,
)
