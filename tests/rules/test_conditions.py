"""``allOf``: keys against each other, in every layer, with the line that asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.environment import needs_re2
from validator.checks import CHECKS
from validator.errors import RuleFileError
from validator.model.announcement import Announcement
from validator.model.finding import Finding
from validator.model.txt import TxtRecord
from validator.pipeline.run import Run
from validator.pipeline.run_judge import RunJudge
from validator.rules.lint import lint
from validator.rules.load import RuleBook, parse_rule_file, user_layer

FILE = """\
service: acme
definition: keys
keys:
  tls: {enum: ["0", "1"]}
  cert: {}
  port: {format: port}
  token: {}
allOf:
  - if: {keys: {tls: {const: "1"}, port: {}}}
    then:
      keys:
        cert: {required: true}
        port: {enum: ["443", "8443"]}
        token: {pattern: "[a-z]+"}
    else:
      keys:
        cert: false
    description: clients look for TLS there
subtypes: [_a]
dependentRequired: {token: [tls]}
"""


def found(folder: Path, *records: str) -> list[list[Finding]]:
    run = Run(RunJudge(RuleBook([user_layer(folder)]), CHECKS))
    announcements = [
        Announcement(service="_acme._tcp", instance=b"x", subtypes=("_b",), txt=TxtRecord(tuple(each.encode().split())))
        for each in records
    ]
    return [list(verdict.findings) for verdict in run.verdicts(announcements)]


@needs_re2
def test_findings_name_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(FILE, encoding="utf-8")
    [first, second] = found(tmp_path, "tls=1 port=80 token=A1", "tls=2 cert=x token=a")
    said = {(each.code, each.message): each for each in first + second}
    place = f"{path}:"
    for code, line, message in (
        ("KEY017", 12, 'the key "cert" is required where "tls" is "1" and "port" is present, and absent'),
        ("KEY017", 13, '"port" is "80", expected one of "443", "8443" where'),
        ("KEY017", 14, '"token" is (hidden), expected'),
        ("KEY017", 17, 'the key "cert" must be absent unless "tls" is "1"'),
        ("KEY003", 4, '"tls" is "2"'),
        ("KEY016", 19, "_b"),
    ):
        [finding] = [each for (found_code, text), each in said.items() if found_code == code and message in text][:1]
        assert finding.authority == f"{place}{line}"
        assert finding.origin is not None
        assert (finding.origin.layer, finding.origin.line) == (str(tmp_path), line)
    assert all("clients look for TLS" in text for code, text in said if code == "KEY017")
    assert "A1" not in repr(first)


@needs_re2
def test_a_dependent_key_stands_on_the_line_that_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(FILE, encoding="utf-8")
    [findings] = found(tmp_path, "token=x")
    assert [each.authority for each in findings if each.code == "KEY013"] == [f"{tmp_path}/acme.yaml:20"]


def test_memory_of_shapes_does_not_pass_over_a_condition(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(
        "service: acme\ndefinition: partial\nallOf:\n  - if: {keys: {a: {const: '1234'}}}\n"
        "    then: {keys: {b: {const: '77'}}}\n",
        encoding="utf-8",
    )
    verdicts = found(tmp_path, "a=1233 b=88", "a=1234 b=77", "a=1234 b=88", "a=1233 b=88", "A=1234 B=88")
    assert [any(each.code == "KEY017" for each in findings) for findings in verdicts] == [
        False,
        False,
        True,
        False,
        True,
    ]


def test_conditions_of_all_layers_and_of_the_transport_count(tmp_path: Path) -> None:
    low, high = tmp_path / "low.yaml", tmp_path / "high.yaml"
    low.write_text(
        "service: acme\ndefinition: partial\nallOf: [{if: {keys: {a: {}}}, then: {keys: {b: {required: true}}}}]\n",
        encoding="utf-8",
    )
    high.write_text(
        "service: acme\nbyTransport:\n  tcp:\n    allOf:\n"
        "      - if: {keys: {a: {}}}\n        then: {keys: {c: {required: true}}}\n",
        encoding="utf-8",
    )
    book = RuleBook([user_layer(low), user_layer(high)])
    announcement = Announcement(service="_acme._tcp", instance=b"x", txt=TxtRecord((b"a=1",)))
    verdict = RunJudge(book, CHECKS).verdict(announcement)
    places = [each.authority for each in verdict.findings if each.code == "KEY017"]
    assert places == [f"{low}:3", f"{high}:6"]


HEAD = "service: acme\ndefinition: keys\nkeys: {m: {}, n: {}}\nallOf:\n"
UNUSABLE = [
    (HEAD + "  - if: {keys: {}}\n    then: {keys: {n: false}}\n", 5, "names no key"),
    (HEAD + "  - if: {keys: {m: {}}}\n", 5, "then or else"),
    (HEAD + "  - if: {keys: {m: {format: colour}}}\n    then: {keys: {n: false}}\n", 5, "no format"),
    (HEAD + "  - if: {keys: {m: {}}}\n    then:\n      keys:\n        n: true\n", 8, "true demands nothing"),
    (HEAD + "  - if: {keys: {m: {required: true}}}\n    then: {keys: {n: false}}\n", 5, "required"),
    (HEAD + "  - if: {keys: {m: {}}}\n    then: {keys: {n: {pattern: '('}}}\n", 6, "the pattern '('"),
    (HEAD + "  - then: {keys: {n: false}}\n", 5, "`if` is missing"),
]
DUBIOUS = [
    (HEAD + "  - if: {keys: {m: {}}}\n    then: {keys: {o: false}}\n", 6, "does not define"),
    (HEAD + "  - if: {keys: {o: {}}}\n    then: {keys: {n: false}}\n", 5, "does not define"),
    (HEAD + "  - if: {keys: {m: {}}}\n    then: {keys: {n: {}}}\n", 6, "demands nothing"),
    (HEAD + "  - if: {keys: {m: {}}}\n    then: {keys: {M: false}}\n", 6, "nothing can be so"),
    (HEAD + "  - if: {keys: {m: {const: a, enum: [b]}}}\n    then: {keys: {n: false}}\n", 5, "const demands"),
]


@pytest.mark.parametrize(("text", "line", "part"), UNUSABLE)
def test_a_condition_that_cannot_be_used(text: str, line: int, part: str) -> None:
    with pytest.raises(RuleFileError) as caught:
        parse_rule_file(text.encode(), "x.yaml")
    assert (caught.value.line, part in str(caught.value)) == (line, True), caught.value


@pytest.mark.parametrize(("text", "line", "part"), DUBIOUS)
def test_lint_finds_what_makes_no_sense(text: str, line: int, part: str) -> None:
    problems = lint(text.encode(), "x.yaml")
    assert [(each.line, part in each.message) for each in problems] == [(line, True)], problems
