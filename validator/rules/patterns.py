"""Patterns of rule files: RE2's syntax, the whole value, by the engine that its rule file may have.

Rule files may come from others, so patterns are matched in linear time, by google-re2. It is an extra, since it is not
to be had everywhere. The patterns that come with the tool are reviewed, and stay within what the standard library's
``re`` takes in the same meaning (tests/rules/test_shipped_patterns.py): ``re`` matches them, in less time. Which
patterns these are is said where their file is found (LayerFile.is_shipped), and goes with the text as its type; any
other text is refused without google-re2, whoever asks.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, Protocol

from msgspec import Struct

from validator.errors import MissingPackageError

NEEDED = "patterns of your own need google-re2: pip install 'dnssd-validator[patterns]'"
"""What to say where it is not installed."""

# What RE2 takes for a character beyond ASCII: overlong forms and surrogates too, which Python's decoder refuses.
_BEYOND = rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
_beyond = re.compile(_BEYOND)
_characters = re.compile(rb"(?:[\x00-\x7f]|" + _BEYOND + rb")*")

# The only characters beyond ASCII that Unicode folds to letters of ASCII, as RE2 does where case is ignored.
_FOLDED = ((b"\xe2\x84\xaa", b"k"), (b"\xc5\xbf", b"s"))  # KELVIN SIGN, LATIN SMALL LETTER LONG S


class Pattern(Protocol):
    """A pattern that is ready to be matched."""

    def fullmatch(self, text: bytes) -> object | None:
        """Match the whole of ``text``; None where it does not."""


class ShippedPattern(str):
    """The text of a pattern that came with the tool."""

    __slots__ = ()


@lru_cache(maxsize=2048, typed=True)
def compile_pattern(pattern: str, *, ignore_case: bool = False) -> Pattern:
    """Compile a pattern of a rule file.

    Raises ValueError with the engine's reason where it refuses it, and MissingPackageError where google-re2 is not
    installed and the pattern is not shipped.
    """
    if isinstance(pattern, ShippedPattern):
        return standard(pattern, ignore_case=ignore_case)
    re2 = engine()
    if re2 is None:
        raise MissingPackageError(NEEDED)
    return _in_re2(re2, pattern, ignore_case=ignore_case)


def refusal(pattern: str) -> str | None:
    """Why a pattern cannot be used; None where it can. Those that come with the tool are to be RE2's, too."""
    re2 = engine()
    try:
        if re2 is not None:
            _in_re2(re2, pattern, ignore_case=False)
        else:
            compile_pattern(pattern)
    except MissingPackageError as error:
        return error.message
    except ValueError as error:
        return str(error)
    return None


def takes_any() -> bool:
    """Whether patterns that are not shipped can be used: google-re2 is installed."""
    return engine() is not None


def standard(pattern: str, *, ignore_case: bool = False) -> Pattern:
    """Compile a pattern that is reviewed, all of it ASCII, in the standard library's ``re``. Raises ValueError."""
    try:
        compiled = re.compile(pattern.encode("ascii"), re.IGNORECASE if ignore_case else 0)
    except (re.error, UnicodeEncodeError) as error:
        raise ValueError(f"the pattern {str(pattern)!r} cannot be used: {error}") from None
    return _Standard(compiled, ignore_case)


class _Standard(Struct, frozen=True):
    """A pattern in ``re``, on octets.

    To a pattern that is all ASCII, all other characters are alike: one octet stands for each, so that ``.`` takes whole
    characters as RE2's does.
    """

    compiled: re.Pattern[bytes]
    ignores_case: bool

    def fullmatch(self, text: bytes) -> object | None:
        """Match the whole of ``text``; None where it does not, or is not UTF-8."""
        if not text.isascii():
            if not _characters.fullmatch(text):
                return None
            for character, letter in _FOLDED if self.ignores_case else ():
                text = text.replace(character, letter)
            text = _beyond.sub(b"\xff", text)
        return self.compiled.fullmatch(text)


@cache
def engine() -> Any | None:  # noqa: ANN401 - google-re2 is untyped
    """google-re2, or None where it is not installed; another package may have its name."""
    try:
        import re2  # costs a tenth of a small run, and few rules have patterns
    except ImportError:
        return None
    return re2 if hasattr(re2, "Options") else None


def _in_re2(re2: Any, pattern: str, *, ignore_case: bool) -> Pattern:  # noqa: ANN401 - google-re2 is untyped
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not ignore_case
    try:
        compiled: Pattern = re2.compile(pattern.encode(), options)
    except re2.error as error:
        reason = error.args[0] if error.args else "unknown"
        shown = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise ValueError(f"RE2 refuses the pattern {str(pattern)!r}: {shown}") from None
    return compiled
