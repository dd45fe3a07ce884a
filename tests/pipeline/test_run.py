"""The loop: what is reported once a run, what cannot be read, what the policy leaves out, and the counts."""

from __future__ import annotations

import io
from datetime import date
from itertools import permutations

import pytest
from msgspec.structs import replace

from tests.engine.harness import suppression
from tests.engine.test_engine import BOOK, announce
from validator.checks import CHECKS
from validator.engine.policy import Policy
from validator.engine.suppression import Suppression, repeated
from validator.model.announcement import Announcement, Location, Unreadable
from validator.model.finding import Severity, Summary
from validator.pipeline.run import Item, Run
from validator.pipeline.run_judge import RunJudge
from validator.sources.lines import blocks

UNJUDGED = announce(b"a=1", service="_busycal._tcp")
FAULTY = announce(b"mode=turbo")
BROKEN = Unreadable(Location("dump", 3), "not JSON")
LINES = b"""\
{"service": "_busycal._tcp", "instance": "Lobby", "txt": ["a=1"]}
{"service": "_busycal._tcp", "instance": "Desk", "txt": ["b=1"]}
{"service": "_spx-hmp._tcp", "instance": "Lobby", "txt": ["mode=turbo"]}
{
"""


def run(suppressions: tuple[Suppression, ...] = (), select_after: int | None = 0) -> tuple[Run, list[Unreadable]]:
    """Make a run, and the list of what it could not read."""
    unreadable: list[Unreadable] = []
    judge = RunJudge(BOOK, CHECKS, repeated=repeated(suppressions), select_after=select_after)
    policy = Policy({"KEY003": Severity.WARNING}, suppressions, today=date(2026, 1, 1)) if suppressions else None
    return Run(judge, policy, lambda piece, _: unreadable.append(piece)), unreadable


@pytest.mark.parametrize("select_after", [0, 1, None])
def test_what_is_reported_once_is_so_of_lines_and_of_announcements(select_after: int | None) -> None:
    whole: list[Item] = [UNJUDGED, BROKEN, FAULTY]
    for items in permutations([*whole, *blocks(io.BytesIO(LINES), "lines")]):
        judging, unreadable = run(select_after=select_after)
        codes = [finding.code for verdict in judging.verdicts(items) for finding in verdict.findings]
        assert sorted(codes) == ["KEY003", "KEY003", "KEY015", "SRC001", "SRC001"]
        assert sorted(str(part.location) for part in unreadable) == ["dump:3", "lines:4"]
        assert judging.summary == Summary(announcements=5, services=2, without_rule=1, errors=4, infos=1, unreadable=2)


def test_no_run_knows_of_another() -> None:
    for _ in range(2):
        judging, _ = run()
        assert [finding.code for finding in judging.verdict(UNJUDGED).findings] == ["KEY015"]
        assert judging.verdict(UNJUDGED).findings == ()


def test_what_is_suppressed_of_one_is_reported_of_the_next() -> None:
    judging, _ = run((suppression("KEY015", instance="Lobby"),))
    desk = replace(UNJUDGED, instance=b"Desk")
    found = [verdict.findings for verdict in judging.verdicts([UNJUDGED, desk, UNJUDGED, desk, FAULTY])]
    assert [[(each.code, each.severity) for each in findings] for findings in found] == [
        [],
        [("KEY015", Severity.INFO)],
        [],
        [],
        [("KEY003", Severity.WARNING)],
    ]
    assert judging.summary == Summary(announcements=5, services=2, without_rule=1, warnings=1, infos=1, suppressed=1)


def test_an_announcement_comes_with_its_verdict_as_it_was_read() -> None:
    secret: Announcement = announce(b"u=x", b"p=hunter2", service="_ssh._tcp")
    judging, unreadable = run()
    [(read, verdict)] = judging.pairs([BROKEN, secret])
    assert read is secret
    assert "hunter2" not in repr(verdict)
    assert unreadable == [BROKEN]
    assert (judging.summary.announcements, judging.summary.unreadable) == (1, 1)
