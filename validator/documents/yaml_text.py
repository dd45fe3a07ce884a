"""Text as YAML: any loader gives the same text back, whatever the text is."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[A-Za-z_/][\w ./()+'-]*", re.ASCII)
_MISTAKEN = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_HEX_2, _HEX_4 = 0xFF, 0xFFFF


def scalar(text: str) -> str:
    """Write a text, in quotation marks if YAML could mistake the text for another type."""
    is_plain = _PLAIN.fullmatch(text) and not text.endswith(" ") and text.lower() not in _MISTAKEN
    return text if is_plain else quotation(text)


def quotation(text: str) -> str:
    """Write a text in quotation marks and on one line. Characters that cannot be printed are escaped."""
    return '"' + "".join(_ESCAPES.get(char) or (char if char.isprintable() else _escape(char)) for char in text) + '"'


def _escape(char: str) -> str:
    code = ord(char)
    if code <= _HEX_2:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= _HEX_4 else f"\\U{code:08x}"
