"""What the registry says of a service name, for all checks of this group."""

from __future__ import annotations

from validator.checks.base import Subject
from validator.checks.service_name import bare_name, is_valid

_ONE_EDIT, _TWO_EDITS = 7, 12
"""The least number of characters of a name that is taken for a misspelling by one edit, and by two edits.

The registry has many short names, so that an unregistered name such as ``sonos`` or ``shelly`` is near one by chance.
"""


def is_unregistered(subject: Subject) -> bool:
    """Whether a name that could be registered is in neither the registry nor any rule file.

    A rule file of the user's own is enough: the file says, like a registration, that somebody knows the service.
    """
    if subject.rule is not None or not is_valid(bare_name(subject) or b""):
        return False
    return subject.index.transports(subject.service_type.service_name) is None


def meant(subject: Subject) -> str | None:
    """Return the registered name that an unregistered name most likely misspells; None without such a name."""
    name = subject.service_type.service_name
    near = subject.index.nearest(name)
    if near is None:
        return None
    folded = near.lower()
    if folded.rstrip("0123456789") == name.rstrip("0123456789"):
        # Names that differ only by a number are versions of one service (foo and foo2).
        return None
    if folded.replace("-", "") == name.replace("-", ""):
        return near
    # Only a near name needs this import, which costs as much as the rest of a small run.
    from rapidfuzz.distance import OSA

    allowed = (len(name) >= _ONE_EDIT) + (len(name) >= _TWO_EDITS)
    return near if OSA.distance(name, folded) <= allowed else None
