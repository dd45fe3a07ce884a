"""What the rule of a service announces keeps the rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.environment import needs_re2
from validator.announce.examples import SAMPLES, examples
from validator.checks import CHECKS
from validator.engine.judge import Judge
from validator.errors import UsageError
from validator.model.finding import Severity
from validator.rules.formats import FORMATS
from validator.rules.load import RuleBook, shipped_files, user_layer

RULE = """\
service: acme-panel
transports: [tcp, udp]
definition: keys
keys:
  txtvers: {const: "1"}
  mode: {enum: [normal, safe]}
  mac: {format: mac}
  level: {minimum: 3, maximum: 9}
  list: {separator: ",", items: {enum: [a, b]}}
  flag: {value: forbidden}
  maybe: {value: optional}
  given: {default: d}
  shown: {examples: [e, f]}
  odd: {format: integer, pattern: "[5-9]"}
  free: {}
  old: {const: x, deprecated: true}
  secret: {const: x, sensitive: credential}
  needs: {const: x}
dependentRequired: {needs: [free]}
"""
STRINGS = [
    "txtvers=1", "mode=normal", "mac=00:00:5e:00:53:01", "level=3", "list=a", "flag", "maybe", "given=d", "shown=e",
]  # fmt: skip


def book(tmp_path: Path, *contents: str) -> RuleBook:
    paths = []
    for number, content in enumerate(contents):
        paths.append(tmp_path / f"{number}.yaml")
        paths[-1].write_text(content, encoding="utf-8")
    return RuleBook(map(user_layer, paths))


@needs_re2
def test_a_record_is_made_of_what_the_rule_says(tmp_path: Path) -> None:
    tcp, udp = examples(book(tmp_path, RULE), "acme-panel")
    assert tcp.txt is not None
    assert [each.decode() for each in tcp.txt.strings] == STRINGS
    assert (tcp.service, tcp.instance) == ("_acme-panel._tcp", b"Example 1")
    assert (udp.service, udp.instance, udp.txt) == ("_acme-panel._udp", b"Example 2", tcp.txt)
    assert examples(book(tmp_path, RULE), "_acme-panel._udp")[0].service == "_acme-panel._udp"


def test_the_examples_of_the_highest_layer_count(tmp_path: Path) -> None:
    lower = "service: x-y\ndefinition: keys\nkeys: {a: {}}\nexamples: {valid: [[a=1], [a=2]]}\n"
    higher = "service: x-y\nexamples: {valid: [[a=3], []], invalid: [{txt: [b=1], expect: [KEY001]}]}\nkeys: {a: {}}\n"
    found = examples(book(tmp_path, lower, higher), "x-y")
    assert [each.txt and each.txt.strings for each in found] == [(b"a=3",), (b"",)]
    assert [each.instance for each in found] == [b"Example 1", b"Example 2"]
    without = examples(book(tmp_path, lower, "service: x-y\nkeys: {a: {description: more}}\n"), "_x-y._tcp")
    assert [each.txt and each.txt.strings for each in without] == [(b"a=1",), (b"a=2",)]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("definition: keys\nkeys: {a: {}}", "the rule for _x-y._tcp has no examples, and no key of it says"),
        ("definition: reference", "the rule for _x-y._tcp has no examples, and no key of it says"),
        ("definition: keys\nkeys: {a: {required: true}}", "its key a is required, and it does not say what a value is"),
        (
            "definition: keys\nkeys: {a: {required: true, const: x}, b: {}}\ndependentRequired: {a: [b]}",
            "its key a needs b, and it does not say what a value is",
        ),
    ],
)
def test_a_rule_that_does_not_say_what_is_valid(tmp_path: Path, rule: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        examples(book(tmp_path, f"service: x-y\n{rule}\n"), "x-y")


def test_a_service_that_has_no_keys(tmp_path: Path) -> None:
    (found,) = examples(book(tmp_path, "service: x-y\ndefinition: none\n"), "x-y")
    assert found.txt is not None
    assert found.txt.strings == (b"",)


def test_a_misspelt_service() -> None:
    with pytest.raises(UsageError, match="there is no rule for spx-hnp; did you mean spx-hmp"):
        examples(RuleBook(), "spx-hnp")


def test_a_sample_of_every_format() -> None:
    assert list(SAMPLES) == list(FORMATS)
    assert all(FORMATS[name].matches(value.encode()) for name, value in SAMPLES.items())


def test_shipped_rules_are_kept_by_what_they_announce() -> None:
    rules = RuleBook()
    judge = Judge(rules, CHECKS)
    made = 0
    for file in shipped_files():
        try:
            found = examples(rules, file.rule.service)
        except UsageError as error:
            assert "does not say" in str(error) or "says what a value is" in str(error)  # noqa: PT017 - most examples raise nothing
            continue
        made += 1
        for verdict in map(judge.verdict, found):
            severe = [each for each in verdict.findings if each.severity > Severity.INFO]
            severe = [each for each in severe if not each.slug.startswith("service-name")]  # no rule can help these
            assert severe == [], verdict.announcement
    assert made > 400


def test_a_rule_with_conditions_needs_an_example(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    text = "service: acme\ndefinition: keys\nkeys: {a: {const: '1'}, b: {}}\n"
    condition = "allOf: [{if: {keys: {a: {}}}, then: {keys: {b: {required: true}}}}]\n"
    path.write_text(text + condition, encoding="utf-8")
    with pytest.raises(UsageError, match="valid example"):
        examples(RuleBook([user_layer(path)]), "acme")
    path.write_text(text + condition + "examples: {valid: [[a=1, b=2]]}\n", encoding="utf-8")
    assert len(examples(RuleBook([user_layer(path)]), "acme")) == 1
