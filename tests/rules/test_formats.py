"""Each format accepts what it names and refuses its neighbours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.rules.formats import FORMATS

ACCEPTED = [
    ("uint", b"0"),
    ("digits", b"007"),
    ("hexint", b"0x1F"),
    ("date", b"2026-01-31"),
    ("ascii", b"a ~"),
    ("mime", b"image/jpeg"),
    ("json", b"[1]"),
    ("mac", b"00:11:22:aa:BB:cc"),
    ("mac", b"00-11-22-aa-BB-cc"),
    ("mac", b"001122aabbcc"),
    ("mac", b"0011.22aa.bbcc"),
    ("uuid", b"f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
    ("uuid", b"{F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6}"),
    ("uuid", b"urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
    ("uuid", b"f81d4fae7dec11d0a76500a0c91e6bf6"),
    ("hex", b"0x1F"),
    ("hex", b"c0ffee"),
    ("base64", b"aGk="),
    ("uri", b"https://example.com/a?b=c"),
    ("uri", b"urn:x:y"),
    ("hostname", b"printer.local."),
    ("hostname", b"esp_32"),
    ("ip", b"192.0.2.1"),
    ("ip", b"fe80::1"),
    ("ip", b"[2001:db8::1]"),
    ("port", b"0"),
    ("port", b"65535"),
    ("integer", b"-3"),
    ("number", b"2.50"),
    ("number", b"1e9"),
    ("version", b"2.1.0-0.1.7844"),
    ("version", b"v7"),
    ("path", b"/a/b"),
    ("path", "/München".encode()),
    ("boolean", b"TRUE"),
    ("boolean", b"0"),
    ("email", b"a@example.org"),
    ("text", "Büro 2".encode()),
]
REFUSED = [
    ("uint", b"01"),
    ("digits", b"7a"),
    ("hexint", b"1F"),
    ("date", b"2026-02-30"),
    ("ascii", b"\x07"),
    ("mime", b"image"),
    ("json", b"{"),
    ("mac", b"00:11:22:aa:BB"),
    ("mac", b"00:11-22:aa:BB:cc"),
    ("uuid", b"f81d4fae-7dec-11d0-a765"),
    ("hex", b"0x"),
    ("hex", b"xyz"),
    ("base64", b"a b"),
    ("uri", b"example.com"),
    ("uri", b"http://a b"),
    ("hostname", b"-a"),
    ("hostname", b"a b"),
    ("ip", b"192.0.2.256"),
    ("ip", b"\xff"),
    ("port", b"65536"),
    ("port", b"-1"),
    ("port", "٣".encode()),
    ("integer", b"1_0"),
    ("integer", b" 1"),
    ("integer", b"1\n"),
    ("number", b"."),
    ("version", b"beta"),
    ("path", b"/a b"),
    ("path", b""),
    ("boolean", b"maybe"),
    ("email", b"a@"),
    ("text", b"\xff"),
    ("text", b"a\x1b[31m"),
]


@pytest.mark.parametrize(("name", "value"), ACCEPTED)
def test_accepted(name: str, value: bytes) -> None:
    assert FORMATS[name].matches(value)


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_refused(name: str, value: bytes) -> None:
    assert not FORMATS[name].matches(value)


def test_every_format_has_a_case_on_each_side() -> None:
    assert {name for name, _ in ACCEPTED} == {name for name, _ in REFUSED} == set(FORMATS)


@given(st.binary(max_size=300), st.sampled_from(sorted(FORMATS)))
def test_any_octets_get_an_answer(value: bytes, name: str) -> None:
    assert FORMATS[name].matches(value) in (True, False)
