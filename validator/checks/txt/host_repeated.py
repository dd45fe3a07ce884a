"""TXT014: an attribute repeats the host name or an address of the service."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AnnouncementCheck, Basis, Hit, Subject, named, quote
from validator.checks.txt.repeated import HOST_WORDS, key_words
from validator.model.txt import Attribute, TxtRecord

_MORE_WORDS = frozenset({"name", "host", "service", "srv", "my", "local", "net", "device", "domain"})
"""Words that a key may have beside HOST_WORDS and still name the service's own host: ``my_host``."""


def run(subject: Subject) -> Iterator[Hit]:
    """Compare values with the announcement's own target host and addresses. Only an equal value is a repetition."""
    own = _own(subject)
    if not own:
        return
    for name, attribute in subject.counting.items():
        value = (attribute.value or b"").lower().removesuffix(b".").strip(b"[]")
        words = key_words(attribute.key) if value in own else frozenset()
        if words & HOST_WORDS:
            defined = subject.rule is not None and subject.rule.key(name) is not None
            # Equality is no fault if the key names something else (controller_ip), or the rule wants the key.
            special = not words <= HOST_WORDS | _MORE_WORDS
            yield _hit(attribute, own[value], Basis.MAY if defined or special else Basis.MUST)


def _hit(attribute: Attribute, what: str, basis: Basis) -> Hit:
    message = f"{quote(attribute.key)} repeats the {what} {quote(attribute.value or b'')}"
    return Hit(message, "leave it out: clients take it from the SRV and address records", attribute, basis=basis)


def _own(subject: Subject) -> dict[bytes, str]:
    announcement = subject.announcement
    own = {_comparable(address): "address" for address in announcement.addresses}
    host = _comparable(announcement.host or "").removesuffix(b".")
    if host:
        own[host] = "target host"
        own.setdefault(host.removesuffix(b".local"), "target host")
    return own


def _comparable(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape").lower()


_RULE = "service: example\ndefinition: keys\nkeys: {hostname: {}}\n"

CHECK = AnnouncementCheck(
    code="TXT014",
    slug="host-repeated",
    string_trigger=r"(?i)^[^=\n]*(?:host|fqdn|ip|addr|server|target)",
    title="An attribute repeats the host name or an address of the service",
    basis=Basis.MUST,
    source="RFC 6763 section 6.3",
    covers=("K3",),
    why="The SRV record carries the host and the address records its addresses. A copy in the TXT record goes stale"
    " when the address changes, and clients that believe it connect to nowhere.",
    remedy="Leave it out. It is advice only where the rule of the service asks for the key.",
    fires=(
        named(host="meteo.local", txt=TxtRecord((b"host=meteo.local",))),
        named(host="meteo.local", addresses=("192.0.2.7",), txt=TxtRecord((b"ip=192.0.2.7",))),
    ),
    silent=(
        named(host="meteo.local", addresses=("192.0.2.7",), txt=TxtRecord((b"host=other.local", b"ip=192.0.2.8"))),
        named(host="meteo.local", txt=TxtRecord((b"model=meteo",))),
    ),
    run=run,
)
