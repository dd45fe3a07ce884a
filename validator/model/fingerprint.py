"""What a finding is digest by from one run to the next: nothing that changes while the fault stays."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container

from validator.model.finding import Finding


def fingerprint(finding: Finding, nth: int = 1) -> str:
    """Return 32 hexadecimal digits of code, service instance and key; ``nth`` tells those apart that agree in these.

    Neither place, message, value nor severity are in it: lines move, values change, words are fixed. What is said once
    a run is about no instance: which of several it is said of depends on their order.
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
            # What is about no instance is about a responder.
            ",".join(announcement.addresses) if announcement.instance is None and not announcement.service else "",
            finding.key or "",
            str(announcement.txt_index),
            str(nth),
        )
    octets = "\0".join(named).encode("utf-8", "surrogateescape")
    return hashlib.sha256(octets).hexdigest()[:32]


class Fingerprints:
    """Gives findings fingerprints, to each its own: those that agree are told apart by their order.

    ``only``: those of which there may be more than one to tell apart; memory does not grow with the others.
    """

    def __init__(self, only: Container[str] | None = None) -> None:
        self._seen: Counter[str] = Counter()
        self._only = only

    def of(self, finding: Finding) -> str:
        """Return the fingerprint of a finding; of an equal one that comes later it is another."""
        digest = fingerprint(finding)
        if self._only is not None and digest not in self._only:
            return digest
        self._seen[digest] += 1
        nth = self._seen[digest]
        return digest if nth == 1 else fingerprint(finding, nth)
