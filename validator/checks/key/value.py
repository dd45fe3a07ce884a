"""What the KEY checks share: a value against one keyword of its rule."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeView, Basis, Hit
from validator.model.txt import Attribute, KeyState
from validator.rules.keywords import KEYWORDS, items
from validator.rules.rule import BoundKey

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


def violations(view: AttributeView, keyword: str, advice: str) -> Iterator[Hit]:
    """Judge a value by one keyword. A key without value, or with an empty one, has the value that is no octet long.

    ``advice`` is the hint, with ``{key}`` and ``{expected}`` filled in.
    """
    if view.bound is None:
        return
    hinted = keyword in (view.bound.rule.hinted or ())
    attribute = view.attribute
    if hinted and not attribute.value:
        # A note that only names what a value is does not say that there always is one.
        return
    expected = KEYWORDS[keyword](view.bound.rule, attribute.value or b"")
    if expected is not None:
        message = f'"{view.key}" {_found(view, attribute)}, expected {expected}'
        hint = advice.format(key=view.key, expected=expected)
        yield bound_hit(view.bound, keyword, message, hint, Basis.HINTED if hinted else Basis.STATED)


def bound_hit(bound: BoundKey, keyword: str, message: str, hint: str, basis: Basis) -> Hit:
    """Make a Hit that names the rule's own layer and note as the authority."""
    origin = bound.origins.get(keyword) or bound.origins.get("")
    return Hit(message, hint, basis=basis, origin=origin)


def listed(view: AttributeView) -> list[bytes]:
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
