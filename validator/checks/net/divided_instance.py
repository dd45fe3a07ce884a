"""NET013: an instance name of several labels instead of one label."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Hit, LiveCheck, Subject, live, quote
from validator.checks.net.wording import senders
from validator.model.observation import Observation


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Report the senders of records with such a name."""
    if observation.is_divided:
        who = senders(observation.senders, subject.announcement.location.interfaces)
        name = quote(subject.announcement.instance or b"")
        message = f"records from {who} have the instance name {name} as several labels, divided at its dots"
        yield Hit(message, "write the instance name as one label of up to 63 octets, dots included")


CHECK = LiveCheck(
    code="NET013",
    slug="divided-instance",
    title="The instance name is several labels instead of one",
    basis=Basis.MUST,
    source="RFC 6763 section 4.3",
    covers=("I8",),
    why="An instance name may have dots, and is one label all the same. A responder that divides its name at each dot"
    " announces another name: Bonjour and Avahi take the first label for the instance, find no service type behind it,"
    " and drop the service without a word. Here the labels were joined again, so that the rest could be judged.",
    remedy="Keep instance name, service type and domain apart until the message is written, or escape the name's dots.",
    fires=(live('the labels "Room 1" and " Floor 2"', Observation(is_divided=True), instance=b"Room 1. Floor 2"),),
    silent=(live("one label with a dot in it", Observation(), instance=b"Room 1. Floor 2"),),
    run=run,
)
