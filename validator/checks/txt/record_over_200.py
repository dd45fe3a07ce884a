"""TXT019: a record that is larger than typical records."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject
from validator.checks.txt.sizes import SLEEP_PROXY, Band, hit, sized
from validator.model.announcement import Fidelity


def run(subject: Subject) -> Iterator[Hit]:
    """Report records of more than 200 octets, and name the hardware that cannot hold such a record."""
    what = "200 or less is typical"
    if subject.txt.size > SLEEP_PROXY:
        what = f"hardware that answers for sleeping hosts may hold no more than {SLEEP_PROXY}"
    yield from hit(subject, Band.TYPICAL, what)


CHECK = AnnouncementCheck(
    code="TXT019",
    slug="record-over-200",
    trigger="^z:(?:[2-9][0-9]{2}|[0-9]{4,})$",
    title="The TXT record is larger than is typical",
    basis=Basis.MAY,
    source="RFC 6763 section 6.2",
    covers=("S1", "S5"),
    why="Every announcement and many answers carry the whole record over a shared medium. Network cards that answer"
    " for a sleeping computer cannot hold records of more than 256 octets.",
    remedy="Keep in the record what clients need to choose a service.",
    fires=(sized(201), sized(257)),
    silent=(sized(200), sized(401)),
    needs=frozenset({Fidelity.STRINGS}),
    run=run,
)
