"""What a rule knows of a fault: that it is a mistake which devices make, or what some devices are known to publish."""

from __future__ import annotations

from msgspec.structs import replace

from validator.checks.base import Basis, Hit, Subject
from validator.rules.requirements import unmet
from validator.rules.rule import BoundConstraint, BoundKey


def explained(hit: Hit, subject: Subject) -> Hit:
    """Say of a hit that stands on what a rule says of a key what else the rule knows of that fault."""
    bound = _bound(hit, subject)
    if bound is None:
        return hit
    value = None if hit.at is None else hit.at.value or b""
    for known, mistake in zip(bound.mistakes, bound.rule.mistakes or (), strict=True):
        if value is not None and _is(known, value):
            hint = f"write {mistake.write}" if mistake.write else hit.hint
            hit = replace(hit, message=f"{hit.message}: {mistake.says}", hint=hint)
            break
    for known, deviation in zip(bound.deviations, bound.rule.deviations or (), strict=True):
        if deviation.absent if value is None else not deviation.absent and _is(known, value):
            by = f" ({deviation.description})" if deviation.description else ""
            who = f"; known of {deviation.by}" if deviation.by else "; known of devices"
            return replace(hit, message=f"{hit.message}{who}{by}", basis=Basis.MAY)
    return hit


def _is(known: BoundConstraint, value: bytes) -> bool:
    return bool(known.requirements) and unmet(known.requirements, value) is None


def _bound(hit: Hit, subject: Subject) -> BoundKey | None:
    """The key that a hit is about, where the rule knows anything of its faults."""
    if hit.origin is None or subject.rule is None:
        return None
    name = hit.at.name if hit.at is not None else (hit.key or "").lower().encode()
    bound = subject.rule.key(name)
    return bound if bound is not None and (bound.rule.mistakes or bound.rule.deviations) else None
