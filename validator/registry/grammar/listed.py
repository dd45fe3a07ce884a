"""The style of plain lists: keys divided by commas, semicolons, lines or spaces. A key may have a gloss.

list = item *("," item) ["," "..." ["," item]]        item = [marker] key ["(" gloss ")" / "-" gloss / ":" gloss]
"""

from __future__ import annotations

import re

from validator.registry.grammar.choices import enumeration
from validator.registry.grammar.gloss import read_gloss
from validator.registry.grammar.reading import Finds, Kind, Part, merge
from validator.registry.grammar.shapes import described
from validator.registry.grammar.text import Stretch
from validator.registry.grammar.values import placeholder
from validator.registry.grammar.words import (
    KEY_CHARACTERS,
    SENTENCE,
    counted_stem,
    ends_family,
    family,
    is_key,
    is_spaced_key,
    pattern_of,
    unquoted,
)
from validator.rules.schema import KeyRule

# Matches ``a, b``, ``a and b``, ``a ...`` before the ellipsis, ``... b`` behind the ellipsis.
_DIVIDER = re.compile(
    r"[,;\n]|\s(?:\+|and|&)\s|(?<=\.\.\.)\s+(?=\w)|(?<=…)\s+(?=\w)|\s+(?=\.\.\.)|(?<=\w)(?=(?:\.\.\.|…)\s*(?:$|[,;]))"
)
_BARS = re.compile(r"\s*\|\s*|\s+/\s+")
_GLOSSED = re.compile(rf"(?:{KEY_CHARACTERS}+\s*(?:\(\x00*\)|<\x00*>|\[\x00*\])(?:\s+|$)){{2,}}")
_AFTER_GLOSS = re.compile(r"(?<=[)>\]])\s+(?=\S)")
_SLASHES = re.compile(r"/")
_BULLETS = re.compile(r"(?:^|\s+)(?:[-*•]|\(?(?:\d{1,2}|[a-z])[.)])\s+")
_SPACES = re.compile(r"\s+")
_MARKER = re.compile(r"(?:[-*•]\s+|\(?(?:[a-zA-Z]|\d{1,2})[.)]\s+)")
# Matches ``required `` before ``a``, ``and optionally `` before ``b``.
_PRESENCE = re.compile(
    r"(?:and\s+)?(?:(?P<required>required|mandatory)|(?P<optional>optional(?:ly)?))\s+(?=\S)", re.IGNORECASE
)
_ELLIPSIS = re.compile(r"\.\.\.|…|\.\.|(?:and\s+)?so\s+on\.?", re.IGNORECASE)
_OTHERS = r"(?:(?:some|many|all)\s+)?(?:the\s+)?(?:others?|more|additional|further|rest)(?![\w.-])[^,;\n]{0,120}"
# Matches ``other proprietary keys``, ``vendor specific data``.
_WITHHELD = (
    r"(?:other\s+)?(?:proprietary|private|undocumented|vendor[- ]specific)(?:\s+(?:keys?|ones|data|fields?|values?))?"
)
# Matches ``and others``, ``(etc.)``, ``plus proprietary fields``.
MORE = re.compile(
    rf"\(?(?:(?:and|plus|as\s+well\s+as|along\s+with)\s+)?(?:{_OTHERS}|etc\.?|{_WITHHELD})\)?\.?", re.IGNORECASE
)
# Matches ``txtvers``, ``id (the identifier)``, ``model - the model``, ``<key>: gloss``, in the mask of the note.
_ITEM = re.compile(
    r"(?P<name>\"\x00+\"|'\x00+'|<\x00+>|[^\s()\x00\"'][^()\x00\"'\n:]*?)"
    r"(?P<gloss>\s*\(\x00*\)\)?|\s*\[\x00*\]|\s*<\x00+>|\s+[-\u2013\u2014=]\s+\S.*|\s*:\s+\S.*)?\.?",
    re.DOTALL,
)
_OF_FAMILY = re.compile(r"(?:where|with|for)\b", re.IGNORECASE)


def read_list(body: Stretch, *, among_others: bool = False) -> Finds | None:
    """Read a body that is nothing but a list of keys. Return None for any other body.

    ``among_others``: the list stands before or between assignments. Such a list may have a single item.
    """
    pieces = [piece for piece in body.split(_divider(body)) if piece.start < piece.end]
    finds = Finds()
    if len(pieces) == 1 and not MORE.fullmatch(pieces[0].text):
        return _read_spaced(pieces[0], finds, among_others=among_others)
    stems: list[str] = []
    after_ellipsis = False
    for index, piece in enumerate(pieces):
        text = piece.text
        if _ELLIPSIS.fullmatch(text) and index > 0:
            stems += [stem for name in list(finds.named)[-1:] if (stem := counted_stem(name)) is not None]
            after_ellipsis = True
            finds.is_open = finds.is_open or not stems
            finds.parts.append(Part(piece.start, piece.end, Kind.CONSTRAINT if stems else Kind.DEFINITION))
        elif index > 0 and MORE.fullmatch(text):
            finds.is_open = True
            finds.parts.append(Part(piece.start, piece.end, Kind.DEFINITION))
        elif stems and after_ellipsis and _OF_FAMILY.match(text):
            finds.parts.append(Part(piece.start, body.end, Kind.GLOSS, stems[-1]))
            finds.add(pattern_of(stems[-1]), _about_family(body.note[piece.start : body.end]), ())
            break
        elif stems and after_ellipsis and ends_family(text.rstrip("."), stems[-1]):
            finds.parts.append(Part(piece.start, piece.end, Kind.KEY, stems[-1]))
        elif not _read_item(piece, finds, alone=len(pieces) == 1, among_others=among_others):
            return None
    _join_families(finds, stems)
    return finds if finds.named or finds.is_open else None


