"""NET017: responses whose IP TTL is not 255."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, LiveCheck, Subject, live
from validator.checks.net.wording import enumerated, senders
from validator.model.observation import Observation


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report the TTLs, once for each sender."""
    if observation.hops:
        who = senders(observation.senders, subject.announcement.location.interfaces)
        found = enumerated([str(each) for each in observation.hops])
        message = f"responses from {who} arrive with an IP TTL of {found}, expected 255"
        hint = "send with TTL and hop limit 255; where the device does, a router or repeater passed the packets on"
        yield Hit(message, hint, once=" ".join(observation.senders) or None)


CHECK = LiveCheck(
    code="NET017",
    slug="ip-ttl",
    title="Responses arrive with another IP TTL than 255",
    basis=Basis.SHOULD,
    source="RFC 6762 section 11",
    why="The highest TTL shows that a packet comes from the link itself. Receivers that are strict ignore others, and"
    " so the device is seen by some and not by the rest. A lower one may mean that somebody off the link answers.",
    remedy="Set IP_MULTICAST_TTL, IP_TTL and the IPv6 hop limits of the socket to 255.",
    fires=(live("its packets have a TTL of 64", Observation(senders=("192.0.2.7",), hops=(64,))),),
    silent=(live("its packets have a TTL of 255", Observation(senders=("192.0.2.7",))),),
    run=run,
)
