"""Checks explained to people: the catalogue and one check's page, as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from validator.checks.base import Basis, Check, Example
from validator.checks.targets import Target
from validator.display.printable import printable
from validator.model.names import escape
from validator.rules.keywords import KEYWORDS

if TYPE_CHECKING:
    from validator.rules.profiles import ProfileInfo

WIDTH = 88

GROUPS = {
    "TXT": "the record's bytes (RFC 6763 section 6, RFC 1035 section 3.3.14)",
    "NAM": "instance name, service type, subtype, host (RFC 6763 sections 4 and 7, RFC 6335 section 5.1)",
    "KEY": "keys and values against the service's rule",
    "REG": "the IANA registry",
    "SEC": "disclosure (RFC 8882)",
    "NET": "what packets show, of a live network or in a capture",
    "SRC": "the input itself: what cannot be read, or is refused by the program that it is for",
}
"""What each group of codes speaks of."""


def severities(check: Check) -> str:
    """The severity of a check; where the rule decides, both."""
    rule_decides = check.basis is Basis.STATED and not check.source.startswith("RFC")
    hinted = f", {Basis.HINTED.severity.word} where the note only hints at it" if rule_decides else ""
    return check.basis.severity.word + hinted


def catalogue(checks: Iterable[Check]) -> str:
    """One line a check, by group."""
    lines: list[str] = []
    group = ""
    for check in checks:
        if check.code[:3] != group:
            group = check.code[:3]
            lines += ["", f"{group}  {GROUPS[group]}"]
        lines.append(f"  {check.code}  {check.basis.severity.word:8}{check.slug:28}{check.title}")
    return "\n".join(lines).strip("\n")


def explanation(check: Check) -> str:
    """Everything that is known of one check: title, severity, source, why, remedy, examples, keywords of the rule."""
    parts = [
        f"{check.code} {check.slug}: {check.title}",
        f"Severity  {severities(check)} ({check.basis.value})\nSource    {check.source}",
        _paragraph("Why", check.why),
        _paragraph("How to fix it", check.remedy),
        "Fires on\n" + "\n".join(_example(each) for each in check.fires),
        "Silent on\n" + "\n".join(_example(each) for each in check.silent),
    ]
    parts += [f"Judged by this rule\n{textwrap.indent(rule.rstrip(), '  ')}" for rule in _rules(check)]
    if check.keywords:
        means = (f"  {word}: {KEYWORDS[word].means}" for word in check.keywords)
        parts.append("Keywords of the rule\n" + "\n".join(means))
    if check.needs:
        lost = ", ".join(sorted(each.value for each in check.needs))
        parts.append(f"Skipped where the source of an announcement does not keep: {lost}")
    return "\n\n".join(parts)


def targets(known: Iterable[Target]) -> str:
    """Everything that is known of each target: what it is, its limits, where they come from."""
    return "\n\n".join(
        "\n".join(
            [
                f"{each.name}: {each.title}",
                *([f"  at most {each.max_string} octets in a string"] if each.max_string else []),
                *([f"  at most {each.max_record} octets in a record"] if each.max_record else []),
                f"  {each.source}",
            ]
        )
        for each in known
    )


def _rules(check: Check) -> list[str]:
    """Rules that the examples bring, each once."""
    return list(dict.fromkeys(each.rule for each in (*check.fires, *check.silent) if each.rule))


def _paragraph(title: str, text: str) -> str:
    return f"{title}\n" + textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="  ")


def _example(example: Example) -> str:
    announcement = example.announcement
    name = f'"{escape(announcement.instance)}" ' if announcement.instance is not None else ""
    record = "no TXT record"
    if announcement.txt is not None:
        record = " ".join(f'"{raw.decode("utf-8", "backslashreplace")}"' for raw in announcement.txt.strings)
        record = record or "TXT record of zero octets"
    host = f" at {announcement.host}:{announcement.port}" if announcement.host is not None else ""
    line = f"  {name}{announcement.service}{host}  {example.note or record}"
    return printable(line if len(line) <= WIDTH else line[: WIDTH - 1] + "…")


def profile_page(profile: ProfileInfo) -> str:
    """Tell what a profile is, whose rules have it, and what it stands on."""
    services = ", ".join(f"_{name}" for name in profile.services)
    lines = [f"{profile.name}: {profile.title}", "", f"Judged where --profile {profile.name} asks for it."]
    lines += [f"Devices claim it where {profile.applies}."] if profile.applies else []
    lines += [f"Services: {services}", f"Stands on: {profile.source}"]
    lines += ["", f"`rules show {profile.services[0]}` shows what it demands."]
    return "\n".join(lines)
