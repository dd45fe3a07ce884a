"""What becomes of findings, and what is said of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.engine.harness import finding, suppression
from validator.engine.baseline import Baseline, Collected, read
from validator.engine.policy import Policy
from validator.model.finding import Finding, Severity, Verdict

TODAY = date(2026, 5, 2)


def verdict(*findings: Finding) -> Verdict:
    return Verdict(announcement=finding().announcement, findings=findings)


def policy(**said: Any) -> Policy:  # noqa: ANN401 - arguments of Policy
    return Policy(**({"today": TODAY} | said))


def baseline_of(*findings: Finding) -> Baseline:
    collected = Collected()
    policy(collected=collected).apply(verdict(*findings))
    return read("".join(collected.written()).encode(), "base.json")


def test_an_empty_policy_changes_nothing() -> None:
    before = verdict(finding(), finding("KEY002"))
    assert policy().apply(before) == before
    assert list(policy().notices()) == []


def test_grades_are_of_codes() -> None:
    left = policy(grades={"KEY001": Severity.ERROR}).apply(verdict(finding(), finding("KEY002"))).findings
    assert [(each.code, each.severity) for each in left] == [("KEY001", Severity.ERROR), ("KEY002", Severity.WARNING)]


def test_what_is_suppressed_is_counted() -> None:
    left = policy(suppressions=[suppression(key="a"), suppression("KEY002")]).apply(
        verdict(finding(key="a"), finding(key="b"), finding("KEY002"), finding("KEY003"))
    )
    assert [(each.code, each.key) for each in left.findings] == [("KEY001", "b"), ("KEY003", None)]
    assert (left.suppressed, left.baseline) == (2, 0)


def test_a_finding_of_the_baseline_that_is_suppressed_too_counts_once() -> None:
    known = baseline_of(finding())
    left = policy(suppressions=[suppression()], baseline=known).apply(verdict(finding()))
    assert (left.findings, left.suppressed, left.baseline) == ((), 1, 0)


def test_what_agrees_is_new_where_there_is_more_of_it() -> None:
    known = baseline_of(finding(), finding())
    for number, new in ((1, 0), (2, 0), (3, 1)):
        left = policy(baseline=known).apply(verdict(*[finding()] * number))
        assert (len(left.findings), left.baseline) == (new, number - new)


def test_memory_grows_with_the_baseline_only() -> None:
    known = baseline_of(finding())
    judged = policy(baseline=known)
    for number in range(1000):
        assert judged.apply(verdict(finding(key=str(number)))).findings
    assert judged._fingerprints._seen.total() == 0  # noqa: SLF001 - it is not to be seen otherwise


def once(instance: bytes) -> Finding:
    return finding(once="_ipp._tcp", instance=instance)


def test_what_is_said_once_is_not_lost_where_the_first_is_suppressed() -> None:
    judged = policy(suppressions=[suppression(instance="A*")])
    several = [judged.apply(verdict(once(name))) for name in (b"A", b"B", b"Aa", b"C")]
    said = [each.announcement.instance for one in several for each in one.findings]
    assert said == [b"B"]
    assert sum(each.suppressed for each in several) == 1
    assert list(judged.notices()) == []


def test_what_is_said_once_is_in_the_baseline_whoever_it_is_said_of() -> None:
    known = baseline_of(once(b"A"))
    for said in ([], [suppression(instance="A*")]):
        judged = policy(baseline=known, suppressions=said)
        several = [judged.apply(verdict(once(name))) for name in (b"B", b"C")][: 2 if said else 1]
        assert [each.findings for each in several] == [()] * len(several)
        assert sum(each.baseline for each in several) == 1


AT = "dnssd-validator.toml:3: the suppression"
REWRITE = "fixed, or not in this input; --write-baseline base.json takes out what is fixed"

NOTICES: list[tuple[str, dict[str, Any], list[Finding], list[str]]] = [
    ("used", {"suppressions": [suppression()]}, [finding()], []),
    (
        "unused",
        {"suppressions": [suppression(service="_ipp._tcp", instance="Print*", key="pdl")]},
        [finding()],
        [f'{AT} is unused: there is no KEY001 of _ipp._tcp of the instance "Print*" at the key "pdl"'],
    ),
    (
        "unused, of several codes",
        {"suppressions": [suppression("KEY002", "KEY001")]},
        [],
        [f"{AT} is unused: there is no KEY001 or KEY002"],
    ),
    (
        "unused, of many codes",
        {"suppressions": [suppression("KEY002", "KEY001", "KEY003", "KEY004")]},
        [],
        [f"{AT} is unused: there is no KEY001, KEY002 or 2 others"],
    ),
    ("not judged", {"suppressions": [suppression("NET001")], "judged": {"KEY001"}}, [], []),
    ("two of the same", {"suppressions": [suppression(), suppression(key="a")]}, [finding(key="a")], []),
    (
        "expired",
        {"suppressions": [suppression(expires=date(2026, 5, 1))]},
        [finding(), finding()],
        [f"{AT} expired on 2026-05-01: 2 findings of KEY001 show again (it said: known)"],
    ),
    (
        "expired, and in the baseline",
        {"suppressions": [suppression(expires=date(2026, 5, 1))], "baseline": baseline_of(finding())},
        [finding()],
        [f"{AT} expired on 2026-05-01: all KEY001 is in the baseline (it said: known)"],
    ),
    (
        "expired, and one more than in the baseline",
        {"suppressions": [suppression(expires=date(2026, 5, 1))], "baseline": baseline_of(finding())},
        [finding(), finding()],
        [f"{AT} expired on 2026-05-01: 1 finding of KEY001 shows again (it said: known)"],
    ),
    (
        "expired and unused",
        {"suppressions": [suppression(expires=date(2026, 5, 1))]},
        [],
        [f"{AT} is unused: there is no KEY001 and it expired on 2026-05-01"],
    ),
    ("the last day", {"suppressions": [suppression(expires=TODAY)]}, [finding()], []),
    ("found again", {"baseline": baseline_of(finding())}, [finding()], []),
    (
        "fixed",
        {"baseline": baseline_of(finding(), finding("KEY002", key="pdl"))},
        [finding()],
        [f"base.json: 1 of 2 findings were not found again (KEY002 Printer._ipp._tcp [pdl]): {REWRITE}"],
    ),
    (
        "its only one is fixed",
        {"baseline": baseline_of(once(b"A"))},
        [],
        [f"base.json: its only finding was not found again (KEY001 _ipp._tcp): {REWRITE}"],
    ),
    ("fixed, but not judged", {"baseline": baseline_of(finding()), "judged": {"KEY002"}}, [], []),
    ("written anew", {"baseline": baseline_of(finding()), "collected": Collected()}, [], []),
]


@pytest.mark.parametrize(("said", "findings", "expected"), [each[1:] for each in NOTICES], ids=[e[0] for e in NOTICES])
def test_notices(said: dict[str, Any], findings: list[Finding], expected: list[str]) -> None:
    judged = policy(**said)
    judged.apply(verdict(*findings))
    assert list(judged.notices()) == expected


def test_what_expired_shows_again() -> None:
    judged = policy(suppressions=[suppression(expires=date(2026, 5, 1))])
    left = judged.apply(verdict(finding()))
    assert (len(left.findings), left.suppressed) == (1, 0)


def test_what_is_suppressed_is_not_collected_but_what_is_known_is() -> None:
    collected = Collected()
    judged = policy(suppressions=[suppression(key="a")], baseline=baseline_of(finding(key="b")), collected=collected)
    judged.apply(verdict(finding(key="a"), finding(key="b"), finding(key="c")))
    findings = read("".join(collected.written()).encode(), "x").findings.values()
    assert sorted(str(each.key) for each in findings) == ["b", "c"]