def _divider(body: Stretch) -> re.Pattern[str]:
    """Choose the divider: bullets on one line, else commas and lines, else bars or slashes."""
    if "\n" not in body.text and _BULLETS.match(body.text):
        return _BULLETS
    if _DIVIDER.search(body.mask, body.start, body.end):
        return _DIVIDER
    if _GLOSSED.fullmatch(body.mask, body.start, body.end):
        return _AFTER_GLOSS
    if _BARS.search(body.mask, body.start, body.end):
        return _BARS
    words = body.text.split("/")
    return _SLASHES if len(words) > 1 and all(map(is_key, words)) else _DIVIDER


def _read_spaced(piece: Stretch, finds: Finds, *, among_others: bool) -> Finds | None:
    """Read a list without any divider: one key, or keys with spaces between."""
    if _read_item(piece, finds, alone=True, among_others=among_others):
        return finds
    if _MARKER.match(piece.text):
        return None
    words = piece.split(_SPACES)
    names = [word.text for word in words]
    is_list = all(is_key(name) and name.lower() not in SENTENCE for name in names) and (
        among_others or _looks_listed(names)
    )
    if len(words) < 2 or not is_list:  # noqa: PLR2004 - one word is no list
        return None
    return finds if all(_read_item(word, finds, alone=True) for word in words) else None


def _looks_listed(names: list[str]) -> bool:
    """Whether words look like identifiers, such as ``product version bus``, and not like a heading or a sentence."""
    return "txtvers" in names or not any(name[0].isupper() for name in names) or all(name.isupper() for name in names)


def _read_item(piece: Stretch, finds: Finds, *, alone: bool, among_others: bool = False) -> bool:
    """Read one item of a list. Return False for a piece that is no item."""
    marker = _MARKER.match(piece.mask, piece.start, piece.end)
    presence = _PRESENCE.match(piece.mask, marker.end() if marker else piece.start, piece.end)
    start = presence.end() if presence else marker.end() if marker else piece.start
    end = piece.end
    while (
        end > start
        and piece.mask[end - 1] == ")"
        and piece.mask.count("(", start, end) < piece.mask.count(")", start, end)
    ):
        end -= 1
    pattern = family(piece.note[start:end])
    if pattern is not None:
        finds.add(pattern, KeyRule(), (Part(start, end, Kind.KEY, pattern),), is_family=True)
        return True
    match = _ITEM.fullmatch(piece.mask, start, end)
    if match is None or (among_others and match["gloss"] and match["gloss"].lstrip()[0] not in "(<"):
        return False
    name = unquoted(" ".join(piece.note[match.start("name") : match.end("name")].split()))
    if name.startswith("<"):
        name = name[1:-1].strip()
        alone = alone or not is_key(name)
    if not is_key(name) and (alone or not is_spaced_key(name)):
        return False
    parts = [Part(match.start("name"), match.end("name"), Kind.KEY, name)]
    if marker:
        parts.append(Part(marker.start(), marker.end(), Kind.PUNCTUATION))
    rule = KeyRule()
    if presence:
        rule = KeyRule(required=presence["required"] is not None)
        parts.append(Part(presence.start(), presence.end(), Kind.CONSTRAINT, name))
    if match["gloss"]:
        glossed, more = _gloss(piece.within(match.start("gloss"), match.end("gloss")), name)
        rule = merge(rule, glossed)
        parts += more
    finds.add(name, rule, parts)
    return True


_URL = re.compile(r"[-\u2013\u2014:\s]*(?:https?://|www\.)\S+\s*")


def _gloss(text: Stretch, key: str) -> tuple[KeyRule, tuple[Part, ...]]:
    if _URL.fullmatch(text.text):
        return KeyRule(), ()  # an address behind the last key documents the note, not the key
    if text.text.startswith("<"):
        return placeholder(text.text[1:-1]), (Part(text.start, text.end, Kind.GLOSS, key),)
    inside = text.text.strip("()[]")
    listed = enumeration(inside) if "|" in inside or "/" in inside else None
    if listed is not None:
        return KeyRule(enum=listed), (Part(text.start, text.end, Kind.CONSTRAINT, key),)
    if text.text.startswith("["):
        return described(inside), (Part(text.start, text.end, Kind.GLOSS, key),)
    gloss = read_gloss(text, key)
    return gloss.rule, gloss.parts


def _about_family(text: str) -> KeyRule:
    return KeyRule(description=_OF_FAMILY.sub("", " ".join(text.split()), count=1).strip() or None)


def _join_families(finds: Finds, stems: list[str]) -> None:
    """Put one family in the place of the counted keys before an ellipsis: ``c0, c1, ...``."""
    for stem in dict.fromkeys(stems):
        finds.join([name for name in finds.named if counted_stem(name) == stem], pattern_of(stem), KeyRule())
