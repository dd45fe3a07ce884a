"""Which DNS an announcement came by: some limits hold for multicast DNS only."""

from __future__ import annotations

from validator.checks.base import Subject


def is_mdns(subject: Subject) -> bool:
    """Whether the announcement is one of multicast DNS, by its domain (RFC 6762 section 3)."""
    return subject.announcement.domain.lower().removesuffix(".") == "local"
