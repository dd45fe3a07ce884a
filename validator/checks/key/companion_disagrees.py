"""KEY032: two services of one device that say different things of it."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.agreements import disagreement
from validator.checks.base import Basis, DeviceCheck, Hit, Subject, Together, beside, quote
from validator.checks.conditions import places
from validator.checks.key.companion import RULE, companions, why
from validator.checks.key.value import HIDDEN
from validator.rules.rule import BoundCompanion, bound_agreements
from validator.rules.secrets import is_secret_value


def run(view: Together) -> Iterator[Hit]:
    """Compare the keys that both have. Of several companions one must agree."""
    for bound, found in companions(view):
        for ours, theirs in bound.companion.equal.items():
            yield from _unequal(view.subject, bound, found, ours, theirs)
        for key in bound.companion.agrees_with:
            yield from _disagreeing(view.subject, bound, found, key)


def _unequal(subject: Subject, bound: BoundCompanion, found: list[Subject], ours: str, theirs: str) -> Iterator[Hit]:
    own = subject.counting.get(ours.lower().encode())
    others = [each.counting.get(theirs.lower().encode()) for each in found]
    values = [each.value for each in others if each is not None and each.value]
    if own is None or not own.value or not values or own.value.lower() in {value.lower() for value in values}:
        return
    key = subject.rule.key(own.name) if subject.rule is not None else None
    is_secret = any(is_secret_value(own.key, value, key) for value in (own.value, *values))
    mine, other = (HIDDEN, HIDDEN) if is_secret else (quote(own.value), quote(values[0]))
    message = f'"{ours}" is {mine}, but "{theirs}" of {bound.companion.service} is {other}{why(bound)}'
    hint = f"give {ours} and {theirs} of {bound.companion.service} the same value"
    yield Hit(message, hint, key=ours, origin=bound.origin)


def _disagreeing(subject: Subject, bound: BoundCompanion, found: list[Subject], key: str) -> Iterator[Hit]:
    own = subject.counting.get(key.lower().encode())
    if own is None or not own.value or not found:
        return
    for agreement in bound_agreements(bound.companion.agrees_with[key], bound.origin, f"agreesWith.{key}"):
        faults = [disagreement(agreement, own.value, places(each)) for each in found]
        if all(faults):
            shown = HIDDEN if is_secret_value(own.key, own.value, None) else quote(own.value)
            message = f'"{key}" is {shown}, but of {bound.companion.service} {faults[0]}'
            hint = f"make {key} and {bound.companion.service} say the same"
            yield Hit(message, hint, key=key, origin=bound.origin)


CHECK = DeviceCheck(
    code="KEY032",
    slug="companion-disagrees",
    title="Two services of one device say different things of it",
    basis=Basis.STATED,
    source="the service's rule",
    why="Clients put the services of a device together by what both say; where that differs they show two devices, or"
    " trust the wrong one.",
    remedy="Publish the same value in both services.",
    fires=(
        beside(("UUID=1",), ("_http._tcp", ("id=2",), {"port": 80}), rule=RULE),
        beside(("mac=00:00:5e:00:53:01",), ("_raop._tcp", (), {"instance": b"00005E005302@x"}), rule=RULE),
    ),
    silent=(
        beside(("UUID=1",), ("_http._tcp", ("id=1",), {"port": 80}), rule=RULE),
        beside(("mac=00:00:5e:00:53:01",), ("_raop._tcp", (), {"instance": b"00005E005301@x"}), rule=RULE),
        beside(("UUID=1",), ("_http._tcp", ("id=2",), {"port": 80, "host": "another.local"}), rule=RULE),
    ),
    run=run,
)
