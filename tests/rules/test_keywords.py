"""The table of keywords: its rows are complete, its examples hold, and what is compiled means what the words say."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from string import ascii_letters
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.environment import HAS_RE2
from validator.checks import CHECKS
from validator.checks.base import Check
from validator.model.announcement import Announcement
from validator.model.finding import Finding, Severity
from validator.model.txt import TxtRecord
from validator.pipeline.run_judge import RunJudge
from validator.reports.views.explanation import explanation
from validator.rules.formats import FORMATS
from validator.rules.json_schema import rule_schema
from validator.rules.keywords import KEYWORDS
from validator.rules.keywords.keyword import Filling, Keyword
from validator.rules.lint import lint
from validator.rules.load import RuleBook, user_layer
from validator.rules.requirements import requirements, unmet
from validator.rules.schema import Constraint, Demand, KeyRule
from validator.testing.expectation import Expected

JUDGING = [word for word, keyword in KEYWORDS.items() if keyword.compile is not None]
NAMED: dict[str, list[Check]] = {word: [check for check in CHECKS if word in check.keywords] for word in KEYWORDS}
VALUES = {"const": "1", "enum": ["1"], "pattern": "1+", "format": "hex", "minimum": 1, "maximum": 1}

every_keyword = pytest.mark.parametrize(
    "keyword",
    [
        pytest.param(each, id=each.word, marks=[pytest.mark.skipif(not HAS_RE2, reason="google-re2 is not installed")])
        if "pattern" in each.example
        else pytest.param(each, id=each.word)
        for each in KEYWORDS.values()
    ],
)


def judged(folder: Path, rule: str, string: str) -> list[Finding]:
    """Judge a record of one string by a file that gives the key ``x`` this rule."""
    (folder / "acme.yaml").write_text(f"service: acme\ndefinition: keys\nkeys:\n  x: {rule}\n", encoding="utf-8")
    judge = RunJudge(RuleBook([user_layer(folder)]), CHECKS)
    record = TxtRecord((string.encode(),))
    verdict = judge.verdict(Announcement(service="_acme._tcp", instance=b"x", txt=record))
    return list(verdict.findings)


@every_keyword
def test_the_examples_of_a_keyword_hold(keyword: Keyword, tmp_path: Path) -> None:
    used = yaml.safe_load(keyword.example)
    assert keyword.word in used
    reporting = {check.code for word in used for check in NAMED[word]}
    severe = [each for each in judged(tmp_path, keyword.example, keyword.holds) if each.severity > Severity.INFO]
    assert severe == []
    if keyword.fails is None:
        assert keyword.word not in JUDGING
    else:
        assert {each.code for each in judged(tmp_path, keyword.example, keyword.fails)} & reporting


@every_keyword
def test_lint_and_the_schema_take_the_example(keyword: Keyword) -> None:
    text = f"service: acme\ndefinition: keys\nkeys:\n  x: {keyword.example}\n"
    assert lint(text.encode(), "acme.yaml") == []
    jsonschema.Draft202012Validator(rule_schema()).validate(yaml.safe_load(text))


def test_every_field_of_a_rule_is_a_keyword() -> None:
    assert set(KEYWORDS) == set(KeyRule.__struct_encode_fields__)
    assert set(Demand.__struct_encode_fields__) <= set(KEYWORDS)
    assert [word for word in JUDGING if not KEYWORDS[word].in_items] == []


def test_every_keyword_that_judges_values_is_reported_by_one_check() -> None:
    assert {word: [check.code for check in NAMED[word]] for word in JUDGING if len(NAMED[word]) != 1} == {}
    assert {word for check in CHECKS for word in check.keywords} <= set(KEYWORDS)


def test_a_keyword_that_may_be_hinted_judges_values() -> None:
    assert [word for word, each in KEYWORDS.items() if each.can_be_hinted and each.compile is None] == []
    hinted = rule_schema()["$defs"]["KeyRule"]["properties"]["hinted"]
    assert hinted["anyOf"][0]["items"]["enum"] == [word for word, each in KEYWORDS.items() if each.can_be_hinted]


@pytest.mark.parametrize("word", [word for word in JUDGING if KEYWORDS[word].can_be_hinted and word in VALUES])
def test_a_hinted_keyword_gives_a_warning(word: str, tmp_path: Path) -> None:
    if word == "pattern" and not HAS_RE2:
        pytest.skip("google-re2 is not installed")
    rule = yaml.safe_dump({word: VALUES[word], "hinted": [word]}, default_flow_style=True).strip()
    string = "x=0" if word == "minimum" else "x=word"
    found = [each for each in judged(tmp_path, rule, string) if each.code in {check.code for check in NAMED[word]}]
    assert [each.severity for each in found] == [Severity.WARNING]
    assert judged(tmp_path, rule, "x=") == []


@pytest.mark.parametrize(
    ("rule", "string"),
    [
        ("{const: geheim, sensitive: credential}", "x=other"),
        ("{enum: [geheim], sensitive: credential}", "x=other"),
        ('{separator: ",", items: {const: geheim}, sensitive: credential}', "x=other,geheim"),
        ("{const: 'http://user:geheim@host/'}", "x=other"),
    ],
)
def test_what_is_expected_of_a_secret_is_hidden(rule: str, string: str, tmp_path: Path) -> None:
    found = [each for each in judged(tmp_path, rule, string) if each.code.startswith("KEY")]
    assert len(found) == 1
    assert "(hidden)" in found[0].message
    assert "geheim" not in repr(found)


def test_a_condition_on_a_secret_is_not_told(tmp_path: Path) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text(
        "service: acme\ndefinition: keys\nkeys: {x: {sensitive: credential}, y: {}}\nallOf:\n"
        "  - {if: {keys: {x: {const: geheim}}}, then: {keys: {y: {required: true}}}}\n",
        encoding="utf-8",
    )
    judge = RunJudge(RuleBook([user_layer(tmp_path)]), CHECKS)
    announcement = Announcement(service="_acme._tcp", instance=b"x", txt=TxtRecord((b"x=geheim",)))
    verdict = judge.verdict(announcement)
    [finding] = [each for each in verdict.findings if each.code == "KEY017"]
    assert 'where "x" is as the rule\'s condition says' in finding.message


# The plain reading of each word, by which values are judged here without any compiling.
NUMBER = re.compile(rb"[+-]?[0-9]+(?:\.[0-9]+)?")


def number(value: bytes) -> float | None:
    """The number that a value is, None for a value that is none."""
    return float(value) if NUMBER.fullmatch(value) else None


def same(said: str, value: bytes, rule: KeyRule) -> bool:
    """Whether a value is what the rule says: octet by octet, or letter by letter of ASCII without regard to case."""
    pairs = zip(said.encode(), value, strict=False)
    return len(said.encode()) == len(value) and all(
        one == other or (rule.ignore_case and chr(one) in ascii_letters and one ^ 0x20 == other) for one, other in pairs
    )


PLAIN: dict[str, Callable[[Any, bytes, KeyRule], bool]] = {
    "const": same,
    "enum": lambda said, value, rule: any(same(each, value, rule) for each in said),
    "pattern": lambda said, value, rule: (
        re.fullmatch(said.encode(), value, re.IGNORECASE if rule.ignore_case else re.NOFLAG) is not None
    ),
    "format": lambda said, value, _: FORMATS[said].matches(value),
    "minimum": lambda said, value, _: (found := number(value)) is not None and found >= said,
    "maximum": lambda said, value, _: (found := number(value)) is not None and found <= said,
    "minLength": lambda said, value, _: len(value) >= said,
    "maxLength": lambda said, value, _: len(value) <= said,
}

# The words of lists, bit fields, encodings and alternatives have their cases in test_value_words.py.
ELSEWHERE = frozenset(
    {"minimumVersion", "maximumVersion", "bits", "contentEncoding", "minBytes", "maxBytes", "contentMediaType"}
    | {"prefixItems", "contains", "maxContains", "minItems", "maxItems", "uniqueItems", "exclusiveItems", "ordered"}
    | {"properties", "additionalProperties", "anyOf", "not"}
)

TEXTS = st.text(alphabet="aAbBtTfF01.-éÉ@`", max_size=4)
PATTERNS = st.sampled_from(["[a-f]+", "T|F", "(a|B)*[01]", "a.b", "", "[A-Z0-9]{1,3}"])
RULES = st.builds(
    KeyRule,
    const=st.none() | TEXTS,
    enum=st.none() | st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
    pattern=st.none() | PATTERNS if HAS_RE2 else st.none(),
    ignore_case=st.none() | st.booleans(),
    format=st.none() | st.sampled_from(list(FORMATS)),
    minimum=st.none() | st.integers(-2, 12) | st.floats(-2, 12),
    maximum=st.none() | st.integers(-2, 12) | st.floats(-2, 12),
    min_length=st.none() | st.integers(0, 5),
    max_length=st.none() | st.integers(0, 5),
)


def test_every_keyword_that_judges_values_has_a_plain_reading_here() -> None:
    assert sorted(PLAIN) == sorted(word for word in JUDGING if word not in ELSEWHERE)


@given(RULES, st.data())
def test_what_is_compiled_agrees_with_the_plain_reading(rule: KeyRule, data: st.DataObject) -> None:
    said = [text for text in (rule.const, *(rule.enum or ())) if text is not None]
    texts = TEXTS | st.integers(-3, 13).map(str)
    if said:
        texts |= st.sampled_from(said) | st.sampled_from(said).map(str.swapcase)
    value = data.draw(texts).encode()
    assume(rule.pattern is None or value.isascii())  # "re" on octets and RE2 differ in what a character beyond ASCII is
    compiled = requirements(rule)
    for word, plain in PLAIN.items():
        told = KEYWORDS[word].of(rule)
        assert (told is None) == (word not in compiled)
        if told is not None:
            assert (compiled[word].judge(value) is None) == plain(told, value, rule), word
    broken = [word for word in JUDGING if word in compiled and compiled[word].judge(value) is not None]
    fault = unmet(compiled, value)
    assert [fault[0].keyword.word] == broken[:1] if fault else not broken


@given(RULES, TEXTS)
def test_a_condition_judges_a_value_as_a_key_does(rule: KeyRule, text: str) -> None:
    constraint = msgspec.convert(msgspec.to_builtins(rule), Constraint)
    assert (unmet(requirements(constraint), text.encode()) is None) == (
        unmet(requirements(rule), text.encode()) is None
    )


@pytest.mark.parametrize("word", [word for word, each in KEYWORDS.items() if each.filling is Filling.NUMBER])
def test_a_number_may_be_given_by_set(word: str, tmp_path: Path) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text(f"service: acme\nkeys: {{x: {{{word}: '${{N}}'}}}}\n", encoding="utf-8")
    layer = user_layer(file, {"N": "7"})
    assert KEYWORDS[word].of(layer.files["acme"].rule.keys["x"]) == 7


@pytest.mark.parametrize("check", [check for check in CHECKS if check.keywords], ids=lambda check: check.code)
def test_explain_tells_the_keywords_of_a_check(check: Check) -> None:
    assert all(f"  {word}: {KEYWORDS[word].means}" in explanation(check) for word in check.keywords)


IGNORING = """\
service: acme
definition: keys
keys:
  color: {enum: ["T", "F"], ignoreCase: true}
  mime: {separator: ",", items: {const: image/JPEG, ignoreCase: true}}
  name: {const: Zoë, ignoreCase: true}
  cert: {}
