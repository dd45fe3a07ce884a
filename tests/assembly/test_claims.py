"""An update, two hosts with one name, and a host that cannot decide are told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.assembly.claims import MAX_CLAIMS, MAX_SENDERS, ClaimHistory

FOUR, SIX, OTHER, REFLECTOR = "192.0.2.7", "fe80::7", "192.0.2.8", "192.0.2.1"

Claim = tuple[float, str, str]
"""When, by whom, and the records: a letter each."""


def taken(*events: Claim) -> ClaimHistory:
    claims = ClaimHistory()
    for at, sender, letters in events:
        claims.take(tuple(letter.encode() for letter in letters), sender, at)
    return claims


CASES: list[tuple[str, list[Claim], tuple[int, bool, bool]]] = [
    # what, who claimed what when, and then: changes, whether there are rivals, whether it alternates
    ("steady", [(0, FOUR, "A"), (0.01, SIX, "A"), (1, FOUR, "A")], (0, False, False)),
    (
        "update over both versions of IP",
        [(0, FOUR, "A"), (0, SIX, "A"), (5, FOUR, "B"), (5, SIX, "B")],
        (1, False, False),
    ),
    ("update of which one packet was lost", [(0, FOUR, "A"), (5, SIX, "B"), (6, FOUR, "B")], (1, False, False)),
    (
        "update at once over the other version of IP",
        [(0, FOUR, "A"), (0.5, SIX, "B"), (1, FOUR, "B")],
        (1, False, False),
    ),
    ("change and back", [(0, FOUR, "A"), (3, FOUR, "B"), (6, FOUR, "A")], (2, False, False)),
    ("slow toggle", [(at * 30, FOUR, "AB"[at % 2]) for at in range(8)], (7, False, False)),
    ("cannot decide", [(at, FOUR, "AB"[at % 2]) for at in range(5)], (4, False, True)),
    ("two hosts answer one question", [(0, FOUR, "A"), (0.1, OTHER, "B")], (1, True, False)),
    ("two hosts answer in turn", [(0, FOUR, "A"), (3, SIX.replace("7", "8"), "B"), (6, FOUR, "A")], (2, True, False)),
    ("another host takes over later", [(0, FOUR, "A"), (9, OTHER, "B"), (12, OTHER, "B")], (1, False, False)),
    (
        "a reflector is behind by a moment",
        [(0, FOUR, "A"), (0.01, REFLECTOR, "A"), (5, FOUR, "B"), (5.01, REFLECTOR, "A"), (5.02, REFLECTOR, "B")],
        (3, False, False),
    ),
    (
        "two records in two messages",
        [(0, FOUR, "A"), (0.01, FOUR, "B"), (3, FOUR, "A"), (3.01, FOUR, "B")],
        (0, False, False),
    ),
    ("two records in one message", [(0, FOUR, "AB"), (3, FOUR, "B"), (6, FOUR, "AB")], (0, False, False)),
]


@pytest.mark.parametrize(("events", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_it_is(events: list[Claim], expected: tuple[int, bool, bool]) -> None:
    claims = taken(*events)
    changes, has_rivals, is_alternating = expected
    assert (bool(claims.rivals), claims.is_alternating) == (has_rivals, is_alternating)
    assert claims.changes == changes


def test_what_was_before_is_in_order() -> None:
    claims = taken((0, FOUR, "A"), (2, FOUR, "B"), (4, FOUR, "C"))
    assert list(claims.earlier()) == [(b"A",), (b"B",)]
    assert claims.current is not None
    assert claims.current.data == (b"C",)


def test_the_busiest_minute() -> None:
    claims = taken(*[(at * 5, FOUR, "ABCDEFGH"[at % 8]) for at in range(20)])
    assert (claims.changes, claims.busiest) == (19, 12)


@given(st.lists(st.tuples(st.floats(0, 2), st.sampled_from([FOUR, SIX, OTHER]), st.integers(0, 99)), max_size=80))
def test_it_is_bounded(events: list[tuple[float, str, int]]) -> None:
    claims, now = ClaimHistory(), 0.0
    for after, sender, number in events:
        now += after
        claims.take((b"%d" % number,), sender, now)
    assert len(list(claims.earlier())) <= MAX_CLAIMS
    assert len(claims.conflicting()) <= MAX_CLAIMS


def test_many_senders_are_bounded() -> None:
    claims = taken(*[(number, f"fe80::{number:x}", "A") for number in range(100)])
    assert claims.current is not None
    assert len(claims.current.senders) == MAX_SENDERS
