"""Square brackets around a whole item, the usual sign for what may be left out: ``txtvers=1, [note=<text>]``."""

from __future__ import annotations

import re

from validator.registry.grammar.text import Stretch, stretch
from validator.registry.grammar.words import KEY_CHARACTERS

_BRACKETS = re.compile(r"(?:^|(?<=[\s,;>]))\[(?P<inside>\x00+)\]")
_ITEM = re.compile(rf"(?:\s*[,;])?\s*(?P<name>{KEY_CHARACTERS}+)\s*(?P<assigned>=.*)?", re.DOTALL)
_DIVIDED = re.compile(r"(?:^|[,;\n])\s*\Z")
_NO_KEY = re.compile(r"(?:https?:|www\.|rfc[ -]?\d)", re.IGNORECASE)


def opened(body: Stretch) -> tuple[Stretch, tuple[tuple[int, int], ...]]:
    """Replace the brackets around optional items by white space.

    Return the stretch without brackets, and the spans of the optional items. There are no spans where all items stand
    in brackets: then the brackets say nothing.
    """
    spans = [match.span("inside") for match in _BRACKETS.finditer(body.isolated, body.start) if _is_item(body, match)]
    if not spans:
        return body, ()
    note, mask = list(body.note), list(body.mask)
    outside = list(body.mask)
    for start, end in spans:
        outside[start - 1 : end + 1] = " " * (end - start + 2)
        mask[start:end] = stretch(body.note[start:end]).mask
        for at in (start - 1, end):
            note[at] = mask[at] = " "
    held = tuple(spans) if any(char.isalnum() for char in outside[body.start : body.end]) else ()
    return Stretch("".join(note), "".join(mask), body.start, body.end).within(body.start, body.end), held


def _is_item(body: Stretch, match: re.Match[str]) -> bool:
    inside = body.note[match.start("inside") : match.end("inside")]
    item = _ITEM.fullmatch(inside)
    if item is None or _NO_KEY.match(inside.strip()):
        return False
    before = body.note[max(body.start, match.start() - 4) : match.start()]
    return item["assigned"] is not None or _DIVIDED.search(before if match.start() > body.start else "") is not None
