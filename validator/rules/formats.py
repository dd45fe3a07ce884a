r"""The values of ``format``: what a value looks like, told by its shape alone.

Each is a predicate over the raw value and words for what was expected. They are no stricter than the documents they
stand on: a format is often only hinted at by a note. Bytes, not text: ``\d`` must not mean Arabic digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import msgspec
from msgspec import Struct

PORT_MAX = 65535


class Format(Struct, frozen=True):
    """``matches`` judges a whole value; ``expected`` completes "expected ..."."""

    name: str
    expected: str
    matches: Callable[[bytes], bool]


@cache
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)


def _shaped(pattern: bytes) -> Callable[[bytes], bool]:
    """Match a pattern of ours against the whole value; compiled at first use, for most runs need none."""
    return lambda value: _compiled(pattern).fullmatch(value) is not None


def _is_ip(value: bytes) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(value.decode("ascii").strip("[]"))
    except ValueError:
        return False
    return True


def _is_port(value: bytes) -> bool:
    return value.isdigit() and len(value) <= len(str(PORT_MAX)) and int(value) <= PORT_MAX


def _is_date(value: bytes) -> bool:
    from datetime import date

    try:
        return len(value) == len("2026-01-31") and bool(date.fromisoformat(value.decode("ascii")))
    except ValueError:
        return False


def is_json(value: bytes) -> bool:
    """Whether octets are a JSON document (RFC 8259)."""
    try:
        msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _is_text(value: bytes) -> bool:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return False
    return all(char.isprintable() or char == " " for char in text)


_LABEL = rb"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HEX = rb"[0-9A-Fa-f]"

_ALL = (
    # IEEE 802: six octets; devices write them with colons, hyphens, dots or bare.
    Format("mac", "a MAC address such as 00:11:22:AA:BB:CC", _shaped(
        rb"%(h)b{12}|(%(h)b{2}:){5}%(h)b{2}|(%(h)b{2}-){5}%(h)b{2}|(%(h)b{4}\.){2}%(h)b{4}" % {b"h": _HEX})),
    # RFC 9562 section 4; Microsoft's braces and the bare 32 digits are common.
    Format("uuid", "a UUID such as f81d4fae-7dec-11d0-a765-00a0c91e6bf6", _shaped(
        rb"(urn:uuid:)?\{?%(h)b{8}-?%(h)b{4}-?%(h)b{4}-?%(h)b{4}-?%(h)b{12}\}?" % {b"h": _HEX})),
    Format("hex", "hexadecimal digits", _shaped(rb"(0[xX])?%b+" % _HEX)),
    Format("base64", "Base64 (RFC 4648 section 4 or 5)", _shaped(rb"[A-Za-z0-9+/_-]+={0,2}")),
    # RFC 3986 section 3: a scheme, a colon, and no space or control character.
    Format("uri", "a URI such as https://example.com/x", _shaped(rb"[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e\x80-\xff]+")),
    Format("hostname", "a host name", _shaped(rb"(%(l)b\.)*%(l)b\.?" % {b"l": _LABEL})),
    Format("ip", "an IPv4 or IPv6 address", _is_ip),
    Format("port", "a port number, 0 to 65535", _is_port),
    Format("integer", "a decimal integer", _shaped(rb"[+-]?[0-9]+")),
    Format("number", "a decimal number", _shaped(rb"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")),
    # No standard covers version strings: at least one digit, no space.
    Format("version", "a version such as 1.2.3", _shaped(rb"[!-~]*[0-9][!-~]*")),
    Format("path", "a path such as /index.html", _shaped(rb"[^\x00-\x1f\x7f ]+")),
    Format("boolean", "a truth value (true/false, yes/no, 1/0, T/F)", _shaped(
        rb"(?i:true|false|yes|no|on|off|1|0|t|f|y|n)")),
    Format("email", "an e-mail address", _shaped(rb"[^@\s]+@[^@\s]+")),
    Format("uint", "a decimal number without leading zeros", _shaped(rb"0|[1-9][0-9]*")),
    Format("digits", "decimal digits", _shaped(rb"[0-9]+")),
    Format("hexint", "a hexadecimal number such as 0x1F", _shaped(rb"0[xX]%b+" % _HEX)),
    Format("date", "a date such as 2026-01-31", _is_date),
    Format("ascii", "printable ASCII", _shaped(rb"[ -~]*")),
    # RFC 6838 section 4.2; parameters may follow.
    Format("mime", "a media type such as image/jpeg", _shaped(
        rb"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}( *;.*)?")),
    Format("json", "JSON (RFC 8259)", is_json),
    Format("text", "text in UTF-8 without control characters", _is_text),
)  # fmt: skip

FORMATS: dict[str, Format] = {each.name: each for each in _ALL}
"""Every format by its name."""
