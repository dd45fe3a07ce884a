"""Drafts say what was observed, in any order the same, and are correct rule files whatever was observed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validator.model.announcement import Announcement, Fidelity
from validator.model.names import service_type
from validator.model.txt import TxtRecord
from validator.rules.draft import MAX_KEYS, MAX_VALUES, Observed
from validator.rules.lint import lint
from validator.rules.load import parse_user_file
from validator.rules.schema import RuleFile

MAC = b"mac=02:00:5e:10:00:01"


def observed(*records: list[bytes], lost: frozenset[Fidelity] = frozenset()) -> Observed:
    found = Observed(service_type("_acme._tcp"))
    for each in records:
        found.add(Announcement(service="_acme._tcp", txt=TxtRecord(tuple(each)), lost=lost))
    return found


def drafted(*records: list[bytes], lost: frozenset[Fidelity] = frozenset()) -> str:
    found = observed(*records, lost=lost)
    return found.draft(found.examples())


def rule(text: str) -> RuleFile:
    assert lint(text.encode(), "draft") == []
    return parse_user_file(text.encode(), "draft", {}).rule


def test_a_draft_says_what_was_observed() -> None:
    text = drafted([b"txtvers=1", b"mode=a", MAC, b"p=hunter2", b"flag"], [b"txtvers=1", b"mode=${b}", b"Mode=c"])
    assert text.splitlines()[4:] == [
        "service: acme",
        "transports: [tcp]",
        "definition: keys  # partial, if there may be other keys",
        "keys:",
        '  # observed in 2 of 2: "1"',
        "  # perhaps: required: true",
        '  txtvers: {const: "1"}',
        '  # observed in 2 of 2: "a", "${b}"',
        '  # perhaps: required: true, enum: ["a", "$${b}"]',
        "  mode: {}",
        '  # observed in 1 of 2: "02:00:5e:10:00:01"',
        "  mac: {format: mac}",
        "  # observed in 1 of 2: a credential",
        "  p: {sensitive: credential}",
        "  # observed in 1 of 2: the key without value",
        "  # perhaps: value: forbidden",
        "  flag: {}",
        "examples:",
        "  valid:  # observed",
        '    - ["txtvers=1", "mode=$${b}", "Mode=c"]',
        '    - ["txtvers=1", "mode=a", "mac=02:00:5e:10:00:01", "flag"]',
    ]
    assert rule(text).examples is not None
    assert "hunter2" not in text


@pytest.mark.parametrize(
    ("value", "guess"),
    [
        (b"7", "perhaps: format: integer"),
        (b"1.2.3", "perhaps: format: version"),
        (b"/x/y", "perhaps: format: path"),
        (b"020011223344", "perhaps: format: integer"),
        (b"0200112233aa", "perhaps: format: mac"),
        (b"true", "perhaps: format: boolean"),
        (b"f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "k: {format: uuid}"),
        (b"192.0.2.7", "k: {format: ip}"),
        (b"http://h.example/", "k: {format: uri}"),
        (b"\xff", r'observed in 1 of 1: "\\xff"'),
        (b"a\nservice: b", r'observed in 1 of 1: "a\nservice: b"'),
        ("\u2028\u202e".encode(), r'observed in 1 of 1: "\u2028\u202e"'),
    ],
)
def test_formats_are_guessed(value: bytes, guess: str) -> None:
    text = drafted([b"k=" + value])
    assert guess in text
    assert rule(text).service == "acme"


def test_what_was_not_seen_as_a_whole_is_no_example_and_requires_nothing() -> None:
    text = drafted([b"a=1"], [b"a=2"], lost=frozenset({Fidelity.STRINGS}))
    assert ("examples" in text, "required" in text) == (False, False)
    assert "not seen as a whole" in text


def test_nothing_grows_without_bound() -> None:
    text = drafted(*([b"k%d=x" % number, b"same=%d" % number] for number in range(MAX_KEYS + 100)))
    assert len(rule(text).keys) == MAX_KEYS
    assert "and others" in text
    assert len(text.split("same:")[0].splitlines()[-2].split('", "')) <= MAX_VALUES + 1


KEYS = ["a", "A", "no", "a: b", "#", "'", "${x}", "txtvers", "p", ""]
STRINGS = st.one_of(
    st.binary(max_size=40),
    st.builds(
        "{}={}".format,
        st.sampled_from(KEYS),
        st.text(max_size=20),
    ).map(lambda text: text.encode("utf-8", "replace")),
)


@settings(deadline=None)
@given(st.lists(st.lists(STRINGS, max_size=5), min_size=1, max_size=8), st.randoms())
def test_any_records_give_a_correct_file_in_any_order(records: list[list[bytes]], rng: object) -> None:
    text = drafted(*records)
    rule(text)
    assert text.isascii() or text.replace("\n", "").isprintable()
    rng.shuffle(records)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert drafted(*records) == text
