"""NET003: an SRV record whose host has no address."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, LiveCheck, Subject, live
from validator.model.observation import Observation


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report a host that gave no address although addresses were asked for."""
    host = subject.announcement.host
    if host is not None and not subject.announcement.addresses and "address" in observation.unanswered:
        message = f"the SRV record names the host {host}, but nobody answers for its A or AAAA records"
        yield Hit(message, f"answer for {host}, or name the host in the SRV record that has the addresses")


CHECK = LiveCheck(
    code="NET003",
    slug="host-without-address",
    title="The host of the service has no address",
    basis=Basis.MUST,
    source="RFC 2782",
    why="Clients know the port, and have nobody to connect to. It happens when a host is renamed after a conflict,"
    " and its services still name the old one.",
    remedy="Publish A or AAAA records under exactly the name that the SRV record has.",
    fires=(live("the addresses were asked for in vain", Observation(unanswered=("address",)), addresses=()),),
    silent=(
        live("an address was heard", Observation()),
        live("nobody asked for an address", Observation(), addresses=()),
    ),
    harm=Harm.HIDES,
    run=run,
)
