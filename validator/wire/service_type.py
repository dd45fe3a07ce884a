"""The place of the service type in names on the wire: in names of instances, of types and of subtypes."""

from __future__ import annotations

from functools import lru_cache

from validator.model import names
from validator.wire.message import Name

_TRANSPORTS = (b"_tcp", b"_udp")


@lru_cache(maxsize=8192)
def type_at(name: Name) -> int | None:
    """Return the label at which the service type of an instance name starts. None without a transport label."""
    for at in range(1, len(name)):
        if name[at].lower() in _TRANSPORTS:
            return at - 1
    return None


def split_type(name: Name) -> tuple[Name, Name]:
    """Divide a type name into service type and domain. Without a transport label the domain is the last label."""
    at = type_at(name)
    end = max(len(name) - 1, 1) if at is None else at + 2
    return name[:end], name[end:]


@lru_cache(maxsize=4096)
def type_text(name: Name) -> tuple[str, str]:
    """Return service type and domain of a type name in presentation form."""
    service, domain = split_type(name)
    return names.join(service), names.join(domain)


@lru_cache(maxsize=4096)
def subtype_labels(owner: Name) -> int:
    """Return how many labels ``X._sub`` takes before the service type (RFC 6763 section 7.1).

    Zero where the name is not of a subtype.
    """
    at = type_at(owner)
    return at if at is not None and at > 1 and owner[at - 1].lower() == b"_sub" else 0
