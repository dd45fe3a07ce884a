"""Text that is not ASCII takes the columns that a terminal gives it, and lines keep to their width."""

from __future__ import annotations

import textwrap

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st

from validator.display.columns import columns, padded, wrap

SAMPLES = [
    ("plain", 5),
    ("", 0),
    ("Café", 4),
    ("Cafe\u0301", 4),  # combining: e and its accent
    ("居酒屋", 6),  # wide
    ("\uff28\uff2d\uff30", 6),  # fullwidth forms
    ("ﾌﾟﾘﾝﾀ", 5),  # halfwidth forms; the sound mark is a letter of its own
    ("한글", 4),
    ("\u1112\u1161\u11ab", 2),  # conjoining jamo: one syllable
    ("🖨", 1),  # an emoji that is text unless it is told otherwise
    ("❤\ufe0f", 2),  # and one that is told
    ("👩\u200d💻", 2),  # emoji ZWJ sequence
    ("👨\u200d👩\u200d👧", 2),
    ("שלום", 4),  # right to left
    ("\u05e9\u05c1", 1),  # Hebrew letter with a point
    ("\u202egnp.exe\u202c", 7),  # bidirectional controls
    ("zero\u200bwidth", 9),  # zero-width space
    ("a\u034fb", 2),  # combining grapheme joiner
    ("นำ", 2),
]


@pytest.mark.parametrize(("text", "width"), SAMPLES)
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width
    assert padded(text, 12) == text + " " * (12 - width)
    assert padded(text, width) == padded(text, 0) == text


WRAPPED = [
    # text, width, indent, hanging, lines
    ("one two three", 8, "", "  ", ["one two", "  three"]),
    ("居酒屋 居酒屋 a", 8, "", "  ", ["居酒屋", "  居酒屋", "  a"]),
    ("居酒屋居酒屋", 7, "", "", ["居酒屋", "居酒屋"]),
    ("ab 居酒屋居酒屋", 6, "", "", ["ab 居", "酒屋居", "酒屋"]),
    ("ab 居酒屋", 6, "", "", ["ab", "居酒屋"]),
    ("Cafe\u0301 Cafe\u0301 Cafe\u0301", 9, "", "", ["Cafe\u0301 Cafe\u0301", "Cafe\u0301"]),
    ("e\u0301" * 5, 2, "", "", ["e\u0301" * 2, "e\u0301" * 2, "e\u0301"]),
    ("  é   è  ", 5, " ", "  ", ["   é", "  è"]),
    ("é  " * 3, 4, "", "", ["é  é", "é"]),
    ("é", 1, "", "", ["é"]),
    ("居", 1, "", "", ["居"]),
]


@pytest.mark.parametrize(("text", "width", "indent", "hanging", "lines"), WRAPPED)
def test_lines(text: str, width: int, indent: str, hanging: str, lines: list[str]) -> None:
    assert wrap(text, width, indent, hanging) == lines


TEXT = st.text(st.sampled_from("ab é居🖨\u05e9\u0301"), max_size=80)


@given(TEXT, st.integers(8, 30), st.integers(0, 4), st.integers(0, 4))
def test_no_line_is_too_long_and_nothing_is_lost(text: str, width: int, indent: int, hanging: int) -> None:
    lines = wrap(text, width, " " * indent, " " * hanging)
    assert all(columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.text(st.sampled_from("éb  -"), max_size=80), st.integers(8, 30), st.integers(0, 4))
def test_narrow_text_is_divided_as_textwrap_does(text: str, width: int, indent: int) -> None:
    lead = " " * indent
    lines = textwrap.wrap(text, width, initial_indent=lead, subsequent_indent=lead, break_on_hyphens=False)
    assert wrap(text, width, lead, lead) == [line.rstrip() for line in lines if line.strip()] or text.isascii()


def test_what_is_counted_without_a_table_is_counted_alike() -> None:
    for code in (*range(0x20, 0x7F), *range(0xA0, 0x3000)):
        assert columns(chr(code)) == max(0, wcwidth.wcswidth(chr(code), unicode_version="latest")), hex(code)
