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


_END = r"(?=[\s,;:!)\]]|\.(?!\w)|$)"
_WHOLE = r"(?=\W*$)"
"""Nothing may follow: the words could as well begin a list or a sentence."""

_NOW = r"(?:(?:currently|presently|at\s+present|at\s+the\s+moment|so\s+far|for\s+now|at\s+this\s+time),?:?\s+)?"
_SO_FAR = (
    r"(?:[\s,(]+(?:as\s+of\s+now|at\s+present|at\s+this\s+time|at\s+the\s+moment|for\s+now|currently|presently|are|is|been|defined|"
    r"required|used|specified|necessary|yet|needed|so\s+far|(?:for|by|in)\s+this\s+(?:service|protocol|version))\)?)*"
)
_WRITTEN = r"(?:described|defined|specified|documented|listed|published)"
_THE_KEYS = r"(?:the\s+)?(?:TXT\s+)?(?:records?\s+)?keys?(?:,?\s+if\s+any,?)?"
_UNSAID = (
    r"(?:undisclosed|undocumented|not\s+(?:yet\s+)?(?:publicly\s+)?(?:disclosed|documented|published|public)|"
    r"not\s+publicly\s+(?:available|known))"
)
_OWNER = r"(?:(?:this|the)\s+)?(?:service|protocol|application|it)(?:\s+type)?\s+"
_USE = r"(?:use|uses|define|defines|have|has|need|needs|require|requires|carry|carries)"
_WITHHELD = rf"(?:(?:company\s+)?proprietary|vendor[- ]specific|company[- ]confidential|trade\s+secrets?|{_UNSAID})"

# What a body can begin with, statement by statement; the first that matches holds.
_BEGINNINGS: tuple[tuple[Statement, str], ...] = (
    (
        Statement.NONE,
        (
            rf"{_NOW}"
            r"(?:none|nil|n/a|n\.\s?a\.?|not\s+applicable|no\s+(?:\w+\s+){0,2}?keys?|"
            rf"no\s+(?:TXT\s+)?records?|no\s+(?:TXT|such)\b(?:\s+data)?){_END}{_SO_FAR}"
        ),
    ),
    (Statement.NONE, rf"(?:no|undefined|unused|nothing|zero|null|void|empty|0){_WHOLE}|-+(?=\s*$)"),
    (Statement.NONE, rf"(?:there\s+(?:is|are)|{_OWNER}{_USE}|{_USE})\s+(?:currently\s+)?(?:no|none)\b[^.\n=]{{0,80}}"),
    (Statement.NONE, rf"(?:{_OWNER})?(?:does|do)\s+not\s+(?:currently\s+)?{_USE}\b[^.\n=]{{0,80}}"),
    (Statement.NONE, rf"(?:TXT\s+records?\s+(?:is|are)\s+)?not\s+(?:used|defined|required|needed){_END}{_SO_FAR}"),
    (
        Statement.PROPRIETARY,
        rf"(?:all\s+)?{_WITHHELD}(?:\s+(?:TXT|keys?|data|information|protocol|format|content|values?|fields?))*{_END}",
    ),
    (
        Statement.PROPRIETARY,
        rf"(?:all\s+)?(?:the\s+)?(?:TXT\s+)?keys?\s+(?:is|are)\s+(?:private|confidential|internal|{_WITHHELD}){_END}",
    ),
    (Statement.PROPRIETARY, rf"(?:private|confidential|secret|internal|closed)(?:\s+(?:keys?|use|only))*{_WHOLE}"),
    (Statement.PROPRIETARY, rf"(?:reserved\s+)?for\s+(?:internal|private)\s+use(?:\s+only)?{_WHOLE}"),
    (Statement.PROPRIETARY, r"contact\s+(?![,;=:]).*"),
    (
        Statement.REFERENCE,
        (
            r"(?:please\s+)?see(?=[\s:])(?!\s*[,=;])|(?:the\s+)?same\s+as\b|identical\s+to\b|inherited\s|(?:please\s+)?refer\s+to\b|"
            r"according\s+to\b|per\s+\S|cf\.?\s"
        ),
    ),
    (Statement.REFERENCE, rf"as\s+(?:per|in|for|{_WRITTEN})\b"),
    (
        Statement.REFERENCE,
        rf"(?:{_THE_KEYS}\s+)?(?:(?:is|are|can|will\s+be|to\s+be)\s+)?(?:{_WRITTEN}|available|be\s+found)\s+(?:in|at|by|on|from)\b",
    ),
    (Statement.REFERENCE, r"\[?(?:https?://|www\.)\S+|[\w-]+\.(?:html?|pdf|txt|docx?)\b(?=\.?\s*$)"),
    (Statement.REFERENCE, rf"\[?RFC[ -]?\d{{3,5}}\b|\[draft-|draft-[\w-]+{_WHOLE}"),
    (Statement.OPEN, rf"(?:tbd|tba|to\s+be\s+(?:defined|determined|announced)|unknown|varies|various|depends?){_END}"),
)
_STATEMENTS = tuple((said, re.compile(pattern, re.IGNORECASE)) for said, pattern in _BEGINNINGS)

