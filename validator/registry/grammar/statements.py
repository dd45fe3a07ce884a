"""What a note says as a whole: that there are no keys, that they are withheld, where they are written, who may add."""

from __future__ import annotations

import re
from enum import Enum

from msgspec import Struct


class Statement(Enum):
    """What the beginning of a body states."""

    NONE = "none"
    PROPRIETARY = "proprietary"
    REFERENCE = "reference"
    OPEN = "open"
    """It is not decided yet, or varies."""


_END = r"(?=[\s.,;:!)]|$)"
_SO_FAR = r"(?:\s+(?:at\s+present|at\s+this\s+time|currently|defined|required|used|yet|needed|so\s+far))*"
_WRITTEN = r"(?:described|defined|specified|documented|listed|published)"
_THE_KEYS = r"(?:the\s+)?(?:TXT\s+)?(?:records?\s+)?keys?(?:,?\s+if\s+any,?)?"
_UNSAID = r"(?:undisclosed|not\s+(?:publicly\s+)?(?:disclosed|documented|published|public))"

# What a body can begin with, statement by statement; the first that matches holds.
_BEGINNINGS: tuple[tuple[Statement, str], ...] = (
    (
        Statement.NONE,
        rf"(?:none|nil|n/a|not\s+applicable|no\s+(?:\w+\s+)?keys?|no\s+(?:TXT|records?)\b){_END}{_SO_FAR}",
    ),
    (Statement.NONE, r"(?:no|undefined)(?=\.?$)|-+(?=\s*$)"),
    (Statement.NONE, r"(?:there\s+(?:is|are)|uses?|has|have|defines?)\s+(?:currently\s+)?no\b[^.\n=]{0,80}"),
    (Statement.NONE, rf"(?:not\s+(?:used|defined|required)|does\s+not\s+(?:use|define|have)){_END}{_SO_FAR}"),
    (Statement.PROPRIETARY, rf"(?:all\s+)?(?:proprietary|{_UNSAID})(?:\s+(?:keys?|data|information|protocol))?{_END}"),
    (
        Statement.PROPRIETARY,
        rf"(?:all\s+)?(?:TXT\s+)?keys?\s+(?:is|are)\s+(?:proprietary|private|confidential|{_UNSAID}){_END}",
    ),
    (Statement.PROPRIETARY, r"(?:private|confidential)(?:\s+keys?)?(?=\.?$)"),
    (Statement.PROPRIETARY, r"contact\b(?!\s*[,;=:]).*"),
    (Statement.REFERENCE, r"see\b(?!\s*[,=;])|same\s+as\b|inherited\b|refer\s+to\b|according\s+to\b|per\s+\S"),
    (Statement.REFERENCE, rf"as\s+(?:per|in|for|{_WRITTEN})\b"),
    (
        Statement.REFERENCE,
        rf"(?:{_THE_KEYS}\s+)?(?:(?:is|are|will\s+be)\s+)?{_WRITTEN}\s+(?:in|at|by|on)\b",
    ),
    (Statement.REFERENCE, r"\[?(?:https?://|www\.)\S+|[\w-]+\.(?:html?|pdf|txt|docx?)\b(?=\.?\s*$)"),
    (Statement.REFERENCE, r"\[?RFC ?\d{3,5}\b|\[draft-"),
    (Statement.OPEN, rf"(?:tbd|tba|to\s+be\s+(?:defined|determined|announced)|unknown|varies|various|depends?){_END}"),
)
_STATEMENTS = tuple((said, re.compile(pattern, re.IGNORECASE)) for said, pattern in _BEGINNINGS)

# Words that point to a document wherever they stand; the last resort for a body that no style reads.
_POINTS = re.compile(
    r"https?://\S|\bwww\.\S|\bsection\s+\d|\bspecifications?\b[^.]{0,40}\bsection\b|\bRFC ?\d{3,5}\b", re.IGNORECASE
)

_ABOUT_ALL = re.compile(
    r"\ball\s+(?:of\s+)?(?:these\s+|the\s+|above\s+)?(?:TXT\s+)?(?:record\s+)?(?:keys|attributes|fields|values)"
    r"(?:\s+above)?\s+are\s+(?:(?P<optional>optional)|(?P<required>required|mandatory))\b[^.\n]{0,120}\.?",
    re.IGNORECASE,
)
_ABOUT_OTHERS = re.compile(
    r"\(?\b(?:and\s+)?(?:further|other|others|additional|more)\s+(?:TXT\s+)?(?:record\s+)?(?:keys|attributes|fields|values|data)?\s*"
    r"(?:may|might|can|could|will|are|exist|not)\b[^.()\n]{0,120}[.)]?",
    re.IGNORECASE,
)
_ABOUT_DOCUMENT = re.compile(r"(?<=[.;\n])\s*(?:see|refer\s+to|for\s+details,?\s+see)\s[^\n]{1,200}\Z", re.IGNORECASE)
_ALIAS = re.compile(
    r"\b(?:this\s+is\s+an?\s+)?(?:duplicate|alias|synonym)\s+(?:of|for)\s+(?:the\s+)?\"?_?(?P<name>[A-Za-z0-9-]{1,15})\"?\s+service\b[^.]{0,120}\.?",
    re.IGNORECASE,
)
_SUBTYPES = re.compile(
    r"\b(?:known\s+)?subtypes?\s*:\s*(?P<names>_[A-Za-z0-9_-]{1,62}(?:\s*,\s*_[A-Za-z0-9_-]{1,62}){0,40})",
    re.IGNORECASE,
)


class Found(Struct, frozen=True):
    """A statement and where it ends."""

    statement: Statement
    end: int


def beginning(note: str, start: int, end: int) -> Found | None:
    """The statement that a body begins with."""
    for said, pattern in _STATEMENTS:
        match = pattern.match(note, start, end)
        if match is not None:
            return Found(said, match.end())
    return None


def points_to_document(text: str) -> bool:
    """Whether a text that is no list of keys points to a document."""
    return _POINTS.search(text) is not None


def about_all(note: str, start: int, end: int) -> tuple[int, int, bool] | None:
    """Where the note says of all keys that they are required (True) or optional (False)."""
    match = _ABOUT_ALL.search(note, start, end)
    return (match.start(), match.end(), match["required"] is not None) if match else None


def about_others(note: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the note says that there are, or may be, other keys than those that it lists."""
    return [match.span() for match in _ABOUT_OTHERS.finditer(note, start, end)]


def about_document(note: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the note, behind its keys, names the document that describes them."""
    match = _ABOUT_DOCUMENT.search(note, start, end)
    return match.span() if match and points_to_document(match[0]) else None


def alias(note: str) -> tuple[int, int, str] | None:
    """Where the note says that the service duplicates another, and which."""
    match = _ALIAS.search(note)
    return (match.start(), match.end(), match["name"].lower()) if match else None


def subtypes(note: str) -> tuple[int, int, tuple[str, ...]] | None:
    """Where the note lists subtypes, and which, as in a service type with their underscore."""
    match = _SUBTYPES.search(note)
    if match is None:
        return None
    return match.start(), match.end(), tuple(name.strip() for name in match["names"].split(","))
