"""Names of rule files: the service name in lower case, so that each is a file on every system.

Windows takes ``con.yaml``, in any folder, for the console, ``nul.yaml`` for nothing and ``com1.yaml`` for a serial port
(its documentation, "Naming Files, Paths, and Namespaces"). Service names come from the network: none may lead there.
"""

from __future__ import annotations

import re

from validator.model.names import MAX_LABEL

SUFFIX = ".yaml"

_SAFE = re.compile(r"[a-z0-9]([-_]?[a-z0-9])*", re.ASCII)

_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)))
)

_MARK = "_"
"""Stands behind the name of a device; no service name can have it (RFC 6335 section 5.1)."""


def stem_of(service_name: str) -> str | None:
    """Return the name of the file without its ending; None where the service name can be that of no file."""
    name = service_name.lower()
    # A service name is part of a label (RFC 1035 section 2.3.4); systems refuse names that are much longer.
    if len(name) > MAX_LABEL or not _SAFE.fullmatch(name):
        return None
    return f"{name}{_MARK}" if name in _DEVICES else name


def service_of(stem: str) -> str:
    """Return the service name, in lower case, of which a file is."""
    return stem.removesuffix(_MARK)
