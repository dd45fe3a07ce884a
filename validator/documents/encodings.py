"""Byte-order marks, and the words for a text that is not UTF-8."""

from __future__ import annotations

import codecs

UTF_8 = codecs.BOM_UTF8
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

IS_UTF_16 = "this is UTF-16 text, save it as UTF-8"
"""Windows PowerShell writes UTF-16 with ``>``, and UTF-8 with ``Out-File -Encoding utf8``."""


def not_utf_8(content: bytes, error: UnicodeDecodeError) -> str:
    """Say why a text cannot be read as UTF-8."""
    if content.startswith(UTF_16):
        return IS_UTF_16
    return f"not UTF-8: octet 0x{content[error.start]:02x}"
