"""NET017: responses that seem to come from outside of the link: by their IP TTL, or by their sender's address."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, LiveCheck, Subject, live
from validator.checks.net.wording import enumerated, senders
from validator.model.observation import Observation


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report the TTLs, and the senders of other networks, once for each sender."""
    if observation.off_link:
        who = senders(observation.off_link, subject.announcement.location.interfaces)
        message = f"responses come from {who}, which is in no network of that interface"
        hint = "give the device an address of this network; where it has one, somebody off the link answers for it"
        yield Hit(message, hint, once=" ".join(observation.off_link))
    if observation.hops:
        who = senders(observation.senders, subject.announcement.location.interfaces)
        found = enumerated([str(each) for each in observation.hops])
        message = f"responses from {who} arrive with an IP TTL of {found}, expected 255"
        hint = "send with TTL and hop limit 255; where the device does, a router or repeater passed the packets on"
        yield Hit(message, hint, once=" ".join(observation.senders) or None)


CHECK = LiveCheck(
    code="NET017",
    slug="ip-ttl",
    title="Responses seem to come from outside of the link",
    basis=Basis.SHOULD,
    source="RFC 6762 section 11",
    why="The highest TTL and an address of the link's networks show that a packet comes from the link itself. Receivers"
    " that are strict ignore others, and so the device is seen by some and not by the rest. A lower TTL or a foreign"
    " address may mean that somebody off the link answers.",
    remedy="Set IP_MULTICAST_TTL, IP_TTL and the IPv6 hop limits of the socket to 255, and send from an address of the"
    " link.",
    fires=(
        live("its packets have a TTL of 64", Observation(senders=("192.0.2.7",), hops=(64,))),
        live("it is of another network", Observation(senders=("203.0.113.9",), off_link=("203.0.113.9",))),
    ),
    silent=(live("its packets have a TTL of 255", Observation(senders=("192.0.2.7",))),),
    run=run,
)
