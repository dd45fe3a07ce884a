"""Recognise the format of an input by its first octets."""

from __future__ import annotations

import codecs

from validator.errors import InputError
from validator.sources import SOURCES
from validator.sources.base import Source

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def recognise(head: bytes) -> Source:
    """Tell the format by the first octets. Raises InputError, without a file, that says what was looked for."""
    text = head.removeprefix(codecs.BOM_UTF8)
    for source in SOURCES.values():
        if source.sniff(text):
            return source
    names = ", ".join(source.name for source in SOURCES.values() if not source.needs_service)
    looked_for = f"looked for {names} (--input-format forces one, --service TYPE takes it for a bare TXT record)"
    if head.startswith(_UTF_16):
        raise InputError("the format is not recognised: this is UTF-16 text, save it as UTF-8")
    if b"\0" in head:
        raise InputError(f"the format is not recognised: this is a binary file; {looked_for}")
    if head.lstrip()[:1] in {b"{", b"["}:
        raise InputError(f"the format is not recognised: no member of this JSON is `service` or `txt`; {looked_for}")
    raise InputError(f"the format is not recognised; {looked_for}")
