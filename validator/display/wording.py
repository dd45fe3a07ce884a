"""How messages list things: an announcement may hold thousands, and a message stays one sentence."""

from __future__ import annotations

from collections.abc import Sequence

MAX_LISTED = 8
"""Items that a message names one by one."""


def listed(items: Sequence[str], most: int = MAX_LISTED) -> str:
    """``a, b, c``; beyond ``most`` items ``a, b and 5 more``."""
    if len(items) <= most:
        return ", ".join(items)
    return f"{', '.join(items[:most])} and {len(items) - most} more"
