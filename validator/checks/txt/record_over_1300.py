"""TXT017: a record that does not fit into one Ethernet packet."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject
from validator.checks.txt.sizes import Band, hit, sized
from validator.model.announcement import Fidelity


def run(subject: Subject) -> Iterator[Hit]:
    """Report records of more than 1300 octets."""
    yield from hit(subject, Band.ONE_ETHERNET_FRAME, "more than 1300 is not recommended")


CHECK = AnnouncementCheck(
    code="TXT017",
    slug="record-over-1300",
    trigger="^z:[0-9]{4,}$",
    title="The TXT record does not fit one Ethernet packet",
    basis=Basis.SHOULD,
    source="RFC 6763 section 6.2",
    covers=("S3", "S4"),
    why="Above 1300 octets the answer is cut into IP fragments. Wireless networks lose multicast fragments often, and"
    " then the service is not seen at all.",
    remedy="Keep the record below 1300 octets, better below 400.",
    fires=(sized(1301),),
    silent=(sized(1300), sized(8901)),
    needs=frozenset({Fidelity.STRINGS}),
    run=run,
)
