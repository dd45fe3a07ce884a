"""Files of expectations, whatever stands in them, and what an expectation says of what it sees."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.errors import UsageError
from validator.model.announcement import Announcement, Fidelity
from validator.model.txt import TxtRecord
from validator.testing.expectation import Allowed, Expected, parse_expectations

FILE = Path("x.dnssd.yaml")
WORDS = st.text(alphabet="read:expctsvi_.[]{}$\"'#-\n 0a", max_size=120)


@given(st.one_of(st.binary(max_size=200), WORDS.map(lambda text: ("read: [a]\n" + text).encode())))
def test_any_octets_are_read_or_refused_in_one_line(content: bytes) -> None:
    try:
        read, _ = parse_expectations(content, FILE, {"a": "1"})
    except UsageError as error:
        said = str(error)
    else:
        said = f"{FILE} says where from" if read.read or read.browse else ""
    assert said.startswith(str(FILE))


LAMP = Announcement(
    service="_acme._tcp",
    instance=b"L\x1b[31m",
    host="lamp.local",
    subtypes=("_dim",),
    txt=TxtRecord((b"mode=\xff", b"MODE=on", b"flag")),
)


@pytest.mark.parametrize(
    ("expected", "part"),
    [
        (Expected(service="_acme._tcp", subtypes=("_DIM",), txt={"flag": "", "FLAG": True}), None),
        (Expected(service="_acme._tcp", subtypes=("_rgb",)), "the subtype _rgb is absent"),
        (Expected(service="_acme._tcp", host="fan"), 'the host is "lamp.local", expected "fan"'),
        (Expected(service="_acme._tcp", port=80), "the port is None, expected 80"),
        (Expected(service="_acme._tcp", txt={"mode": "on"}), '"mode" is "\\xff", expected "on"'),
        (Expected(service="_acme._tcp", count=2), "expected exactly 2 of _acme._tcp, saw 1"),
        (Expected(service="_acme._tcp", count=0), "as expected"),
        (Expected(service="_acme._udp"), "seen: L\\x1b[31m._acme._tcp"),
    ],
)
def test_an_expectation_says_what_differs(expected: Expected, part: str | None) -> None:
    said = expected.unmet([LAMP])
    if part is None:
        assert said is None
    else:
        assert said is not None
        assert part in said.replace("\\027", "\\x1b")
        assert "\x1b" not in said


def test_without_a_record_no_key_is_as_expected() -> None:
    unseen = Announcement(service="_acme._tcp", lost=frozenset({Fidelity.TXT}))
    said = Expected(service="_acme._tcp", txt={"a": False}).unmet([unseen])
    assert said is not None
    assert "no TXT record was seen" in said
    assert Expected(service="_acme._tcp").matching([unseen]) == [unseen]


def test_an_allowance_is_as_wide_as_it_says() -> None:
    from validator import announcement, validate

    [finding] = validate(announcement("_spx-hmp._tcp", ["mode=x"], instance="A")).failures
    wide = (Allowed(code="KEY003"), Allowed(code="not-in-enum", service="_spx-hmp._tcp", instance="A", key="mode"))
    narrow = (Allowed(code="KEY002"), Allowed(code="KEY003", instance="B"), Allowed(code="KEY003", key="model"))
    assert [each.covers(finding) for each in (*wide, *narrow)] == [True, True, False, False, False]
