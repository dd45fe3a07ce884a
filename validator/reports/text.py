"""``text``: the report that a person reads in a terminal, by device and service instance.

Verdicts are grouped in windows: memory stays bounded, and in any dump that people look at a device appears once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import click
from msgspec.structs import replace

from validator.display.columns import columns, wrap
from validator.display.printable import printable, printable_octets
from validator.display.wording import MAX_TITLE, cut, listed, plural
from validator.model.announcement import Announcement
from validator.model.finding import Finding, Severity, Summary, Verdict
from validator.model.observation import About, Completeness, Observation
from validator.reports.base import Context, Detail
from validator.reports.gist import Gist, weight, weightiest
from validator.reports.gist import where as place_of

WINDOW = 2000
"""Verdicts that are grouped together."""

MIN_WIDTH = 60
NEWLINE = "\n"
INDENT = "      "
NEGLIGIBLE = 0.01
"""Answers expected to be unheard, and share of them lost, of which nothing need be said."""

MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}

LOOKS: dict[str, dict[str, Any]] = {
    "device": {"bold": True, "underline": True},
    "title": {"bold": True},
    "error": {"fg": "red"},
    "warning": {"fg": "yellow"},
    "info": {"fg": "blue"},
    "clean": {"fg": "green"},
    "hint": {"fg": "cyan"},
    "aside": {"dim": True},
    "plain": {},
}
"""How each kind of text looks where there is colour; click.style's words."""


def render(verdicts: Iterable[Verdict], context: Context) -> Iterator[str]:
    """Begin with the gist, unless there is too much to wait for; group by device and service; end with the summary."""
    pen, gist = _Pen(context), Gist()
    shown = (each for each in verdicts if each.findings or context.detail is Detail.ALL)
    blank = said = False
    while window := list(islice(shown, WINDOW)):
        for verdict in window:
            gist.take(verdict)
        if not blank and len(window) < WINDOW:
            said = True
            yield pen.gist(gist)
        for name, group in _by_device(window):
            yield ("\n" if blank else "") + pen.device(name)
            blank = True
            for verdict in _folded(group):
                yield from pen.verdict(verdict)
    yield ("\n" if blank else "") + ("" if said else pen.gist(gist))
    yield "".join(f"{line}\n" for line in pen.summary())


