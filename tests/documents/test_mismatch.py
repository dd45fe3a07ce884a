"""What ``validator.documents.mismatch`` reads of msgspec's messages, which no interface of msgspec promises.

Where a test here fails, msgspec words a fault otherwise than up to now: teach ``validator/mismatch.py`` the new form
beside the old one, for as long as pyproject.toml admits both, and add it here.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta, Struct

from validator.documents.mismatch import Mismatch, mismatch

CHANGED = f"msgspec {msgspec.__version__} words this fault otherwise: teach validator/mismatch.py the new form"


class Mode(Enum):
    """Words that are allowed."""

    ON = "on"


class Part(Struct, forbid_unknown_fields=True):
    """A part of a document."""

    name: str = ""
    words: tuple[str, ...] = ()
    either: str | bool = ""
    count: Annotated[int, Meta(ge=1, le=9)] = 1
    share: float = 0.0
    mode: Mode = Mode.ON
    choice: Literal["a", "b"] = "a"
    by_name: dict[str, int] = {}


class WholeFile(Struct, forbid_unknown_fields=True):
    """A document."""

    part: Part
    parts: dict[str, Part] = {}


FORMS: list[tuple[dict[str, Any] | list[Any] | None, Mismatch]] = [
    # a document that does not fit, and what is to be read of the message
    ({"part": {"nmae": ""}}, Mismatch(".part", "unknown field `nmae`", field="nmae")),
    ({"other": 1}, Mismatch("", "unknown field `other`", field="other")),
    ({}, Mismatch("", "the field `part` is missing")),
    ([], Mismatch("", "expected a mapping, got a list", got="array")),
    (None, Mismatch("", "expected a mapping, got nothing", got="null")),
    ({"part": {"name": 1}}, Mismatch(".part.name", "expected text, got a whole number", got="int", wants_text=True)),
    ({"part": {"name": 1.5}}, Mismatch(".part.name", "expected text, got a number", got="float", wants_text=True)),
    (
        {"part": {"name": True}},
        Mismatch(".part.name", "expected text, got true or false", got="bool", wants_text=True),
    ),
    ({"part": {"name": {}}}, Mismatch(".part.name", "expected text, got a mapping", got="object", wants_text=True)),
    (
        {"part": {"words": ["a", 1]}},
        Mismatch(".part.words[1]", "expected text, got a whole number", got="int", wants_text=True),
    ),
    (
        {"part": {"either": 1}},
        Mismatch(".part.either", "expected true or false or text, got a whole number", got="int", wants_text=True),
    ),
    ({"part": {"count": "1"}}, Mismatch(".part.count", "expected a whole number, got text", got="str")),
    ({"part": {"count": 0}}, Mismatch(".part.count", "expected a whole number of at least 1")),
    ({"part": {"count": 10}}, Mismatch(".part.count", "expected a whole number of at most 9")),
    ({"part": {"share": "1"}}, Mismatch(".part.share", "expected a number, got text", got="str")),
    (
        {"part": {"mode": "of"}},
        Mismatch(".part.mode", "'of' is none of the words that are allowed here", is_no_word=True),
    ),
    (
        {"part": {"choice": "c"}},
        Mismatch(".part.choice", "'c' is none of the words that are allowed here", is_no_word=True),
    ),
    (
        {"part": {}, "parts": {"x": {"by_name": {"y": "z"}}}},
        Mismatch(".parts[...].by_name[...]", "expected a whole number, got text", got="str"),
    ),
]


def converted(document: object) -> object:
    return msgspec.convert(document, WholeFile)


def decoded(document: object) -> object:
    return msgspec.json.decode(msgspec.json.encode(document), type=WholeFile)


@pytest.mark.parametrize("read", [converted, decoded])
@pytest.mark.parametrize(("document", "expected"), FORMS, ids=[each.reason for _, each in FORMS])
def test_a_message_of_msgspec_is_understood(
    document: object, expected: Mismatch, read: Callable[[object], object]
) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        read(document)
    assert mismatch(caught.value) == expected, f"{CHANGED} ({caught.value})"


def test_a_key_that_does_not_fit_is_told_from_a_value() -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert({"part": {}, "parts": {1: {}}}, WholeFile)
    found = mismatch(caught.value)
    assert (found.of_key, found.reason) == (True, "expected a key that is text, got a whole number"), CHANGED
    assert found.path == ".parts", f"{CHANGED} ({caught.value})"
