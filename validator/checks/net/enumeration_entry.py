"""NET015: an entry in the list of service types that is no service type."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, LiveCheck, Subject, live, quote
from validator.checks.net.pointer_without_instance import is_enumeration
from validator.checks.net.wording import senders
from validator.model import names
from validator.model.observation import About, Observation

_SUBTYPE = "a subtype"


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Say what the entry is instead."""
    announcement = subject.announcement
    if observation.target is None or not is_enumeration(announcement):
        return
    owner, target = f"{announcement.service}.{announcement.domain}", observation.target
    by = f" by {senders(observation.senders, announcement.location.interfaces)}" if observation.senders else ""
    message = f"the list of service types ({owner}) has the entry {quote(target.encode())}{by}, which is "
    what = _what(target, owner)
    # Clients that take the first two labels go on; some stacks of Matter list all their subtypes.
    basis = Basis.SHOULD if what == _SUBTYPE else None
    yield Hit(message + what, "list each service type by its two labels and the domain: _http._tcp.local", basis=basis)


def _what(target: str, owner: str) -> str:
    labels = [label.lower() for label in names.split(target)]
    if target.lower() == owner.lower():
        return "the list itself"
    if b"_sub" in labels:
        return _SUBTYPE
    if any(label in (b"_tcp", b"_udp") for label in labels[2:]):
        return "a service instance, and no service type"
    return "no service type"


_POINTER = {"service": "_services._dns-sd._udp", "instance": None, "host": None, "port": None, "addresses": ()}


def _observed(target: str) -> Observation:
    return Observation(about=About.POINTER, senders=("192.0.2.7",), target=target)


CHECK = LiveCheck(
    code="NET015",
    slug="enumeration-entry",
    title="The list of service types has an entry that is no service type",
    basis=Basis.MUST,
    source="RFC 6763 section 9",
    covers=("N15",),
    why="Tools that show all services ask for each entry in turn. At one that names the list they ask for ever, and"
    " avahi-browse -a ends with an error for everybody on the network.",
    remedy="List service types only, each as two labels and the domain.",
    fires=(
        live("the entry is the list", _observed("_services._dns-sd._udp.local"), **_POINTER),
        live("the entry is an instance", _observed("Lobby._http._tcp.local"), **_POINTER),
        live("the entry is a host", _observed("lobby.local"), **_POINTER),
    ),
    silent=(live("an instance", Observation(is_listed=True)),),
    harm=Harm.HIDES,
    run=run,
)
