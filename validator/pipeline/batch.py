"""Judge parts of an input: blocks of lines, where a line is an announcement in JSON, and whole files."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from validator.json_v1 import AnnouncementDump, AsideError, DumpError, announcement_of, decode_dump, decode_dumps
from validator.model.announcement import Announcement, Location, Unreadable
from validator.model.finding import Verdict
from validator.pipeline.run_judge import RunJudge
from validator.sources.lines import MAX_LINE, TOO_LONG, Block, WholeFile, octets_of
from validator.sources.read import open_input


class Outcome(Struct):
    """The outcome of a part: verdicts with findings and what could not be read, in their order.

    ``clean`` counts the announcements without findings; ``services`` are the types, in lower case, of those that were
    judged, each with whether there is a rule for it. ``is_final``: this process judged it, so that nothing in it was
    reported before. ``seen`` are its announcements, which are compared with those of other parts, unless
    ``is_cut``: there were too many.
    """

    items: list[Verdict | Unreadable]
    clean: int = 0
    services: dict[str, bool] = {}
    is_final: bool = False
    seen: list[Announcement] = []
    is_cut: bool = False


def judge_block(judge: RunJudge, block: Block) -> Outcome:
    """Judge the lines of a block. Raises RuleFileError, and what ``octets_of`` raises."""
    outcome = Outcome([])
    for number, dump in _dumps(block):
        if isinstance(dump, AsideError):
            continue
        location = Location(block.file, number)
        try:
            if isinstance(dump, DumpError):
                raise dump
            announcement = announcement_of(dump, location)
        except DumpError as error:
            outcome.items.append(Unreadable(location, str(error)))
        else:
            _add(outcome, judge, judge.verdict(announcement), announcement)
    return outcome


def judge_file(judge: RunJudge, file: WholeFile) -> Outcome:
    """Judge a whole file. Raises RuleFileError, and InputError where it cannot be read."""
    outcome = Outcome([])
    for item in open_input(file.file, file.format):
        if isinstance(item, Unreadable):
            outcome.items.append(item)
        else:
            _add(outcome, judge, judge.verdict(item), item)
    return outcome


def _dumps(block: Block) -> Iterable[tuple[int, AnnouncementDump | DumpError]]:
    """Read the lines of a block that are not blank, each with its number."""
    octets = octets_of(block)
    if len(octets) <= MAX_LINE:
        dumps = decode_dumps(octets)
        # Unless there are blank lines, which it passes over, the numbers are plain.
        if dumps is not None and len(dumps) == octets.count(b"\n") + (not octets.endswith(b"\n")):
            return enumerate(dumps, block.line)
    lines = enumerate(octets.split(b"\n"), block.line)
    return ((number, _dump(line)) for number, line in lines if line and not line.isspace())


def _dump(line: bytes) -> AnnouncementDump | DumpError:
    if len(line) > MAX_LINE:
        return DumpError(TOO_LONG)
    try:
        return decode_dump(line)
    except DumpError as error:
        return error


def _add(outcome: Outcome, judge: RunJudge, verdict: Verdict, announcement: Announcement) -> None:
    if judge.sees(announcement):
        outcome.seen.append(announcement)
    else:
        outcome.is_cut = True
    if not verdict.announcement.is_remark:
        outcome.services.setdefault(verdict.announcement.service.lower(), verdict.has_rule)
    if verdict.findings:
        outcome.items.append(verdict)
    elif not verdict.announcement.is_remark:
        outcome.clean += 1
