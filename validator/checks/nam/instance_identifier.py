"""NAM005: an instance name with a MAC address, a UUID or a serial number in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.checks.base import Basis, Hit, NameCheck, Subject, named, quote

# From the surest to the least sure. Six hexadecimal digits are left alone: devices of one model differ in such digits.
_WORD, _END = rb"(?<![0-9A-Za-z])", rb"(?![0-9A-Za-z])"
"""Identifiers are whole words: Coffee1006000212 holds none."""

_SHAPES: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("a UUID", re.compile(_WORD + rb"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}" + _END)),
    ("a MAC address", re.compile(_WORD + rb"[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}" + _END)),
    (
        "a long hexadecimal string",
        re.compile(_WORD + rb"(?=[0-9]*[A-Fa-f])(?=[A-Fa-f]*[0-9])[0-9A-Fa-f]{12,}" + _END),
    ),
    # Twelve or fourteen digits may be a date with a time; fifteen are a device's number.
    ("a serial number", re.compile(_WORD + rb"[0-9]{15,}" + _END)),
)

_BY_DESIGN = frozenset(
    {"amzn-wplay", "apple-mobdev", "apple-mobdev2", "asquic", "dacp", "googlecast", "googlezone", "home-sharing"}
    | {
        "homekit",
        "matter",
        "matterc",
        "matterd",
        "meshcop",
        "raop",
        "remotepairing",
        "touch-able",
        "touch-remote",
        "trel",
    }
)
"""Services whose clients demand an identifier in the instance name and show users a name from the TXT record."""


def run(subject: Subject) -> Iterator[Hit]:
    """Report the surest kind of identifier in the name."""
    instance = subject.announcement.instance
    if not instance or subject.service_type.service_name in _BY_DESIGN:
        return
    if subject.rule is not None and "instance" in subject.rule.names:  # the specification says what the name is
        return
    for what, shape in _SHAPES:
        found = shape.search(instance)
        if found is not None:
            message = f"the instance name {quote(instance)} contains {what} ({found[0].decode()})"
            yield Hit(message, "use a short descriptive name; a number is appended by itself where two are alike")
            return


CHECK = NameCheck(
    code="NAM005",
    slug="instance-identifier",
    trigger="^i:.*[0-9A-Fa-f:-]{12}",
    title="The instance name contains a MAC address, a UUID or a serial number",
    basis=Basis.SHOULD,
    source="RFC 6763 section 4.1.1 and appendix D",
    covers=("I7",),
    why="People choose a service by this name and cannot tell such names apart; everybody on the network can track the"
    " device by it. Names are made unique by the conflict resolution of multicast DNS.",
    remedy="Use a short descriptive default name and let the user change it.",
    fires=(
        named(instance=b"Printer [74:da:38:80:7a:08]"),
        named(instance=b"shellypro4pm-94b97ec07650"),
        named(instance=b"C3E72D96-F32A-4F3E-BFDD-EB5E3A89CB21"),
    ),
    silent=(
        named(instance=b"HP Color LaserJet Pro M478f-9f [773DF1]"),
        named(instance=b"Backup 202401011230"),
        named(instance=b"Coffee1006000212"),
        named("_raop._tcp", instance=b"CCD2817C45EA@Living Room"),
    ),
    run=run,
)
