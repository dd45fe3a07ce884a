"""Recognise the format of an input by its first octets."""

from __future__ import annotations

from validator.documents.encodings import IS_UTF_16, UTF_8, UTF_16
from validator.errors import InputError
from validator.sources import SOURCES
from validator.sources.base import Source


def recognise(head: bytes) -> Source:
    """Tell the format by the first octets. Raises InputError, without a file, that says what was looked for."""
    text = head.removeprefix(UTF_8)
    for source in SOURCES.values():
        if source.sniff(text):
            return source
    names = ", ".join(source.name for source in SOURCES.values() if not source.needs_service)
    looked_for = f"looked for {names} (--input-format forces one, --service TYPE takes it for a bare TXT record)"
    if head.startswith(UTF_16):
        raise InputError(f"the format is not recognised: {IS_UTF_16}")
    if b"\0" in head:
        raise InputError(f"the format is not recognised: this is a binary file; {looked_for}")
    if head.lstrip()[:1] in {b"{", b"["}:
        raise InputError(f"the format is not recognised: no member of this JSON is `service` or `txt`; {looked_for}")
    raise InputError(f"the format is not recognised; {looked_for}")