allOf: [{if: {keys: {color: {const: "T", ignoreCase: true}}}, then: {keys: {cert: {required: true}}}}]
"""


@pytest.mark.parametrize(
    ("strings", "codes"),
    [
        (["color=t", "cert=x"], []),
        (["color=t"], ["KEY017"]),
        (["color=f", "mime=image/jpeg,IMAGE/JPEG", "name=ZOë"], []),
        (["color=f", "mime=image/jpeg,image/png", "name=ZOË"], ["KEY012", "KEY002"]),  # Ë is no letter of ASCII
        (["color=true"], ["KEY003"]),
    ],
)
def test_ignore_case_counts_wherever_values_are_compared(strings: list[str], codes: list[str], tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(IGNORING, encoding="utf-8")
    judge = RunJudge(RuleBook([user_layer(tmp_path)]), CHECKS)
    record = TxtRecord(tuple(string.encode() for string in strings))
    verdict = judge.verdict(Announcement(service="_acme._tcp", instance=b"x", txt=record))
    assert [each.code for each in verdict.findings if each.code.startswith("KEY")] == codes


@pytest.mark.skipif(not HAS_RE2, reason="google-re2 is not installed")
def test_ignore_case_counts_in_a_pattern(tmp_path: Path) -> None:
    assert judged(tmp_path, "{pattern: '[a-f]+', ignoreCase: true}", "x=BeeF") == []
    assert [each.code for each in judged(tmp_path, "{pattern: '[a-f]+'}", "x=BeeF")] == ["KEY004"]


def test_a_higher_layer_may_let_the_case_of_a_lower_one_be_ignored(tmp_path: Path) -> None:
    for name, rule in (("low", '{enum: ["T", "F"]}'), ("high", "{ignoreCase: true}")):
        (tmp_path / name).mkdir()
        text = f"service: acme\ndefinition: keys\nkeys: {{x: {rule}}}\n"
        (tmp_path / name / "acme.yaml").write_text(text, encoding="utf-8")
    announcement = Announcement(service="_acme._tcp", instance=b"x", txt=TxtRecord((b"x=t",)))
    layers = [user_layer(tmp_path / name) for name in ("low", "high")]
    for used, codes in ((layers[:1], ["KEY003"]), (layers, [])):
        verdict = RunJudge(RuleBook(used), CHECKS).verdict(announcement)
        assert [each.code for each in verdict.findings] == codes


def test_an_expectation_may_ignore_case() -> None:
    announcement = Announcement(service="_acme._tcp", instance=b"x", txt=TxtRecord((b"x=t",)))
    expected = Expected(service="_acme._tcp", txt={"x": Constraint(const="T", ignore_case=True)})
    assert expected.unmet([announcement]) is None
    assert Expected(service="_acme._tcp", txt={"x": "T"}).unmet([announcement]) is not None
