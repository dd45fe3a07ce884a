"""A note with its parts marked as they were read: which words became which key, constraint or gloss, and which none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from validator.display.columns import padded
from validator.display.printable import printable
from validator.registry.grammar import Kind, Part

LOOKS: dict[Kind, dict[str, Any]] = {
    Kind.CLAUSE: {"dim": True},
    Kind.DEFINITION: {"fg": "magenta"},
    Kind.KEY: {"fg": "green", "bold": True},
    Kind.CONSTRAINT: {"fg": "yellow"},
    Kind.EXAMPLE: {"fg": "cyan"},
    Kind.GLOSS: {"fg": "blue"},
    Kind.SUBTYPE: {"fg": "magenta"},
    Kind.ALIAS: {"fg": "magenta"},
    Kind.REMAINDER: {"fg": "red"},
}
"""How each kind of part looks where there is colour; click.style's words."""

_KIND_WIDTH, _KEY_WIDTH = 11, 20


def marked(note: str, parts: Sequence[Part], *, color: bool) -> Iterator[str]:
    """Yield a line for each part but punctuation: its kind, the key that it speaks of, and its words."""
    for part in parts:
        words = " ".join(note[part.start : part.end].split())
        if part.kind is Kind.PUNCTUATION or not words:
            continue
        key = padded(printable(part.key or ""), _KEY_WIDTH)
        line = f"{part.kind.value:{_KIND_WIDTH}}{key}{printable(words)}"
        look = LOOKS.get(part.kind, {})
        yield click.style(line, **look) if color and look else line
