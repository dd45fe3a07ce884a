"""NET005: SRV or TXT records that never have the cache-flush bit."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, LiveCheck, Subject, live
from validator.checks.net.wording import senders
from validator.model.observation import Observation


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report the senders of records without the bit."""
    if observation.unflushed:
        who = senders(observation.unflushed, subject.announcement.location.interfaces)
        message = f"SRV or TXT records from {who} never have the cache-flush bit"
        yield Hit(message, "set the top bit of the class of SRV and TXT records in every multicast response")


CHECK = LiveCheck(
    code="NET005",
    slug="no-cache-flush",
    title="SRV or TXT records never have the cache-flush bit",
    basis=Basis.MUST,
    source="RFC 6762 section 10.2",
    covers=("L4",),
    why="The bit tells caches to forget what the record replaces. Without it the old TXT record, port or host stays"
    " beside the new one until its TTL ends, and clients take one of the two.",
    remedy="Set the top bit of the class of records that only one device has (SRV, TXT, A, AAAA), except in answers"
    " to plain DNS clients and in known-answer lists.",
    fires=(live("the class of its TXT record is 0x0001", Observation(unflushed=("192.0.2.7",))),),
    silent=(live("the class of its TXT record is 0x8001", Observation(senders=("192.0.2.7",))),),
    run=run,
)
