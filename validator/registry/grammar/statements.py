"""Statements of a note about its keys: there are none, they are secret, they are in a document, there are others."""

from __future__ import annotations

import re
from enum import Enum

from msgspec import Struct


class Statement(Enum):
    """What the beginning of a body says of the keys."""

    NONE = "none"
    PROPRIETARY = "proprietary"
    REFERENCE = "reference"
    OPEN = "open"
    """The keys are not decided yet, or vary."""


_END = r"(?=[\s,;:!)\]]|\.(?!\w)|$)"
_ALONE = r"(?=\W*$)"
"""No word may follow, because the words before could also begin a list or a sentence."""

# Matches ``currently ``, ``at this time, ``.
_NOW = r"(?:(?:currently|presently|at\s+present|at\s+the\s+moment|so\s+far|for\s+now|at\s+this\s+time),?:?\s+)?"
# Matches `` as of now``, `` are currently defined``.
_SO_FAR = (
    r"(?:[\s,(]+(?:as\s+of\s+now|at\s+present|at\s+this\s+time|at\s+the\s+moment|for\s+now|currently|presently|are|is|been|defined|"
    r"required|used|specified|necessary|yet|needed|so\s+far|(?:for|by|in)\s+this\s+(?:service|protocol|version))\)?)*"
)
_WRITTEN = r"(?:described|defined|specified|documented|listed|published)"
_THE_KEYS = r"(?:the\s+)?(?:TXT\s+)?(?:records?\s+)?keys?(?:,?\s+if\s+any,?)?"
# Matches ``undocumented``, ``not publicly available``.
_UNSAID = (
    r"(?:undisclosed|undocumented|not\s+(?:yet\s+)?(?:publicly\s+)?(?:disclosed|documented|published|public)|"
    r"not\s+publicly\s+(?:available|known))"
)
_OWNER = r"(?:(?:this|the)\s+)?(?:service|protocol|application|it)(?:\s+type)?\s+"
_USE = r"(?:use|uses|define|defines|have|has|need|needs|require|requires|carry|carries)"
_WITHHELD = rf"(?:(?:company\s+)?proprietary|vendor[- ]specific|company[- ]confidential|trade\s+secrets?|{_UNSAID})"

# What a body can begin with, statement by statement. The first row that matches holds.
_BEGINNINGS: tuple[tuple[Statement, str], ...] = (
    # Matches ``None``, ``currently no TXT keys``, ``N/A as of now``.
    (
        Statement.NONE,
        (
            rf"{_NOW}"
            r"(?:none|nil|n/a|n\.\s?a\.?|not\s+applicable|no\s+(?:\w+\s+){0,2}?keys?|"
            rf"no\s+(?:TXT\s+)?records?|no\s+(?:TXT|such)\b(?:\s+data)?){_END}{_SO_FAR}"
        ),
    ),
    # Matches ``unused``, ``-``.
    (Statement.NONE, rf"(?:no|undefined|unused|nothing|zero|null|void|empty|0){_ALONE}|-+(?=\s*$)"),
    # Matches ``there are no keys``, ``This service uses no keys``.
    (Statement.NONE, rf"(?:there\s+(?:is|are)|{_OWNER}{_USE}|{_USE})\s+(?:currently\s+)?(?:no|none)\b[^.\n=]{{0,80}}"),
    # Matches ``does not use TXT records``.
    (Statement.NONE, rf"(?:{_OWNER})?(?:does|do)\s+not\s+(?:currently\s+)?{_USE}\b[^.\n=]{{0,80}}"),
    # Matches ``TXT records are not used``.
    (Statement.NONE, rf"(?:TXT\s+records?\s+(?:is|are)\s+)?not\s+(?:used|defined|required|needed){_END}{_SO_FAR}"),
    # Matches ``all proprietary``, ``vendor-specific keys``.
    (
        Statement.PROPRIETARY,
        rf"(?:all\s+)?{_WITHHELD}(?:\s+(?:TXT|keys?|data|information|protocol|format|content|values?|fields?))*{_END}",
    ),
    # Matches ``all keys are confidential``.
    (
        Statement.PROPRIETARY,
        rf"(?:all\s+)?(?:the\s+)?(?:TXT\s+)?keys?\s+(?:is|are)\s+(?:private|confidential|internal|{_WITHHELD}){_END}",
    ),
    # Matches ``private use only``.
    (Statement.PROPRIETARY, rf"(?:private|confidential|secret|internal|closed)(?:\s+(?:keys?|use|only))*{_ALONE}"),
    # Matches ``reserved for internal use``.
    (Statement.PROPRIETARY, rf"(?:reserved\s+)?for\s+(?:internal|private)\s+use(?:\s+only)?{_ALONE}"),
    # Matches ``contact the assignee``.
    (Statement.PROPRIETARY, r"contact\s+(?![,;=:]).*"),
    # Matches ``see ``, ``same as``, ``please refer to``.
    (
        Statement.REFERENCE,
        (
            r"(?:please\s+)?see(?=[\s:])(?!\s*[,=;])|(?:the\s+)?same\s+as\b|identical\s+to\b|inherited\s|(?:please\s+)?refer\s+to\b|"
            r"according\s+to\b|per\s+\S|cf\.?\s"
        ),
    ),
    # Matches ``as described``.
    (Statement.REFERENCE, rf"as\s+(?:per|in|for|{_WRITTEN})\b"),
    # Matches ``The TXT keys are defined in``.
    (
        Statement.REFERENCE,
        rf"(?:{_THE_KEYS}\s+)?(?:(?:is|are|can|will\s+be|to\s+be)\s+)?(?:{_WRITTEN}|available|be\s+found)\s+(?:in|at|by|on|from)\b",
    ),
    # Matches ``https://example.com/keys``, ``protocol.pdf``.
    (Statement.REFERENCE, r"\[?(?:https?://|www\.)\S+|[\w-]+\.(?:html?|pdf|txt|docx?)\b(?=\.?\s*$)"),
    # Matches ``[RFC8572``, ``draft-ietf-dnssd-keys``.
    (Statement.REFERENCE, rf"\[?RFC[ -]?\d{{3,5}}\b|\[draft-|draft-[\w-]+{_ALONE}"),
    # Matches ``TBD``, ``to be defined``.
    (Statement.OPEN, rf"(?:tbd|tba|to\s+be\s+(?:defined|determined|announced)|unknown|varies|various|depends?){_END}"),
)
_STATEMENTS = tuple((statement, re.compile(pattern, re.IGNORECASE)) for statement, pattern in _BEGINNINGS)

