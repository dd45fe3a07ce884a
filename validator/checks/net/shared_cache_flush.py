"""NET006: the cache-flush bit on PTR records that others share."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, LiveCheck, Subject, live
from validator.checks.net.wording import senders
from validator.model.observation import Observation


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report the senders of PTR records with the bit."""
    if observation.flushed:
        who = senders(observation.flushed, subject.announcement.location.interfaces)
        service = subject.announcement.service
        message = (
            f"the PTR record of {service} from {who} has the cache-flush bit, which makes others of {service} vanish"
        )
        yield Hit(message, "clear the top bit of the class of PTR records of service types")


CHECK = LiveCheck(
    code="NET006",
    slug="shared-cache-flush",
    title="The PTR record of a service type has the cache-flush bit",
    basis=Basis.MUST,
    source="RFC 6762 section 10.2",
    covers=("L5",),
    why="All devices of a type share the name of these records. The bit tells caches that this one is the only one:"
    " they forget all other devices of the type, which flicker in the lists of users.",
    remedy="Set the bit for SRV, TXT, A and AAAA records only.",
    fires=(live("the class of its PTR record is 0x8001", Observation(flushed=("192.0.2.7",))),),
    silent=(live("the class of its PTR record is 0x0001", Observation(senders=("192.0.2.7",))),),
    harm=Harm.HIDES,
    run=run,
)
