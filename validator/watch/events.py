"""What happens on a network that is watched. Events have no time: whoever writes an event down knows the clock."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from validator.model.announcement import Announcement
from validator.model.finding import Finding


class Kind(Enum):
    """The kinds of events, by their word in the event stream."""

    APPEARED = "appeared"
    CHANGED = "changed"
    LEFT = "left"
    FINDING = "finding"
    FIXED = "fixed"


class Change(Struct, frozen=True):
    """One difference between what a service announced before and announces now."""

    field: str
    """The field that differs (``host``, ``port``, ...), or ``txt`` for a key of the TXT record."""
    key: str | None
    """The key of the TXT record. None for other fields."""
    before: str | None
    """The value before. None where it was absent. Values of keys begin with ``=``; a key without value has ``""``."""
    after: str | None
    """The value now. Where both values are the same, the value is a secret that changed."""


class Event(Struct, frozen=True, kw_only=True):
    """One event. Secrets are masked as in every report."""

    kind: Kind
    announcement: Announcement
    """What is announced now. For a service that left: what it announced last."""
    changes: tuple[Change, ...] = ()
    """The differences, for a service that changed."""
    finding: Finding | None = None
    """The finding, where a finding is new or fixed."""
    reason: str = ""
    """Why the service left."""
