"""TXT record data to and from bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.model.txt import Damage, DamageKind, KeyState, TxtRecord, attribute, join, split

SPLIT = [
    # RDATA, strings, damage
    (b"\x00", (b"",), None),
    (b"", (), Damage(DamageKind.EMPTY_RDATA)),
    (b"\x03a=1", (b"a=1",), None),
    (b"\x03a=1\x00\x01b", (b"a=1", b"", b"b"), None),
    (b"\x03a=1\x03a=2", (b"a=1", b"a=2"), None),
    (b"\x03a=1\x05b=2", (b"a=1",), Damage(DamageKind.OVERRUN, 4, 5, b"b=2")),
    (b"\x01", (), Damage(DamageKind.OVERRUN, 0, 1, b"")),
    (b"\xff" + b"x" * 255, (b"x" * 255,), None),
    (b"\x04k=\xff\x00", (b"k=\xff\x00",), None),
]


@pytest.mark.parametrize(("rdata", "strings", "damage"), SPLIT)
def test_split(rdata: bytes, strings: tuple[bytes, ...], damage: Damage | None) -> None:
    record = split(rdata)
    assert record == TxtRecord(strings, damage)
    assert join(record) == rdata
    assert record.size == len(rdata)


@given(st.binary(max_size=2000))
def test_join_gives_back_what_was_split(rdata: bytes) -> None:
    assert join(split(rdata)) == rdata
    assert split(rdata).size == len(rdata)


@given(st.lists(st.binary(max_size=255), min_size=1))
def test_split_gives_back_what_was_joined(strings: list[bytes]) -> None:
    assert split(join(TxtRecord(tuple(strings)))) == TxtRecord(tuple(strings))


def test_a_record_without_strings_is_one_zero_octet() -> None:
    assert join(TxtRecord(())) == b"\0"


def test_a_string_that_fits_no_length_octet_is_refused() -> None:
    with pytest.raises(ValueError, match="256 octets"):
        join(TxtRecord((b"x" * 256,)))


@pytest.mark.parametrize(
    ("raw", "key", "value", "state"),
    [
        (b"a=1", b"a", b"1", KeyState.VALUE),
        (b"a=", b"a", b"", KeyState.EMPTY),
        (b"a", b"a", None, KeyState.NO_VALUE),
        (b"a=b=c", b"a", b"b=c", KeyState.VALUE),
        (b"=x", b"", b"x", KeyState.VALUE),
        (b"", b"", None, KeyState.NO_VALUE),
        (b"A b=\xff", b"A b", b"\xff", KeyState.VALUE),
    ],
)
def test_attribute(raw: bytes, key: bytes, value: bytes | None, state: KeyState) -> None:
    read = attribute(raw)
    assert (read.key, read.value, read.state) == (key, value, state)


def test_of_a_duplicate_key_the_first_counts_whatever_its_case() -> None:
    record = TxtRecord((b"Paper=", b"paper=A4", b"duplex"))
    assert record.state("PAPER") is KeyState.EMPTY
    assert record.state("duplex") is KeyState.NO_VALUE
    assert record.state("color") is KeyState.ABSENT


@pytest.mark.parametrize(("strings", "empty"), [((), True), ((b"",), True), ((b"", b"a"), False), ((b"=",), False)])
def test_is_empty(strings: tuple[bytes, ...], *, empty: bool) -> None:
    assert TxtRecord(strings).is_empty is empty
