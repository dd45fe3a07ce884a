"""Stretches of a note, and the mask that hides nested text.

The *mask* is the note with all text inside brackets and quotation marks blanked out. Styles look for dividers and signs
in the mask, so that a comma in ``(a, b)`` divides nothing. Mask and note have the same offsets.
"""

from __future__ import annotations

import re

from msgspec import Struct

BLANK = "\0"
"""The character that stands in the mask for a character of nested text."""

_PAIRS = {"<": ">", "(": ")", "[": "]", "{": "}"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}

# A quotation may be one of a few words; an apostrophe or an inch mark must not swallow half of the note.
_QUOTATION = re.compile(r"""(?<!\w)(?:"[^"\n]{0,200}"|'[^'\s][^'\n]{0,60}'(?!\w)|“[^”\n]{0,200}”)""")


class Stretch(Struct, frozen=True):
    """``note[start:end]`` with the mask. All offsets are offsets in the note."""

    note: str
    mask: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text as it stands in the note."""
        return self.note[self.start : self.end]

    @property
    def masked(self) -> str:
        """The text with nested text blanked out."""
        return self.mask[self.start : self.end]

    @property
    def isolated(self) -> str:
        """The mask up to the end, with line breaks for all before the start: a pattern sees a line begin there."""
        return "\n" * self.start + self.mask[self.start : self.end]

    def opened(self) -> Stretch:
        """Return the inside of a stretch that is one pair of brackets or quotation marks, with a mask of its own."""
        inner = stretch(self.note[self.start + 1 : self.end - 1])
        outside = BLANK * (self.start + 1)
        mask = outside + inner.mask + BLANK * (len(self.note) - self.end + 1)
        return Stretch(self.note, mask, self.start + 1, self.end - 1).within(self.start + 1, self.end - 1)

    def within(self, start: int, end: int) -> Stretch:
        """Return another stretch of the same note, without white space at the ends."""
        while start < end and self.note[start].isspace():
            start += 1
        while start < end and self.note[end - 1].isspace():
            end -= 1
        return Stretch(self.note, self.mask, start, end)

    def split(self, divider: re.Pattern[str]) -> list[Stretch]:
        """Divide the stretch at every match in the mask of a pattern that never matches the empty string."""
        pieces = []
        at = self.start
        for match in divider.finditer(self.mask, self.start, self.end):
            pieces.append(self.within(at, match.start()))
            at = match.end()
        pieces.append(self.within(at, self.end))
        return pieces


def stretch(note: str) -> Stretch:
    """Make the stretch of a note, in linear time. A bracket without a partner nests nothing."""
    mask = list(note)
    for start, end in _nested(note):
        mask[start:end] = BLANK * (end - start)
    return Stretch(note, "".join(mask), 0, len(note))


def _nested(note: str) -> list[tuple[int, int]]:
    """Return the insides of brackets and quotations as spans."""
    quotations = {match.start(): match.end() for match in _QUOTATION.finditer(note)}
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    waiting = dict.fromkeys(_PAIRS, 0)
    at = 0
    while at < len(note):
        char = note[at]
        if at in quotations:
            found.append((at + 1, quotations[at] - 1))
            at = quotations[at]
            continue
        if char in _PAIRS:
            opened.append((char, at))
            waiting[char] += 1
        elif waiting.get(_CLOSERS.get(char, ""), 0):
            while True:
                opener, start = opened.pop()
                waiting[opener] -= 1
                if opener == _CLOSERS[char]:
                    break
            found.append((start + 1, at))
        at += 1
    return found
