"""Times that are compared with constants, in steps that floating point adds and subtracts without loss.

A steady clock begins anywhere, while a capture has times since 1970. So the same interval has other last bits in each,
and a decision by a limit that the interval just meets would depend on these bits. In steps of 2**-20 s (about 1 µs)
every time until the year 2242 is exact, and so is every difference of two times.
"""

from __future__ import annotations

import math

STEPS = 1 << 20
"""Steps in one second."""


def instant(seconds: float) -> float:
    """Return the nearest time that is an integer number of steps. Infinity stays infinity.

    Halfway between two steps the later one is returned, always. ``round`` would take the even step, sometimes the
    earlier and sometimes the later one, and so would change an interval.
    """
    return math.floor(seconds * STEPS + 0.5) / STEPS if math.isfinite(seconds) else seconds
