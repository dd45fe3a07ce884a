"""The syntax of service names, for the checks that judge the syntax and the checks that rely on the syntax."""

from __future__ import annotations

import re

from validator.checks.base import Subject
from validator.model.names import MAX_SERVICE_NAME

# RFC 6335 section 5.1 says it as ABNF; the length and the one letter that it must have are said in prose:
#   SRVNAME = *(1*DIGIT [HYPHEN]) ALPHA *([HYPHEN] ALNUM)
_SYNTAX = re.compile(rb"(?=.*[A-Za-z])[A-Za-z0-9](?:-?[A-Za-z0-9])*", re.DOTALL)


def bare_name(subject: Subject) -> bytes | None:
    """Return the service name as on the wire, without the underscore; None for an announcement without a type."""
    labels = subject.service_type.labels
    return labels[0].removeprefix(b"_") if labels else None


def is_valid(name: bytes) -> bool:
    """Whether a bare service name keeps every rule of RFC 6335 section 5.1."""
    return len(name) <= MAX_SERVICE_NAME and _SYNTAX.fullmatch(name) is not None


def advice(name: bytes, otherwise: str) -> str:
    """Make a hint that proposes ``name``. If ``name`` is no valid service name, return ``otherwise``."""
    return f'write "{name.decode()}"' if is_valid(name) else otherwise
