"""What the REG checks share: what the registry says of a service name."""

from __future__ import annotations

from validator.checks.base import Subject
from validator.checks.service_name import bare_name, is_valid

_ONE_EDIT, _TWO_EDITS = 7, 12
"""Characters that a name has at least to be taken for a misspelling of one that is one, or two, edits away.

The registry has so many short names that well-known unregistered ones (``sonos``, ``shelly``) are near one by chance.
"""


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
    near = subject.index.nearest(name)
    if near is None:
        return None
    folded = near.lower()
    if folded.rstrip("0123456789") == name.rstrip("0123456789"):
        # Names that differ in a number only are versions of one service (foo and foo2).
        return None
    if folded.replace("-", "") == name.replace("-", ""):
        return near
    # Imported here: it costs as much as the rest of a small run, and only a near name needs it.
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    allowed = (len(name) >= _ONE_EDIT) + (len(name) >= _TWO_EDITS)
    return near if OSA.distance(name, folded) <= allowed else None
