"""The geometry of charts. Templates draw them as inline SVG, and style.css gives them colours for both schemes."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

WIDTH = 1000
"""Units of a whole bar; it is stretched to the width that there is."""

GAP = 4
"""Units between two parts of a bar."""

LEAST = 8
"""Units of the shortest bar that can be seen."""


class Part(Struct, frozen=True):
    """One part of a bar: its class in the style sheet, what it counts, and how many there are."""

    look: str
    label: str
    count: int


class Segment(Struct, frozen=True):
    """A part with the place that it has in the bar, in units with a decimal."""

    part: Part
    left: str
    width: str


def stacked(parts: Iterable[Part]) -> list[Segment]:
    """Put parts of a whole beside each other; one that counts nothing has no place."""
    shown = [part for part in parts if part.count]
    total = sum(part.count for part in shown)
    room = WIDTH - GAP * (len(shown) - 1)
    segments, left = [], 0.0
    for part in shown:
        width = room * part.count / total
        segments.append(Segment(part, f"{left:.1f}", f"{width:.1f}"))
        left += width + GAP
    return segments


def length(count: int, most: int) -> str:
    """Return the length of a bar that stands beside its number; ``most`` has the whole width."""
    return f"{max(WIDTH * count / most, LEAST):.1f}"
