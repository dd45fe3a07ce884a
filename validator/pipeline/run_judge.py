"""Judge the announcements of one run: the only place that calls the judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from validator.checks.base import Check
from validator.checks.targets import Target
from validator.engine.judge import Judge
from validator.engine.reported_once import ReportedOnce
from validator.engine.together import MAX_TOGETHER, Accumulator
from validator.model.announcement import Announcement
from validator.model.finding import Verdict
from validator.model.room import Room, weight
from validator.rules import patterns
from validator.rules.load import RuleBook

SELECT_AFTER = 20
"""Announcements after which it pays to select among the checks."""


class RunJudge:
    """Judges the announcements of one run: what is reported once a run is in one verdict only.

    ``rules``, ``checks``, ``targets`` and ``reveal`` are as the judge takes them, ``repeated`` as ReportedOnce does.
    After ``select_after`` announcements (None: never) the judge asks only the checks that may find something, where
    google-re2 is installed; the verdicts are the same without that.
    """

    def __init__(  # noqa: PLR0913 - an argument for each way to judge
        self,
        rules: RuleBook,
        checks: Sequence[Check],
        targets: Sequence[Target] = (),
        *,
        reveal: bool = False,
        repeated: frozenset[str] = frozenset(),
        select_after: int | None = SELECT_AFTER,
    ) -> None:
        self._judge = Judge(rules, checks, targets, reveal=reveal)
        self._reported = ReportedOnce(repeated)
        self._checks = checks
        self._unaided = select_after
        self._left_to_see = MAX_TOGETHER + 1
        self._room = Room()

    def verdict(self, announcement: Announcement) -> Verdict:
        """Judge an announcement. Raises RuleFileError."""
        if self._unaided is not None:
            self._begin_to_select()
        return self._reported.new_of(self._judge.verdict(announcement))

    def sees(self, announcement: Announcement) -> bool:
        """Whether an announcement of a part is still to be compared with those of other parts."""
        if self._left_to_see:
            self._left_to_see = self._left_to_see - 1 if self._room.takes(weight(announcement)) else 0
        return self._left_to_see > 0

    def device_verdicts(self, accumulator: Accumulator) -> Iterator[Verdict]:
        """Judge the announcements that were seen together; yield those with findings. Raises RuleFileError."""
        views = accumulator.together(self._judge.subject)
        verdicts = (self._reported.new_of(self._judge.device_verdict(view)) for view in views)
        return (verdict for verdict in verdicts if verdict.findings)

    def new_of(self, verdict: Verdict) -> Verdict:
        """Leave out what this run reported already from the verdict of another process."""
        return self._reported.new_of(verdict)

    def _begin_to_select(self) -> None:
        """Make the selector when there is enough to judge."""
        if self._unaided:
            self._unaided -= 1
            return
        self._unaided = None
        re2 = patterns.engine()
        if re2 is not None:
            from validator.engine.selector import Selector  # costs more than small runs gain

            self._judge.selector = Selector(re2, self._checks)
