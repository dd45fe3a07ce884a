"""How a value disagrees with the places that a rule names, in words."""

from __future__ import annotations

from validator.checks.base import quote
from validator.rules.agreement import Places, agrees, texts
from validator.rules.rule import BoundAgreement

_PLACES = {
    "instance": "the instance name",
    "host": "the host",
    "hostLabel": "the host",
    "port": "the port",
    "addresses": "an address",
    "subtypes": "a subtype",
}

_AT = {"whole": "be the same", "start": "begin with it", "end": "end with it", "inside": "contain it"}

_MAX_NAMED = 3
"""Texts of the other places that a message quotes."""


def disagreement(bound: BoundAgreement, value: bytes, places: Places) -> str | None:
    """Describe what does not agree with a value; None where all does, or where it cannot be compared."""
    agreement = bound.agreement
    if agrees(agreement, value, places) is not False:
        return None
    where = " or ".join(_place(place) for place in agreement.to)
    found = ", ".join(quote(text) for text in texts(agreement, places)[:_MAX_NAMED])
    why = f" ({agreement.description})" if agreement.description else ""
    if agreement.differs:
        return f"{where} is {found}, and must say something else{why}"
    letters = " (letters and digits alone)" if "alphanumeric" in agreement.value else ""
    return f"{where} is {found}, which must {_AT[agreement.at]}{letters}{why}"


def _place(word: str) -> str:
    return _PLACES.get(word) or f'the key "{word.removeprefix("key ")}"'
