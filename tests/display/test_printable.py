r"""Untrusted text becomes safe text, and stays readable."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.display.printable import printable, printable_json, printable_octets

SHOWN = [
    ("plain text, 100 % of it", "plain text, 100 % of it"),
    ("Café 居酒屋 🖨 a\u00a0b", "Café 居酒屋 🖨 a\u00a0b"),
    ("\x1b[31m", r"\x1b[31m"),
    ("a\r\n\tb\x00\x7f", r"a\x0d\x0a\x09b\x00\x7f"),
    ("\x9b\x85", r"\x9b\x85"),
    ("\u202e\u2066\u200b\ufeff", r"\u202e\u2066\u200b\ufeff"),
    ("\u00ad\u3164\u2028", r"\xad\u3164\u2028"),
    ("\udcff\ud800", r"\xff\ud800"),
    ("\U000e0041\uffff", r"\U000e0041\uffff"),
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_what_is_shown(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_octets() -> None:
    assert printable_octets("é\x1b".encode() + b"\xff") == r"é\x1b\xff"


@given(st.text(alphabet=st.characters(exclude_categories=[]) | st.sampled_from("\x1b\x9b\u202e\u200b\r\n\udc80\\u")))
def test_nothing_unsafe_is_left(text: str) -> None:
    shown = printable(text)
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")]
    assert printable(shown) == shown


@given(st.text())
def test_json_stays_the_same_json(text: str) -> None:
    shown = printable_json(json.dumps([text], ensure_ascii=False))
    assert json.loads(shown) == [text]
    assert printable(shown) == shown
