"""What a misspelt word was meant to be, and what it was not."""

from __future__ import annotations

import pytest

from validator.display.nearest import NEAR, nearest, ranked

KNOWN = ("service", "instance", "port", "minLength", "maxLength", "undefined-key", "KEY001", "KEY009")

SLIPS = [
    # word, likeness, what was meant
    ("servcie", NEAR, "service"),
    ("Instance", NEAR, "instance"),
    ("prot", NEAR, "port"),
    ("minlenght", NEAR, "minLength"),
    ("undefined_key", NEAR, "undefined-key"),
    ("key01", NEAR, "KEY001"),
    ("KEY999", NEAR, "KEY009"),
    ("KEY999", 75, None),
    ("source", NEAR, None),
    ("", NEAR, None),
    ("\udcff", NEAR, None),
]


@pytest.mark.parametrize(("word", "likeness", "meant"), SLIPS)
def test_the_nearest(word: str, likeness: float, meant: str | None) -> None:
    assert nearest(word, KNOWN, likeness) == meant
    assert nearest(word, dict.fromkeys(KNOWN), likeness) == meant
    assert nearest(word, iter(KNOWN), likeness) == meant


def test_nothing_is_near_where_nothing_is_known() -> None:
    assert nearest("port", ()) is None


def test_all_words_in_order() -> None:
    assert ranked("KEY009", ["port", "KEY001", "key009"]) == ["key009", "KEY001", "port"]
    assert ranked("xyz", ["b", "a"]) == ["b", "a"]
    assert ranked("xyz", []) == []
