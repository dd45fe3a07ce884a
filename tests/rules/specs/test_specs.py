"""Every curated rule file: its examples hold, and show every statement of it at work."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from tests import shared
from tests.environment import needs_re2
from validator.checks import CHECKS
from validator.model.announcement import Announcement
from validator.model.finding import Finding, Severity
from validator.model.names import service_type
from validator.model.txt import TxtRecord
from validator.pipeline.examples import judged_examples
from validator.pipeline.run import Run
from validator.pipeline.run_judge import RunJudge
from validator.rules.coverage import statements
from validator.rules.examples import broken
from validator.rules.layer_file import LayerFile
from validator.rules.lint import lint
from validator.rules.load import RuleBook, shipped_files, shipped_rules, shipped_sets
from validator.sources.read import open_input

BOOK = RuleBook()


@cache
def curated() -> list[LayerFile]:
    return [file for file in shipped_files() if file.layer == "specs"]


@cache
def judged() -> dict[str, list[tuple[str, tuple[Finding, ...]]]]:
    """By file, what is wrong with each example (nothing, if it holds), and what each invalid one gives."""
    return {
        file.path: [
            (broken(case, verdict.findings) or "", verdict.findings if case.expect else ())
            for case, verdict in judged_examples(file)
        ]
        for file in curated()
    }


@cache
def shown() -> set[tuple[str, str]]:
    """The statements, each with its file, on which the findings of invalid examples stand."""
    findings = (finding for cases in judged().values() for _, found in cases for finding in found)
    return {(finding.origin.file, finding.origin.path) for finding in findings if finding.origin is not None}


def test_there_are_enough() -> None:
    assert len(curated()) >= 200


@pytest.mark.parametrize("file", curated(), ids=lambda file: file.path)
def test_the_examples_hold(file: LayerFile) -> None:
    cases = judged()[file.path]
    assert cases
    assert [wrong for wrong, _ in cases if wrong] == []


@pytest.mark.parametrize("file", [*curated(), *shipped_sets()], ids=lambda file: file.path)
def test_every_statement_is_broken_by_an_example(file: LayerFile) -> None:
    assert [each for each in statements(file.rule) if (file.path, each) not in shown()] == []


@needs_re2
@pytest.mark.parametrize("path", sorted((shipped_rules() / "specs").rglob("*.yaml")), ids=lambda path: path.name)
def test_lint_has_nothing_to_say(path: Path) -> None:
    assert [str(problem) for problem in lint(path.read_bytes(), str(path))] == []


@pytest.mark.parametrize("file", [*curated(), *shipped_sets()], ids=lambda file: file.path)
def test_each_key_names_where_it_comes_from(file: LayerFile) -> None:
    source = file.rule.source
    assert source is not None
    assert source.document
    assert not [name for name, key in file.rule.keys.items() if not (key.source or source.document)]


@pytest.mark.parametrize("file", curated(), ids=lambda file: file.path)
def test_what_is_not_verified_is_no_error(file: LayerFile) -> None:
    findings = [finding for _, found in judged()[file.path] for finding in found if finding.origin is not None]
    unsure = [each for each in findings if each.origin is not None and each.origin.certainty != "verified"]
    assert [each for each in unsure if each.severity is Severity.ERROR] == []
    assert all("not read" in each.authority for each in unsure)


@pytest.mark.parametrize("service", ["_raop._tcp", "_http._tcp", "_hap._tcp", "_no-such-x._tcp", "_scpi-raw._tcp"])
def test_what_every_service_may_have_is_not_undefined(service: str) -> None:
    record = TxtRecord((b"txtvers=1", b"org.freedesktop.Avahi.cookie=1234"))
    verdict = RunJudge(BOOK, CHECKS).verdict(Announcement(service=service, instance=b"x", txt=record))
    assert "KEY001" not in {finding.code for finding in verdict.findings}


@pytest.mark.parametrize(("service", "judges"), [("_ipp._tcp", True), ("_http._tcp", True), ("_busycal._tcp", False)])
def test_a_rule_says_whether_it_judges_keys(service: str, judges: bool) -> None:  # noqa: FBT001 - of the table
    rule = BOOK.rule(service_type(service))
    assert rule is not None
    assert rule.judges_keys is judges
    verdict = RunJudge(BOOK, CHECKS).verdict(Announcement(service=service, instance=b"x", txt=TxtRecord((b"a=1",))))
    assert verdict.has_rule is judges
    assert ("KEY015" in {finding.code for finding in verdict.findings}) is not judges


# Of real records these break their specification: what each is, is argued in the rule files and beside the project.
ARGUED = {
    "_googlecast._tcp",  # test data without any key
    "_hap._tcp",  # test data that was cut down to a few keys
    "_meshcop._udp",  # test data of a border router that lacks what it is tested for
    "_ipps._tcp",  # a demonstration without keys
    "_nmos-register._tcp",  # lists v1.3 and lacks what v1.3 requires
    "_nmos-node._tcp",  # publishes pri, which nodes do not have
    "_raop._tcp",  # names without a MAC address: masked by the poster, and a test
    "_p2pchat._udp",  # IANA says that there are no keys
    "_http._tcp",  # a MAC address that was masked by the poster
}


@shared.needed
def test_real_announcements_draw_no_false_finding_on_keys() -> None:
    path = shared.file("corpus/announcements.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines()
    real = {number for number, line in enumerate(lines, 1) if line and not json.loads(line)["synthetic"]}
    verdicts = Run(RunJudge(BOOK, CHECKS)).verdicts(open_input(str(path)))
    severe = [each for verdict in verdicts for each in verdict.findings if each.severity > Severity.INFO]
    severe = [each for each in severe if each.location.line in real]
    undefined = [each for each in severe if each.code == "KEY001"]
    assert {each.announcement.service for each in severe if each.code.startswith("KEY")} <= ARGUED
    assert {each.announcement.service for each in undefined} <= {"_p2pchat._udp"}


@pytest.mark.parametrize("path", sorted((shipped_rules() / "specs").rglob("*.yaml")), ids=lambda path: path.name)
def test_examples_stand_last_so_that_they_need_not_be_read(path: Path) -> None:
    head, _, examples = path.read_text(encoding="utf-8").partition("\nexamples:\n")
    assert "\nexamples:" not in head
    assert all(line.startswith(" ") for line in examples.splitlines())
