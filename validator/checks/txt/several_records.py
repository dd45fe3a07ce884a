"""TXT020: one service instance has several TXT records."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, named
from validator.model.facts import Fact
from validator.model.txt import TxtRecord


def run(subject: Subject) -> Iterator[Hit]:
    """Report the instance once, at the first record, unless this record declares how many there are (LPR printing)."""
    announcement = subject.announcement
    declared = subject.counting.get(b"qtotal")
    if announcement.txt_count == 1 or announcement.txt_index != 1 or (declared is not None and declared.value):
        return
    message = f"the instance has {announcement.txt_count} TXT records, expected one"
    yield Hit(message, "put all attributes as strings into one TXT record")


CHECK = AnnouncementCheck(
    code="TXT020",
    slug="several-records",
    trigger=Fact.SEVERAL.trigger,
    title="A service instance has more than one TXT record",
    basis=Basis.SHOULD,
    source="RFC 6763 section 6.8",
    covers=("M1",),
    why="Clients use one of the records and which one is chance. Mostly each attribute was made a record of its own;"
    " only LPR printing is known to mean several, and declares their number as qtotal.",
    remedy="Make each attribute a string of one TXT record.",
    fires=(named(txt=TxtRecord((b"mode=safe",)), txt_count=2),),
    silent=(
        named(txt=TxtRecord((b"mode=safe",))),
        named("_printer._tcp", txt=TxtRecord((b"txtvers=1", b"qtotal=2")), txt_count=2),
    ),
    run=run,
)
