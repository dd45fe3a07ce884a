"""The words of resource records in a text, and how names are written there (RFC 1035 section 5.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from validator.model import names
from validator.sources.lines import LineError

if TYPE_CHECKING:
    from validator.wire.message import Name

MAX_TEXT = 4096
"""Characters of a name as written. A name has 255 octets, of which each takes at most four; more is said to be so."""

_ABSOLUTE = re.compile(r"(?:[^\\]|\\.)*\.", re.DOTALL)


class Word(Struct, frozen=True):
    """A word of a record as written, without its quotes, and the line it stands on."""

    text: str
    line: int


class Entry(Struct, frozen=True):
    """A record: its type in capitals, its data as words, the origin for the relative names in it, its first line."""

    owner: Name
    rtype: str
    rdata: tuple[Word, ...]
    origin: Name
    line: int


def octet_words(octets: bytes, line: int) -> tuple[Word, ...]:
    r"""Write data as a zone has that of a record which it does not know: ``\# 2 0161`` (RFC 3597 section 5)."""
    return tuple(Word(text, line) for text in ("\\#", str(len(octets)), octets.hex()))


def absolute(text: str, origin: Name) -> Name:
    """Read a name as a zone has it: ``@`` is the origin, one without a dot at its end is relative to it.

    Raises LineError.
    """
    if text == "@":
        return origin
    if len(text) > MAX_TEXT:
        raise LineError(f"a name of {len(text)} characters, and a name has no more than {MAX_TEXT}")
    labels = tuple(label for label in names.split(text) if label)
    return labels if _ABSOLUTE.fullmatch(text) else labels + origin
