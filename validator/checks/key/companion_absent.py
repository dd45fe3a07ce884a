"""KEY031: a service that should stand beside this one and does not, or one that should not and does."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, DeviceCheck, Hit, Subject, Together, beside
from validator.checks.conditions import named_value
from validator.checks.key.companion import RULE, companions, why
from validator.rules.requirements import unmet
from validator.rules.rule import BoundCompanion


def run(view: Together) -> Iterator[Hit]:
    """Look for each companion; that one is absent is said only where the input shows more of the device."""
    own = view.subject.announcement
    for bound, found in companions(view):
        service = bound.companion.service
        if bound.companion.need == "forbidden" and found:
            message = f"{own.service} stands beside {service} of the same device{why(bound)}"
            yield Hit(message, f"announce one of the two: {service} or {own.service}", origin=bound.origin)
        elif bound.companion.need in ("required", "recommended") and not found and view.shows_more:
            is_required = bound.companion.need == "required"
            message = f"{service} is {bound.companion.need} beside {own.service}, and absent{why(bound)}"
            basis = Basis.STATED if is_required else Basis.SHOULD
            yield Hit(message, f"announce {service} too", basis=basis, origin=bound.origin)
        yield from _ports(bound, found)


def _ports(bound: BoundCompanion, found: list[Subject]) -> Iterator[Hit]:
    for other in found if bound.port is not None else ():
        port = named_value("port", other.announcement)
        fault = None if port is None or bound.port is None else unmet(bound.port.requirements, port)
        if port is not None and fault is not None:
            message = f"the port of {bound.companion.service} is {port.decode()}, expected {fault[1]}{why(bound)}"
            yield Hit(message, f"announce {bound.companion.service} with {fault[1]} as the port", origin=bound.origin)


CHECK = DeviceCheck(
    code="KEY031",
    slug="companion-absent",
    title="A service that belongs beside this one is absent, or one that does not is there",
    basis=Basis.STATED,
    source="the service's rule",
    why="Clients look for the device under the other service, or find it twice: the one is announced only together with"
    " the other.",
    remedy="Announce both services, or only the one, as the rule says.",
    fires=(
        beside(("id=1",), ("_other._tcp", (), {}), rule=RULE),
        beside(("id=1",), ("_smb._tcp", (), {}), rule=RULE),
        beside(("id=1",), ("_http._tcp", ("id=1",), {"port": 81}), rule=RULE),
    ),
    silent=(
        beside(("id=1",), ("_http._tcp", ("id=1",), {"port": 80}), rule=RULE),
        beside(("id=1",), ("_example._tcp", ("id=1",), {"instance": b"Another"}), rule=RULE),
    ),
    run=run,
)
