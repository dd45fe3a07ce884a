"""The Python API: read announcements, browse for them, validate them.

The names are those of the package itself (``validator.validate``), which imports this module when one is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from validator.checks import CHECKS
from validator.checks.targets import TARGETS
from validator.engine.fail_on import FAIL_ON, fails
from validator.engine.selection import selected
from validator.errors import InputError, UsageError
from validator.model.announcement import Announcement, Unreadable
from validator.model.finding import Finding, Summary, Verdict
from validator.model.txt import TxtRecord
from validator.pipeline.run import Run
from validator.pipeline.run_judge import RunJudge
from validator.rules.load import RuleBook, user_layer
from validator.rules.profiles import require_profiles
from validator.rules.variables import assignments

if TYPE_CHECKING:
    from validator.engine.policy import Policy
    from validator.mdns import BrowseResult

Source = str | PathLike[str]
"""Where announcements stand: a file, a folder of firmware, or ``-`` for standard input."""

What = Source | Announcement | Iterable[Source | Announcement | Unreadable]
"""What can be validated: a source, an announcement, or any number of both."""

FailOn = Literal["error", "warning", "info", "never"]
"""The words of FAIL_ON, for type checkers."""


class Result(Struct, frozen=True, kw_only=True):
    """The outcome of a validation, in the order of the input.

    ``unreadable`` are the parts of the input that could not be read; ``fail_on`` is the least severity that fails.
    """

    verdicts: tuple[Verdict, ...]
    unreadable: tuple[Unreadable, ...]
    summary: Summary
    fail_on: FailOn = "error"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings."""
        return tuple(finding for verdict in self.verdicts for finding in verdict.findings)

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings at or above ``fail_on``."""
        return tuple(finding for finding in self.findings if fails(finding.severity, self.fail_on))

    @property
    def ok(self) -> bool:
        """Tell whether there was something to judge, all of the input could be read, and nothing fails."""
        return bool(self.summary.announcements) and not self.unreadable and not self.failures

    def __str__(self) -> str:
        """List what could not be read, then the findings as ``--format concise`` has them, one a line."""
        from validator.display.printable import printable
        from validator.reports.concise import line

        lines = [f"{each.location}: {each.reason}" for each in self.unreadable]
        lines += [line(each) for each in self.findings if not each.announcement.is_of_input]
        if not self.summary.announcements and not self.unreadable:
            lines.append("there was nothing to judge")
        return "\n".join(map(printable, lines))


def announcement(service: str, txt: Iterable[str | bytes] = (), *, instance: str | bytes | None = None) -> Announcement:
    """Make an announcement of a service type (``_ipp._tcp``) and the strings of its TXT record, in order."""
    strings = tuple(each.encode() if isinstance(each, str) else each for each in txt)
    name = instance.encode() if isinstance(instance, str) else instance
    return Announcement(service=service, instance=name, txt=TxtRecord(strings or (b"",)))


def read(source: Source, *, input_format: str | None = None, service: str | None = None) -> Iterator[Announcement]:
    """Read announcements, as they come; memory does not grow with the input.

    The format is recognised unless ``input_format`` names it; ``service`` is the type of a bare TXT record. Raises
    InputError, with the place, where something cannot be read.
    """
    for item in _items(source, input_format, service):
        if isinstance(item, Unreadable):
            raise InputError(item.reason, file=str(item.location))
        yield item


def validate(  # noqa: PLR0913 - one parameter an option of the command
    what: What,
    *,
    rules: Source | Iterable[Source] = (),
    values: Mapping[str, str] | None = None,
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    targets: str | Iterable[str] = (),
    profiles: str | Iterable[str] = (),
    fail_on: FailOn = "error",
    show_secrets: bool = False,
    input_format: str | None = None,
    service: str | None = None,
) -> Result:
    """Judge announcements, or what stands in files, as ``dnssd-validator check`` does.

    ``rules`` are files and folders of your own, ``values`` what stands for ``${NAME}`` in them; ``select`` and
    ``ignore`` take codes, beginnings of codes, or slugs; ``targets`` what ``--target`` takes,
    ``profiles`` what ``--profile`` takes. The result holds all verdicts. Raises UsageError for what the command would
    leave with exit status 2, but for unreadable parts.
    """
    judge = judge_of(rules, values or {}, select, ignore, targets, profiles=profiles, reveal=show_secrets)
    return judged(what, judge, fail_on, input_format=input_format, service=service)


def judged(  # noqa: PLR0913 - as validate
    what: What,
    judge: RunJudge,
    fail_on: FailOn = "error",
    policy: Policy | None = None,
    *,
    input_format: str | None = None,
    service: str | None = None,
) -> Result:
    """Judge as validate() does; ``policy`` says what becomes of the findings. Raises UsageError."""
    if fail_on not in FAIL_ON:
        raise UsageError(f"fail_on is {fail_on!r}, expected one of {', '.join(FAIL_ON)}")
    unreadable: list[Unreadable] = []
    run = Run(judge, policy, lambda piece, _: unreadable.append(piece))
    verdicts = tuple(run.verdicts(items(what, input_format=input_format, service=service)))
    return Result(verdicts=verdicts, unreadable=tuple(unreadable), summary=run.summary, fail_on=fail_on)


def browse(  # noqa: PLR0913 - one argument an option
    *types: str,
    timeout: float = 10.0,
    interfaces: Iterable[str] = (),
    instances: Iterable[str] = (),
    expect: Mapping[str, int] | None = None,
    wait: float | None = None,
    passive: bool = False,
    multicast_only: bool = False,
) -> BrowseResult:
    """Browse the local network by mDNS, at most for ``timeout`` seconds; all types where none is named.

    ``expect`` maps a type to how many instances of it are waited for, ``instances`` names those; the result says in
    ``unmet`` what did not come. ``passive`` sends nothing, ``multicast_only`` no one-shot questions. Raises
    UsageError; RuntimeError where an event loop runs: await browse_async() there.
    """
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asked = browse_async(
            *types,
            timeout=timeout,
            interfaces=interfaces,
            instances=instances,
            expect=expect,
            wait=wait,
            passive=passive,
            multicast_only=multicast_only,
        )
        return asyncio.run(asked)
    raise RuntimeError("an event loop is running here: await validator.browse_async(...)")


async def browse_async(  # noqa: PLR0913 - as above
    *types: str,
    timeout: float = 10.0,  # noqa: ASYNC109 - how long to listen, which is no failure
    interfaces: Iterable[str] = (),
    instances: Iterable[str] = (),
    expect: Mapping[str, int] | None = None,
    wait: float | None = None,
    passive: bool = False,
    multicast_only: bool = False,
) -> BrowseResult:
    """Browse as ``browse`` does, within a running event loop."""
    from validator import mdns

    options = mdns.BrowseOptions(
        types=types,
        timeout_s=timeout,
        interfaces=tuple(interfaces),
        instances=tuple(instances),
        expected=tuple(mdns.expectation(f"{name}={count}") for name, count in (expect or {}).items()),
        wait_s=wait,
        passive=passive,
        multicast_only=multicast_only,
    )
    return await mdns.browse(options)


def judge_of(  # noqa: PLR0913 - as validate
    rules: Source | Iterable[Source],
    values: Mapping[str, str],
    select: str | Iterable[str],
    ignore: str | Iterable[str],
    targets: str | Iterable[str],
    *,
    profiles: str | Iterable[str] = (),
    reveal: bool = False,
    repeated: frozenset[str] = frozenset(),
) -> RunJudge:
    """Make the judge of a validation; ``repeated`` is as the judge takes it. Raises UsageError."""
    checked = assignments(f"{name}={value}" for name, value in values.items())
    chosen = [targets] if isinstance(targets, str) else list(targets)
    folders = [rules] if isinstance(rules, str | PathLike) else list(rules)
    unknown = [each for each in chosen if each not in TARGETS]
    if unknown:
        raise UsageError(f"there is no target {unknown[0]!r}; expected one of {', '.join(TARGETS)}")
    layers = [user_layer(Path(fspath(each)), checked) for each in folders]
    asked = [profiles] if isinstance(profiles, str) else list(profiles)
    require_profiles(asked, layers)
    return RunJudge(
        RuleBook(layers, profiles=asked),
        selected(CHECKS, *([each] if isinstance(each, str) else each for each in (select, ignore))),
        [TARGETS[each] for each in chosen],
        reveal=reveal,
        repeated=repeated,
    )


def items(
    what: What, *, input_format: str | None = None, service: str | None = None
) -> Iterator[Announcement | Unreadable]:
    """Yield announcements, and what cannot be read, as they come. Raises UsageError."""
    if isinstance(what, str | PathLike | Announcement):
        what = [what]
    for part in what:
        if isinstance(part, Announcement | Unreadable):
            yield part
        else:
            yield from _items(part, input_format, service)


def _items(source: Source, input_format: str | None, service: str | None) -> Iterator[Announcement | Unreadable]:
    from validator.model.names import typed
    from validator.sources import SOURCES
    from validator.sources.read import open_input

    if input_format is not None and input_format not in SOURCES:
        raise UsageError(f"there is no format {input_format!r}; expected one of {', '.join(SOURCES)}")
    asked = None if service is None else typed(service)
    if asked is not None and input_format is None:
        input_format = next(each.name for each in SOURCES.values() if each.needs_service)
    yield from open_input(fspath(source), input_format, asked)
