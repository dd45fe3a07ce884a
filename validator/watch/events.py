"""What happens on a network that is watched. No time is in it: who writes it down knows the clock."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from validator.model.announcement import Announcement
from validator.model.finding import Finding


class Kind(Enum):
    """Kinds of events, by the word that the event stream has for them."""

    APPEARED = "appeared"
    CHANGED = "changed"
    LEFT = "left"
    FINDING = "finding"
    FIXED = "fixed"


class Change(Struct, frozen=True):
    """One difference: of a field (``host``, ``port``, ...), or with ``field`` ``txt`` of a key of the TXT record.

    ``before`` and ``after`` are None where it was absent; ``""`` is an empty value, and ``has_value`` tells a key
    without value. Where both are the same, the value is a secret that changed.
    """

    field: str
    key: str | None
    before: str | None
    after: str | None


class Event(Struct, frozen=True, kw_only=True):
    """One event. ``announcement`` is what is announced now, of a service that left what it announced last.

    Secrets in it are masked as in every report.
    """

    kind: Kind
    announcement: Announcement
    changes: tuple[Change, ...] = ()
    finding: Finding | None = None
    reason: str = ""
