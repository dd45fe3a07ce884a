"""What errors quote of an input is short."""

from __future__ import annotations

import pytest

from validator.errors import MAX_QUOTED, UsageError, abridged
from validator.model.announcement import MAX_REASON, Location, Unreadable

LONG = "x" * 5_000


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("short", "short"),
        (f'"{LONG}" is no address', f'"{"x" * MAX_QUOTED}…" is no address'),
        (f"there is no finding '{LONG} y'; see", f"there is no finding '{'x' * MAX_QUOTED}…'; see"),
        (f"expected {LONG}: no", f"expected {'x' * MAX_QUOTED}… no"),
        (f"expected {LONG}", f"expected {'x' * MAX_QUOTED}…"),
        *(
            (words, words)
            for words in (
                "one of " + "word, " * 100,
                '"a" is none of ' + "word, " * 100 + 'but "b" is',
                "the file's key is none of " + "word, " * 100 + "that the rule's author knows",
            )
        ),
    ],
)
def test_a_long_quotation_is_cut(message: str, shown: str) -> None:
    assert abridged(message) == shown
    assert str(UsageError(message)) == shown


def test_the_reason_why_a_piece_cannot_be_read_is_short() -> None:
    assert Unreadable(Location("a"), f'"{LONG}" is no port').reason == f'"{"x" * MAX_QUOTED}…" is no port'
    assert len(Unreadable(Location("a"), "word " * 5_000).reason) == MAX_REASON + 1
