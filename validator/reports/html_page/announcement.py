"""One announcement on the page: what it says, its TXT record string by string, and what was found in it."""

from __future__ import annotations

from collections.abc import Iterator

from validator.display.wording import plural
from validator.model.announcement import Announcement
from validator.model.finding import Finding, Verdict
from validator.model.observation import About, Observation
from validator.model.txt import Attribute, DamageKind, KeyState, TxtRecord
from validator.reports.html_page.markup import badge, badges, facts, name, octets, text

MAX_HEXADECIMAL = 64
"""Octets of a value that are shown in hexadecimal; more of them nobody reads."""

_STATES = {KeyState.NO_VALUE: "no value", KeyState.EMPTY: "empty value"}


def article(verdict: Verdict, number: int, first_finding: int) -> str:
    """Write one announcement. Its findings are numbered from ``first_finding`` in their order."""
    announcement = verdict.announcement
    numbered = sorted(enumerate(verdict.findings, first_finding), key=lambda each: -each[1].severity)
    clean = "" if numbered else f" {badges(0, 0, 0)}"
    parts = [
        f'<article id="a{number}" class="announcement">\n<h4>{_title(announcement)}{clean}</h4>\n',
        facts(dict(_facts(verdict))),
    ]
    if numbered:
        items = "".join(_finding(finding, at, announcement) for at, finding in numbered)
        parts.append(f'<ul class="findings">\n{items}</ul>\n')
    if not announcement.is_remark:
        parts.append(_record(announcement, numbered))
    return "".join((*parts, "</article>\n"))


def short_name(announcement: Announcement) -> str:
    """Name an announcement: the instance and, less loudly, the service type; of a remark what it is about."""
    if announcement.is_remark:
        return _title(announcement)
    called = (
        "<i>no instance name</i>" if announcement.instance is None else f"<bdi>{octets(announcement.instance)}</bdi>"
    )
    return f'{called} <span class="type">{name(announcement.service)}</span>'


def _title(announcement: Announcement) -> str:
    if announcement.observation is not None and announcement.is_remark:
        return _remark(announcement, announcement.observation)
    domain = "" if announcement.domain in ("local", "") else f" in {name(announcement.domain)}"
    part = f", TXT record {announcement.txt_index} of {announcement.txt_count}" if announcement.txt_count > 1 else ""
    return f"{short_name(announcement)}{domain}{part}"


def _remark(announcement: Announcement, observation: Observation) -> str:
    if observation.about is About.RESPONDER:
        return f'{name(", ".join(announcement.addresses))} <span class="type">responder</span>'
    return f'{name(announcement.service)} <span class="type">service type without an instance</span>'


def _facts(verdict: Verdict) -> Iterator[tuple[str, str]]:
    announcement = verdict.announcement
    if not announcement.is_remark:
        yield "Host", "" if announcement.host is None else name(announcement.host)
        yield "Port", "" if announcement.port is None else str(announcement.port)
        yield "Addresses", ", ".join(map(name, announcement.addresses))
        yield "Subtypes", ", ".join(map(name, announcement.subtypes))
        yield "Rule", "" if verdict.has_rule else "none for this service: its keys were not judged"
    if announcement.observation is not None and not (announcement.is_remark and announcement.addresses):
        yield "Heard from", ", ".join(map(name, announcement.observation.senders))
    yield "Seen at", name(str(announcement.location))
    yield "Not kept there", ", ".join(sorted(each.value for each in announcement.lost))


def _finding(finding: Finding, number: int, announcement: Announcement) -> str:
    place = f" · {name(str(finding.location))}" if finding.location != announcement.location else ""
    code = text(finding.code)
    return (
        f'<li id="f{number}" class="finding {finding.severity.word}">\n'
        f'<p>{badge(finding.severity)} <a href="#{code}">{code}</a> {text(finding.slug)}</p>\n'
        f'<p class="message">{name(finding.message)}</p>\n'
        f"<p><b>To fix it:</b> {name(finding.hint)}</p>\n"
        f'<p class="aside">{name(finding.authority)}{place}</p>\n</li>\n'
    )


def _record(announcement: Announcement, numbered: list[tuple[int, Finding]]) -> str:
    record = announcement.txt
    if record is None:
        return '<p class="aside">No TXT record was seen.</p>\n'
    if not any(record.strings) and record.damage is None:
        return '<p class="aside">The TXT record has no attributes.</p>\n'
    concerned: dict[str, list[str]] = {}
    for at, finding in numbered:
        if finding.key is not None:
            link = f'<a class="{finding.severity.word}" href="#f{at}">{text(finding.code)}</a>'
            concerned.setdefault(finding.key.lower(), []).append(link)
    size = f"{plural(len(record.strings), 'string', 'strings')}, {plural(record.size, 'octet', 'octets')}"
    rows = "".join(_row(each, concerned.get(each.shown_key.lower(), [])) for each in record.attributes)
    head = "".join(f'<th scope="col">{each}</th>' for each in ("#", "Key", "Value", "Octets", "Findings"))
    return (
        f'<div class="wide" role="region" aria-label="TXT record" tabindex="0">\n<table class="record">\n'
        f"<caption>TXT record: {size}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n"
        f"</table>\n</div>\n{_damage(record)}"
    )


def _row(attribute: Attribute, links: list[str]) -> str:
    key = f"<code>{octets(attribute.key)}</code>" if attribute.raw else "<i>empty string</i>"
    value = f"<i>{_STATES[attribute.state]}</i>" if attribute.state in _STATES else _value(attribute.value or b"")
    return (
        f'<tr><td>{attribute.index + 1}</td><th scope="row">{key}</th>'
        f"<td>{value if attribute.raw else ''}</td><td>{len(attribute.raw)}</td><td>{' '.join(links)}</td></tr>\n"
    )


def _value(value: bytes) -> str:
    shown = f"<code><bdi>{octets(value)}</bdi></code>"
    try:
        value.decode()
    except UnicodeDecodeError:
        return f'{shown} <span class="octets">not UTF-8: {_hexadecimal(value)}</span>'
    return shown


def _hexadecimal(raw: bytes) -> str:
    return raw[:MAX_HEXADECIMAL].hex(" ") + (" …" if len(raw) > MAX_HEXADECIMAL else "")


def _damage(record: TxtRecord) -> str:
    damage = record.damage
    if damage is None:
        return ""
    if damage.kind is DamageKind.EMPTY_RDATA:
        return '<p class="damage">The record has no octets at all.</p>\n'
    follows = plural(len(damage.remainder), "octet follows", "octets follow")
    shown = f": <code>{_hexadecimal(damage.remainder)}</code>" if damage.remainder else ""
    return (
        f'<p class="damage">The record is damaged: at offset {damage.offset} it declares a string of '
        f"{plural(damage.declared, 'octet', 'octets')}, and {follows}{shown}</p>\n"
    )
