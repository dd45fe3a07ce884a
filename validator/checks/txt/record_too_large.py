"""TXT016: a record that cannot be sent at all."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject
from validator.checks.txt.sizes import Band, hit, sized
from validator.model.announcement import Fidelity


def run(subject: Subject) -> Iterator[Hit]:
    """Apply the limit of multicast DNS in ``local``, and the limit of a resource record anywhere."""
    yield from hit(subject, Band.RDATA, f"a resource record holds at most {Band.RDATA:d}")
    yield from hit(subject, Band.MDNS_PACKET, f"a packet of multicast DNS has room for about {Band.MDNS_PACKET:d}")


CHECK = AnnouncementCheck(
    code="TXT016",
    slug="record-too-large",
    trigger="^z:[0-9]{4,}$",
    title="The TXT record is larger than can be sent",
    basis=Basis.MUST,
    source="RFC 6762 section 17, RFC 6763 section 6.1",
    covers=("W5", "W6", "L11"),
    why="A packet of multicast DNS never exceeds 9000 octets with its headers: responders refuse to publish the"
    " service.",
    remedy="Keep in the record what clients need to choose a service, and offer the rest by the service's own"
    " protocol.",
    fires=(sized(8901),),
    silent=(sized(8900),),
    needs=frozenset({Fidelity.STRINGS}),
    run=run,
)
