"""NET012: a service type in the list of types that has no instance."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, LiveCheck, Subject, live
from validator.checks.net.wording import senders
from validator.model.observation import About, Observation


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report the senders that list the type."""
    if observation.about is About.TYPE:
        who = senders(observation.senders, subject.announcement.location.interfaces)
        service = subject.announcement.service
        message = f"{service} is in the list of service types by {who}, but nobody answers for an instance of it"
        yield Hit(message, "leave a type out of the list when its last instance is gone")


_TYPE = {"instance": None, "host": None, "port": None, "addresses": (), "txt": None}

CHECK = LiveCheck(
    code="NET012",
    slug="type-without-instance",
    title="A service type is enumerated without an instance",
    basis=Basis.MAY,
    source="RFC 6763 section 9",
    covers=("N15",),
    why="The list of service types is for people who look after a network: an entry without an instance tells them of"
    " a service that is not there. Some services answer to chosen clients only, and are right to be silent here.",
    remedy="Withdraw the PTR record of the type with the last instance.",
    fires=(live("no instance was heard", Observation(about=About.TYPE, senders=("192.0.2.7",)), **_TYPE),),
    silent=(live("an instance was heard", Observation(is_listed=True)),),
    run=run,
)
