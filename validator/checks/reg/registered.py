"""What the REG checks share: what the registry says of a service name."""

from __future__ import annotations

from validator.checks.base import Subject
from validator.checks.service_name import bare_name, is_valid

_SAME_STEM_DIGITS = "0123456789"

_SHORT = 5
"""Names shorter than this are alike by chance."""

_ONE_EDIT = 8
"""Names shorter than this are taken for a misspelling only where a single edit divides the two."""


def is_unregistered(subject: Subject) -> bool:
    """Whether a name that could be registered is in neither the registry nor any rule file.

    A rule file of the user's own says that somebody knows the service; that is all that a registration is for.
    """
    if subject.rule is not None or not is_valid(bare_name(subject) or b""):
        return False
    return subject.index.transports(subject.service_type.service_name) is None


def meant(subject: Subject) -> str | None:
    """The registered name that an unregistered one is most likely a misspelling of."""
    name = subject.service_type.service_name
    near = subject.index.nearest(name) if len(name) >= _SHORT else None
    if near is None or _same_family(name, near.lower()):
        return None
    # Imported here: it costs as much as the rest of a small run, and only a near name needs it.
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    edits = 1 if len(name) < _ONE_EDIT else 2
    return near if OSA.distance(name, near.lower()) <= edits else None


def _same_family(name: str, near: str) -> bool:
    """Whether two names differ in a number only, as versions of one service do (``foo`` and ``foo2``)."""
    return name.rstrip(_SAME_STEM_DIGITS) == near.rstrip(_SAME_STEM_DIGITS)
