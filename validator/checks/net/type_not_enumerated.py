"""NET016: a service type with instances that is not in the list of types."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, LiveCheck, Subject, live
from validator.checks.net.wording import senders
from validator.model.observation import Observation


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report each type once a run."""
    if observation.is_type_unlisted:
        service, domain = subject.announcement.service, subject.announcement.domain
        who = senders(observation.senders, subject.announcement.location.interfaces)
        message = f"{service} has an instance (from {who}), and nobody lists it under _services._dns-sd._udp.{domain}"
        yield Hit(message, f"answer for _services._dns-sd._udp.{domain} with {service}.{domain}", once=service.lower())


CHECK = LiveCheck(
    code="NET016",
    slug="type-not-enumerated",
    title="A service type with instances is not enumerated",
    basis=Basis.MAY,
    source="RFC 6763 section 9",
    covers=("N15",),
    why="Who looks after the network finds services by the list of types. What is not listed is found only by those who"
    " ask for it by name.",
    remedy="Answer questions for the list of service types with each type that has an instance.",
    fires=(live("the list was asked for in vain", Observation(is_listed=True, is_type_unlisted=True)),),
    silent=(live("the list has the type, or nobody asked", Observation(is_listed=True)),),
    run=run,
)
