"""The difference between two audits for people: ``text`` for terminals, ``markdown`` for comments and issues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import click
from msgspec import Struct

from validator.diff.structs import DeviceDump, Difference, InstanceDump
from validator.display.columns import wrap
from validator.display.printable import printable
from validator.display.wording import plural
from validator.json_v1 import FindingDump
from validator.reports import markdown
from validator.reports.text import LOOKS
from validator.reports.views.difference import changes, decoded, name, outcome, place, record, scope

RULES = "The findings of both are by the rules of today."

MAX_MARKDOWN = 60_000
"""Characters of Markdown, as comments may have; what goes beyond is counted."""

_LOOKS = {"+": "clean", "-": "error", "~": "warning", "✓": "clean"}
_INDENT = " " * 6
_MARKS = {"error": "✗", "warning": "!", "info": "i"}


class Item(Struct, frozen=True):
    """One thing that differs: its mark, what it is, what else is to say beside it, and the lines below, each marked."""

    mark: str
    title: str
    aside: str = ""
    lines: tuple[tuple[str, str], ...] = ()


def sections(difference: Difference) -> Iterator[tuple[str, list[Item]]]:
    """Yield what differs under headings; nothing that is empty."""
    devices, services, instances, findings = (
        difference.devices,
        difference.services,
        difference.instances,
        difference.findings,
    )
    pages: tuple[tuple[str, Iterable[Item]], ...] = (
        ("devices appeared", (_device("+", each) for each in devices.appeared)),
        ("devices vanished", (_device("-", each) for each in devices.vanished)),
        ("service types appeared", (Item("+", each) for each in services.appeared)),
        ("service types vanished", (Item("-", each) for each in services.vanished)),
        ("instances appeared", (_instance("+", each) for each in instances.appeared)),
        ("instances vanished", (_instance("-", each) for each in instances.vanished)),
        (
            "instances renamed (same service type, host and port)",
            (
                Item("~", f"{decoded(each.renamed_from)} → {name(each)}", lines=tuple(changes(each)))
                for each in instances.renamed
            ),
        ),
        ("instances changed", (Item("~", name(each), lines=tuple(changes(each))) for each in instances.changed)),
        ("findings new", (_finding(each, _MARKS[each.severity]) for each in findings.new)),
        ("findings fixed", (_finding(each, "✓") for each in findings.fixed)),
        ("findings gone with their instances", (_finding(each, "-") for each in findings.gone)),
        (
            "not compared",
            (
                Item("?", f"{each.what}: {each.reason}" + (f" ({each.count} times)" if each.count > 1 else ""))
                for each in difference.not_compared
            ),
        ),
    )
    for title, items in pages:
        if found := list(items):
            yield title, found


def _device(mark: str, device: DeviceDump) -> Item:
    count = plural(device.instances, "instance")
    return Item(mark, device.name, "  ".join((*(each for each in device.addresses if each != device.name), count)))


def _instance(mark: str, instance: InstanceDump) -> Item:
    strings = record(instance)
    return Item(mark, name(instance), place(instance), (("", strings),) if strings else ())


def _finding(finding: FindingDump, mark: str) -> Item:
    lines = [("", finding.message)]
    if mark in _MARKS.values():
        lines += [("→", finding.hint), ("", finding.authority)]
    return Item(mark, f"{finding.severity} {finding.code} {finding.slug}", name(finding), tuple(lines))


def as_text(difference: Difference, *, color: bool = False, width: int = 100) -> Iterator[str]:
    """Yield pieces that end with their lines, of so many columns."""

    def style(text: str, look: str, indent: str = "", hanging: str = "") -> str:
        lines = wrap(printable(text), width, indent, hanging)
        return "\n".join(click.style(line, **LOOKS[look]) if color and LOOKS[look] else line for line in lines)

    for word, side in (("old", difference.old), ("new", difference.new)):
        yield f"{style(f'{word}: {scope(side)}', 'plain', hanging='  ')}\n"
    yield f"{style(RULES, 'aside')}\n"
    for title, items in sections(difference):
        yield f"\n{style(f'{title}: {len(items)}', 'device')}\n"
        for item in items:
            look = next((each for each, mark in _MARKS.items() if mark == item.mark), _LOOKS.get(item.mark, "plain"))
            yield f"{style(f'{item.mark} {item.title}', look, '  ', '    ')}\n"
            if item.aside:
                yield f"{style(item.aside, 'aside', _INDENT, _INDENT)}\n"
            for mark, line in item.lines:
                look = _LOOKS.get(mark, "plain")
                yield f"{style(f'{mark} {line}'.strip(), look, _INDENT, f'{_INDENT}  ')}\n"
    yield f"\n{style(outcome(difference), 'title')}\n"


def as_markdown(difference: Difference) -> Iterator[str]:
    """Yield pieces that end with their lines: a heading and a list for each kind of difference."""
    text: Callable[[str], str] = markdown.text
    yield f"### DNS-SD announcements: {text(outcome(difference))}\n\n"
    for word, side in (("Old", difference.old), ("New", difference.new)):
        yield f"- {word}: {text(scope(side))}\n"
    yield f"\n{RULES}\n"
    room = MAX_MARKDOWN
    for title, items in sections(difference):
        yield f"\n#### {title[0].upper()}{text(title[1:])}: {len(items)}\n\n"
        for at, item in enumerate(items):
            aside = f" {text(item.aside)}" if item.aside else ""
            lines = "".join(f"  - {text(f'{mark} {line}'.strip())}\n" for mark, line in item.lines)
            piece = f"- {text(item.mark)} **{text(item.title)}**{aside}\n{lines}"
            room -= len(piece)
            if room < 0:
                yield f"- and {len(items) - at} more\n"
                break
            yield piece
