"""Times that are compared with constants, in steps that floating point adds and subtracts without loss.

A steady clock begins anywhere, and a capture has the times of 1970 instead: the same interval has other last bits in
each, and what is decided by a limit that an interval just meets would hang on them. In steps of 2**-20 s (about 1 µs)
every time until the year 2242 is exact, and so is every difference of two of them.
"""

from __future__ import annotations

import math

STEPS = 1 << 20
"""In one second."""


def instant(seconds: float) -> float:
    """Return the nearest time that is a whole number of steps; infinity stays what it is.

    Of two that are as near it is the later one, always: ``round`` takes turns, and would so change an interval.
    """
    return math.floor(seconds * STEPS + 0.5) / STEPS if math.isfinite(seconds) else seconds
