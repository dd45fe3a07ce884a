"""Validate DNS-SD TXT records against the IANA registry's notes and RFC 6763/6762/6335.

``validate``, ``read``, ``browse`` and ``announcement`` are the functions, the other names what they take and give. A
name is imported when it is asked for: to import the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from validator.api import Result, announcement, browse, browse_async, read, validate
    from validator.errors import InputError, NetworkError, RuleFileError, UsageError
    from validator.model.announcement import Announcement, Location, Unreadable
    from validator.model.finding import Finding, Severity, Summary, Verdict
    from validator.model.txt import TxtRecord
    from validator.version import __version__

__all__ = [
    "Announcement",
    "Finding",
    "InputError",
    "Location",
    "NetworkError",
    "Result",
    "RuleFileError",
    "Severity",
    "Summary",
    "TxtRecord",
    "Unreadable",
    "UsageError",
    "Verdict",
    "__version__",
    "announcement",
    "browse",
    "browse_async",
    "read",
    "validate",
]

_HOMES = {
    **dict.fromkeys(("Result", "announcement", "browse", "browse_async", "read", "validate"), "validator.api"),
    **dict.fromkeys(("InputError", "NetworkError", "RuleFileError", "UsageError"), "validator.errors"),
    **dict.fromkeys(("Announcement", "Location", "Unreadable"), "validator.model.announcement"),
    **dict.fromkeys(("Finding", "Severity", "Summary", "Verdict"), "validator.model.finding"),
    "TxtRecord": "validator.model.txt",
    "__version__": "validator.version",
}
"""The module of each public name."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
