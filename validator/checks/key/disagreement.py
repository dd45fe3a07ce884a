"""KEY026: a value that does not agree with what stands elsewhere in the announcement."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.agreements import disagreement
from validator.checks.base import AnnouncementCheck, Basis, Example, Hit, Subject, quote
from validator.checks.conditions import places
from validator.checks.key.value import HIDDEN
from validator.model.announcement import Announcement
from validator.model.txt import TxtRecord
from validator.rules.rule import Rule
from validator.rules.secrets import is_secret_value

_RULE = """\
service: example
definition: keys
keys:
  id: {agreesWith: [{to: [instance], at: end, value: [alphanumeric], ignoreCase: true}]}
  url: {agreesWith: [{to: [host, addresses], value: [urlHost]}, {to: [port], value: [urlPort]}]}
  copy: {agreesWith: [{to: ["key id"]}]}
  md: {agreesWith: [{to: [instance], differs: true}]}
"""


def run(subject: Subject) -> Iterator[Hit]:
    """Compare each value with the places that the rule names, as far as they are known."""
    if subject.rule is None:
        return
    known = None
    for name, attribute in subject.counting.items():
        bound = subject.rule.key(name)
        if bound is None or not bound.rule.agrees_with or not attribute.value:
            continue
        known = known or places(subject)
        is_secret = is_secret_value(attribute.key, attribute.value, bound)
        shown = HIDDEN if is_secret else quote(attribute.value)
        for agreement in bound.agreements:
            fault = disagreement(agreement, attribute.value, known)
            if fault is not None:
                message = f'"{attribute.shown_key}" is {shown}, but {fault}'
                hint = f"make {bound.name} and {_elsewhere(agreement.agreement.to)} say the same"
                if agreement.agreement.differs:
                    hint = f"give {bound.name} a value of its own"
                yield Hit(message, hint, attribute, origin=agreement.origin)


def _elsewhere(to: tuple[str, ...]) -> str:
    return " or ".join(to)


def _with(*strings: str, **fields: object) -> Example:
    record = TxtRecord(tuple(each.encode() for each in strings))
    given = {"service": "_example._tcp", "instance": b"Lamp 00AB", "txt": record} | fields
    return Example(Announcement(**given), _RULE)  # type: ignore[arg-type]  # the fields are the examples' to get right


def _concerns(rule: Rule | None) -> bool:
    return rule is not None and any(bound.rule.agrees_with for bound in rule.described)


CHECK = AnnouncementCheck(
    code="KEY026",
    slug="disagreement",
    concerns=_concerns,
    title="A value does not agree with what stands elsewhere",
    basis=Basis.STATED,
    source="the service's rule",
    why="The same thing is said twice, and differently: clients that read the one place and those that read the other"
    " find different devices, or none.",
    remedy="Correct the value or the other place.",
    fires=(
        _with("id=00:ac"),
        _with("url=http://other.local:80/", host="lamp.local", port=80),
        _with("url=http://lamp.local/", host="lamp.local", port=8080),
        _with("id=00:ab", "copy=00:ac"),
        _with("md=Lamp 00AB"),
    ),
    silent=(
        _with("id=00:ab", "copy=00:ab", "md=Lamp"),
        _with("id=ab", instance=None),
        _with("url=http://Lamp.local/", host="lamp.local.", port=80),
        _with("url=http://192.0.2.7:8080/", host="lamp.local", port=8080, addresses=("192.0.2.7",)),
        _with("url=/index.html", host="lamp.local", port=80),
    ),
    keywords=("agreesWith",),
    run=run,
)
