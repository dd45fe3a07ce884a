"""What PTR records of DNS-SD name: an instance under its type, a type in the enumeration, or nothing of the kind.

Pure functions of names, and the remark that a PTR record becomes which names nothing of the kind (RFC 6763 sections 4.1
and 9).
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from validator.model import names
from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.observation import About, Observation
from validator.wire.message import Name
from validator.wire.service_type import subtype_labels, type_at, type_text

ENUMERATION: Name = (b"_services", b"_dns-sd", b"_udp")
"""The owner, without the domain, of the PTR records that list service types (RFC 6763 section 9)."""

OLD_ENUMERATION: Name = (b"_services", b"_mdns", b"_udp")
"""The same as drafts of DNS-SD had it, which old responders still answer for."""

MAX_POINTERS = 100
"""PTR records which name nothing that are told one by one."""

_LABELS = len(ENUMERATION)


class Pointer(Struct, frozen=True):
    """A PTR record that names no instance, or in the enumeration no type."""

    owner: Name
    target: Name
    sender: str = ""
    """The address that sent the record first. Empty where it is not known."""
    link: str = ""
    """The interface on which the record was seen first. Empty where there is none."""


def is_enumeration(owner: Name) -> bool:
    """Whether PTR records of this owner, in lower case, list service types."""
    return owner[:_LABELS] in (ENUMERATION, OLD_ENUMERATION)


def lists_domains(owner: Name) -> bool:
    """Whether PTR records of this owner, in lower case, list domains (RFC 6763 section 11, and drafts before it)."""
    if is_enumeration(owner):
        return False
    return owner[1:3] == ENUMERATION[1:] or OLD_ENUMERATION[1:] in (owner[1:3], owner[2:4])


def instance_type_at(owner: Name, target: Name) -> int:
    """Return the label of ``target`` at which the type of the instance starts that it names; 0 where it names none.

    ``owner`` is in lower case. The labels of the instance may be several.
    """
    base = owner[subtype_labels(owner) :]
    is_below = tuple(label.lower() for label in target[-len(base) :]) == base
    at = len(target) - len(base) if is_below else type_at(target) or 0
    return 0 if at > 1 and target[at - 1].lower() == b"_sub" else at


def names_type(target: Name) -> bool:
    """Whether a name is a service type with its domain: only the first two labels matter (RFC 6763 section 9)."""
    return len(target) > 1 and target[0].startswith(b"_") and target[1].lower() in (b"_tcp", b"_udp")


def concerns_services(owner: Name) -> bool:
    """Whether the owner of a PTR record is a service type or a subtype, or the enumeration."""
    return type_at(owner) is not None


def remark(pointer: Pointer, senders: Iterable[str] = (), location: Location | None = None) -> Announcement:
    """Return what is to be judged of a PTR record which names nothing: a remark at its owner."""
    owner = pointer.owner
    labels = subtype_labels(owner)
    if is_enumeration(tuple(label.lower() for label in owner)):
        service, domain = names.join(owner[:_LABELS]), names.join(owner[_LABELS:])
    else:
        service, domain = type_text(owner[labels:])
    links = (pointer.link,) if pointer.link else ()
    return Announcement(
        service=service,
        domain=domain,
        subtypes=(names.join(owner[: labels - 1]),) if labels else (),
        lost=frozenset({Fidelity.TXT}),
        location=Location(interfaces=links) if location is None else location,
        observation=Observation(
            about=About.POINTER,
            senders=tuple(sorted({*senders, *([pointer.sender] if pointer.sender else [])})),
            target=names.join(pointer.target),
        ),
    )
