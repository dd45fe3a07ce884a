"""NET018: a record that is missing, and that nobody was seen to ask for."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, LiveCheck, Subject, live
from validator.model.observation import Observation


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report it once a run."""
    if observation.is_unasked:
        lacks = [
            what
            for what, is_there in (
                ("TXT record", subject.announcement.txt is not None),
                ("SRV record", subject.announcement.host is not None),
                ("address", bool(subject.announcement.addresses)),
            )
            if not is_there
        ]
        message = f"the capture shows no {' and no '.join(lacks)} of the service, and no question that went unanswered"
        hint = "capture for longer, or ask while you do (avahi-browse -art, dnssd-validator browse --pcap)"
        yield Hit(f"{message}: whether there is one cannot be told", hint, once="capture")


CHECK = LiveCheck(
    code="NET018",
    slug="not-asked",
    title="The capture cannot tell whether a record is missing",
    basis=Basis.UNJUDGED,
    source="RFC 6763 section 6",
    why="Devices send a record when they are asked, or when it changes. Where a capture holds no question for it, its"
    " absence says nothing, and NET001 to NET003 are silent.",
    remedy="Capture while somebody asks.",
    fires=(live("no TXT record was captured", Observation(is_listed=True, is_unasked=True)),),
    silent=(live("all records were captured", Observation(is_listed=True)),),
    run=run,
)
