"""Styles in which a gloss follows each key: ``key: gloss``, ``key - gloss``, tables in columns, and prose.

labelled = item *( (newline / ";" / ". ") item )     item = [marker] key ":" gloss
table    = 2*( key 2*SP gloss newline )
prose    = ... "key" DQUOTE key DQUOTE gloss ...
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from validator.registry.grammar.assigned import read_assignments
from validator.registry.grammar.choices import is_plain_number
from validator.registry.grammar.gloss import read_gloss
from validator.registry.grammar.reading import Finds, Kind, Part
from validator.registry.grammar.text import Stretch
from validator.registry.grammar.values import placeholder, sole_value
from validator.registry.grammar.words import KEY_CHARACTERS, family, is_key, is_spaced_key, unquoted
from validator.rules.schema import KeyRule

_SPACED = rf"{KEY_CHARACTERS}{{1,32}}(?: {KEY_CHARACTERS}{{1,32}}){{1,3}}"
_NAME = rf"(?P<name>\"\x00+\"|'\x00+'|<\x00+>|{_SPACED}|{KEY_CHARACTERS}{{1,64}})"
_MARKER = r"(?:(?:[-*•]|\(?(?:[a-zA-Z]|\d{1,2})[.)])[ \t]+)?"
_LABELLED = (
    # Matches ``txtvers: ``, ``1) <id>:``, ``; Machine ID:``.
    re.compile(rf"(?:(?:^|(?<=[\n;,]))|(?<=[.)])(?=\s))\s*{_MARKER}{_NAME}[ \t]*(?P<sign>:)(?!//)"),
    # Matches ``model - the model``, ``* id -> the identifier``.
    re.compile(
        rf"(?:^|(?<=[\n;,]))[ \t]*{_MARKER}{_NAME}(?P<sign>[ \t]+(?:--?|->|[\u2013\u2014])[ \t]+|[ \t]*\t[ \t]*)(?=\S)"
    ),
)
_COLON = re.compile(rf"(?<![^\s,;]){KEY_CHARACTERS}{{1,64}}:")
# Matches ``txtvers:1 id:<id>``, in the mask of the note.
_COLONS = re.compile(rf"(?:{KEY_CHARACTERS}{{1,64}}:(?!//)(?:<\x00*>|\"\x00*\"|[^\s,;:<>\x00]{{1,64}})(?:[\s,;]+|$))+")
_BULLETED = re.compile(r"[-*•] [^\n]* - [^\n]*\Z")
"""A list whose dashes are bullets that have lost their lines: ``- id - model``. No dash divides a key from a gloss."""
_ROW = re.compile(rf"(?:^|(?<=\n)){_NAME}(?P<sign>[ \t]{{2,}}|\t)(?=\S)")
_QUOTED_NAME = rf"(?P<name>\"{KEY_CHARACTERS}{{1,64}}\"|'{KEY_CHARACTERS}{{1,64}}')"
_PROSE = (
    # Matches ``Key "name"``.
    re.compile(rf"\b[Kk]eys?\b:?\s*{_QUOTED_NAME}(?P<sign>)"),
    # Matches ``The "name" TXT key``.
    re.compile(rf"\b[Tt]he\s+{_QUOTED_NAME}\s+(?P<sign>(?:TXT\s+)?(?:key|attribute|field)\b)"),
)
# Matches ``, and the 2nd``: words at the end of a gloss that lead to the next key.
_CONNECTION = re.compile(
    r"(?:[\s,;.]|\band\b|\bthe\b|\b\d(?:st|nd|rd|th)\b|\b(?:first|second|third)\b)*\Z",
    re.IGNORECASE,
)
_MIN_ROWS = 2
_HEADINGS = frozenset(
    {"note", "notes", "remark", "nb", "where", "http", "https", "default", "normally", "warning", "key"}
)
"""Words before a colon that are the label of no key."""


def read_labelled(body: Stretch) -> Finds | None:
    """Read a body that begins with a labelled key. Return None for any other body."""
    for pattern in _LABELLED[:1] if _BULLETED.match(body.text) else _LABELLED:
        items = _keys(pattern, body)
        if items and body.note[body.start : items[0].start("name")].strip(" \t\n-*•abcdefABC0123456789.()") == "":
            return _read(items, body)
    return None


def read_colons(body: Stretch) -> Finds | None:
    """Read attributes with a colon for the equals sign: ``txtvers:1 id:<id>``. Return None for any other body."""
    if len(_COLON.findall(body.masked)) < _MIN_ROWS or _COLONS.fullmatch(body.masked) is None:
        return None
    signs = [match.end() - 1 for match in _COLON.finditer(body.mask, body.start, body.end)]
    note, mask = list(body.note), list(body.mask)
    for at in signs:
        note[at] = mask[at] = "="
    finds = read_assignments(Stretch("".join(note), "".join(mask), body.start, body.end))
    if finds is None:
        return None
    for name, key in finds.named.items():
        # ``fw:firmware`` says what the key means; ``txtvers:1`` looks like a value.
        if (
            key.rule.const is not None
            and not is_plain_number(key.rule.const)
            and f'"{key.rule.const}"' not in body.note
        ):
            finds.named[name] = replace(key, rule=KeyRule(description=key.rule.const))
    return finds


def read_table(body: Stretch) -> Finds | None:
    """Read two or more rows of two columns. Return None for a body that does not begin with a row."""
    rows = [match for match in _ROW.finditer(body.isolated, body.start) if _is_name(_name(match, body))]
    if len(rows) < _MIN_ROWS or rows[0].start() != body.start:
        return None
    return _read(rows, body)


def read_prose(body: Stretch) -> Finds | None:
    """Read sentences that name keys in quotation marks: ``key "name" representing ...``. Return None without one."""
    for pattern in _PROSE:
        items = [match for match in pattern.finditer(body.note, body.start, body.end) if is_key(_name(match, body))]
        if items:
            return _read(items, body)
    return None


def _keys(pattern: re.Pattern[str], body: Stretch) -> list[re.Match[str]]:
    return [match for match in pattern.finditer(body.isolated, body.start) if _is_label(_name(match, body))]


def _is_label(name: str) -> bool:
    """Whether a name may be the label of a gloss: a key, or words with capitals (``Machine ID``), and no heading."""
    return _is_name(name) and name.lower() not in _HEADINGS


def _is_name(name: str) -> bool:
    return is_spaced_key(name) if " " in name else is_key(name)


def _name(match: re.Match[str], body: Stretch) -> str:
    name = body.note[match.start("name") : match.end("name")]
    return name[1:-1].strip() if name.startswith("<") else unquoted(name)


def _read(items: list[re.Match[str]], body: Stretch) -> Finds:
    finds = Finds()
    ends = [item.start() for item in items[1:]] + [body.end]
    for number, (item, end) in enumerate(zip(items, ends, strict=True), 2):
        name = _name(item, body)
        text = body.within(item.end("sign"), end)
        if text.text.endswith((f" {number}.", f" {number})")):
            text = body.within(text.start, text.end - len(f"{number}."))  # the number of the next item
        if end < body.end:
            connected = _CONNECTION.search(text.note, text.start, text.end)
            text = body.within(text.start, connected.start() if connected else text.end)
        rule, parts = _gloss(text, name)
        pattern = family(name)
        key = Part(item.start("name"), item.end("sign"), Kind.KEY, name)
        before = Part(item.start(), item.start("name"), Kind.PUNCTUATION)
        finds.add(pattern or name, rule, (before, key, *parts), is_family=pattern is not None)
    return finds


def _gloss(text: Stretch, key: str) -> tuple[KeyRule, tuple[Part, ...]]:
    """Read a gloss, which may be nothing but a value: ``plaintext | md5 | rsakeys``, ``"main"``, ``1``."""
    while text.start < text.end and text.note[text.end - 1] in ",;":
        text = text.within(text.start, text.end - 1)
    stated = sole_value(text)
    if stated is not None:
        return stated, (Part(text.start, text.end, Kind.CONSTRAINT, key),)
    if text.text.startswith("<") and text.text.endswith(">") and text.text.count("<") == 1:
        inside = text.text[1:-1]
        is_bare = inside.strip().lower() == key.lower()
        return (KeyRule() if is_bare else placeholder(inside)), (Part(text.start, text.end, Kind.GLOSS, key),)
    gloss = read_gloss(text, key)
    return gloss.rule, gloss.parts