class _Pen:
    """Writes the parts of the report at one width, with or without colour."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._width = max(context.width, MIN_WIDTH)

    def gist(self, gist: Gist) -> str:
        """Write what the run comes to, and a blank line; nothing where nothing is said."""
        said = gist.text(self._context.summary)
        text = self._lines(said, "", "title") if said else ""
        for finding in gist.top:
            head = f"{finding.severity.word} {finding.code}"
            said = f"{head} {place_of(finding)}: {finding.message}"
            text += self._lines(said, "  ", finding.severity.word, hanging="  ")
        return f"{text}\n" if text else ""

    def device(self, name: str) -> str:
        """Write the heading of a device."""
        return self._lines(name, "", "device")

    def verdict(self, verdict: Verdict) -> Iterator[str]:
        """Write one announcement with its findings, the weightiest first."""
        announcement = verdict.announcement
        findings = weightiest(verdict.findings)
        worst = max((each.severity for each in findings), default=None)
        mark, look = ("✓", "clean") if worst is None else (MARKS[worst], worst.word)
        yield self._heading(announcement, mark, look)
        if self._context.detail is Detail.ALL and not announcement.is_remark:
            yield self._lines(record(announcement), INDENT, "aside")
        for finding in findings:
            yield self._finding(finding, announcement)

    def summary(self) -> Iterator[str]:
        """Write the last lines: what was found in how much, and how complete it is."""
        summary = self._context.summary
        parts = [
            self._count(summary.errors, Severity.ERROR),
            self._count(summary.warnings, Severity.WARNING),
            self._count(summary.infos, Severity.INFO),
        ]
        judged = plural(summary.announcements, "announcement")
        services = plural(summary.services, "service type")
        unruled = f", {summary.without_rule} without a rule" if summary.without_rule else ""
        unread = f"; {plural(summary.unreadable, 'part')} could not be read" if summary.unreadable else ""
        counts, scope = ", ".join(parts), f"in {judged} of {services}{unruled}{unread}"
        fits = columns(click.unstyle(counts)) + 1 + columns(scope) <= self._width
        yield f"{counts}{' ' if fits else NEWLINE}{scope}"
        if out := left_out(summary):
            yield f"Left out: {out}."
        if self._context.completeness is not None:
            for line in completeness(self._context.completeness()):
                yield self._lines(line, "", "aside").rstrip("\n")

    def _heading(self, announcement: Announcement, mark: str, look: str) -> str:
        """Write the name, and beside it, or below where there is no room, what else is known."""
        first, *others = wrap(printable(f"{mark} {title(announcement)}"), self._width, "  ", "    ")
        text = f"  {self._style(mark, look)} {self._style(first[4:], 'title')}"
        text += "".join(f"\n    {self._style(line[4:], 'title')}" for line in others)
        place = printable(where(announcement))
        if columns([first, *others][-1]) + 2 + columns(place) <= self._width:
            return f"{text}  {self._style(place, 'aside')}\n"
        return f"{text}\n{self._lines(place, INDENT, 'aside')}"

    def _finding(self, finding: Finding, announcement: Announcement) -> str:
        head = f"{finding.severity.word} {finding.code} {finding.slug}"
        place = f"at {finding.location}" if finding.location != announcement.location else ""
        source = ", ".join(part for part in (place, finding.authority) if part)
        return "".join(
            (
                f"    {self._style(head, finding.severity.word)}\n",
                self._lines(finding.message, INDENT, "plain"),
                self._lines(f"→ {finding.hint}", INDENT, "hint", hanging="  "),
                self._lines(source, INDENT, "aside"),
            )
        )

    def _lines(self, text: str, indent: str, look: str, hanging: str = "") -> str:
        wrapped = wrap(printable(text), self._width, indent, indent + hanging)
        return "".join(self._style(line, look) + "\n" for line in wrapped)

    def _count(self, number: int, severity: Severity) -> str:
        return self._style(plural(number, severity.word), severity.word if number else "plain")

    def _style(self, text: str, look: str) -> str:
        return _look(printable(text), look) if self._context.color else printable(text)


def title(announcement: Announcement) -> str:
    """Name an announcement: instance and service type; of a remark what it is about."""
    if announcement.observation is not None and announcement.is_remark and not announcement.is_repeated:
        return remark(announcement, announcement.observation)
    name = (
        "(no instance name)"
        if announcement.instance is None
        else cut(printable_octets(announcement.instance), MAX_TITLE)
    )
    service = cut(announcement.service, MAX_TITLE)
    domain = "" if announcement.domain in ("local", "") else f" in {cut(announcement.domain, MAX_TITLE)}"
    part = f", TXT record {announcement.txt_index} of {announcement.txt_count}" if announcement.txt_count > 1 else ""
    return f"{name} {service}{domain}{part}"


def remark(announcement: Announcement, observation: Observation) -> str:
    """Name the service type or the responder that a remark is about."""
    if observation.about is About.RESPONDER:
        return f"{', '.join(announcement.addresses)} (damaged packets)"
    if observation.about is About.INPUT:
        return "(not read)" if not observation.refuser else f"(refused by {observation.refuser})"
    if observation.about is About.POINTER:
        subtypes = "".join(f"{each}._sub." for each in announcement.subtypes)
        return cut(f"PTR record of {subtypes}{announcement.service}.{announcement.domain}", MAX_TITLE)
    return cut(announcement.service, MAX_TITLE)


def where(announcement: Announcement) -> str:
    """Tell port, addresses and the place it was read at."""
    port = "" if announcement.port is None else f"port {announcement.port}"
    addresses = "" if announcement.is_remark else ", ".join(announcement.addresses)
    return "  ".join(part for part in (port, addresses, str(announcement.location)) if part)


def record(announcement: Announcement) -> str:
    """Show the TXT strings in quotes, in order."""
    if announcement.txt is None:
        return "no TXT record seen"
    strings = " ".join(f'"{printable_octets(raw)}"' for raw in announcement.txt.strings if raw)
    return strings or "TXT record without attributes"


def left_out(summary: Summary) -> str:
    """Say how many findings are in no report: ``2 suppressed, 7 in the baseline``; nothing where there are none."""
    parts = (summary.suppressed, "suppressed"), (summary.baseline, "in the baseline")
    return ", ".join(f"{count} {words}" for count, words in parts if count)


def completeness(live: Completeness) -> Iterator[str]:
    """Say in sentences what a live run did and what it may have missed."""
    interfaces = ", ".join(live.interfaces) or "no interface"
    queries = plural(live.queries, "query", "queries")
    types = plural(live.types, "service type")
    instances = plural(live.instances, "instance")
    did = "asked no questions" if live.passive else f"sent {queries}"
    packets = plural(live.packets, "response")
    damaged = f" ({live.damaged} damaged)" if live.damaged else ""
    responses = f"heard {packets}{damaged}, of {types} and {instances}"
    yield f"Listened {live.duration_s:.1f} s on {interfaces}, {did}; {responses}."
    if live.loss >= NEGLIGIBLE:
        yield f"{lost(live)}."
    if live.unresolved:
        lacks = dict(zip(live.unresolved, live.lacks, strict=False))
        named = (f"{name} (no {', no '.join(lacks[name])})" if lacks.get(name) else name for name in live.unresolved)
        yield f"Not resolved: {', '.join(named)}."
    if live.dropped:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in live.drops)
        yield f"Dropped: {kinds or live.dropped}. This is not all."


def lost(live: Completeness) -> str:
    """Say how many answers were lost, and what that means."""
    share = f"About {live.loss:.0%} of the answers were lost or late"
    if live.unheard < NEGLIGIBLE:
        return f"{share}; asking again made up for it"
    services = "a service" if live.unheard < 1 else "some services"
    return f"{share}, and {services} may be unheard: a longer --timeout asks more often"


def _look(text: str, look: str) -> str:
    return click.style(text, **LOOKS[look]) if LOOKS[look] else text


def _by_device(verdicts: Iterable[Verdict]) -> Iterator[tuple[str, list[Verdict]]]:
    """Yield the devices, those with the weightiest findings first."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(_device(verdict.announcement), []).append(verdict)
    yield from sorted(groups.items(), key=lambda group: _weight(group[1]), reverse=True)


