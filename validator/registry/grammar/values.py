"""Values: the text after the equals sign is a constant, an enumeration, a placeholder, or the beginning of a gloss.

value = "<" words ">" / "<" a "|" b ">"     placeholder / enumeration
/ "{" "'" a "'" "|" ... "}"           enumeration
/ DQUOTE constant DQUOTE / constant
/ a "|" b "|" c / a "or" b            enumeration
/ "x" / "?" / "value"                 placeholder without brackets
"""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from validator.registry.grammar.choices import capitals, enumeration, is_certain, is_plain_number
from validator.registry.grammar.gloss import read_gloss
from validator.registry.grammar.reading import Kind, Part
from validator.registry.grammar.shapes import described, shape
from validator.registry.grammar.text import BLANK, Stretch, stretch
from validator.registry.grammar.words import is_value, stands_for_value, unquoted
from validator.rules.schema import KeyRule

_WORD = r"""[^\s,;()\[\]{}<>|"'\x00]+"""
_ITEM = rf"""(?:{_WORD}|"\x00*"|'\x00*'|\{{\x00*\}}|\[\x00*\])"""
_OR = re.compile(rf"({_WORD})((?:,\s*{_WORD})*),?\s+or\s+({_WORD})$")
_ALTERNATION = re.compile(rf"{_ITEM}(?:\s*\|\s*{_ITEM})+")
_COMPOUND = re.compile(r"<\x00+>(?:[^\s,;<>\x00]{0,8}<\x00+>)+")
_DUMMY = re.compile(r"[\W_]?(?:([XYMDHSN])\1+(?!\1)[-:./_]?)+|(?:xx+|nn+)(?:[-:./_](?:xx+|nn+))*")
_MAC = re.compile(r"[0-9A-Za-z]{2}([:-])[0-9A-Za-z]{2}(?:\1[0-9A-Za-z]{2}){4}")
_SLASHED_NUMBERS = re.compile(r"\d{1,3}(?:/\d{1,3})+")
_CAMEL = re.compile(r"[-_]|(?<=[a-z])(?=[A-Z])")
_LISTED_WORDS = re.compile(r"[A-Za-z]\w*(?:,[A-Za-z]\w*)+(?=[\s;]|$)")
_LISTED_NUMBERS = re.compile(r"\d+(?:,\d+)+(?=[\s;]|$)")
_BRACKETED = re.compile(r"<\x00*>|\{\x00*\}|\[\x00*\]|\(\x00*\)")
_QUOTED = re.compile(r"""["“]\x00*["”]|'\x00*'""")
_ONE_WORD = re.compile(_WORD)
_MASKED_QUOTES = r"""(?:"\x00+"|'\x00+'|“\x00+”)"""
_MASKED_OR = re.compile(rf"{_MASKED_QUOTES}(?:,\s*{_MASKED_QUOTES})*,?\s*(?:\bor\b|/)\s*{_MASKED_QUOTES}")
_EITHER = re.compile(r"[A-Za-z]\w*(?:/[A-Za-z]\w*)+")
# Prose goes on after the word: the word was its beginning and no value.
_PROSE = re.compile(r"[ \t]+[A-Za-z]")
_SENTENCE = re.compile(r"\s*$|\s+[A-Z]")
_SEPARATED = re.compile(r"\s*(?:[,;\n.]|$)|\s+[(\[\"'-]|\s*\n")


class ValueReading(Struct, frozen=True):
    """A value as read."""

    rule: KeyRule
    parts: tuple[Part, ...]
    end: int
    """Where the text after the value begins."""


def read_value(text: Stretch, key: str, *, spaced: bool = False) -> ValueReading:
    """Read the value at the beginning of a stretch, which begins without white space.

    A stretch that does not begin with a value gives an empty rule, and is left for the gloss. ``spaced``: white space
    stands between the equals sign and the stretch, as before a gloss (``cport= the port``).
    """
    for reader in (_alternation, _bracketed, _quoted, _comma_list):
        value = reader(text, key)
        if value is not None:
            return value
    return _word(text, key, spaced=spaced) or ValueReading(KeyRule(), (), text.start)


