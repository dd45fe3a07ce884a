"""KEY013: a key that another key in the record calls for is absent."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, txt
from validator.model.announcement import Fidelity
from validator.rules.rule import Rule

_RULE = "service: example\ndefinition: keys\nkeys: {u: {}, p: {}}\ndependentRequired: {p: [u]}\n"


def run(subject: Subject) -> Iterator[Hit]:
    """Apply ``dependentRequired`` to the keys that are present."""
    rule = subject.rule
    if rule is None:
        return
    for key, needed in rule.dependent_required.items():
        present = subject.counting.get(key.lower().encode())
        absent = [each for each in needed if each.lower().encode() not in subject.counting]
        if present is not None and absent:
            shown = ", ".join(f'"{each}"' for each in absent)
            message = f'"{key}" is present, so the rule requires {shown} too'
            yield Hit(
                message,
                f"add {', '.join(absent)}, or leave {key} out",
                present,
                origin=rule.origins.get(f"dependentRequired.{key}"),
            )


def _concerns(rule: Rule | None) -> bool:
    return bool(rule and rule.dependent_required)


CHECK = AnnouncementCheck(
    code="KEY013",
    slug="dependent-key-absent",
    concerns=_concerns,
    title="A key that another key calls for is absent",
    basis=Basis.STATED,
    source="the service's rule",
    why="The key that is present means nothing to a client without the one that is absent.",
    remedy="Add the absent key, or remove the one that calls for it.",
    fires=(txt("p=x", rule=_RULE),),
    silent=(txt("u=a", "p=x", rule=_RULE), txt("u=a", rule=_RULE)),
    needs=frozenset({Fidelity.STRINGS}),
    run=run,
)
