"""How many columns text takes in a terminal, and how it is divided into lines of so many.

Characters of East Asia and emoji take two columns, combining characters none (Unicode Standard Annex 11). wcwidth knows
them all; it costs a small run a tenth of its time, and is imported for text that has other characters than those of
Western Europe and of our own messages.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

_NARROW = re.compile(r"[\x20-\x7e\xa1-\xac\xae-\xff\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2192\u2713\u2717]*")
"""Text of which each character takes one column."""

_CHUNK = re.compile(r" +|[^ ]+")


def columns(text: str) -> int:
    """Return how many columns printable text takes. Of text with control characters nobody could tell."""
    if _NARROW.fullmatch(text):
        return len(text)
    from wcwidth import wcswidth

    # The version is named because old releases of wcwidth ask the environment for it.
    return int(wcswidth(text, unicode_version="latest"))


def padded(text: str, width: int) -> str:
    """Fill printable text up with blanks to so many columns; longer text stays as it is."""
    return text + " " * (width - columns(text))


def wrap(text: str, width: int, indent: str = "", hanging: str = "") -> list[str]:
    """Divide printable text into lines of at most ``width`` columns, at spaces where there are any.

    ``indent`` stands before the first line, ``hanging`` before the others; both are spaces.
    """
    if text.isascii() or _NARROW.fullmatch(text):
        return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False)
    return list(_wrapped(text, width, indent, hanging))


def _wrapped(text: str, width: int, indent: str, hanging: str) -> Iterator[str]:
    """Yield the lines that textwrap would make if it counted columns and not characters."""
    lead, line, room, full = indent, "", width - len(indent), width - len(hanging)
    is_first = True
    for chunk in _CHUNK.findall(text):
        pieces = [chunk]
        if chunk[0] == " ":
            if not (line or is_first):
                continue
        elif columns(chunk) > room:
            pieces = list(_pieces(chunk, room, full)) if columns(chunk) > full else ["", chunk]
        for piece in pieces[:-1]:
            if done := (line + piece).rstrip(" "):
                yield lead + done
            lead, line, room, is_first = hanging, "", full, False
        line += pieces[-1]
        room -= columns(pieces[-1])
    if last := line.rstrip(" "):
        yield lead + last


def _pieces(word: str, room: int, width: int) -> Iterator[str]:
    """Divide a word that is longer than a line: the first piece takes at most ``room`` columns, others ``width``."""
    piece, left = "", room
    for character in _characters(word):
        size = columns(character)
        if size > left and (piece or left < width):
            yield piece
            piece, left = "", width
        piece += character
        left -= size
    yield piece


def _characters(word: str) -> Iterator[str]:
    """Yield the characters of a word, each with the combining ones behind it."""
    from wcwidth import wcwidth

    character = ""
    for char in word:
        if character and wcwidth(char, "latest") != 0:
            yield character
            character = ""
        character += char
    yield character
