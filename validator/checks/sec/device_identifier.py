"""SEC002: keys that identify the very device."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, quote, txt
from validator.checks.sec.shapes import identifier
from validator.display.wording import listed
from validator.model.facts import Fact
from validator.model.txt import MAX_STRING, Attribute
from validator.rules.rule import BoundKey, Rule
from validator.rules.secrets import spaced

_KINDS = {
    "serial number": frozenset({"serial", "serialnumber", "serialnum", "serialno", "sn", "usbser", "deviceserial"}),
    "MAC address": frozenset(
        {"mac", "macaddress", "macaddr", "bt", "btaddr", "wama", "bssid", "ethernetmac", "wifimac"}
    ),
    "device identifier": frozenset({"uuid", "udid", "guid", "deviceid", "imei", "hwid", "hardwareid"}),
}
"""Keys (without case, ``_``, ``-`` and ``.``) that carry an identifier by common use."""

_MIN = 4
"""Octets of the shortest identifier. Shorter values are counters and flags."""


def run(subject: Subject) -> Iterator[Hit]:
    """Report the identifying keys of a record together: after the first, another key gives little more away."""
    found = [(each, kind) for each in subject.counting.values() if (kind := _kind(subject, each)) is not None]
    if not found:
        return
    keys = listed([_named(each, kind) for each, kind in found])
    message = f"the record identifies the device by {keys}"
    yield Hit(message, "leave out what clients do not need before they connect", found[0][0])


def _named(attribute: Attribute, kind: str) -> str:
    """Write the key, and the kind of identifier unless that is what the key is called."""
    shown = quote(attribute.key)
    return shown if _plain(kind.encode()) == _plain(attribute.name) else f"{shown} ({kind})"


def _plain(key: bytes) -> str:
    return re.sub(r"[-_. ]", "", key.lower().decode("latin-1"))


def _kind(subject: Subject, attribute: Attribute) -> str | None:
    # A longer value cannot be sent, and would take these searches quadratic time.
    value = (attribute.value or b"")[:MAX_STRING]
    if len(value) < _MIN:
        return None
    bound = subject.rule.key(attribute.name) if subject.rule is not None else None
    marked = bound.rule.sensitive if bound is not None else None
    if bound is not None and (marked != "identifier" or _is_asked_for(bound, subject.rule)):
        # The service's own definition asks for the key: the device has no choice.
        return None
    name = _plain(attribute.name)
    named = next((kind for kind, names in _KINDS.items() if name in names and value.strip(b"0:-")), None)
    return identifier(value) or named or ("device identifier" if marked else None)


def _is_asked_for(bound: BoundKey, rule: Rule | None) -> bool:
    """Whether it is IANA or the owner of the service that lists a key, and not a rule of the user's or a vendor."""
    return rule is not None and rule.is_closed and bound.origins[""].layer in ("iana", "specs")


_TRIGGER = "|".join(
    (
        f"(?i)^{spaced(name for names in _KINDS.values() for name in names)}=",
        "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-",
        "[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}",
    )
)


def _has_identifiers(rule: Rule | None) -> bool:
    """Whether the rule marks keys as identifiers that the definition of the service does not ask for."""
    keys = rule.described if rule is not None else ()
    return any(bound.rule.sensitive == "identifier" and not _is_asked_for(bound, rule) for bound in keys)


CHECK = AnnouncementCheck(
    code="SEC002",
    slug="device-identifier",
    trigger=Fact.UNDEFINED.trigger,
    string_trigger=_TRIGGER,
    despite=_has_identifiers,
    title="The record identifies the very device",
    basis=Basis.MAY,
    source="RFC 8882 section 3.2.4",
    covers=("P3", "P9"),
    why="Whoever is on the network can recognise the device anywhere and for ever, and a serial number often opens a"
    " support account. Keys that the service's own rule defines are let pass.",
    remedy="Leave out identifiers that clients do not need before they connect, or use one that changes.",
    fires=(
        txt("mac=00:11:32:98:27:33", "serial=1890PZN556701", service="_http._tcp"),
        txt("id=46107942-AE96-58E8-BE72-B46A5F0C07A9", service="_http._tcp"),
    ),
    silent=(
        txt("mac=", "serial=0", service="_http._tcp"),
        txt("model=HMP100", "serial=1890PZN556701"),
        txt("uuid=00000000-0000-0000-0000-000000000000", service="_http._tcp"),
    ),
    keywords=("sensitive",),
    run=run,
)
