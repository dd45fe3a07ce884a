"""A service type as a user types it."""

from __future__ import annotations

from validator import names
from validator.errors import UsageError

_SUBTYPE = b"_sub"


def typed(text: str) -> names.ServicePath:
    """Read a service type (``_ipp._tcp``) or subtype (``_printer._sub._http._tcp``), with or without the domain.

    Raises UsageError where the text is neither.
    """
    path = names.service_path(text)
    labels = full_name(path)
    fits = all(0 < len(label) <= names.MAX_LABEL for label in labels) and names.wire_length(labels) <= names.MAX_NAME
    if path.service.transport is None or path.instance is not None or not fits:
        raise UsageError(
            f"{text!r} is not a service type; write it as _ipp._tcp, a subtype as _printer._sub._http._tcp"
        )
    return path


def full_name(path: names.ServicePath) -> tuple[bytes, ...]:
    """Labels of the name that is browsed for a type or subtype; without a domain it is in ``local``."""
    subtype = () if path.subtype is None else (*names.split(path.subtype), _SUBTYPE)
    return (*subtype, *path.service.labels, *names.split(path.domain or "local"))
