"""The table of styles in which notes list keys, and the headings and brackets that may stand around a list."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from validator.registry.grammar import optional, preamble
from validator.registry.grammar.assigned import read_assignments
from validator.registry.grammar.labelled import read_colons, read_labelled, read_prose, read_table
from validator.registry.grammar.listed import read_list
from validator.registry.grammar.reading import Finds, Kind, Part, merge
from validator.registry.grammar.statements import Statement
from validator.registry.grammar.text import BLANK, Stretch
from validator.rules.schema import KeyRule

Style = Callable[[Stretch], Finds | None]

STYLES: tuple[Style, ...] = (
    read_colons,
    read_labelled,
    read_assignments,
    read_table,
    read_list,
    read_prose,
)
"""The styles in the order of trying. The first style that reads the body decides."""

_MARKED: tuple[Style, ...] = STYLES[:3]
"""Styles in which a sign marks a key: a colon, a dash or an equals sign."""

_BARE_LIST = re.compile(r"[\w.-]+(?:\s*[,;]\s*[\w.-]+)+|[\w.-]+(?:\n[\w.-]+)+")
"""A body that can only be a list of keys, such as ``a, b``: after ``None`` and a line break it is a contradiction."""

_SENTENCE = re.compile(r"(?:\.\s|\n)\s*[A-Z][a-z]*(?: [\w'-]+){2,}")

_IN_BRACKETS = re.compile(rf"[(\[{{]{BLANK}*[)\]}}]")


_MAX_DEPTH = 3
"""Headings and brackets that may stand around one another."""


def read_keys(body: Stretch, beside: Statement | None, *, is_apart: bool, depth: int = 0) -> Finds | None:
    """Read a body in the first style that fits.

    ``beside`` is the statement before the body. Behind ``None`` or the name of a document only keys with a sign count.
    Behind ``Proprietary`` a plain list must stand apart: ``Proprietary, txtvers``.
    """
    heading = preamble.heading_end(body) if depth < _MAX_DEPTH else None
    if heading is not None:
        inner = read_keys(body.within(heading, body.end), None, is_apart=True, depth=depth + 1)
        if inner is not None:
            inner.parts.append(Part(body.start, heading, Kind.CLAUSE))
        return inner
    if body.start >= body.end or depth > _MAX_DEPTH:
        return None
    is_wrapped = _IN_BRACKETS.fullmatch(body.masked) is not None
    if beside is Statement.REFERENCE and is_wrapped:
        return read_list(body.opened(), among_others=True)
    is_free = (
        beside is None
        or (beside is Statement.PROPRIETARY and is_apart)
        or (beside is Statement.NONE and is_apart and _BARE_LIST.fullmatch(body.text) is not None)
    )
    styles = STYLES if is_free else _MARKED
    if is_wrapped and is_free:
        inside = body.opened()
        is_list = re.search(r"[,;=|]", inside.mask) is not None
        return read_keys(inside, beside, is_apart=is_apart, depth=depth + 1) if is_list else None
    return _read_groups(body, styles) or _read_optional(body, styles) or (_read_before_prose(body) if is_free else None)


def _read_optional(body: Stretch, styles: tuple[Style, ...]) -> Finds | None:
    """Read a body in which square brackets mark optional keys."""
    body, spans = optional.opened(body)
    finds = next((found for style in styles if (found := style(body)) is not None), None)
    if finds is None or not spans:
        return finds
    for part in finds.parts:
        if part.kind is Kind.KEY and part.key in finds.named and any(a <= part.start < b for a, b in spans):
            _set_presence(finds, part.key, required=False)
    return finds


def _read_before_prose(body: Stretch) -> Finds | None:
    """Read a plain list before a sentence. The sentences are not read."""
    sentence = _SENTENCE.search(body.mask, body.start, body.end)
    if sentence is None:
        return None
    head = body.within(body.start, sentence.start())
    return read_list(head) if re.search(r"[,;\n]|^txtvers$", head.text) else None


def _read_groups(body: Stretch, styles: tuple[Style, ...]) -> Finds | None:
    """Read keys under the headings ``Required:`` and ``Optional:``. Return None if a group is no list of keys."""
    finds = Finds()
    for group in preamble.groups(body):
        found = next((found for style in styles if (found := style(group.body)) is not None), None)
        if found is None:
            return None
        if group.required is not None:
            for name in found.named:
                _set_presence(found, name, required=group.required)
        finds.parts.append(Part(*group.heading, Kind.CONSTRAINT))
        finds.take(found)
    return finds if finds.named else None


def _set_presence(finds: Finds, name: str, *, required: bool) -> None:
    key = finds.named[name]
    finds.named[name] = replace(key, rule=merge(key.rule, KeyRule(required=required)))
