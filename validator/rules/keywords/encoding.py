"""Keywords of values that stand for other octets: ``contentEncoding``, how many octets, and ``contentMediaType``."""

from __future__ import annotations

import binascii
from collections.abc import Callable, Iterator

from validator.rules.formats import is_json
from validator.rules.keywords.keyword import Complaint, Filling, Judge, JudgeOf, Keyword
from validator.rules.schema import Constraint


def decoded(value: bytes, encoding: str | None) -> bytes | None:
    """The octets that a value stands for; None where it is not in the encoding. Without one it stands for itself."""
    try:
        match encoding:
            case "base16":
                return binascii.unhexlify(value)
            case "base64":
                return _unpadded(value)
            case "base64url":
                return None if b"+" in value or b"/" in value else _unpadded(value.translate(_FROM_URL))
    except ValueError:
        return None
    return value


def _unpadded(value: bytes) -> bytes:
    """Decode Base64 whose padding may be left out. Raises ValueError."""
    padding = b"" if b"=" in value else b"=" * (-len(value) % 4)
    return binascii.a2b_base64(value + padding, strict_mode=True)


_FROM_URL = bytes.maketrans(b"-_", b"+/")

_NAMES = {
    "base16": "hexadecimal digits in pairs",
    "base64": "Base64 (RFC 4648 section 4)",
    "base64url": "Base64 for URLs (RFC 4648 section 5)",
    "octets": "octets",
}


def _encoding(encoding: str, _rule: Constraint, _: JudgeOf) -> Judge:
    expected = _NAMES[encoding]
    return lambda value: None if decoded(value, encoding) is not None else expected


def _sized(count: int, rule: Constraint, fits: Callable[[int], bool], words: str) -> Judge:
    encoding = rule.content_encoding
    of = "" if encoding in (None, "octets") else f" in {_NAMES[str(encoding)]}"
    expected = f"{words} {count} octets{of}"

    def judge(value: bytes) -> str | None:
        octets = decoded(value, encoding)
        return None if octets is None or fits(len(octets)) else expected

    return judge


def _min_bytes(least: int, rule: Constraint, _: JudgeOf) -> Judge:
    return _sized(least, rule, lambda size: size >= least, "at least")


def _max_bytes(most: int, rule: Constraint, _: JudgeOf) -> Judge:
    return _sized(most, rule, lambda size: size <= most, "at most")


def _media_type(_type: str, rule: Constraint, _: JudgeOf) -> Judge:
    encoding = rule.content_encoding

    def judge(value: bytes) -> str | None:
        octets = decoded(value, encoding)
        return None if octets is not None and is_json(octets) else "JSON (RFC 8259)"

    return judge


def _max_bytes_lint(most: int, rule: Constraint) -> Iterator[Complaint]:
    if rule.min_bytes is not None and rule.min_bytes > most:
        yield (), f"no value has at least {rule.min_bytes} and at most {most} octets"


CONTENT_ENCODING = Keyword(
    word="contentEncoding",
    means="How the value stands for other octets; with octets the value is raw, and need not be UTF-8.",
    example="{contentEncoding: base64}",
    holds="x=AQIDBA==",
    fails="x=a*b",
    compile=_encoding,
    can_be_hinted=True,
    in_items=True,
    choices=tuple(_NAMES),
)

MIN_BYTES = Keyword(
    word="minBytes",
    means="The value stands for at least so many octets.",
    example="{contentEncoding: base64, minBytes: 4}",
    holds="x=AQIDBA==",
    fails="x=AQ==",
    compile=_min_bytes,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.NUMBER,
)

MAX_BYTES = Keyword(
    word="maxBytes",
    means="The value stands for at most so many octets.",
    example="{contentEncoding: base16, maxBytes: 2}",
    holds="x=00FF",
    fails="x=00FF00",
    compile=_max_bytes,
    can_be_hinted=True,
    in_items=True,
    filling=Filling.NUMBER,
    lint=_max_bytes_lint,
)

CONTENT_MEDIA_TYPE = Keyword(
    word="contentMediaType",
    means="The octets that the value stands for are a document of this kind.",
    example="{contentMediaType: application/json}",
    holds='x={"a":1}',
    fails="x={a:1}",
    compile=_media_type,
    can_be_hinted=True,
    in_items=True,
    choices=("application/json",),
)
