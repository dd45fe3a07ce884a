"""Shapes of values that identify a device or a person, for SEC002 and SEC003."""

from __future__ import annotations

import re

_EDGE = rb"(?<![0-9A-Fa-f])"
_MAC = re.compile(_EDGE + rb"[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}(?![0-9A-Fa-f:])")
_UUID = re.compile(_EDGE + rb"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Fa-f])")
# Matches ``jane.doe@example.com``, and not ``icon@2x.png``.
_EMAIL = re.compile(
    rb"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+(?!(?:png|jpe?g|gif|svg|webp|ico)\b)[A-Za-z]{2,}(?![A-Za-z0-9])"
)
HOME = "home directory"
_HOME = re.compile(rb"(?:^|[^A-Za-z0-9])/(?:home|Users)/[^/\s]+|[A-Za-z]:\\Users\\[^\\\s]+")


def identifier(value: bytes) -> str | None:
    """Name the identifier in a value: ``MAC address``, ``UUID`` or None. A nil UUID and a zero address are none."""
    for what, shape in (("UUID", _UUID), ("MAC address", _MAC)):
        found = shape.search(value)
        if found is not None and found[0].strip(b"0:-"):
            return what
    return None


def personal(value: bytes) -> str | None:
    """Name the personal data in a value: ``e-mail address``, ``home directory`` or None."""
    if b"@" in value and _EMAIL.search(value):
        return "e-mail address"
    return HOME if (b"/" in value or b"\\" in value) and _HOME.search(value) else None