def _weight(group: Iterable[Verdict]) -> tuple[int, int]:
    return max((weight(finding) for verdict in group for finding in verdict.findings), default=(0, 0))


def _folded(group: Sequence[Verdict]) -> Iterator[Verdict]:
    """Yield the announcements of one device: what is said of the first of them is not said of the others again."""
    places: dict[tuple[str, Severity, str], list[str]] = {}
    for verdict in sorted(group, key=lambda each: _weight([each]), reverse=True):
        for finding in verdict.findings:
            services = places.setdefault((finding.code, finding.severity, finding.message), [])
            services.append(verdict.announcement.service)
    said: set[tuple[str, Severity, str]] = set()
    for verdict in sorted(group, key=lambda each: _weight([each]), reverse=True):
        findings = []
        for finding in verdict.findings:
            fault = finding.code, finding.severity, finding.message
            others = places[fault][1:]
            if fault not in said and others:
                message = f"{finding.message} (the same of {listed(list(dict.fromkeys(others)), 4, 'and', shown=3)})"
                finding = replace(finding, message=message)  # noqa: PLW2901 - the same finding, as it is told
            if fault not in said:
                findings.append(finding)
            said.add(fault)
        if findings or not verdict.findings:
            yield replace(verdict, findings=tuple(findings))


def _device(announcement: Announcement) -> str:
    if announcement.is_of_input:
        return announcement.location.file or "(the input)"
    if announcement.is_remark and not announcement.is_repeated:
        return "(the network)"
    return announcement.host or announcement.location.file or "(no host name)"
