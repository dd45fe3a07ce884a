"""What the checks of companions share: which announcements of the same device are of the service that a rule names."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Subject, Together
from validator.checks.conditions import holds
from validator.rules.rule import BoundCompanion

RULE = """\
service: example
definition: keys
keys: {id: {unique: true}, UUID: {}, mac: {}}
companions:
  - {service: _http._tcp, need: required, equal: {UUID: id}, port: {const: "80"}}
  - {service: _raop._tcp, agreesWith: {mac: [{to: [instance], at: start, value: [alphanumeric], ignoreCase: true}]}}
  - {service: _smb._tcp, same: instance, need: forbidden}
"""
"""The rule that the examples of these checks are judged by."""


def companions(view: Together) -> Iterator[tuple[BoundCompanion, list[Subject]]]:
    """Yield the companions that the rule asks for here, each with the announcements that may be it."""
    rule = view.subject.rule
    for bound in rule.companions if rule is not None else ():
        if bound.given is None or holds(bound.given, view.subject):
            around = view.of_instance if bound.companion.same == "instance" else view.of_host
            service = bound.companion.service.lower()
            yield bound, [each for each in around if each.announcement.service.lower() == service]


def why(bound: BoundCompanion) -> str:
    """The rule's reason, in parentheses, where it gives one."""
    return f" ({bound.companion.description})" if bound.companion.description else ""
