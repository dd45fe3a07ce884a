"""The notes that a registry expert may want to fix, as text, Markdown and JSON: each with its unread words marked."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

import msgspec
from msgspec import structs

from validator.display.printable import printable, printable_json
from validator.json_v1 import encodable
from validator.registry.emit import emit
from validator.registry.review import Review, Reviewed
from validator.rules.schema import RuleFile

OPEN, CLOSE = "⟦", "⟧"
"""What stands around unread words in text; no note has such brackets."""

_EDGES = " \t\n.,;:-"
"""What is not marked at the ends of unread words."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&])")


def as_text(review: Review) -> str:
    """Write the review for a terminal or a mail."""
    lines = [printable(f"{review.file}: {_counts(review)}")]
    if any(note.unread for note in review.notes):
        lines.append(f"{OPEN}words{CLOSE} were not read")
    for note in review.notes:
        lines += ["", printable(_heading(note))]
        lines += [f"  {printable(reason)}" for reason in note.reasons]
        lines += [f"  note  {line}" for line in _marked(note, printable, OPEN, CLOSE) if line]
        lines += [f"  read  {line}" for line in _rule(note)]
    return "\n".join(lines)


def as_markdown(review: Review) -> str:
    """Write the review for an issue or a page. Notes stand in ``<pre>``, where nothing in them is Markdown."""
    lines = ["# Notes on TXT keys that need a person", "", _escaped(f"{review.file}: {_counts(review)}.")]
    lines += ["", "Words that were not read are **bold**."]
    for note in review.notes:
        marked = "\n".join(_marked(note, _html, "<b>", "</b>"))
        rule = "\n".join(map(_html, _rule(note)))
        lines += ["", f"## {_escaped(_heading(note))}", ""]
        lines += [f"- {_escaped(reason)}" for reason in note.reasons] + ([""] if note.reasons else [])
        lines += [f"<pre>{marked}</pre>"] if marked else []
        lines += ["", "Read as", "", f"<pre>{rule}</pre>"] if rule else []
    return "\n".join(lines)


def as_json(review: Review) -> str:
    """Write the versioned document."""
    encoded = msgspec.json.encode(structs.replace(review, file=encodable(review.file)))
    return printable_json(msgspec.json.format(encoded, indent=2).decode())


FORMATS: dict[str, Callable[[Review], str]] = {"text": as_text, "json": as_json, "markdown": as_markdown}
"""Every form of the review by the name that ``--format`` takes."""


def _counts(review: Review) -> str:
    counted = ", ".join(f"{count} {trouble}" for trouble, count in review.summary.items())
    dated = f"registry of {review.updated}" if review.updated else "registry without a date"
    return f"{dated}, {len(review.notes)} notes of {review.services} services to look at ({counted})"


def _heading(each: Reviewed) -> str:
    transports = f" ({', '.join(each.transports)})" if each.transports else ""
    return f"{', '.join(each.troubles)}: {each.service}{transports} {each.title or ''}".rstrip()


def _marked(each: Reviewed, safe: Callable[[str], str], start: str, end: str) -> Iterator[str]:
    """Yield the lines of a note made safe, unread words between ``start`` and ``end``."""
    pieces, at = [], 0
    for words in each.unread:
        pieces.append((each.note[at : words.start], "", ""))
        inner = words.text.strip(_EDGES)
        lead = words.text[: words.text.index(inner)]
        pieces += [(lead, "", ""), (inner, start, end), (words.text[len(lead) + len(inner) :], "", "")]
        at = words.end
    pieces.append((each.note[at:], "", ""))
    marked = "".join(
        "\n".join(f"{first}{safe(line)}{last}" if line else "" for line in text.split("\n"))
        for text, first, last in pieces
    )
    yield from marked.split("\n")


def _rule(each: Reviewed) -> Iterator[str]:
    """Yield what was read in the words of rule files, without the comments and the name of the service."""
    if each.read is None:
        return
    rule = RuleFile(
        each.service, definition=each.read.definition, keys=each.read.keys, pattern_keys=each.read.pattern_keys
    )
    lines = emit(rule).decode().splitlines()
    yield from (printable(line) for line in lines if not line.startswith(("#", "service:")))


def _html(text: str) -> str:
    return html.escape(printable(text), quote=False)


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", printable(text))
