"""``${NAME}`` in a user's rule file: filled in after parsing, in values only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.environment import needs_re2
from validator.errors import RuleFileError, UsageError
from validator.rules.lint import lint
from validator.rules.load import parse_rule_file, parse_user_file
from validator.rules.requirements import requirements, unmet
from validator.rules.schema import KeyRule, RuleFile
from validator.rules.variables import assignments

FILE = """\
service: acme
title: Acme ${FW}
definition: keys
keys:
  fw: {const: "${FW}", description: "is ${FW}"}
  os: {enum: ["${FW}-a", "x$${FW}"]}
  ver: {pattern: "${FW}(-rc[0-9]+)?"}
  n: {minimum: "${LOW}", items: {maxLength: "${N}", const: "${FW}"}, separator: ","}
allOf:
  - if: {keys: {fw: {const: "${FW}"}}}
    then: {keys: {n: {maximum: "${LOW}"}}}
byTransport: {udp: {keys: {u: {const: "${FW}"}}}}
examples:
  valid: [["fw=${FW}"]]
  invalid: [{txt: ["fw=${FW}1"], expect: [KEY002]}]
"""


def read(text: str, **values: str) -> RuleFile:
    return parse_user_file(text.encode(), "a.yaml", values).rule


@needs_re2
def test_values_are_filled_in_and_nothing_else_is() -> None:
    rule = read(FILE, FW="2.1.0", LOW="-3.5", N="7")
    assert (rule.title, rule.keys["fw"].description) == ("Acme ${FW}", "is ${FW}")
    assert (rule.keys["fw"].const, rule.keys["os"].enum) == ("2.1.0", ("2.1.0-a", "x${FW}"))
    assert rule.keys["ver"].pattern == r"2\.1\.0(-rc[0-9]+)?"
    assert rule.keys["n"].minimum == -3.5
    assert rule.by_transport["udp"].keys["u"].const == "2.1.0"
    assert rule.all_of[0].if_.keys["fw"].const == "2.1.0"
    assert rule.examples is not None
    assert (rule.examples.valid, rule.examples.invalid[0].txt) == ((("fw=2.1.0",),), ("fw=2.1.01",))


@needs_re2
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_no_value_changes_what_a_file_says(value: str) -> None:
    text = 'service: a\nkeys: {x: {const: "${X}"}, y: {pattern: "a${X}b"}}\n'
    rule = read(text, X=value)
    assert rule.keys == {"x": KeyRule(const=value), "y": rule.keys["y"]}
    assert unmet(requirements(rule.keys["y"]), f"a{value}b".encode()) is None


BAD = [
    # the file, the line, a part of the message
    ('keys:\n  x:\n    const: "${FW_}"', 4, "${FW_} has no value: give --set FW_=VALUE (given: FW, N)"),
    ('keys: {x: {const: "${}"}}', 2, "${} is no name"),
    ('keys: {x: {const: "${FW"}}', 2, "${ is no name"),
    ('keys: {x: {const: "${a b}"}}', 2, "write $${"),
    ('keys: {x: {minimum: "${FW}"}}', 2, "expected a number, but ${FW} is '2.1.0'"),
    ('keys: {x: {minLength: "${N}.5"}}', 2, "whole number"),
    ("keys: {x: {const: ${FW}}}", 2, "no YAML"),
    ("definition: none\n---\nservice: b", 4, "second"),
]


@pytest.mark.parametrize(("text", "line", "part"), BAD)
def test_what_cannot_be_filled_in_says_where_and_why(text: str, line: int, part: str) -> None:
    with pytest.raises(RuleFileError) as caught:
        read(f"service: a\n{text}\n", FW="2.1.0", N="7")
    assert part in str(caught.value)
    assert caught.value.line == line


@needs_re2
def test_lint_asks_for_the_values_too() -> None:
    assert lint(FILE.encode(), "a.yaml", {"FW": "1", "LOW": "1", "N": "7"}) == []
    [problem] = lint(FILE.encode(), "a.yaml")
    assert (problem.line, "--set FW=VALUE (given: nothing)" in problem.message) == (5, True)


def test_a_shipped_file_is_taken_as_it_is() -> None:
    assert parse_rule_file(b'service: a\nkeys: {x: {const: "${X}"}}\n', "a.yaml").keys["x"].const == "${X}"


@pytest.mark.parametrize("text", ["X", "=1", "1X=1", "x y=1", "X=\udcff"])
def test_what_is_no_assignment(text: str) -> None:
    with pytest.raises(UsageError, match="--set"):
        assignments([text])


def test_the_last_of_a_name_counts() -> None:
    assert assignments(["A=1", "B=", "A=a=b"]) == {"A": "a=b", "B": ""}
