"""The loop of every run: what a source yields is judged, filtered by the policy, and counted.

Whoever judges does it here: ``check``, ``browse``, ``diff``, ``rules test``, ``rules draft``, the Python API and the
pytest plugin. Everything streams: memory does not grow with the input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from validator.engine.together import Accumulator
from validator.model.announcement import Announcement, Location, Unreadable
from validator.model.finding import Summary, Verdict
from validator.pipeline.counts import Counts
from validator.pipeline.run_judge import RunJudge

if TYPE_CHECKING:
    from validator.engine.policy import Policy
    from validator.model.fingerprint import Fingerprints
    from validator.pipeline.batch import Outcome
    from validator.pipeline.workers import Workers
    from validator.sources.lines import Block, WholeFile

MAX_UNREAD = 100
"""Pieces of one file that cannot be read and are told one by one."""

Item: TypeAlias = "Announcement | Unreadable | Block | WholeFile"
"""What a source yields. Blocks of lines and whole files are parts, which other processes may judge."""


class Run:
    """Judges by ``judge``, leaves out what ``policy`` leaves out, and counts into ``summary``.

    ``tell`` is told what cannot be read, unless the policy leaves it out, with the verdict that reports it. ``make``
    makes a judge like this one in other processes; without it none is started. So it must be where this process has
    threads, as a copy of the process would lack them. ``is_partial``: the run is limited to some service types. What
    announcements are compared with each other stands in ``together``.
    """

    def __init__(
        self,
        judge: RunJudge,
        policy: Policy | None = None,
        tell: Callable[[Unreadable, Verdict], None] = lambda *_: None,
        *,
        make: Callable[[], RunJudge] | None = None,
        is_partial: bool = False,
    ) -> None:
        self.together = Accumulator(is_partial=is_partial)
        self._judge = judge
        self._policy = policy
        self._tell = tell
        self._make = make
        self._counts = Counts()
        self._workers: Workers | None = None
        self._unread_of: Counter[str] = Counter()
        self._more_of: Counter[str] = Counter()

    @property
    def summary(self) -> Summary:
        """The counts so far."""
        return self._counts.summary

    def verdict(self, announcement: Announcement, fingerprints: Fingerprints | None = None) -> Verdict:
        """Judge one announcement. ``fingerprints`` are as the policy takes them. Raises UsageError."""
        self.together.add(announcement)
        return self._counted(self._judge.verdict(announcement), fingerprints)

    def verdicts(self, items: Iterable[Item]) -> Iterator[Verdict]:
        """Yield verdicts in the order of the items; of parts those with findings only. Raises UsageError."""
        try:
            for item in items:
                if isinstance(item, Announcement | Unreadable):
                    yield from self._rest()
                    if isinstance(item, Announcement):
                        yield self.verdict(item)
                    else:
                        yield from self._unread(item)
                else:
                    yield from self._taken(item)
            yield from self._rest()
            yield from self._more_unread()
            yield from self.device_verdicts()
        finally:
            if self._workers is not None:
                self._workers.close()

    def device_verdicts(self) -> Iterator[Verdict]:
        """Yield what is wrong with the announcements so far, seen together. Raises UsageError."""
        for verdict in self._judge.device_verdicts(self.together):
            counted = self._counted(verdict)
            if counted.findings:
                yield counted

    def pairs(self, items: Iterable[Announcement | Unreadable]) -> Iterator[tuple[Announcement, Verdict]]:
        """Yield each announcement as it was read, secrets included, with its verdict. Raises UsageError."""
        for item in items:
            if isinstance(item, Unreadable):
                list(self._unread(item))
            else:
                yield item, self.verdict(item)
        for verdict in self.device_verdicts():
            yield verdict.announcement, verdict

    def _taken(self, part: Block | WholeFile) -> Iterator[Verdict]:
        """Hand a part to the workers; yield what has come of those before it."""
        if self._workers is None:
            from validator.pipeline.workers import Workers

            self._workers = Workers(self._judge, self._make)
        for outcome in self._workers.take(part):
            yield from self._merged(outcome)

    def _rest(self) -> Iterator[Verdict]:
        """Yield what comes of the parts that wait."""
        for outcome in self._workers.rest() if self._workers is not None else ():
            yield from self._merged(outcome)

    def _merged(self, outcome: Outcome) -> Iterator[Verdict]:
        """Take what came of a part into the run: what was reported before is not reported again."""
        self.summary.announcements += outcome.clean
        for announcement in outcome.seen:
            self.together.add(announcement)
        if outcome.is_cut:
            self.together.give_up()
        for service, has_rule in outcome.services.items():
            self._counts.add_service(service, has_rule=has_rule)
        for item in outcome.items:
            if isinstance(item, Unreadable):
                yield from self._unread(item)
            else:
                yield self._counted(item if outcome.is_final else self._judge.new_of(item))

    def _counted(self, verdict: Verdict, fingerprints: Fingerprints | None = None) -> Verdict:
        left = verdict if self._policy is None else self._policy.apply(verdict, fingerprints)
        self._counts.add(left)
        return left

    def _unread(self, unreadable: Unreadable) -> Iterator[Verdict]:
        """Judge what cannot be read, up to MAX_UNREAD of a file; more is counted."""
        file = unreadable.location.file or ""
        if self._unread_of[file] < MAX_UNREAD:
            self._unread_of[file] += 1
            yield self._told(unreadable)
        else:
            self._more_of[file] += 1

    def _more_unread(self) -> Iterator[Verdict]:
        """Say how much more could not be read of each file."""
        for file, count in self._more_of.items():
            more = f"{count} more {'piece' if count == 1 else 'pieces'}"
            yield self._told(Unreadable(Location(file), f"{more} of the input could not be read"))

    def _told(self, unreadable: Unreadable) -> Verdict:
        """Judge what cannot be read. Where no check of the run speaks of it, it is told and counted all the same."""
        verdict = self._counted(self._judge.verdict(unreadable.remark))
        if not verdict.findings and not (verdict.suppressed or verdict.baseline):
            self.summary.unreadable += 1
        if verdict.findings or not (verdict.suppressed or verdict.baseline):
            self._tell(unreadable, verdict)
        return verdict