def sole_value(text: Stretch) -> KeyRule | None:
    """Read a text that is nothing but a value or a choice of values: ``a | b``, ``"main"``, ``1``."""
    listed = enumeration(text.text)
    if listed is not None:
        return KeyRule(enum=listed, hinted=None if is_certain(text.text, listed) else ("enum",))
    constant = _constant(text.text)
    return None if constant is None else KeyRule(const=constant)


def _constant(inside: str) -> str | None:
    """Return the constant in brackets or in a gloss: a number, or a word in quotation marks."""
    inside = inside.strip()
    plain = unquoted(inside)
    return plain if is_plain_number(plain) or (plain != inside and is_value(plain)) else None


def placeholder(inside: str) -> KeyRule:
    """Read a placeholder, given the text inside the brackets."""
    listed = enumeration(inside)
    if listed is not None:
        return KeyRule(enum=listed)
    shouted = capitals(inside)
    if shouted is not None:
        return KeyRule(enum=shouted, hinted=("enum",))
    constant = _constant(inside)
    if constant is not None:
        return KeyRule(const=constant)
    if stands_for_value(inside.strip()) and not inside.strip().isalpha():
        return KeyRule()
    return described_by(inside)


def described_by(text: str) -> KeyRule:
    """Read a phrase that describes a value, without the note around the phrase."""
    return read_gloss(stretch(text.strip()), "").rule


def _alternation(text: Stretch, key: str) -> ValueReading | None:
    match = _ALTERNATION.match(text.mask, text.start, text.end) or _MASKED_OR.match(text.mask, text.start, text.end)
    if match is None:
        return None
    listed = enumeration(match_text(text, match).replace("|", " | "))
    rule = KeyRule(enum=listed) if listed else KeyRule(description=" ".join(match_text(text, match).split()))
    kind = Kind.CONSTRAINT if listed else Kind.GLOSS
    return ValueReading(rule, (Part(match.start(), match.end(), kind, key),), match.end())


def _bracketed(text: Stretch, key: str) -> ValueReading | None:
    compound = _COMPOUND.match(text.mask, text.start, text.end)
    if compound is not None:
        template = KeyRule(description=match_text(text, compound))
        return ValueReading(template, (Part(compound.start(), compound.end(), Kind.GLOSS, key),), compound.end())
    match = _BRACKETED.match(text.mask, text.start, text.end)
    if match is None:
        return None
    inside = text.note[match.start() + 1 : match.end() - 1]
    listed = enumeration(inside.replace(",", "|")) if match[0].startswith("{") else None
    if match[0].startswith("(") and enumeration(inside) is None and _constant(inside) is None:
        return None  # a gloss
    is_bare = inside.strip().lower() in {key.lower(), "value", "text"}
    rule = KeyRule(enum=listed) if listed else KeyRule() if is_bare else placeholder(inside)
    kind = Kind.CONSTRAINT if rule.enum or rule.const is not None else Kind.GLOSS
    return ValueReading(rule, (Part(match.start(), match.end(), kind, key),), match.end())


def _quoted(text: Stretch, key: str) -> ValueReading | None:
    match = _QUOTED.match(text.mask, text.start, text.end)
    if match is None:
        return None
    inside = unquoted(match_text(text, match))
    is_phrase = " " in inside and all(word.isalpha() and word.islower() for word in inside.split())
    is_template = any(mark in inside for mark in "<>{}") or stands_for_value(inside) or is_phrase
    inside = "" if inside.strip(".…") == "" else inside
    rule = KeyRule(description=inside or None) if is_template else KeyRule(const=inside)
    return ValueReading(
        rule, (Part(match.start(), match.end(), Kind.GLOSS if is_template else Kind.CONSTRAINT, key),), match.end()
    )


