"""Rule files are found by name, and one that cannot be used says where and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.environment import needs_re2
from validator.errors import RuleFileError
from validator.names import service_type
from validator.rules.load import RuleBook, parse_rule_file, shipped_rules, user_layer

BAD = [
    # the file, the line, a part of the message
    ("service: a\ndefinition: keys\nkeys:\n  x: {patern: a}\n", 4, "patern"),
    ("service: a\ndefinition: keys\nkeys:\n  x:\n    enum: [on, off]\n", 5, "quote"),
    ("service: a\ndefinition: keys\nkeys:\n  x: {const: 1}\n", 4, "quote"),
    ("service: a\ndefinition: maybe\n", 2, "maybe"),
    pytest.param(
        "service: a\ndefinition: keys\nkeys:\n  x:\n    pattern: '(?=a)'\n", 5, "RE2 refuses", marks=needs_re2
    ),
    ("service: a\ndefinition: keys\nkeys:\n  app.url:\n    format: colour\n", 5, "no format"),
    ("service: a\ndefinition: keys\npatternKeys:\n  '(': {}\n", 4, "the pattern '('"),
    ("service: _a\ndefinition: keys\n", 1, "without underscore"),
    ("service: a\n", 1, "says nothing"),
    ("service: a\nservice: b\ndefinition: keys\n", 2, "service"),
    ("service: a\n  definition: [\n", 2, ""),
    ("- a\n", 1, ""),
    ("", None, ""),
]


@pytest.mark.parametrize(("text", "line", "part"), BAD)
def test_a_bad_file_says_where_and_why(text: str, line: int | None, part: str) -> None:
    with pytest.raises(RuleFileError) as caught:
        parse_rule_file(text.encode(), "x.yaml")
    assert (caught.value.file, caught.value.line) == ("x.yaml", line)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text("service: acme\ndefinition: none\n", encoding="utf-8")
    rule = RuleBook([user_layer(tmp_path)]).rule(service_type("_ACME._tcp"))
    assert rule is not None
    assert (rule.definition, rule.origin.file) == ("none", str(tmp_path / "acme.yaml"))


@pytest.mark.parametrize(
    ("files", "part"),
    [
        ({}, "no rule file"),
        ({"a.yaml": "service: a\ndefinition: none\n", "b.yaml": "service: A\ndefinition: none\n"}, "already"),
        ({"a.yaml": "service: a\ndefinition: none\n", "broken.yaml": "{"}, "broken.yaml"),
    ],
)
def test_a_folder_that_cannot_be_used(tmp_path: Path, files: dict[str, str], part: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileError, match=part):
        user_layer(tmp_path)


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match="cannot be read"):
        user_layer(tmp_path / "no")


@pytest.mark.parametrize("name", ["_../../etc/passwd._tcp", "_..._tcp", "_a/b._tcp", r"_a\000._tcp", "_._tcp", ""])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    assert RuleBook().rule(service_type(name)) is None


def test_every_shipped_rule_file_can_be_used() -> None:
    paths = sorted(shipped_rules().glob("*/*.yaml"))
    assert len(paths) > 900
    for path in paths:
        rule = parse_rule_file(path.read_bytes(), str(path))
        assert path.stem == rule.service.lower()
