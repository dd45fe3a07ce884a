"""Faults that a label can have as text, for all checks of names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from validator.checks.base import Basis, Hit, quote
from validator.display.wording import listed
from validator.model.names import MAX_LABEL

BYTE_ORDER_MARK = "\ufeff"

_FIRST_PRINTABLE, _DELETE = 0x20, 0x7F


def labels_trigger(letter: str) -> str:
    """The trigger of a check that yields ``faults`` of the labels of a name, of which facts have that letter."""
    return rf"^{letter}:(?:\.|.{{64}}|.*(?:[^\x20-\x7e\n]|\\|\.\.))"


def text_of(label: bytes) -> str | None:
    """Return a label as text; None for a label that is not UTF-8."""
    try:
        return label.decode()
    except UnicodeDecodeError:
        return None


def not_utf8(label: bytes) -> str | None:
    """Describe the first octet of a label that is no UTF-8: ``0xFC at octet 2``, counted from 1. None for UTF-8."""
    try:
        label.decode()
    except UnicodeDecodeError as error:
        return f"0x{label[error.start]:02X} at octet {error.start + 1}"
    return None


def not_composed(text: str) -> str | None:
    """Describe the first characters that NFC composes: ``U+0075 U+0308 where NFC has U+00FC``. None for text in NFC."""
    composed = unicodedata.normalize("NFC", text)
    if composed == text:
        return None
    at = next(
        (i for i, (ours, theirs) in enumerate(zip(text, composed, strict=False)) if ours != theirs), len(composed)
    )
    # The difference may be a combining character: then the cluster begins at the base character before.
    end = at + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    while at and unicodedata.combining(text[at]):
        at -= 1
    cluster = text[at:end]
    return f"{code_points(cluster)} where NFC has {code_points(unicodedata.normalize('NFC', cluster))}"


def code_points(text: str) -> str:
    """Write characters as code points: ``U+0065 U+0308``."""
    return " ".join(f"U+{ord(char):04X}" for char in text)


def controls(label: bytes) -> str | None:
    """List the ASCII control characters of a label: ``0x0A at octet 8``, counted from 1. None for a label without."""
    found = [(at, octet) for at, octet in enumerate(label, 1) if octet < _FIRST_PRINTABLE or octet == _DELETE]
    return listed([f"0x{octet:02X} at octet {at}" for at, octet in found]) or None


def faults(label: bytes, whose: str) -> Iterator[Hit]:
    """Yield the faults of a label of a domain or host name as text. ``whose`` is ``domain`` or ``host name``."""
    shown = f"the label {quote(label)} of the {whose}"
    if not label:
        yield Hit(
            f"the {whose} has an empty label", "write exactly one dot between labels", authority="RFC 1035 section 3.1"
        )
    if len(label) > MAX_LABEL:
        message = f"{shown} has {len(label)} octets; at most {MAX_LABEL} are possible"
        yield Hit(message, f"shorten it to {MAX_LABEL} octets", authority="RFC 1035 section 2.3.4")
    text = text_of(label)
    if text is None:
        yield Hit(f"{shown} is not UTF-8: {not_utf8(label)}", "encode the name as UTF-8, and in nothing else")
    elif (wrong := not_composed(text)) is not None:
        yield Hit(f"{shown} is not precomposed: {wrong}", "normalise the name to NFC before it is published")
    if (found := controls(label)) is not None:
        yield Hit(f"{shown} holds control characters: {found}", "remove them", basis=Basis.SHOULD)
