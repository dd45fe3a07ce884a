"""Judge the announcements of one run: the only place that calls the judge."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

from validator.checks.base import Check
from validator.checks.targets import Target
from validator.engine.judge import Judge
from validator.engine.reported_once import ReportedOnce
from validator.engine.together import MAX_TOGETHER, Accumulator
from validator.model.announcement import Announcement
from validator.model.finding import Verdict
from validator.model.names import service_type
from validator.rules.load import RuleBook

if TYPE_CHECKING:
    from validator.engine.memo import Memory, Shape
    from validator.json_v1 import AnnouncementDump

REMEMBER_AFTER = 20
"""Announcements after which it pays to remember what was judged."""


class RunJudge:
    """Judges the announcements of one run: what is reported once a run is in one verdict only.

    ``rules``, ``checks``, ``targets`` and ``reveal`` are as the judge takes them, ``repeated`` as ReportedOnce does.
    After ``remember_after`` announcements (None: never) it passes over what it knows to be clean; the verdicts are the
    same without that.
    """

    def __init__(  # noqa: PLR0913 - an argument for each way to judge
        self,
        rules: RuleBook,
        checks: Sequence[Check],
        targets: Sequence[Target] = (),
        *,
        reveal: bool = False,
        repeated: frozenset[str] = frozenset(),
        remember_after: int | None = REMEMBER_AFTER,
    ) -> None:
        self._judge = Judge(rules, checks, targets, reveal=reveal)
        self._reported = ReportedOnce(repeated)
        self._unaided = remember_after
        self._memory: Memory | None = None
        self._left_to_see = MAX_TOGETHER + 1

    def verdict(self, announcement: Announcement, known_by: Shape | None = None) -> Verdict:
        """Judge an announcement, which a dump has in the shape ``known_by``. Raises RuleFileError."""
        if self._memory is None and self._unaided is not None:
            self._begin_to_remember()
        if self._memory is not None:
            return self._memory.verdict(announcement, known_by)
        return self._reported.new_of(self._judge.verdict(announcement))

    def sees_another(self) -> bool:
        """Whether another announcement of a part is still to be compared with those of other parts."""
        self._left_to_see -= self._left_to_see > 0
        return self._left_to_see > 0

    def device_verdicts(self, accumulator: Accumulator) -> Iterator[Verdict]:
        """Judge the announcements that were seen together; yield those with findings. Raises RuleFileError."""
        views = accumulator.together(lambda each: self._judge.subject(each, service_type(each.service)))
        verdicts = (self._reported.new_of(self._judge.device_verdict(view)) for view in views)
        return (verdict for verdict in verdicts if verdict.findings)

    def new_of(self, verdict: Verdict) -> Verdict:
        """Leave out what this run reported already from the verdict of another process."""
        return self._reported.new_of(verdict)

    def known_by(self, dump: AnnouncementDump) -> Shape | None:
        """Tell the shape of an announcement in a dump; None where it is not ordinary enough, or none is known yet."""
        return self._memory.known_by(dump) if self._memory is not None else None

    @property
    def clean(self) -> Container[Shape | None]:
        """Shapes of announcements that are clean, and of services that were counted; it grows with what is judged."""
        return self._memory.clean if self._memory is not None else ()

    def _begin_to_remember(self) -> None:
        """Make the memory when there is enough to judge."""
        if self._unaided:
            self._unaided -= 1
            return
        from validator.engine.memo import Memory

        self._memory = Memory(self._judge, self._reported.new_of)
