"""Fingerprints tell the same finding again in another run: they hold nothing that changes while the fault stays."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container

from validator.model.announcement import Announcement
from validator.model.finding import Finding


def fingerprint(finding: Finding, nth: int = 1) -> str:
    """Return 32 hexadecimal digits for the code, the service instance and the key of a finding.

    ``nth`` tells findings apart that agree in these three. The fingerprint leaves out place, message, value and
    severity: lines move, values change and wordings are improved. A finding with ``once`` has no instance in its
    fingerprint: which announcement it is reported for depends on the order of the input.
    """
    announcement = finding.announcement
    named: tuple[str, ...]
    if finding.once is not None:
        named = finding.code, finding.once, finding.key or "", str(nth)
    else:
        named = (
            finding.code,
            announcement.service.lower(),
            "" if announcement.instance is None else announcement.instance.hex(),
            announcement.domain.lower(),
            _others(announcement) if announcement.instance is None and not announcement.service else "",
            finding.key or "",
            str(announcement.txt_index),
            str(nth),
        )
    octets = "\0".join(named).encode("utf-8", "surrogateescape")
    return hashlib.sha256(octets).hexdigest()[:32]


def _others(announcement: Announcement) -> str:
    """Name what is no instance: a responder, or a piece of a file."""
    observation = announcement.observation
    if observation is not None and observation.reason is not None:
        return f"{announcement.location.file or ''} {observation.reason}"
    return ",".join(announcement.addresses)


class Fingerprints:
    """Gives each finding of a run a fingerprint of its own. Findings that agree are told apart by their order.

    ``only`` restricts this to some fingerprints. Others may be given twice, and take no memory.
    """

    def __init__(self, only: Container[str] | None = None) -> None:
        self._seen: Counter[str] = Counter()
        self._only = only

    def of(self, finding: Finding) -> str:
        """Return the fingerprint of a finding. An equal finding that comes later gets another fingerprint."""
        digest = fingerprint(finding)
        if self._only is not None and digest not in self._only:
            return digest
        self._seen[digest] += 1
        nth = self._seen[digest]
        return digest if nth == 1 else fingerprint(finding, nth)
