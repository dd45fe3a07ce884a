"""The patterns of shipped rule files mean the same in the standard library's ``re`` as in RE2, and cost little."""

from __future__ import annotations

import re
import time
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.environment import needs_re2
from validator.registry.pinned import shipped_readings
from validator.rules.faults import patterns
from validator.rules.load import parse_rule_file, shipped_rules
from validator.rules.patterns import Pattern, compile_pattern, standard
from validator.rules.schema import RuleFile

_PUNCTUATION = re.escape(r"""!"#%&',/:;<=>@`~ -_""")
_ITEM = r"(?:(?!&&|\|\||~~|--)[^]\\\[^]|\\[^\w\s]|\\[dw])"
TOKENS = re.compile(
    rf"(?P<atom>[A-Za-z0-9{_PUNCTUATION}]|\\[^\w\s]|\\[dw]|\.|\[{_ITEM}+\])"
    r"|(?P<exact>\{[0-9]+\})|(?P<many>[*+]|\{[0-9]+,[0-9]*\})|(?P<few>\?)|(?P<open>\((?:\?:)?(?!\?))|(?P<close>\))|(?P<bar>\|)",
    re.ASCII,
)
"""What both engines take in one meaning. Not in it: anchors (``$`` stands before a newline too in ``re``), ``\\s`` (of
which vertical tab is no part in RE2), classes of all but some characters, flags, and whatever is not ASCII."""


def unfit(pattern: str) -> str | None:
    """Why a pattern does not belong into a shipped rule file; None where it does."""
    if not pattern.isascii():
        return "it is not ASCII"
    at, before = 0, ""
    holds_many = [False]  # for each open group: whether something in it is repeated, or chosen
    is_costly = False  # whether what stands before is such a group
    while at < len(pattern):
        token = TOKENS.match(pattern, at)
        kind = (token and token.lastgroup) or "none"
        if token is None or (kind in ("exact", "many", "few") and before not in ("atom", "close")):
            return f"{pattern[at:]!r} is not what both engines take alike"
        if kind in ("exact", "many") and is_costly:
            return "what is repeated repeats, or chooses: it may take exponential time (a list has separator and items)"
        is_costly = kind == "close" and holds_many.pop()
        if kind == "open":
            holds_many.append(False)
        holds_many[-1] = holds_many[-1] or is_costly or kind in ("many", "few", "bar")
        at, before = token.end(), kind
    return None


@cache
def shipped() -> list[tuple[str, bool]]:
    """Every shipped pattern, and whether it is one of keys."""
    contents = {path: path.read_bytes() for path in shipped_rules().glob("*/**/*.yaml")}
    rules = [parse_rule_file(text, str(path)) for path, text in contents.items() if b"attern" in text]
    pins = shipped_readings().readings.items()
    rules += [RuleFile(service=name, keys=pin.keys, pattern_keys=pin.pattern_keys) for name, pin in pins]
    found = {(text, path[-2] == "patternKeys") for rule in rules for path, text in patterns(rule)}
    return sorted(found)


def engines(text: str, *, ignore_case: bool) -> tuple[Pattern, Pattern]:
    """The pattern in RE2 and in ``re``."""
    return compile_pattern(text, ignore_case=ignore_case), standard(text, ignore_case=ignore_case)


ODD = (
    b"\n",
    b"\r",
    b"\x00",
    b"\x0b",
    b"\xff",
    b"\x80",
    "ü".encode(),
    "\u212a".encode(),
    "\u017f".encode(),
    "٣".encode(),
    "😀".encode(),
)
MALFORMED = (
    b"\xc0\x80",
    b"\xe0\x80\x80",
    b"\xed\xa0\x80",
    b"\xf0\x80\x80\x80",
    b"\xf4\x90\x80\x80",
    b"\xf5\x80\x80\x80",
)


@st.composite
def values(draw: st.DrawFn, pattern: str) -> bytes:
    """What matches, as it is or with octets put in, taken out or put for others; else any octets."""
    value = draw(st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True).map(str.encode) | st.binary(max_size=20))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(value)))
        put = draw(st.sampled_from((*ODD, *MALFORMED)) | st.binary(max_size=2))
        value = value[:at] + put + value[at + draw(st.integers(0, 2)) :]
    return draw(st.sampled_from((value, value.upper(), value.lower(), value + b"\n")))


def test_there_are_shipped_patterns_of_both_kinds() -> None:
    assert {of_keys for _, of_keys in shipped()} == {True, False}


@pytest.mark.parametrize(("pattern", "of_keys"), shipped())
def test_a_shipped_pattern_stays_within_what_both_engines_take_alike(pattern: str, *, of_keys: bool) -> None:
    assert unfit(pattern) is None
    longest = standard(pattern, ignore_case=of_keys)
    for text in (b"0" * 255, b"a" * 254 + b"\xff", b"FWD:" + b" " * 250 + b"\n", ("ü" * 127).encode()):
        started = time.perf_counter()
        longest.fullmatch(text)
        assert time.perf_counter() - started < 0.1


@needs_re2
@pytest.mark.parametrize(("pattern", "of_keys"), shipped())
def test_both_engines_agree_on_a_shipped_pattern(pattern: str, *, of_keys: bool) -> None:
    re2, plain = engines(pattern, ignore_case=of_keys)
    matched = set[bool]()

    @settings(max_examples=60, deadline=None)
    @given(values(pattern))
    def agree(value: bytes) -> None:
        matched.add(bool(plain.fullmatch(value)))
        assert bool(re2.fullmatch(value)) is bool(plain.fullmatch(value))

    agree()
    assert matched == {True, False}


LANGUAGE = st.recursive(
    st.sampled_from(("a", "k", "S", "7", r"\.", r"\d", r"\w", ".", "[a-f]", "[K-T_]", r"[\d\-]", "[ -~]", "/", " ")),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        inner.map("(?:{})?".format),
        st.sampled_from(("a", ".", "[a-z]", r"\w")).flatmap(
            lambda atom: st.sampled_from(("*", "+", "{2}", "{1,3}")).map(atom.__add__)
        ),
    ),
    max_leaves=6,
)


@needs_re2
@settings(deadline=None)
@given(given=LANGUAGE.flatmap(lambda text: st.tuples(st.just(text), values(text))), ignore_case=st.booleans())
@example(given=(".", "😀".encode()), ignore_case=False)
@example(given=(".", b"\xed\xa0\x80"), ignore_case=False)
@example(given=("k", "\u212a".encode()), ignore_case=True)
@example(given=(r"\w", "\u017f".encode()), ignore_case=True)
@example(given=("a", b"a\n"), ignore_case=False)
def test_both_engines_agree_on_what_a_shipped_pattern_may_be(given: tuple[str, bytes], *, ignore_case: bool) -> None:
    text, value = given
    assert unfit(text) is None
    re2, plain = engines(text, ignore_case=ignore_case)
    assert bool(re2.fullmatch(value)) is bool(plain.fullmatch(value))


@pytest.mark.parametrize(
    "pattern",
    [
        "a$",
        "^a",
        r"\s",
        r"\ba",
        "[^a]",
        "(?i)a",
        "(?=a)",
        "ü",
        r"\1",
        "a++",
        "(a*)*",
        "(a|b)+",
        "((a|b))*",
        "a{,2}",
        r"\pL",
        "[[:alpha:]]",
        "[a&&b]",
        r"a\Z",
        "(?:(?:a+)?b)*",
    ],
)
def test_what_no_shipped_pattern_may_be(pattern: str) -> None:
    assert unfit(pattern) is not None
