"""The vocabulary: words that can be a key, words that can be a value, and words that stand for a value."""

from __future__ import annotations

import re

# RFC 6763 section 6.4 allows any printable ASCII but "=". Notes use "," ";" ":" and brackets as punctuation.
KEY_CHARACTERS = r"""[^\s=,;:<>()\[\]{}|"'“”\x00]"""

_KEY = re.compile(rf"{KEY_CHARACTERS}+")
_HAS_LETTER = re.compile(r"[A-Za-z]")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_*#$@%!?.][A-Za-z0-9_.*#?+/@$%&!~-]*")
_TITLE_WORD = re.compile(r"[A-Z0-9][\w.-]*|[a-z]+[A-Z]\w*")

# Matches ``www.example.com``, ``_http._tcp``, ``keys.pdf``: a name of a host, service type, file or document is no key.
_NO_KEY = re.compile(
    r"._(?:tcp|udp)\b|^_[^.]+\.(?:tcp|udp)\b|^www\.|//|\.(?:html?|pdf|txt|com|org|net|local|md|xml)\.?$", re.IGNORECASE
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


RESERVED = _words(
    """
    etc example examples keys n/a nil none optional other others proprietary requried required mandatory reserved
    same see tba tbd unknown undefined undocumented unspecified varies various variable e.g i.e eg
    """
)
"""Words that notes use to speak about keys. None of these words is a key by itself."""

SENTENCE = _words(
    """
    a all also an and any are as at be below by can currently depends for from here if in is it may no not of on
    only or that the there these this to used uses where which will with yes
    """
)
"""Words that make a run of words a sentence."""

_STANDS_FOR = _words(
    """
    address bool boolean data double float guid hex host hostname id identifier int integer ip mac name nn number
    password path port string str text type uint url uri username user uuid val value values version xx xxx
    """
)
"""Nouns that stand for a value: ``string`` in ``name=string``."""

# Matches ``x.y.z``, ``nnn``, ``...``, ``%s``, ``*``.
_LETTERS_FOR_DIGITS = re.compile(
    r"[xyzwnmXYZNM?#](?:[xyzwnXYZN?#]*)(?:[.:/-][xyzwnmXYZNM?#]+)*\.?|\.\.\.|…|\?+|%[sd]|-+|\*+"
)
_VALUE = re.compile(r"[\w.+:/*#@%&~!$^-]+")


_DOCUMENT = re.compile(r"\b(?:annex|appendix|chapter|clause|section) \d|\d.* specification\b", re.IGNORECASE)
"""The name of a document, or of a place in a document: ``appendix 2``."""


def is_key(word: str) -> bool:
    """Whether one word can be a key of a list."""
    return (
        _PLAIN_KEY.fullmatch(word) is not None
        and _HAS_LETTER.search(word) is not None
        and word.lower() not in RESERVED
        and _NO_KEY.search(word) is None
    )


def is_spaced_key(text: str) -> bool:
    """Whether two to four words are one key with spaces: every word has a capital, as in ``Machine ID``."""
    words = text.split(" ")
    return (
        1 < len(words) <= 4  # noqa: PLR2004 - longer runs of capitals are headings
        and all(_TITLE_WORD.fullmatch(word) for word in words)
        and _HAS_LETTER.search(text) is not None
        and not any(_NO_KEY.search(word) or word.lower() in RESERVED for word in words)
        and _DOCUMENT.search(text) is None
    )


def is_assigned_key(word: str) -> bool:
    """Whether a word before an equals sign can be a key."""
    return _KEY.fullmatch(word) is not None and _NO_KEY.search(word) is None and word.strip("-.*!/") != ""


def is_word(text: str) -> bool:
    """Whether a text has the form of a value."""
    return _VALUE.fullmatch(text) is not None


def is_value(word: str) -> bool:
    """Whether one word can be the value that a constant or an enumeration gives."""
    return is_word(word) and not stands_for_value(word)


def stands_for_value(word: str) -> bool:
    """Whether a word is a placeholder without brackets: ``x``, ``x.y.z``, ``?``, ``value``, ``string``."""
    return word.lower() in _STANDS_FOR or _LETTERS_FOR_DIGITS.fullmatch(word) is not None


def unquoted(text: str) -> str:
    """Take the quotation marks off a text. A text without quotation marks stays unchanged."""
    if len(text) > 1 and text[0] + text[-1] in ('""', "''", "“”"):
        return text[1:-1].strip()
    return text


# A lower-case stem and one capital X (``dkX``), a counted placeholder (``c<n>``, ``c_n``), or a stem with a hash.
_FAMILY = re.compile(r"(?P<stem>[A-Za-z_.-]*[a-z_.-])(?:X|_n|_N|#|<\s*\w{1,6}\s*>|\{\s*\w{1,6}\s*\}|\[\s*\w{1,6}\s*\])")
# The first and the last key of a counted family: ``k0...kN``, ``k1-k8``.
_FROM_TO = re.compile(
    r"(?P<stem>[A-Za-z_.-]*[A-Za-z_])\d+\s?(?:\.\.\.?|…|-|\u2013|to)\s?(?P=stem)(?:\d+|[nNmMxX])", re.IGNORECASE
)
_COUNTED = re.compile(r"(?P<stem>[A-Za-z_.-]*[A-Za-z_.-])(?P<number>\d+)")


def family(word: str) -> str | None:
    """Return the pattern of the family that a word names: ``dk[0-9]+`` for ``dkX``. None for any other word."""
    found = _FAMILY.fullmatch(word) or _FROM_TO.fullmatch(word)
    return pattern_of(found["stem"]) if found else None


def counted_stem(word: str) -> str | None:
    """Return the stem of a counted key: ``c`` of ``c12``. None for a word that does not end in a number."""
    found = _COUNTED.fullmatch(word)
    return found["stem"] if found else None


def ends_family(word: str, stem: str) -> bool:
    """Whether a word is the last key of a counted family: ``cn`` or ``c9`` for the stem ``c``."""
    return re.fullmatch(rf"{re.escape(stem)}_?(?:\d+|[nNmMkKxX])", word) is not None


def pattern_of(stem: str) -> str:
    """Make the RE2 pattern for the keys of a family: the stem and a number."""
    return re.sub(r"([.+*?^$()\[\]{}|\\])", r"\\\1", stem) + "[0-9]+"
