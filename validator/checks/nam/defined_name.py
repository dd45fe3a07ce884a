"""What the checks of names against the rule of a service share."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.agreements import disagreement
from validator.checks.base import Basis, Hit, Subject, quote
from validator.checks.conditions import named_value, places
from validator.rules.requirements import unmet

WORDS = {"instance": "the instance name", "host": "the host name", "port": "the port"}


def hits(subject: Subject, word: str, hint: str) -> Iterator[Hit]:
    """Judge ``instance``, ``host`` (the first label of the target) or ``port`` by the rule, where it is known."""
    bound = subject.rule.names.get(word) if subject.rule is not None else None
    value = named_value(word, subject.announcement)
    if bound is None or value is None:
        return
    shown = value.decode() if word == "port" else quote(value)
    description = getattr(bound.rule, "description", None)
    about = f" ({description})" if description else ""
    fault = unmet(bound.requirements, value)
    if fault is not None:
        message = f"{WORDS[word]} is {shown}, expected {fault[1]}{about}"
        yield Hit(message, hint, basis=Basis.STATED, origin=bound.origin)
    for agreement in bound.agreements:
        disagreed = disagreement(agreement, value, places(subject))
        if disagreed is not None:
            yield Hit(f"{WORDS[word]} is {shown}, but {disagreed}", hint, basis=Basis.STATED, origin=agreement.origin)
