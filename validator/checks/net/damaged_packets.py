"""NET011: a responder that sends packets which cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, LiveCheck, Subject, live
from validator.checks.net.wording import senders
from validator.display.wording import plural
from validator.model.observation import About, Observation


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report how many packets are damaged, and the damage of some packets."""
    if observation.about is About.RESPONDER and observation.damaged:
        who = senders(observation.senders, subject.announcement.location.interfaces)
        packets = "a damaged packet" if observation.damaged == 1 else plural(observation.damaged, "damaged packet")
        message = f"{who} sent {packets}: {'; '.join(observation.damages)}"
        yield Hit(message, "make the lengths, counts and compression pointers of its messages right")


def _responder(*damages: str) -> Observation:
    return Observation(about=About.RESPONDER, senders=("192.0.2.7",), damaged=len(damages), damages=damages)


_NOBODY = {"service": "", "instance": None, "host": None, "port": None, "txt": None}

CHECK = LiveCheck(
    code="NET011",
    slug="damaged-packets",
    title="A responder sends damaged packets",
    basis=Basis.MUST,
    source="RFC 1035 section 4.1",
    why="Most receivers drop the whole packet without a word, so the device is invisible to some and not to others.",
    remedy="Send messages whose counts, lengths and compression pointers are right.",
    fires=(live("a packet was cut", _responder("octet 90: RDATA of 4 octets, of which only 1 are there"), **_NOBODY),),
    silent=(live("all packets could be read", Observation(senders=("192.0.2.7",))),),
    harm=Harm.HIDES,
    run=run,
)