# Matches ``https://example.com``, ``section 4``, ``RFC 6763``: words that point to a document wherever the words stand.
# This is the last resort for a body that no style reads.
_POINTS = re.compile(
    r"https?://\S|\bwww\.\S|\bsection\s+\d|\bspecifications?\b[^.]{0,40}\bsection\b|\bRFC ?\d{3,5}\b", re.IGNORECASE
)

# Matches ``All of the keys are optional.``.
_ABOUT_ALL = re.compile(
    r"\(?\b(?:all|both|each)\s+(?:of\s+)?(?:these\s+|the\s+|above\s+)?(?:TXT\s+)?(?:record\s+)?"
    r"(?:(?:keys|attributes|fields|values)(?:\s+above)?\s+)?(?:are\s+)?"
    r"(?:(?P<optional>optional)|(?P<required>required|mandatory))\b[^.()\n]{0,120}[.)]?",
    re.IGNORECASE,
)
# Matches ``Other keys may be added.``, ``and other proprietary keys``, ``(and others)``.
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
# Matches ``(same as for _http._tcp)``.
_ABOUT_SAME = re.compile(r"\(?\bsame\s+as\s+(?:for\s+|in\s+)?_[\w-]{1,40}\._(?:tcp|udp)\b\)?", re.IGNORECASE)
# Matches ``see the protocol specification``, ``described at https://example.com/keys``.
_SEE = (
    r"(?:please\s+)?(?:see|refer\s+to|for\s+(?:more\s+|further\s+)?(?:details|information|descriptions?),?\s+(?:please\s+)?see|"
    rf"(?:as\s+)?{_WRITTEN}\s+(?:in|at|by))\s[^\n;=,:]{{0,120}}(?:https?:\S{{1,200}}[^\n;=,:]{{0,100}})?"
)
_ABOUT_DOCUMENT = re.compile(rf"(?<=[\s(\[])(?:{_SEE}|(?:https?://|www\.)\S{{1,200}})\Z", re.IGNORECASE)
_BEFORE_DOCUMENT = " \t\n.;,:([-\u2013\u2014"

# Matches ``This is a duplicate of the "_http" service.``.
_ALIAS = re.compile(
    r"\b(?:this\s+is\s+an?\s+)?(?:duplicate|alias|synonym)\s+(?:of|for)\s+(?:the\s+)?\"?_?(?P<name>[A-Za-z0-9-]{1,15})\"?\s+service\b[^.]{0,120}\.?",
    re.IGNORECASE,
)
# Matches ``Known subtypes: _printer, _universal``.
_SUBTYPES = re.compile(
    r"\b(?:known\s+)?subtypes?\s*:\s*(?P<names>_[A-Za-z0-9_-]{1,62}(?:\s*,\s*_[A-Za-z0-9_-]{1,62}){0,40})",
    re.IGNORECASE,
)


_WRAPPINGS = frozenset({'""', "''", "“”", "()", "[]", "<>"})


class Found(Struct, frozen=True):
    """A statement, and the offset in the note where the statement ends."""

    statement: Statement
    end: int


def beginning(note: str, start: int, end: int) -> Found | None:
    """Return the statement that a body begins with, or that stands in quotation marks or brackets around the body."""
    if end - start > 2 and note[start] + note[end - 1] in _WRAPPINGS:  # noqa: PLR2004 - two marks and what they hold
        inside = _stated(note, start + 1, end - 1)
        return inside and Found(inside.statement, end)
    return _stated(note, start, end)


def _stated(note: str, start: int, end: int) -> Found | None:
    for statement, pattern in _STATEMENTS:
        match = pattern.match(note, start, end)
        if match is not None:
            return Found(statement, match.end())
    return None


def points_to_document(text: str) -> bool:
    """Whether a text that is no list of keys points to a document."""
    return _POINTS.search(text) is not None


def about_all(note: str, start: int, end: int) -> tuple[int, int, bool] | None:
    """Return where the note says that all keys are required (True) or optional (False)."""
    match = _ABOUT_ALL.search(note, start, end)
    return (match.start(), match.end(), match["required"] is not None) if match else None


def about_others(note: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the note says that there are, or may be, keys that the note does not list."""
    return [match.span() for match in _ABOUT_OTHERS.finditer(note, start, end)]


def about_document(note: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where the note names, behind the keys, the document that describes the keys."""
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
    """Return where the note says that the service duplicates another service, and the name of that service."""
    match = _ALIAS.search(note)
    return (match.start(), match.end(), match["name"].lower()) if match else None


def subtypes(note: str) -> tuple[int, int, tuple[str, ...]] | None:
    """Return where the note lists subtypes, and the subtypes with the underscore: ``_printer``."""
    match = _SUBTYPES.search(note)
    if match is None:
        return None
    return match.start(), match.end(), tuple(name.strip() for name in match["names"].split(","))