def _comma_list(text: Stretch, key: str) -> ValueReading | None:
    """Read ``1,2`` as values to choose from, and ``print,scan`` as a description: a list, a choice or an example."""
    numbers = _LISTED_NUMBERS.match(text.mask, text.start, text.end)
    found = numbers or _LISTED_WORDS.match(text.mask, text.start, text.end)
    if found is None:
        return None
    listed = KeyRule(enum=tuple(found[0].split(",")), hinted=("enum",)) if numbers else KeyRule(description=found[0])
    kind = Kind.CONSTRAINT if numbers else Kind.GLOSS
    return ValueReading(listed, (Part(found.start(), found.end(), kind, key),), found.end())


def _word(text: Stretch, key: str, *, spaced: bool) -> ValueReading | None:
    listed = enumeration(text.text) if _OR.match(text.mask, text.start, text.end) and BLANK not in text.masked else None
    if listed is not None:
        return ValueReading(KeyRule(enum=listed), (Part(text.start, text.end, Kind.CONSTRAINT, key),), text.end)
    match = _ONE_WORD.match(text.mask, text.start, text.end)
    if match is None:
        return None
    word, end = match[0], match.end()
    after = text.mask[end : text.end]
    if word.endswith(".") and not word.endswith("..") and _SENTENCE.match(after):
        word, end = word[:-1], end - 1
        after = text.mask[end : text.end]
    is_prose = _PROSE.match(after) or (spaced and not (is_plain_number(word) and _SEPARATED.match(after)))
    rule = None if is_prose or after.startswith(("[", "{", "<", "(")) else _stated(word, key, text.note)
    if rule is None:
        return None
    kind = Kind.CONSTRAINT if rule.const is not None or rule.enum else Kind.GLOSS
    return ValueReading(rule, (Part(match.start(), end, kind, key),), end)


def _stated(word: str, key: str, note: str) -> KeyRule | None:
    """Read a single word after the equals sign: a constant, truth values, a range, or a placeholder."""
    pair = enumeration(word) or (tuple(word.split("/")) if _SLASHED_NUMBERS.fullmatch(word) else None)
    if pair is not None:
        return KeyRule(enum=pair)
    if _MAC.fullmatch(word):
        return KeyRule(format="mac", hinted=("format",))
    if stands_for_value(word) or _spells_out(word, key) or _is_variable(word, note):
        says_nothing = not word.isalpha() or word.lower() in ("value", "val", "x", "xx")
        return KeyRule() if says_nothing else described(word)
    ranged = shape(word)
    # ``idle/busy`` may be two values or one.
    if ranged.minimum is not None or _EITHER.fullmatch(word) or _is_template(word, key):
        return replace(ranged, description=word)
    return KeyRule(const=word) if is_value(word) else None


def _is_template(word: str, key: str) -> bool:
    return _DUMMY.fullmatch(word) is not None or word.startswith("$") or word.lower() == key.lower() or _is_noun(word)


def match_text(text: Stretch, match: re.Match[str]) -> str:
    """Return the text of the note at a match in the mask."""
    return text.note[match.start() : match.end()]


def _spells_out(word: str, key: str) -> bool:
    """Whether a one-letter key abbreviates the word, as in ``u=username``: then the word is the meaning of the key."""
    return len(key) == 1 and len(word) > 2 and word[:1].lower() == key.lower() and word[1:].isalpha()  # noqa: PLR2004 - of two letters an initial is half


def _is_noun(word: str) -> bool:
    """Whether the word is made of several words, and the last stands for a value: ``device-id``, ``deviceName``."""
    pieces = _CAMEL.split(word)
    return len(pieces) > 1 and all(piece.isalpha() for piece in pieces) and stands_for_value(pieces[-1])


def _is_variable(word: str, note: str) -> bool:
    """Whether the note explains the word in brackets: ``fix=APPLICATIONVERSION`` with ``(APPLICATIONVERSION)``."""
    return len(word) > 2 and word.isupper() and f"({word})" in note  # noqa: PLR2004 - two letters may be a value
