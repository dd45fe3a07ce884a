"""NET014: a PTR record of a service type that names no instance."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import Basis, Harm, Hit, LiveCheck, Subject, live, quote
from validator.checks.net.wording import senders
from validator.model import names
from validator.model.announcement import Announcement
from validator.model.observation import About, Observation

_ENUMERATIONS = ("_services._dns-sd._udp", "_services._mdns._udp")


def run(subject: Subject, observation: Observation) -> Iterator[Hit]:
    """Say what the target is instead."""
    announcement = subject.announcement
    if observation.target is None or is_enumeration(announcement):
        return
    target = observation.target
    owner = f"{''.join(f'{each}._sub.' for each in announcement.subtypes)}{announcement.service}.{announcement.domain}"
    by = f" from {senders(observation.senders, announcement.location.interfaces)}" if observation.senders else ""
    message = f"the PTR record of {owner}{by} names {quote(target.encode())}, which is {_what(target, announcement)}"
    hint = f"name the service instance, such as Lobby.{announcement.service}.{announcement.domain}"
    yield Hit(message, hint)


def is_enumeration(announcement: Announcement) -> bool:
    """Whether a remark on a PTR record is about the list of service types."""
    return announcement.service.lower() in _ENUMERATIONS


def _what(target: str, announcement: Announcement) -> str:
    labels = [label.lower() for label in names.split(target)]
    if target.lower() == f"{announcement.service}.{announcement.domain}".lower():
        return "the service type itself"
    if b"_sub" in labels:
        return "a subtype"
    if any(label in (b"_tcp", b"_udp") for label in labels):
        return "a service type, and no instance"
    if not labels:
        return "the root"
    return "a host, and no service instance" if target.isprintable() and "\\" not in target else "no name of a service"


_POINTER = {"instance": None, "host": None, "port": None, "addresses": (), "txt": None}


def _observed(target: str) -> Observation:
    return Observation(about=About.POINTER, senders=("192.0.2.7",), target=target)


CHECK = LiveCheck(
    code="NET014",
    slug="pointer-without-instance",
    title="A PTR record of a service type names no service instance",
    basis=Basis.MUST,
    source="RFC 6763 section 4.1",
    why="Everybody who browses for the type gets the name, divides it, and fails: some programs stop at the first such"
    " record, so that one device hides all others of the network.",
    remedy="Let the PTR record name the instance, whose SRV and TXT records have the same name.",
    fires=(
        live("the target is the host", _observed("hap-1A2B3C.local"), service="_hap._tcp", **_POINTER),
        live("the target is the type", _observed("_hap._tcp.local"), service="_hap._tcp", **_POINTER),
        live("the target is a subtype", _observed("_s._sub._hap._tcp.local"), service="_hap._tcp", **_POINTER),
        live("the target is random", _observed(r"\255\001\254.local"), service="_hap._tcp", **_POINTER),
    ),
    silent=(
        live("the target is an instance", Observation(is_listed=True)),
        live("an entry of the list of types", _observed("_x"), service="_services._dns-sd._udp", **_POINTER),
    ),
    harm=Harm.HIDES,
    run=run,
)
