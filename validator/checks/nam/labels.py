"""What the checks of names share: faults of a label as text, whoever's name it is a part of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from validator.checks.base import Basis, Hit, quote
from validator.display.wording import listed
from validator.model.names import MAX_LABEL

BYTE_ORDER_MARK = "\ufeff"

_FIRST_PRINTABLE, _DELETE = 0x20, 0x7F


def text_of(label: bytes) -> str | None:
    """The label as text; None where it is not UTF-8."""
    try:
        return label.decode()
    except UnicodeDecodeError:
        return None


def not_utf8(label: bytes) -> str | None:
    """Where a label stops being UTF-8: octet and place, counted from 1; None where it is UTF-8."""
    try:
        label.decode()
    except UnicodeDecodeError as error:
        return f"0x{label[error.start]:02X} at octet {error.start + 1}"
    return None


def not_composed(text: str) -> str | None:
    """The first characters of a text that NFC composes, and what it makes of them; None where the text is in NFC."""
    composed = unicodedata.normalize("NFC", text)
    if composed == text:
        return None
    at = next(
        (i for i, (ours, theirs) in enumerate(zip(text, composed, strict=False)) if ours != theirs), len(composed)
    )
    # A character that differs only in what follows it starts where the last base character stands.
    end = at + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    while at and unicodedata.combining(text[at]):
        at -= 1
    cluster = text[at:end]
    return f"{code_points(cluster)} where NFC has {code_points(unicodedata.normalize('NFC', cluster))}"


def code_points(text: str) -> str:
    """Characters as ``U+0065 U+0308``."""
    return " ".join(f"U+{ord(char):04X}" for char in text)


def controls(label: bytes) -> str | None:
    """The ASCII control characters of a label with their places, counted from 1; None where there is none."""
    found = [(at, octet) for at, octet in enumerate(label, 1) if octet < _FIRST_PRINTABLE or octet == _DELETE]
    return listed([f"0x{octet:02X} at octet {at}" for at, octet in found]) or None


def faults(label: bytes, whose: str) -> Iterator[Hit]:
    """Every fault that a label of a domain or host name can have as text. ``whose`` is ``domain`` or ``host name``."""
    shown = f"the label {quote(label)} of the {whose}"
    if not label:
        yield Hit(
            f"the {whose} has an empty label", "write exactly one dot between labels", authority="RFC 1035 section 3.1"
        )
    if len(label) > MAX_LABEL:
        message = f"{shown} has {len(label)} octets, at most {MAX_LABEL} are possible"
        yield Hit(message, f"shorten it to {MAX_LABEL} octets", authority="RFC 1035 section 2.3.4")
    text = text_of(label)
    if text is None:
        yield Hit(f"{shown} is not UTF-8: {not_utf8(label)}", "encode the name as UTF-8, and in nothing else")
    elif (wrong := not_composed(text)) is not None:
        yield Hit(f"{shown} is not precomposed: {wrong}", "normalise the name to NFC before it is published")
    if (found := controls(label)) is not None:
        yield Hit(f"{shown} holds control characters: {found}", "remove them", basis=Basis.SHOULD)
