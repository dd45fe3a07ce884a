"""KEY033: an identifier that should be unique, and that two hosts publish."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, DeviceCheck, Hit, Together, beside, quote
from validator.checks.key.companion import RULE
from validator.checks.key.value import HIDDEN
from validator.rules.secrets import is_secret_value

_MAX_NAMED = 3
"""Other hosts that a message names."""


def run(view: Together) -> Iterator[Hit]:
    """Look for other hosts that publish the value of a unique key."""
    subject, rule = view.subject, view.subject.rule
    if rule is None or not subject.announcement.host:
        return
    own = subject.announcement.host.lower().rstrip(".")
    for name, attribute in subject.counting.items():
        bound = rule.key(name)
        if bound is None or not bound.rule.unique or not attribute.value:
            continue
        hosts = view.holders.get((subject.service_type.service_name, name, attribute.value.lower()), ())
        others = [host for host in hosts if host != own]
        if others:
            shown = HIDDEN if is_secret_value(attribute.key, attribute.value, bound) else quote(attribute.value)
            named = ", ".join(quote(host.encode("utf-8", "surrogateescape")) for host in others[:_MAX_NAMED])
            message = f'"{bound.name}" is {shown}, which {named} publishes too'
            yield Hit(
                message, f"give each device a {bound.name} of its own", key=bound.name, origin=bound.origins["unique"]
            )


CHECK = DeviceCheck(
    code="KEY033",
    slug="identifier-twice",
    title="Two hosts publish the same identifier",
    basis=Basis.STATED,
    source="the service's rule",
    why="Clients know a device by this value: of two devices with the same one they see only one, or take one for the"
    " other. Mostly the identifier was copied with the firmware image.",
    remedy="Make the identifier of each device its own.",
    fires=(
        beside(("id=1",), ("_example._tcp", ("id=1",), {"host": "another.local", "instance": b"Another"}), rule=RULE),
    ),
    silent=(
        beside(("id=1",), ("_example._tcp", ("id=2",), {"host": "another.local", "instance": b"Another"}), rule=RULE),
        beside(("id=1",), ("_example._tcp", ("id=1",), {"instance": b"Another"}), rule=RULE),
    ),
    keywords=("unique",),
    run=run,
)
