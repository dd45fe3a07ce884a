"""What a rule supposes of an announcement (``if``): whether it holds, and how messages describe it."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Subject
from validator.checks.key.value import quotes_secret
from validator.model.announcement import Announcement
from validator.rules.agreement import Places
from validator.rules.requirements import unmet
from validator.rules.rule import BoundConstraint, BoundKey, Given, Rule
from validator.rules.schema import Constraint


def holds(given: Given, subject: Subject) -> bool:
    """Whether all that is supposed holds. What an announcement does not tell does not hold."""
    for name, bound in given.keys.items():
        present = subject.counting.get(name)
        if present is None or unmet(bound.requirements, present.value or b"") is not None:
            return False
    if given.subtype is not None and given.subtype.lower() not in {each.lower() for each in _subtypes(subject)}:
        return False
    return all(_named(bound, subject.announcement) for bound in given.names)


def named_value(name: str, announcement: Announcement) -> bytes | None:
    """What a rule judges as ``instance``, ``host`` (the first label of the target) or ``port``; None if not known."""
    match name:
        case "instance":
            return announcement.instance
        case "host":
            return (
                None
                if announcement.host is None
                else announcement.host.partition(".")[0].encode("utf-8", "surrogateescape")
            )
        case "port":
            return None if announcement.port is None else str(announcement.port).encode()
    return None


def places(subject: Subject) -> Places:
    """The texts of an announcement that values may have to agree with."""
    announcement = subject.announcement
    return Places(
        announcement.instance,
        announcement.host,
        announcement.port,
        announcement.addresses,
        announcement.subtypes,
        {name: attribute.value or b"" for name, attribute in subject.counting.items()},
    )


def described(given: Given, rule: Rule) -> str:
    """What is supposed, in the words of the rule alone, and of these only what would be no secret as a value."""
    parts = [_described_key(bound, rule.key(key)) for key, bound in given.keys.items()]
    if given.subtype is not None:
        parts.append(f"the subtype {given.subtype} is announced")
    parts += [f"the {bound.name} {_described_value(bound.rule)}" for bound in given.names]
    return " and ".join(parts)


def _subtypes(subject: Subject) -> Iterator[str]:
    """The subtypes as announced, each with its underscore."""
    yield from subject.announcement.subtypes


def _named(bound: BoundConstraint, announcement: Announcement) -> bool:
    value = named_value(bound.name, announcement)
    return value is not None and unmet(bound.requirements, value) is None


def _described_key(given: BoundConstraint, bound: BoundKey | None) -> str:
    if given.rule == Constraint():
        return f'"{given.name}" is present'
    if any(quotes_secret(each, given.name.encode(), bound) for each in given.requirements.values()):
        return f'"{given.name}" is as the rule\'s condition says'
    return f'"{given.name}" {_described_value(given.rule)}'


def _described_value(rule: Constraint) -> str:
    if rule.const is not None:
        return f'is "{rule.const}"'
    if rule.enum is not None:
        return "is one of " + ", ".join(f'"{value}"' for value in rule.enum)
    if rule.contains is not None and rule.contains.const is not None:
        return f'lists "{rule.contains.const}"'
    return "is as the rule's condition says"
