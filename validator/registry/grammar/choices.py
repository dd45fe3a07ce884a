"""Enumerations in the many ways that people write: ``a|b``, ``'a' | 'b'``, ``a or b``, ``a, b or c``."""

from __future__ import annotations

import re

from validator.registry.grammar.words import is_value, is_word, unquoted

_WORD = r"""[^\s,;()\[\]{}<>|"'\x00]+"""
_OR = re.compile(rf"({_WORD})((?:,\s*{_WORD})*),?\s+or\s+({_WORD})$")
_IN_QUOTES = r"""(?:"[^"\n]{1,60}"|'[^'\n]{1,60}'|“[^”\n]{1,60}”)"""
_QUOTED_OR = re.compile(rf"{_IN_QUOTES}(?:,\s*{_IN_QUOTES})*,?\s*(?:\bor\b|/)\s*{_IN_QUOTES}")
_COUNTED = re.compile(r"\d+(?:,\s*\d+)+")
_TOKEN = re.compile(r"""["'“][^"'”]*["'”]|[^\s|,'"\[\]{}]+""")
_BOOLEAN_PAIRS = frozenset({"0/1", "1/0", "t/f", "true/false", "yes/no", "y/n", "on/off"})
_MAX_ENUM = 64
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9_-]+(?:,\s*[A-Z][A-Z0-9_-]+){2,}")


def enumeration(text: str) -> tuple[str, ...] | None:
    """Return the values of ``a|b``, ``'a' | 'b'``, ``a or b``, ``a, b or c``; None for anything but plain values."""
    text = text.strip()
    found = _OR.fullmatch(text) or _QUOTED_OR.fullmatch(text) or _COUNTED.fullmatch(text)
    if "|" in text or found is not None or (text and text[0] in "'\"[" and "," in text):
        tokens = [each for each in _TOKEN.findall(text) if found is None or each != "or"]
        pieces = [piece for piece in re.split(r"[|,]|\bor\b", text) if piece.strip()]
        if len(tokens) == len(pieces) and 1 < len(tokens) <= _MAX_ENUM and _are_values(tokens):
            return tuple(dict.fromkeys(map(unquoted, tokens)))
    return ("/" in text and text.lower() in _BOOLEAN_PAIRS and tuple(text.split("/"))) or None


def _are_values(tokens: list[str]) -> bool:
    """Whether all tokens are values.

    A bare letter such as ``x`` stands for digits and is no value. A quoted letter is a value, and so is a letter among
    nothing but letters.
    """
    letters = all(len(token) == 1 for token in tokens)
    return all(is_word(unquoted(token)) if letters or unquoted(token) != token else is_value(token) for token in tokens)


def is_plain_number(text: str) -> bool:
    """Whether a text is digits, perhaps with dots between them."""
    return _NUMBER.fullmatch(text) is not None


def capitals(text: str) -> tuple[str, ...] | None:
    """Return the words of ``OK, DND, AWY``. Only words in capitals look like values without a word that says so."""
    return tuple(_TOKEN.findall(text)) if _CAPITALS.fullmatch(text.strip()) else None


def is_certain(text: str, values: tuple[str, ...]) -> bool:
    """Whether a choice is written as prose never is: ``on|off``; ``on or off`` could be prose."""
    return any(mark in text for mark in "|/\"'“") or all(map(is_plain_number, values))
