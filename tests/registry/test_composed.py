"""The grammar generalises: notes composed from the styles with other names and values are read as they were meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.registry.composed import STYLES
from tests.registry.notation import compact
from validator.registry.grammar import read_note


@pytest.mark.parametrize("style", STYLES)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_composed_note_is_read_as_it_was_meant(style: str, data: st.DataObject) -> None:
    composed = data.draw(STYLES[style])
    reading = read_note(f"Defined TXT keys: {composed.body}")
    assert compact(reading) == composed.reading
    assert reading.remainder is None
    assert reading.contradictions == ()
