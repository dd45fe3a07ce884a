"""The judge: every check's own examples, the order of findings, fidelity, masking."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.checks import CHECKS
from validator.checks.base import Check, Example
from validator.engine.judge import Judge
from validator.engine.together import Accumulator
from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.finding import Finding, Severity, Verdict
from validator.model.names import service_type
from validator.model.txt import TxtRecord, split
from validator.rules.layer_file import LayerFile
from validator.rules.load import RuleBook, UserLayer, parse_rule_file

BOOK = RuleBook()


def book_for(example: Example) -> RuleBook:
    """The shipped rules, and above them the rule that the example brings for its own service."""
    if example.rule is None:
        return BOOK
    rule = parse_rule_file(example.rule.encode(), "example.yaml")
    name = service_type(example.announcement.service).service_name
    return RuleBook([UserLayer("example", {name: LayerFile("example", "example.yaml", rule, is_shipped=True)})])


def judge(*announcements: Announcement, book: RuleBook = BOOK, reveal: bool = False) -> list[Verdict]:
    return list(map(Judge(book, CHECKS, reveal=reveal).verdict, announcements))


def judge_example(example: Example, lost: frozenset[Fidelity] = frozenset()) -> Verdict:
    """Judge an example by its own rule and targets."""
    announcement = msgspec.structs.replace(example.announcement, lost=lost | example.announcement.lost)
    judge = Judge(book_for(example), CHECKS, example.targets)
    verdict = judge.verdict(announcement)
    together = Accumulator()
    for each in (announcement, *example.others):
        together.add(each)
    if example.too_many:
        together.give_up()
    views = together.together(judge.subject)
    found = [finding for view in views for finding in judge.device_verdict(view).findings]
    return msgspec.structs.replace(verdict, findings=(*verdict.findings, *found))


def announce(*strings: bytes, service: str = "_spx-hmp._tcp", lost: frozenset[Fidelity] = frozenset()) -> Announcement:
    return Announcement(service=service, instance=b"Lobby", txt=TxtRecord(strings), lost=lost)


FIRES = [(check, example) for check in CHECKS for example in check.fires]
SILENT = [(check, example) for check in CHECKS for example in check.silent]


@pytest.mark.parametrize(("check", "example"), FIRES, ids=[check.code for check, _ in FIRES])
def test_a_check_fires_on_its_example(check: Check, example: Example) -> None:
    verdict = judge_example(example)
    found = [finding for finding in verdict.findings if finding.code == check.code]
    assert found
    for finding in found:
        assert finding.message
        assert not finding.message.endswith(".")
        assert finding.hint
        assert finding.authority


@pytest.mark.parametrize(("check", "example"), SILENT, ids=[check.code for check, _ in SILENT])
def test_a_check_is_silent_on_its_counterexample(check: Check, example: Example) -> None:
    verdict = judge_example(example)
    assert check.code not in {finding.code for finding in verdict.findings}


def test_every_check_has_examples_of_both_kinds() -> None:
    assert [check.code for check in CHECKS if not (check.fires and check.silent)] == []


@pytest.mark.parametrize("need", list(Fidelity))
def test_what_a_source_lost_is_not_judged(need: Fidelity) -> None:
    for check in CHECKS:
        if need not in check.needs:
            continue
        for example in check.fires:
            verdict = judge_example(example, frozenset({need}))
            assert check.code not in {finding.code for finding in verdict.findings}


def test_only_the_first_of_a_duplicate_is_judged_by_the_rule() -> None:
    [verdict] = judge(announce(b"mode=safe", b"MODE=turbo"))
    assert [finding.code for finding in verdict.findings] == ["TXT009"]


def test_a_finding_stands_on_the_line_of_its_string() -> None:
    lines = msgspec.structs.replace(
        announce(b"txtvers=1", b"mode=turbo"), location=Location("d.yaml", 3), string_lines=(5, 6)
    )
    [verdict] = judge(lines)
    assert [str(finding.location) for finding in verdict.findings] == ["d.yaml:6"]


def test_origin_and_authority_name_the_note() -> None:
    [verdict] = judge(announce(b"mode=turbo"))
    [finding] = verdict.findings
    assert finding.origin is not None
    assert (finding.origin.layer, finding.origin.file) == ("iana", "rules/iana/spx-hmp.yaml")
    assert 'one of "normal"' in finding.origin.note
    assert "spx-hmp" in finding.authority
    assert finding.severity is Severity.ERROR


def secret_findings(*, reveal: bool) -> tuple[Verdict, list[Finding]]:
    [verdict] = judge(announce(b"u=x", b'p="hunter2"', service="_ssh._tcp"), reveal=reveal)
    return verdict, list(verdict.findings)


def test_a_secret_appears_nowhere_in_a_verdict() -> None:
    verdict, findings = secret_findings(reveal=False)
    assert {"SEC001", "TXT010"} <= {finding.code for finding in findings}
    assert "hunter2" not in repr(verdict)


def test_a_secret_appears_when_asked_for() -> None:
    verdict, _ = secret_findings(reveal=True)
    assert verdict.announcement.txt == TxtRecord((b"u=x", b'p="hunter2"'))


ONCE = (announce(b"a=1", service="_busycal._tcp"), announce(b"a=1", service="_no-such-thing-x._tcp"))
"""What is reported once a run: the judge knows of no run."""

ANY_NAME = st.text(max_size=40)
ANY = st.builds(
    Announcement,
    service=st.one_of(
        ANY_NAME, st.sampled_from(["_spx-hmp._tcp", "_ssh._tcp", "_ptp-req._udp", "_sixteen-letters1._tcp"])
    ),
    instance=st.one_of(st.none(), st.binary(max_size=80)),
    domain=ANY_NAME,
    subtypes=st.lists(ANY_NAME, max_size=2).map(tuple),
    host=st.one_of(st.none(), ANY_NAME),
    port=st.one_of(st.none(), st.integers(0, 65535)),
    addresses=st.lists(ANY_NAME, max_size=2).map(tuple),
    txt=st.one_of(st.none(), st.binary(max_size=400).map(split)),
    lost=st.frozensets(st.sampled_from(list(Fidelity))),
)


@given(st.data())
def test_the_judge_remembers_no_announcement(data: st.DataObject) -> None:
    first, second = data.draw(ANY), data.draw(st.one_of(ANY, st.sampled_from(ONCE)))
    judge = Judge(BOOK, CHECKS)
    alone = judge.verdict(second)
    judge.verdict(first)
    assert judge.verdict(second) == alone
    assert [finding.code for finding in judge.verdict(ONCE[0]).findings] == ["KEY015"]


@given(ANY)
def test_any_announcement_gets_a_verdict(announcement: Announcement) -> None:
    [verdict] = judge(announcement)
    for finding in verdict.findings:
        assert finding.message.strip()
        assert "\n" not in finding.hint


@given(st.permutations([announce(b"mode=turbo"), announce(b"modle=x"), announce(b"p=1", service="_ssh._tcp")]))
def test_the_order_of_announcements_does_not_matter(announcements: list[Announcement]) -> None:
    found = {(each.announcement.service, f.code, f.key) for each in judge(*announcements) for f in each.findings}
    expected = {("_spx-hmp._tcp", "KEY003", "mode"), ("_spx-hmp._tcp", "KEY001", "modle"), ("_ssh._tcp", "SEC001", "p")}
    assert found == expected
