"""What a suppression is about, and what not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.harness import finding, suppression
from validator.engine.suppression import Matcher, pattern

MATCHES: list[tuple[dict[str, str], dict[str, Any], bool]] = [
    # what the suppression says, what the finding is of, whether it is about it
    ({}, {}, True),
    ({"service": "_ipp._tcp"}, {}, True),
    ({"service": "_IPP._TCP"}, {}, True),
    ({"service": "_ipp._tcp"}, {"service": "_Ipp._Tcp"}, True),
    ({"service": "_printer._sub._ipp._tcp"}, {}, True),
    ({"service": "_ipp._tcp.local"}, {}, True),
    ({"service": "_ipp._udp"}, {}, False),
    ({"service": "_ipps._tcp"}, {}, False),
    ({"service": "_ipp._tcp"}, {"service": ""}, False),
    ({"instance": "Printer"}, {}, True),
    ({"instance": "pRINTER"}, {}, True),
    ({"instance": "Print"}, {}, False),
    ({"instance": "Print*"}, {}, True),
    ({"instance": "*"}, {}, True),
    ({"instance": "*"}, {"instance": None}, False),
    ({"instance": "*"}, {"instance": b""}, True),
    ({"instance": "?rinte?"}, {}, True),
    ({"instance": "?Printer"}, {}, False),
    ({"instance": "*i*e*"}, {}, True),
    ({"instance": "*e*i*"}, {}, False),
    ({"instance": "Drucker 2. Stock"}, {"instance": b"Drucker 2. Stock"}, True),
    ({"instance": "Drucker 2. Stock"}, {"instance": b"Drucker 2x Stock"}, False),
    ({"instance": "[Pp]rinter"}, {}, False),
    ({"instance": "KÜCHE"}, {"instance": "Küche".encode()}, False),  # DNS folds ASCII only
    ({"instance": "KüCHE"}, {"instance": "Küche".encode()}, True),
    ({"instance": "K?che"}, {"instance": "Küche".encode()}, True),
    ({"instance": "K?che"}, {"instance": b"K\xfcche"}, True),
    ({"instance": "two\nlines*"}, {"instance": b"two\nlines\n"}, True),
    ({"key": "PDL"}, {"key": "pdl"}, True),
    ({"key": "pdl"}, {"key": "pdls"}, False),
    ({"key": "pdl"}, {"key": None}, False),
    ({"service": "_ipp._tcp", "instance": "Printer", "key": "ty"}, {"key": "ty"}, True),
    ({"service": "_ipp._tcp", "instance": "Printer", "key": "ty"}, {"key": "note"}, False),
]


@pytest.mark.parametrize(("said", "of", "expected"), MATCHES, ids=[f"{said} {of}" for said, of, _ in MATCHES])
def test_suppression_is_about(said: dict[str, str], of: dict[str, Any], *, expected: bool) -> None:
    assert Matcher(suppression(**said)).matches(finding(**of)) is expected


@pytest.mark.parametrize(
    ("expires", "expired"), [(None, False), ("2026-05-01", True), ("2026-05-02", False), ("2026-05-03", False)]
)
def test_suppression_holds_on_its_last_day(expires: str | None, *, expired: bool) -> None:
    day = None if expires is None else date.fromisoformat(expires)
    assert suppression(expires=day).has_expired(date(2026, 5, 2)) is expired


@given(st.text(max_size=40))
def test_every_name_fits_itself_and_the_star(name: str) -> None:
    octets = name.encode("utf-8", "replace")
    text = octets.decode()
    for glob in (text.replace("*", "?"), "*", f"{text[:3]}*", f"*{text[3:]}", "?" * len(text), f"**{text}**"):
        assert Matcher(suppression(instance=glob)).matches(finding(instance=octets)), glob


@given(st.text("ab*?[!]", max_size=8), st.text("ab[!]", max_size=8))
def test_a_pattern_is_that_of_the_shell(glob: str, name: str) -> None:
    assert (pattern(glob).fullmatch(name) is not None) == _fits(glob, name)


def _fits(glob: str, name: str) -> bool:
    if not glob:
        return not name
    if glob[0] == "*":
        return any(_fits(glob[1:], name[at:]) for at in range(len(name) + 1))
    return bool(name) and glob[0] in ("?", name[0]) and _fits(glob[1:], name[1:])


def test_many_stars_take_no_time() -> None:
    assert pattern("*a" * 30 + "b").fullmatch("a" * 20_000) is None
