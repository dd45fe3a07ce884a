"""Numbers with their nouns, and lists that stay short."""

from __future__ import annotations

import pytest

from validator.display.wording import listed, noun, plural

COUNTED = [
    # number, one, many, text
    (0, "finding", "", "0 findings"),
    (1, "finding", "", "1 finding"),
    (2, "service type", "", "2 service types"),
    (1, "query", "queries", "1 query"),
    (12, "query", "queries", "12 queries"),
]


@pytest.mark.parametrize(("number", "one", "many", "text"), COUNTED)
def test_a_number_with_its_noun(number: int, one: str, many: str, text: str) -> None:
    assert plural(number, one, many) == text
    assert text == f"{number} {noun(number, one, many)}"


LISTED = [
    # items, most, last, shown, text
    ("", 3, "", None, ""),
    ("", 3, "and", None, ""),
    ("a", 3, "and", None, "a"),
    ("ab", 3, "", None, "a, b"),
    ("ab", 3, "or", None, "a or b"),
    ("abc", 3, "", None, "a, b, c"),
    ("abc", 3, "and", None, "a, b and c"),
    ("abcd", 3, "", None, "a, b, c and 1 more"),
    ("abcd", 3, "and", 2, "a, b and 2 more"),
    ("abc", 3, "and", 2, "a, b and c"),
]


@pytest.mark.parametrize(("items", "most", "last", "shown", "text"), LISTED)
def test_a_list(items: str, most: int, last: str, shown: int | None, text: str) -> None:
    assert listed(list(items), most, last, shown=shown) == text
    assert listed(tuple(items), most, last, shown=shown) == text
