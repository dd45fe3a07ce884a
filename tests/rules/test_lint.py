"""``rules lint`` finds what the schema lets pass, with the line."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.environment import needs_re2
from validator.documents.yaml import load
from validator.errors import RuleFileError
from validator.rules.faults import words
from validator.rules.json_schema import rule_schema
from validator.rules.lint import lint
from validator.rules.load import shipped_files, shipped_rules, user_layer

EXAMPLES = Path(__file__).parents[2] / "examples/rules"
HEAD = "service: acme\ndefinition: keys\nkeys:\n"

PROBLEMS = [
    # the file, the line, a part of the message
    (HEAD + "  m: {const: a, enum: [b]}\n", 4, "const demands"),
    (HEAD + "  m: {enum: [b, b]}\n", 4, "twice"),
    (HEAD + "  m: {enum: [b, B], ignoreCase: true}\n", 4, "twice"),
    (HEAD + "  m: {const: a, enum: [A, b]}\n", 4, "const demands"),
    (HEAD + "  m:\n    minimum: 5\n    maximum: 3\n", 4, "at least 5"),
    (HEAD + "  m: {minLength: 5, maxLength: 3}\n", 4, "at least 5"),
    (HEAD + "  m: {value: forbidden, const: a}\n", 4, "forbids"),
    (HEAD + "  m: {hinted: [format]}\n", 4, "does not use"),
    (HEAD + "  m: {hinted: [colour]}\n", 4, "no keyword"),
    (HEAD + "  m: {format: integer, default: x}\n", 4, "decimal integer"),
    (HEAD + "  m: {format: integer, examples: ['1', x]}\n", 4, "decimal integer"),
    (HEAD + "  m: {separator: ',', items: {enum: [a]}, examples: ['a,b']}\n", 4, "item 'b'"),
    (HEAD + "  m:\n    separator: ','\n    items:\n      required: true\n", 7, "no meaning for an item"),
    (HEAD + "  m: {separator: ',', items: {const: a, enum: [b]}}\n", 4, "const demands"),
    (HEAD + "  m: {separator: ',', items: {hinted: [format]}}\n", 4, "does not use"),
    (HEAD + "  m: {}\n  M: {}\n", 4, "without regard to case"),
    (HEAD + "  m: {}\ndependentRequired: {m: [n]}\n", 5, "'n'"),
    pytest.param(HEAD + "  m: {}\npatternKeys: {'c[0-9]+': {required: true}}\n", 5, "family", marks=needs_re2),
    (HEAD + "  m: {}\ntransports: [tpc]\n", 5, "no transport"),
    (HEAD + "  m: {}\nbyTransport: {sctp: {}}\n", 5, "nothing else"),
    ("service: acme\ndefinition: none\nkeys: {a: {}}\n", 2, "no keys"),
    (HEAD + "  m: {const: 1}\n", 4, "quote"),
    (HEAD + "  m: {patern: a}\n", 4, "patern"),
]

CORRECT = [
    HEAD + "  m: {const: a, enum: [A, b], ignoreCase: true, examples: [A]}\n",
    HEAD + "  m: {enum: [a, b], default: a, examples: [b], required: true}\n",
    HEAD + "  m: {format: mac, hinted: [format], examples: [unknown]}\n",
    HEAD + "  m: {}\nadditionalKeys: true\ndependentRequired: {m: [other]}\n",
    HEAD + "  m: {separator: ',', items: {enum: [a, b]}, examples: ['a,b']}\n",
]


@pytest.mark.parametrize(("text", "line", "part"), PROBLEMS)
def test_a_problem_is_found_with_its_line(text: str, line: int, part: str) -> None:
    problems = lint(text.encode(), "x.yaml")
    assert any(part in each.message for each in problems), problems
    assert [each.line for each in problems if part in each.message][:1] == [line]


@pytest.mark.parametrize("text", CORRECT)
def test_a_correct_file_has_no_problem(text: str) -> None:
    assert lint(text.encode(), "x.yaml") == []


@given(st.binary(max_size=300))
def test_any_octets_are_judged(content: bytes) -> None:
    for problem in lint(content, "x.yaml"):
        assert problem.message


@given(st.text(alphabet="service:acmekytnod {}[]\"'\n-,|>&*!#0123", max_size=200))
def test_any_text_is_judged(text: str) -> None:
    lint(("service: acme\n" + text).encode(), "x.yaml")


@needs_re2
def test_every_shipped_rule_file_is_correct() -> None:
    problems = [
        each for path in sorted(shipped_rules().glob("*/*.yaml")) for each in lint(path.read_bytes(), str(path))
    ]
    assert problems == []


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = rule_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_json_schema_accepts_every_shipped_file(validator: jsonschema.Draft202012Validator) -> None:
    for path in sorted(shipped_rules().glob("*/*.yaml")):
        validator.validate(load(path.read_bytes(), str(path), RuleFileError))


def test_the_json_schema_accepts_the_example(validator: jsonschema.Draft202012Validator) -> None:
    path = EXAMPLES / "acme-panel.yaml"
    validator.validate(load(path.read_bytes(), str(path), RuleFileError))
    validator.validate(yaml.safe_load('{service: a, keys: {x: {minimum: "${LOW}"}}}'))


@pytest.mark.parametrize(
    "text",
    [
        "{service: a, allOf: [{if: {keys: {x: {}}}, then: {keys: {y: true}}}]}",
        "{service: a, keys: {x: {minimum: low}}}",
        "{service: a, keys: {x: {patern: a}}}",
        "{service: a, keys: {x: {format: colour}}}",
        "{}",
    ],
)
def test_the_json_schema_refuses_what_lint_refuses(validator: jsonschema.Draft202012Validator, text: str) -> None:
    assert not validator.is_valid(yaml.safe_load(text))


UNKNOWN_WORDS = [
    ("keys: {a: {agreesWith: [{to: [hots]}]}}", "keys.a.agreesWith", "there is no place 'hots'"),
    (
        "keys: {a: {agreesWith: [{to: [host], value: [reverse]}]}}",
        "keys.a.agreesWith",
        "there is no transform 'reverse'",
    ),
    ("keys: {a: {agreesWith: [{to: [host], other: [first x]}]}}", "keys.a.agreesWith", "needs a number"),
    ("instance: {agreesWith: [{to: [ports]}]}", "instance.agreesWith", "there is no place 'ports'"),
    ("keys: {a: {}}\nexamples: {valid: [[{key: a, hex: 0g}]]}", "examples.valid", "is no hexadecimal"),
]


@pytest.mark.parametrize(("text", "place", "reason"), UNKNOWN_WORDS)
def test_words_within_statements_that_there_are_not(text: str, place: str, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "example.yaml"
    file.write_text(f"service: example\ndefinition: keys\n{text}\n", encoding="utf-8")
    with pytest.raises(RuleFileError) as caught:
        user_layer(file, {})
    assert place in str(caught.value)
    assert reason in str(caught.value)


def test_the_shipped_files_have_no_such_words() -> None:
    assert not [found for file in shipped_files() for found in words(file.rule)]
