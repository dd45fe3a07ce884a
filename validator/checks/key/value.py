"""What the KEY checks share: a value against one keyword of its rule."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeView, Basis, Hit, Subject
from validator.model.txt import Attribute, KeyState
from validator.rules.keywords import KEYWORDS
from validator.rules.requirements import Requirement, items
from validator.rules.rule import BoundKey
from validator.rules.secrets import is_secret_value

RULE = """\
service: example
definition: keys
keys:
  txtvers: {const: "1"}
  mode: {enum: [normal, safe, recovery]}
  fw: {pattern: '[0-9]+\\.[0-9]+'}
  mac: {format: mac, hinted: [format]}
  id: {format: uuid}
  level: {minimum: 0, maximum: 100}
  hash: {minLength: 8, maxLength: 8}
  pdl: {separator: ",", items: {format: path, enum: [image/jpeg, application/pdf]}}
  old: {deprecated: "use mode"}
  path: {value: required}
  secure: {value: forbidden}
"""
"""The rule that the examples of the KEY checks are judged by."""


HIDDEN = "(hidden)"
"""What stands in a message in place of a secret."""


def violations(view: AttributeView, keywords: tuple[str, ...], advice: str) -> Iterator[Hit]:
    """Judge a value by some keywords. A key without value, or with an empty one, has the value that is no octet long.

    ``advice`` is the hint, with ``{key}`` and ``{expected}`` filled in.
    """
    if view.bound is None:
        return
    value = view.attribute.value
    for word in keywords:
        requirement = view.bound.requirements.get(word)
        # A note that only names what a value is does not say that there always is one.
        if requirement is None or (requirement.is_hinted and not value):
            continue
        expected = requirement.judge(value or b"")
        if expected is not None:
            if not view.reveal and quotes_secret(requirement, view.attribute.key, view.bound):
                expected = HIDDEN
            message = f'"{view.key}" {_found(view, view.attribute)}, expected {expected}'
            hint = advice.format(key=view.key, expected=expected)
            basis = Basis.HINTED if requirement.is_hinted else Basis.STATED
            yield bound_hit(view.bound, word, message, hint, basis)


def quotes_secret(requirement: Requirement, key: bytes, bound: BoundKey | None) -> bool:
    """Whether what a requirement expects under a key quotes a text that would be a secret as its value."""
    return any(is_secret_value(key, text.encode(), bound) for text in requirement.quoted)


def bound_hit(bound: BoundKey, keyword: str, message: str, hint: str, basis: Basis) -> Hit:
    """Make a Hit that names the rule's own layer and note as the authority."""
    origin = bound.origins.get(keyword) or bound.origins.get("")
    return Hit(message, hint, basis=basis, origin=origin)


def absent_keys(subject: Subject, word: str) -> Iterator[tuple[BoundKey, str]]:
    """Yield the keys that a rule demands by ``word`` and a record lacks, under their other names too, and a hint.

    Where no record was seen at all, that is the fault and not the keys.
    """
    if subject.rule is None or subject.announcement.txt is None:
        return
    field = KEYWORDS[word].field
    for name, bound in subject.rule.keys.items():
        if name not in subject.counting and getattr(bound.rule, field):
            others = (each.lower().encode() for each in bound.rule.aliases or ())
            if subject.counting.keys().isdisjoint(others):
                about = f" ({bound.rule.description})" if bound.rule.description else ""
                yield bound, f"add {bound.name}=…{about}"


def list_items(view: AttributeView) -> list[bytes]:
    """Items of a list value; none where the rule does not make it a list or the value is empty."""
    if view.bound is None or not view.bound.rule.separator or not view.attribute.value:
        return []
    return items(view.bound.rule, view.attribute.value)


def _found(view: AttributeView, attribute: Attribute) -> str:
    match attribute.state:
        case KeyState.NO_VALUE:
            return "has no value"
        case KeyState.EMPTY:
            return "has an empty value"
        case _:
            return f"is {view.value}"
