"""TXT024: control characters in a value that is text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Hit, txt
from validator.checks.txt.strings_inside import is_binary
from validator.display.wording import listed
from validator.model.txt import inner_strings

_CONTROLS = re.compile(rb"[\x00-\x1f\x7f]")
_EDGES = b"\t\r\n"
_MIN_TEXT = 3
"""Printable characters that a value must have to be text."""

_MOST = 4
"""One octet in so many may be a control character: a value with more of them is binary."""

_MAX_NAMED = 4


def run(view: AttributeView) -> Iterator[Hit]:
    """Report the control characters. White space at the ends is left to TXT011, further strings to TXT023."""
    value = view.attribute.value or b""
    found = _CONTROLS.search(value)
    if found is None or is_binary(view):
        return
    places = [(at, octet) for at, octet in enumerate(value, 1) if octet < 0x20 or octet == 0x7F]  # noqa: PLR2004 - ASCII
    ends = value.rstrip(b"\0")
    if len(places) * _MOST > len(value) and len(value) - len(ends) != len(places):
        return
    if not _is_text(value) or not _CONTROLS.search(value.strip(_EDGES)) or inner_strings(value)[1]:
        return
    if len(value) - len(ends) == len(places):
        message = f'the value of "{view.key}" ends with {"a NUL octet" if len(places) == 1 else "NUL octets"}'
        yield Hit(message, "leave out the octet that ends a string in C: it is sent, and clients compare it")
        return
    named = listed([f"0x{octet:02X} at octet {at}" for at, octet in places], _MAX_NAMED)
    hint = "write the text alone; where the value is meant to be binary, say so in a rule (contentEncoding: octets)"
    yield Hit(f'the value of "{view.key}" is text with control characters in it: {named}', hint)


def _is_text(value: bytes) -> bool:
    try:
        text = _CONTROLS.sub(b"", value).decode()
    except UnicodeDecodeError:
        return False
    return len(text) >= _MIN_TEXT and text.isprintable()


CHECK = AttributeCheck(
    code="TXT024",
    slug="control-characters",
    trigger=r"[\x00-\x09\x0b-\x1f\x7f]",
    title="A value that is text holds control characters",
    basis=Basis.SHOULD,
    source="RFC 6763 section 6.5",
    covers=("V1",),
    why="A value may be any octets, but text that ends in NUL, or holds the escape codes of a terminal, was mostly"
    " copied with its buffer. Clients that compare it find no match, and tools that print it may be led astray.",
    remedy="Send as many octets as the text has, without what ends it in memory.",
    fires=(txt(b"model=HMP100\0"), txt(b"model=HMP\x1b[31m100"), txt(b"model=HMP100\0\0\0\0\0\0")),
    silent=(txt("model=HMP100"), txt(b"model=\x00\x01\x02\x03"), txt(b"model=HMP100\n"), txt(b"a=\x03b=c")),
    run=run,
)
