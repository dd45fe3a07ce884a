r"""Untrusted text made safe for a terminal or a log: the only place where that is done.

Control characters can move the cursor, forge lines and change the terminal's settings; bidirectional and invisible ones
can make text read as what it is not (CVE-2021-42574). All of them are shown as escapes such as ``\x1b`` or ``\u202e``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# The quick way past nearly all text: printable ASCII.
_SUSPECT = re.compile(r"[^ -~]")
_SUSPECT_IN_LINES = re.compile(r"[^ -~\n]")

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories shown as escapes: controls, format characters, surrogates, unassigned, line separators."""

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and signs of other categories that show nothing: joiners, fillers, the empty Braille cell."""

_BYTE, _BMP = 0xFF, 0xFFFF


def printable(text: str) -> str:
    r"""Show ``text`` on one line. A surrogate that stands for an octet (``surrogateescape``) becomes ``\xHH``."""
    return _SUSPECT.sub(lambda found: _escape(found[0]) if _is_unsafe(found[0]) else found[0], text)


def printable_parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of ``printable(text)``, each with whether it is an escape, for media that can tell them apart."""
    end = 0
    for found in _SUSPECT.finditer(text):
        if _is_unsafe(found[0]):
            if end < found.start():
                yield text[end : found.start()], False
            yield _escape(found[0]), True
            end = found.end()
    if end < len(text):
        yield text[end:], False


def printable_json(text: str) -> str:
    r"""Show JSON text, whose own line ends stay: what is unsafe in its strings becomes ``\uXXXX``, its equal."""
    return _SUSPECT_IN_LINES.sub(lambda found: _escape_json(found[0]) if _is_unsafe(found[0]) else found[0], text)


def printable_octets(octets: bytes) -> str:
    r"""Show octets on one line: as UTF-8 where they are, others as ``\xHH``."""
    return printable(octets.decode("utf-8", "surrogateescape"))


def _is_unsafe(char: str) -> bool:
    return unicodedata.category(char) in _UNSAFE or char in _INVISIBLE


def _escape_json(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 - the range that PEP 383 uses for octets
        return f"\\x{code - 0xDC00:02x}"
    if code <= _BYTE:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= _BMP else f"\\U{code:08x}"
