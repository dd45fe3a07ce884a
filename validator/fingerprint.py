"""What a finding is known by from one run to the next: nothing that changes while the fault stays."""

from __future__ import annotations

import hashlib

from validator.model import Finding


def fingerprint(finding: Finding, nth: int = 1) -> str:
    """Return 32 hexadecimal digits of code, service instance and key; ``nth`` tells those apart that agree in these.

    Neither place, message, value nor severity are in it: lines move, values change, words are mended.
    """
    each = finding.announcement
    named = (
        finding.code,
        each.service.lower(),
        "" if each.instance is None else each.instance.hex(),
        each.domain.lower(),
        # What is about no instance is about a responder.
        ",".join(each.addresses) if each.instance is None and not each.service else "",
        finding.key or "",
        str(each.txt_index),
        str(nth),
    )
    octets = "\0".join(named).encode("utf-8", "surrogateescape")
    return hashlib.sha256(octets).hexdigest()[:32]
