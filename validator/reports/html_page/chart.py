"""Charts drawn as inline SVG: no script, no font, no colour of their own (style.css has those for both schemes)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from msgspec import Struct

WIDTH = 1000
"""Units of a whole bar; it is stretched to the width that there is."""

GAP = 4


class Part(Struct, frozen=True):
    """One part of a bar: its class in the style sheet, what it counts, and how many there are."""

    look: str
    label: str
    count: int


def stacked_bar(identity: str, title: str, parts: Sequence[Part]) -> str:
    """Draw parts of a whole beside each other, and below them what they are. ``identity`` is unique on the page."""
    parts = [each for each in parts if each.count]
    total = sum(each.count for each in parts)
    if not total:
        return ""
    said = ", ".join(f"{each.count} {each.label}" for each in parts)
    room = WIDTH - GAP * (len(parts) - 1)
    rects, left = "", 0.0
    for each in parts:
        width = room * each.count / total
        rects += f'<rect class="{each.look}" x="{left:.1f}" y="0" width="{width:.1f}" height="28"></rect>\n'
        left += width + GAP
    legend = "".join(
        f'<li><span class="key {each.look}"></span> <b>{each.count}</b> {escape(each.label)}</li>\n' for each in parts
    )
    return (
        f'<figure>\n<figcaption>{escape(title)}</figcaption>\n<svg class="bar" role="img" viewBox="0 0 {WIDTH} 28" '
        f'preserveAspectRatio="none" aria-labelledby="{identity}-title {identity}-desc">\n'
        f'<title id="{identity}-title">{escape(title)}</title>\n<desc id="{identity}-desc">{escape(said)}</desc>\n'
        f'{rects}</svg>\n<ul class="legend">\n{legend}</ul>\n</figure>\n'
    )


def small_bar(look: str, count: int, most: int) -> str:
    """Draw a count beside its number, which says it to those who do not see."""
    width = max(WIDTH * count / most, 8)
    return (
        f'<svg class="small-bar" aria-hidden="true" viewBox="0 0 {WIDTH} 10" preserveAspectRatio="none">'
        f'<rect class="{look}" x="0" y="0" width="{width:.1f}" height="10"></rect></svg>'
    )