# Words that point to a document wherever they stand; the last resort for a body that no style reads.
_POINTS = re.compile(
    r"https?://\S|\bwww\.\S|\bsection\s+\d|\bspecifications?\b[^.]{0,40}\bsection\b|\bRFC ?\d{3,5}\b", re.IGNORECASE
)

_ABOUT_ALL = re.compile(
    r"\(?\b(?:all|both|each)\s+(?:of\s+)?(?:these\s+|the\s+|above\s+)?(?:TXT\s+)?(?:record\s+)?"
    r"(?:(?:keys|attributes|fields|values)(?:\s+above)?\s+)?(?:are\s+)?"
    r"(?:(?P<optional>optional)|(?P<required>required|mandatory))\b[^.()\n]{0,120}[.)]?",
    re.IGNORECASE,
)
_ABOUT_OTHERS = re.compile(
    r"\(?\b(?:and\s+)?(?:further|other|others|additional|more)\s+(?:TXT\s+)?(?:record\s+)?"
    r"(?:(?:\w+\s+)?(?:keys|attributes|fields|values|data))?\s*"
    r"(?:may|might|can|could|will|are|exist|not)\b[^.()\n]{0,120}[.)]?"
    r"|\b(?:and|plus|along\s+with|as\s+well\s+as)\s+(?:(?:some|many|other|further|additional|more)\s+)*"
    r"(?:other|further|additional|more|proprietary|private|vendor[- ]specific|undocumented)\s+"
    r"(?:keys|attributes|fields|values|data|ones)\b\.?"
    r"|\((?:(?:and|plus|among)\s+)?(?:others|more|etc\.?)\)",
    re.IGNORECASE,
)
_ABOUT_SAME = re.compile(r"\(?\bsame\s+as\s+(?:for\s+|in\s+)?_[\w-]{1,40}\._(?:tcp|udp)\b\)?", re.IGNORECASE)
_SEE = (
    r"(?:please\s+)?(?:see|refer\s+to|for\s+(?:more\s+|further\s+)?(?:details|information|descriptions?),?\s+(?:please\s+)?see|"
    rf"(?:as\s+)?{_WRITTEN}\s+(?:in|at|by))\s[^\n;=,:]{{0,120}}(?:https?:\S{{1,200}}[^\n;=,:]{{0,100}})?"
)
_ABOUT_DOCUMENT = re.compile(rf"(?<=[\s(\[])(?:{_SEE}|(?:https?://|www\.)\S{{1,200}})\Z", re.IGNORECASE)
_BEFORE_DOCUMENT = " \t\n.;,:([-\u2013\u2014"

_ALIAS = re.compile(
    r"\b(?:this\s+is\s+an?\s+)?(?:duplicate|alias|synonym)\s+(?:of|for)\s+(?:the\s+)?\"?_?(?P<name>[A-Za-z0-9-]{1,15})\"?\s+service\b[^.]{0,120}\.?",
    re.IGNORECASE,
)
_SUBTYPES = re.compile(
    r"\b(?:known\s+)?subtypes?\s*:\s*(?P<names>_[A-Za-z0-9_-]{1,62}(?:\s*,\s*_[A-Za-z0-9_-]{1,62}){0,40})",
    re.IGNORECASE,
)


_WRAPPINGS = frozenset({'""', "''", "“”", "()", "[]", "<>"})


class Found(Struct, frozen=True):
    """A statement and where it ends."""

    statement: Statement
    end: int


def beginning(note: str, start: int, end: int) -> Found | None:
    """The statement that a body begins with, or that it is inside quotation marks or brackets."""
    if end - start > 2 and note[start] + note[end - 1] in _WRAPPINGS:  # noqa: PLR2004 - two marks and what they hold
        inside = _stated(note, start + 1, end - 1)
        return inside and Found(inside.statement, end)
    return _stated(note, start, end)


def _stated(note: str, start: int, end: int) -> Found | None:
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
    same = _ABOUT_SAME.search(note, start + 1, end) if start < end else None
    if same is not None:
        return same.span()
    match = _ABOUT_DOCUMENT.search(note, start, end)
    if match is None or not points_to_document(match[0]):
        return None
    begin = match.start()
    while begin > start and note[begin - 1] in _BEFORE_DOCUMENT:
        begin -= 1
    return begin, end


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
