"""Glosses: the words behind a key or a value, which describe the key and may limit the value.

A gloss is cut into phrases that say something a rule can hold (optional, a default, examples, one of ...). The words
that are left are the description.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from validator.registry.grammar.choices import enumeration, is_certain
from validator.registry.grammar.reading import Kind, Part, merge
from validator.registry.grammar.shapes import shape
from validator.registry.grammar.text import Stretch, stretch
from validator.registry.grammar.words import SENTENCE, is_value, unquoted
from validator.rules.schema import KeyRule

MAX_DESCRIPTION = 500
"""Characters of a gloss that a description keeps; the note keeps all of them."""


class Gloss(Struct, frozen=True):
    """A gloss as read: what the gloss says of the key, and the parts of the gloss."""

    rule: KeyRule
    parts: tuple[Part, ...]


class Phrase(Struct, frozen=True):
    """A phrase that a rule can hold."""

    pattern: re.Pattern[str]
    says: Callable[[re.Match[str], str], KeyRule | None]
    """What the rule holds, given the match and the key; None for words that turn out to mean something else."""
    kind: Kind = Kind.CONSTRAINT


_REQUIRED = r"(?P<required>required|requried|mandatory)|(?P<optional>optional|opt\.)"
_PRESENCE = (
    # Matches ``(optional)``, ``[required: 12 hex digits]``.
    rf"[(\[]\s*(?:{_REQUIRED})\s*(?:[-,;:]\s*(?P<more>[^()\[\]]{{0,80}}))?[)\]]",
    # Matches ``mandatory - `` at the beginning.
    rf"^(?:{_REQUIRED})\b(?:\s*[-,;:.]\s*|\s*$)",
    # Matches ``, optional.`` at the end.
    rf"[,;-]\s*(?:{_REQUIRED})\s*[.,;]?$",
    # Matches ``must be present``, ``if present,``.
    r"^(?P<required>must\s+be\s+present)\b[,.]?|^(?P<optional>(?:if|when)\s+present)\b,?",
    # Matches ``This key is optional.``.
    rf"\b(?:this|the)\s+(?:key|field|attribute|value)\s+is\s+(?:{_REQUIRED})\b\.?",
)

_WORD = r"""[^\s,;"'()\[\]]+"""
_GIVEN = rf"""(?:"(?P<quoted>[^"\n]{{0,80}})"|'(?P<single>[^'\n]{{0,80}})'|(?P<bare>{_WORD}))"""
_OMITTED = r"(?:omitted|left\s+out|absent|missing|unset|not\s+(?:specified|present|given|set|included))"
_DEFAULTS_TO = r"(?:defaults?\s+(?:value\s+)?is|assumed\s+to\s+be|defaults?\s+to|default\s*[:=])"
_MORE = r"(?P<more>[^\])(\n]{0,120}[\])])?"
_DEFAULT = (
    # Matches ``if omitted, the value defaults to 80``, ``(when not present, default: 1)``.
    rf"[\[(]?\b(?:if|when)\s+(?:it\s+is\s+)?{_OMITTED}\b,?\s*[^.\]()]{{0,60}}?\b{_DEFAULTS_TO}\s+{_GIVEN}{_MORE}[\])]?",
    # Matches ``if missing, 'none' is assumed``.
    rf"[\[(]?\b(?:if|when)\s+(?:it\s+is\s+)?{_OMITTED}\b,?\s*{_GIVEN}\s+is\s+(?:assumed|used|implied|the\s+default)[\])]?",
    # Matches ``(default 30 seconds)``, ``[default: /]``.
    rf"[,;]?\s?[(\[]\s*defaults?(?:\s+value)?(?:\s+is|\s+to|\s*[:=])?\s*(?<=[\s:=]){_GIVEN}(?P<unit>\s+[a-z%]{{1,12}})?\s*[)\]]",
    # Matches ``default = 80`` as the whole gloss.
    rf"\A\s*(?:the\s+)?defaults?(?:\s+value)?\s*[:=]?\s*(?<=[\s:=]){_GIVEN}(?P<unit>\s+[a-z%]{{1,12}})?\s*\Z",
    # Matches ``, the default is "/"``.
    rf"[,;]?\s?\b(?:the\s+)?defaults?(?:\s+value)?\s*(?:\bis\b|\bto\b|[:=])\s*{_GIVEN}",
)

_EXAMPLE_MARK = r"(?:\be\.\s?g\.|\beg\b|\bfor\s+example\b|\bfor\s+instance\b|\bexamples?:|\bnormally:)[,:]?"
_EXAMPLES = (
    # Matches ``(e.g. X100, X200)``, ``(such as "main")``.
    rf"[(\[]\s*(?:{_EXAMPLE_MARK}|such\s+as\b)\s*(?P<list>[^()\[\]]{{1,300}})[)\]]",
    # Matches ``, for example X100 or X200`` at the end.
    rf"[,;]?\s?{_EXAMPLE_MARK}\s*(?P<list>[^;]{{1,300}})\Z",
    # Matches ``(i.e. http://192.0.2.7/a, http://192.0.2.7/b)``.
    r"[(\[]\s*i\.\s?e\.,?\s*(?P<list>\w+://[^\s()\[\],]{1,200}(?:(?:,\s*|,?\s+or\s+)\w+://[^\s()\[\],]{1,200})*)\s*[)\]]",
)

_UNIT = r"(?:(?P<octets>bytes|octets)|characters|chars)"
_LENGTH = (
    # Matches ``max 63 bytes``, ``(up to 32 characters)``.
    rf"[(\[]?\b(?:max(?:imum|\.)?(?:\s+length)?(?:\s+of)?|up\s+to|at\s+most|no\s+more\s+than)\s*:?\s*(?P<most>\d{{1,3}})\s*{_UNIT}\b[)\]]?",
)

_ONE_OF = r"(?:\beither|\bone\s+of|\bany\s+of|\b(?:possible|valid|allowed)\s+values(?:\s+are)?)\b:?\s*"
_QUOTED = r"""(?:"[^"\s]{1,60}"|'[^'\s]{1,60}')"""
# It begins with no blank, so that blanks can be matched in one way only.
_MEANING = r"\s*[^\s,;:=()][^,;:=()]{0,59}"
_CHOICES = (
    # Matches ``is one of: http, https``, ``either 'a' or 'b'``.
    rf"[,;]?\s?(?:\bwhere\s+\S{{1,64}}\s+)?(?:\bis\s+)?{_ONE_OF}(?P<intro>[^:.|\"'()]{{0,200}}:)?\s*(?P<list>.{{1,400}}?)(?=\.(?:\s|\Z)|[\])]*\Z)",
    (
        # Matches ``is "on" or "off"``, ``values 'a', 'b', 'c'``.
        rf"[,;:]?\s?(?:\b(?:i\.\s?e\.,?|is|are|be|values?:?)\s+|\A\s*|(?<=[;:(\[])\s*)"
        rf"(?P<list>{_QUOTED}(?:(?:,\s*|,?\s+or\s+){_QUOTED}){{1,30}})"
    ),
    # Matches ``(0=off, 1=on)``, ``(0: off; 1: on)``.
    rf"[(\[]\s*(?P<meanings>[\w.+-]{{1,16}}\s*[=:]{_MEANING}(?:[,;]\s*[\w.+-]{{1,16}}\s*[=:]{_MEANING}){{1,30}})\s*[)\]]",
    # Matches ``0=off, 1=on`` as the whole gloss.
    rf"\A\s*(?P<meanings>[\w.+-]{{1,16}}\s*={_MEANING}(?:[,;]\s*[\w.+-]{{1,16}}\s*={_MEANING}){{1,30}})\s*\Z",
)
_DIVIDER = re.compile(r"\s*,\s*(?:or\b|and\b)?\s*|\s+or\s+|\s*\|\s*")
_MAX_NAME = 4
_ITEM = re.compile(r"""(?P<value>"[^"]*"|'[^']*'|[^\s(]+)\s*(?P<gloss>.*)""", re.DOTALL)
_ASSIGNED = re.compile(r"[^\s=\"']{1,60}=(?=.)")


def read_gloss(text: Stretch, key: str) -> Gloss:
    """Read a gloss: the limits that the gloss sets, and the words that are left as the description."""
    rule = KeyRule()
    cuts: list[Part] = []
    while text.start < text.end and text.note[text.end - 1] in ",;":
        text = text.within(text.start, text.end - 1)
    for phrase in _PHRASES:
        for match in phrase.pattern.finditer(_left(text, cuts)):
            part = Part(text.start + match.start(), text.start + match.end(), phrase.kind, key)
            if any(cut.start < part.end and part.start < cut.end for cut in cuts):
                continue
            held = phrase.says(match, key)
            if held is not None and part.end > part.start:
                rule = merge(rule, held)
                cuts.append(part)
    kept = _kept(text, cuts, key)
    pieces = (text.note[part.start : part.end] for part in kept)
    words = _tidy(" ".join(" ".join(piece for piece in pieces if re.search(r"\w", piece)).split()))
    listed = enumeration(words) if rule.enum is None else None
    if listed:
        hinted = None if is_certain(words, listed) else ("enum",)
        rule = merge(KeyRule(enum=listed, hinted=hinted), rule)
    elif words:
        rule = merge(replace(shape(words), description=words), rule)
    return Gloss(rule, tuple(sorted((*cuts, *kept), key=lambda part: part.start)))


def _left(text: Stretch, cuts: list[Part]) -> str:
    """Return the text with blanks in place of the cuts.

    The blanks at the end are taken away, because a phrase that has to stand at the end may stand before a cut.
    """
    left = list(text.text)
    for cut in cuts:
        left[cut.start - text.start : cut.end - text.start] = " " * (cut.end - cut.start)
    return "".join(left).rstrip()


def _kept(text: Stretch, cuts: list[Part], key: str) -> list[Part]:
    """Return the parts of the text between the cuts."""
    kept, at = [], text.start
    for cut in (*sorted(cuts, key=lambda part: part.start), Part(text.end, text.end, Kind.GLOSS)):
        piece = text.within(at, max(at, cut.start))
        if piece.start < piece.end:
            kept.append(Part(piece.start, piece.end, Kind.GLOSS, key))
        at = cut.end
    return kept


_WRAPPED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
"""One pair of brackets around all of a text: ``(the serial number)``."""


def _tidy(words: str) -> str:
    """Make a description of the words that are left: without empty brackets, and without brackets around all words."""
    words = re.sub(r"\(\s*\)|\[\s*\]", "", words).strip(" ,;:-\u2013\u2014=|")
    words = words.removeprefix(". ")
    words = words[:-1] if words.endswith((").", "].")) else words
    wrapped = _WRAPPED.fullmatch(words)
    words = (wrapped[1] or wrapped[2] or "").strip() if wrapped else words
    words = re.sub(r"\s+([.,;])", r"\1", words)
    if len(words) > MAX_DESCRIPTION:
        words = words[:MAX_DESCRIPTION].rsplit(" ", 1)[0] + " …"
    if words.endswith(".") and ". " not in words and not words.endswith(".."):
        words = words[:-1]
    return words if re.search(r"\w", words) else ""


def _presence(match: re.Match[str], _key: str) -> KeyRule:
    groups = match.groupdict()
    rule = KeyRule(required=groups["required"] is not None)
    more = (groups.get("more") or "").strip()
    return merge(rule, read_gloss(stretch(more), "").rule) if more else rule


def _length(match: re.Match[str], _key: str) -> KeyRule:
    """Read ``max 63 bytes``. A limit in characters is no limit in octets, and therefore a hint only."""
    return KeyRule(max_length=int(match["most"]), hinted=None if match["octets"] else ("maxLength",))


def _default(match: re.Match[str], _key: str) -> KeyRule | None:
    quoted = match["quoted"] if match["quoted"] is not None else match["single"]
    value = quoted if quoted is not None else match["bare"].rstrip(".:")
    if match.groupdict().get("unit") and not value.isdigit():
        return None
    return KeyRule(default=value) if quoted is not None or is_value(value) else None


def _examples(match: re.Match[str], key: str) -> KeyRule | None:
    listed = _listed(match["list"].strip().rstrip("."), with_gloss=False)
    if listed is None:
        return None
    values = []
    for item in listed:
        assigned = _ASSIGNED.match(item)
        if assigned and item[: assigned.end() - 1].rstrip("s") != key.rstrip("s"):
            return None
        values.append(item[assigned.end() :] if assigned else item)
    return KeyRule(examples=tuple(dict.fromkeys(values)))


def _choices(match: re.Match[str], _key: str) -> KeyRule | None:
    if match.groupdict().get("meanings") is not None:
        # ``(0=off, 1=on)``: the meanings stay in the description.
        values = tuple(dict.fromkeys(re.findall(r"(?:^|[,;])\s*([\w.+-]+)\s*[=:]", match["meanings"])))
        is_plain = len(values) > 1 and all(map(is_value, values))
        return KeyRule(enum=values, description=" ".join(match["meanings"].split())) if is_plain else None
    with_gloss = match.groupdict().get("intro") is not None
    listed = _listed(match["list"].strip(), with_gloss=with_gloss)
    return KeyRule(enum=listed) if listed and len(listed) > 1 and all(map(is_value, listed)) else None


def _listed(text: str, *, with_gloss: bool) -> tuple[str, ...] | None:
    """Return the items of ``a, b or c``; None for a text that is no such list.

    A quoted item may have several words, a bare item has one. With ``with_gloss`` an item may have an explanation
    behind, as in ``http (HTTP over TCP)``.
    """
    items = []
    for piece in _split_outside_brackets(text):
        found = _ITEM.fullmatch(piece.strip())
        if found is None:
            return None
        if found["gloss"] and not with_gloss and not found["gloss"].startswith("("):
            if not _is_name(piece):
                return None
            items.append(piece.strip())
            continue
        items.append(unquoted(found["value"]))
    return tuple(dict.fromkeys(items)) if items and all(items) else None


def _is_name(text: str) -> bool:
    """Whether a few words are the name of a thing, such as ``X1 Pro``, and no prose."""
    words = text.split()
    return len(words) <= _MAX_NAME and all(
        (word[0].isupper() or word[0].isdigit()) and word.lower() not in SENTENCE for word in words
    )


def _split_outside_brackets(text: str) -> list[str]:
    blanked = re.sub(r"""\([^()]*\)|"[^"]*"|'[^']*'""", lambda match: "\0" * len(match[0]), text)
    pieces, at = [], 0
    for match in _DIVIDER.finditer(blanked):
        pieces.append(text[at : match.start()])
        at = match.end()
    pieces.append(text[at:])
    return [piece for piece in pieces if piece.strip()]


def _phrases(
    patterns: tuple[str, ...], says: Callable[[re.Match[str], str], KeyRule | None], kind: Kind = Kind.CONSTRAINT
) -> tuple[Phrase, ...]:
    return tuple(Phrase(re.compile(pattern, re.IGNORECASE | re.DOTALL), says, kind) for pattern in patterns)


_PHRASES = (
    *_phrases(_PRESENCE, _presence),
    *_phrases(_DEFAULT, _default),
    *_phrases(_EXAMPLES, _examples, Kind.EXAMPLE),
    *_phrases(_CHOICES, _choices),
    *_phrases(_LENGTH, _length),
)
"""Phrases in the order of the search. A phrase does not see the words that an earlier phrase has cut."""
