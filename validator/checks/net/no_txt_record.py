"""NET001: a service instance without a TXT record."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, named, txt
from validator.model.announcement import Fidelity
from validator.model.facts import Fact


def run(subject: Subject) -> Iterator[Hit]:
    """Report a missing record. An empty record is a record."""
    if subject.announcement.txt is None:
        message = "the service instance has no TXT record"
        yield Hit(
            message, "publish one under the name of the SRV record; with nothing to say it is a single zero octet"
        )


CHECK = AnnouncementCheck(
    code="NET001",
    slug="no-txt-record",
    trigger=Fact.NO_RECORD.trigger,
    title="The service instance has no TXT record",
    basis=Basis.MUST,
    source="RFC 6763 section 6",
    covers=("E1",),
    why="Clients that wait for all three records, PTR, SRV and TXT, never finish resolving the service. Matter's"
    " operational discovery lets a node leave the record out, against this section.",
    remedy="Publish a TXT record with every SRV record of DNS-SD.",
    fires=(named(txt=None),),
    silent=(named(), txt("mode=safe")),
    needs=frozenset({Fidelity.TXT}),
    run=run,
)
