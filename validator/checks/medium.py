"""The medium of an announcement, multicast or unicast DNS: some limits hold for multicast DNS only."""

from __future__ import annotations

from validator.checks.base import Subject


def is_mdns(subject: Subject) -> bool:
    """Whether the domain of the announcement is a domain of multicast DNS (RFC 6762 section 3)."""
    return subject.announcement.domain.lower().removesuffix(".") == "local"
