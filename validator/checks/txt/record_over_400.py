"""TXT018: a record that does not fit into one classic DNS message."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject
from validator.checks.txt.sizes import Band, hit, sized
from validator.model.announcement import Fidelity


def run(subject: Subject) -> Iterator[Hit]:
    """Report records of more than 400 octets."""
    yield from hit(
        subject, Band.ONE_DNS_MESSAGE, "above 400 a record does not fit a DNS message of 512 with what belongs to it"
    )


CHECK = AnnouncementCheck(
    code="TXT018",
    slug="record-over-400",
    trigger="^z:(?:[4-9][0-9]{2}|[0-9]{4,})$",
    title="The TXT record does not fit a DNS message of 512 octets",
    basis=Basis.MAY,
    source="RFC 6763 section 6.2",
    covers=("S2",),
    why="In unicast DNS the answer is truncated and asked for again over TCP, which not every client and firewall"
    " allows.",
    remedy="Keep the record below 400 octets; printers are the example of a service that needs that much.",
    fires=(sized(401),),
    silent=(sized(400), sized(1301)),
    needs=frozenset({Fidelity.STRINGS}),
    run=run,
)
