"""The style ``key=value``: constants, placeholders, glosses, with bare keys among them.

item = [marker] key "=" [value] [gloss]     commas, semicolons, line breaks or only spaces divide the items
"""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from validator.registry.grammar.gloss import read_gloss
from validator.registry.grammar.listed import MORE, read_list
from validator.registry.grammar.reading import Finds, Kind, Part, merge
from validator.registry.grammar.text import BLANK, Stretch
from validator.registry.grammar.values import described_by, read_value
from validator.registry.grammar.words import (
    KEY_CHARACTERS,
    counted_stem,
    family,
    is_assigned_key,
    is_spaced_key,
    pattern_of,
)
from validator.rules.schema import KeyRule

# Matches ``txtvers=``, ``id =``, ``c<n>=``, ``'fix'=``, in the mask of the note.
_ASSIGNMENT = re.compile(
    rf"(?<![^\s,;])(?P<name>{KEY_CHARACTERS}(?:{KEY_CHARACTERS}|<\x00+>|\[\x00+\]|\{{\x00+\}})*"
    rf"|\"\x00+\"|'\x00+')[ \t]?(?P<sign>={{1,2}}(?:>(?=\s))?)(?!=)"
)
# Matches ``such as ``, ``e.g. ``: an assignment behind such words is an example of a record and defines nothing.
_IN_EXAMPLE = re.compile(r"(?:\be\.\s?g\.|\beg|\bi\.\s?e\.|\bsuch as|\bexamples?|\bnormally)[,:]?\s*$", re.IGNORECASE)
_EXAMPLES = re.compile(r"(?:\bfor\s+)?\bexamples?\s*:", re.IGNORECASE)
_EXAMPLE_ONLY = re.compile(r"(?:e\.\s?g\.|for\s+example|examples?(?:\s+record)?)\s*[:,]?\s*", re.IGNORECASE)
_MARKER = re.compile(r"(?<!\S)(?:[-*•]|\(?[a-zA-Z][.)]|\(?\d{1,2}[.)])\s*\Z")
_DIVIDED = re.compile(r"\s*[,;\n]")
_SPACED_NAME = re.compile(r"(?:^|[,;\n])[ \t]*(?:[-*•][ \t]+)?(?P<words>(?:[\w.-]+ ){1,3})\Z")
_VALUE_AND_WORD = re.compile(rf"[ \t]?\S+\s+(?P<word>{KEY_CHARACTERS}+) ")
_QUOTED_EXAMPLE = re.compile(rf"[\"'“]?(?P<name>{KEY_CHARACTERS}+)=(?P<value>[^\s\"'”]*)")
_QUOTED_ATTRIBUTE = re.compile(r"\"[^\"=]+=[^\"]*\"|'[^'=]+=[^']*'")
_DIVIDER = re.compile(r"[,;\s]+")
_ELLIPSIS = re.compile(r"[\s,;]*(?:\.\.\.|…)[\s,;]*")


class _Assignment(Struct, frozen=True):
    """One assignment, with offsets in the note."""

    name: str
    start: int
    """Where the name begins."""
    sign: int
    """Where the equals sign stands."""
    after: int
    """Where the text after the equals sign begins."""


def read_assignments(body: Stretch) -> Finds | None:
    """Read a body in which keys are assigned. Return None for a body without an assignment."""
    example = _EXAMPLE_ONLY.match(body.note, body.start, body.end)
    if example is not None:
        return _read_example(body, example.end())
    return _read_items(body) or _read_quoted(body)


def _read_items(body: Stretch) -> Finds | None:
    examples_at = _examples_at(body)
    items = _items(body.within(body.start, examples_at))
    if not items:
        return None
    finds = Finds()
    head_end = _before_marker(body, body.start, items[0].start)
    finds.parts.append(Part(head_end, items[0].start, Kind.PUNCTUATION))
    _read_bare(body.within(body.start, head_end), finds)
    ends = [item.start for item in items[1:]] + [examples_at]
    for item, end in zip(items, ends, strict=True):
        _read_item(item, body, end, finds)
    _read_examples(body.within(examples_at, body.end), finds)
    _join_families(finds)
    return finds


def _read_example(body: Stretch, start: int) -> Finds | None:
    """Read a body that is nothing but an example: the example names the keys, and the values are examples."""
    finds = _read_items(body.within(start, body.end))
    if finds is None:
        return None
    for name, key in finds.named.items():
        if key.rule.const is not None:
            finds.named[name] = replace(key, rule=replace(key.rule, const=None, examples=(key.rule.const,)))
    finds.parts.append(Part(body.start, start, Kind.EXAMPLE))
    return finds


def _read_quoted(body: Stretch) -> Finds | None:
    """Read a list of whole attributes in quotation marks: ``"txtvers=1", "path=<path>"``."""
    pieces = [piece for piece in body.split(_DIVIDER) if piece.start < piece.end]
    if not pieces or not all(_QUOTED_ATTRIBUTE.fullmatch(piece.text) for piece in pieces):
        return None
    finds = Finds()
    for piece in pieces:
        found = _read_items(piece.opened())
        if found is None:
            return None
        finds.take(found)
    return finds


def _examples_at(body: Stretch) -> int:
    """Return where a section of example records begins, or the end of the body."""
    for match in _EXAMPLES.finditer(body.mask, body.start, body.end):
        if _ASSIGNMENT.search(body.mask, body.start, match.start()) and "=" in body.note[match.end() : body.end]:
            defined_later = re.compile(r"=\s?<").search(body.note, match.end(), body.end)
            if defined_later is None:
                return match.start()
    return body.end


def _items(body: Stretch) -> list[_Assignment]:
    items: list[_Assignment] = []
    for match in _ASSIGNMENT.finditer(body.isolated, body.start):
        name = body.note[match.start("name") : match.end("name")].strip("\"'")
        start = match.start("name")
        if not _names_key(name) or _IN_EXAMPLE.search(body.note, max(body.start, start - 20), start):
            continue
        line = body.mask[max(body.start, start - 80) : start]
        words = _SPACED_NAME.search(line if start - 80 > body.start else "\n" + line)
        if words is not None and is_spaced_key(words["words"] + name):
            start -= len(words["words"])
            name = words["words"] + name
        start, name = _with_repeated(body, start, name, items)
        items.append(_Assignment(name, start, match.start("sign"), match.end("sign")))
    return items


def _with_repeated(body: Stretch, start: int, name: str, items: list[_Assignment]) -> tuple[int, str]:
    """Extend a name that repeats the key of the item before: the second name of ``fix=VALUE fix supported=VALUE``."""
    match = _VALUE_AND_WORD.fullmatch(body.mask, items[-1].after, start) if items else None
    if match is None or match["word"] != items[-1].name:
        return start, name
    return match.start("word"), f"{match['word']} {name}"


def _names_key(name: str) -> bool:
    return is_assigned_key(name) or (family(name) is not None)


def _before_marker(body: Stretch, start: int, end: int) -> int:
    """Return where the list marker of the item at ``end`` begins, or ``end`` for an item without a marker."""
    match = _MARKER.search(body.note, max(start, end - 8), end)
    # A number that ends a pair of brackets is no marker: ``(the default is 30)``.
    return match.start() if match and body.mask[match.start()] != BLANK else end


def _read_item(item: _Assignment, body: Stretch, end: int, finds: Finds) -> None:
    stop = _before_marker(body, item.after, end)
    marker = [Part(stop, end, Kind.PUNCTUATION)] if stop < end else []
    text = body.within(item.after, stop)
    spaced = body.note[item.after : text.start] != ""
    value = read_value(text, item.name, spaced=spaced)
    key_part = Part(item.start, item.sign, Kind.KEY, item.name)
    tail = body.within(value.end, stop)
    pattern = family(item.name)
    bare = Finds()
    parts = [key_part, *value.parts, *marker]
    rule = value.rule
    if tail.start < tail.end and not _read_after(body, value.end, tail, bare):
        gloss = read_gloss(tail, item.name)
        rule, parts = (
            _with_gloss(rule, gloss.rule, body.note[item.after : value.end].strip()),
            parts + list(gloss.parts),
        )
    finds.add(pattern or item.name, rule, parts, is_family=pattern is not None)
    finds.take(bare)


def _with_gloss(rule: KeyRule, gloss: KeyRule, value: str) -> KeyRule:
    """Merge what a value and the gloss after the value say.

    In ``value (12 hex digits)`` the gloss says what a placeholder would say.
    """
    if value.lower() in ("value", "val") and gloss.description:
        return merge(merge(rule, described_by(gloss.description)), replace(gloss, description=None))
    if rule.const is not None and (gloss.description or "").lower() in ("example", "for example"):
        return KeyRule(examples=(rule.const,))
    if rule.const is not None or rule.enum is not None:
        # A gloss on a stated value explains the value, and hints at no shape.
        explained = replace(gloss, format=None, pattern=None, min_length=None, max_length=None, hinted=None)
        return merge(rule, explained if rule.enum is None else replace(explained, enum=None))
    return merge(rule, gloss)


def _read_after(body: Stretch, end: int, tail: Stretch, finds: Finds) -> bool:
    """Read the text between a value and the next assignment as bare keys. Return False for any other text."""
    if _ELLIPSIS.fullmatch(body.note, tail.start, tail.end):
        finds.parts.append(Part(tail.start, tail.end, Kind.PUNCTUATION))
        finds.is_open = tail.end >= body.end and body.note[tail.start] == ","
        return True
    if MORE.fullmatch(tail.text.strip(" ,;")):
        finds.is_open = True
        finds.parts.append(Part(tail.start, tail.end, Kind.DEFINITION))
        return True
    if not _DIVIDED.match(body.mask, end, tail.end):
        return False
    return _read_bare(tail, finds)


def _read_bare(text: Stretch, finds: Finds) -> bool:
    """Read bare keys that stand before or among the assignments. Return False for text that is no list of keys."""
    inner = text.within(text.start, text.end)
    while inner.start < inner.end and inner.note[inner.start] in ",;":
        inner = inner.within(inner.start + 1, inner.end)
    while inner.start < inner.end and inner.note[inner.end - 1] in ",;":
        inner = inner.within(inner.start, inner.end - 1)
    if inner.start >= inner.end:
        return True
    listed = read_list(inner, among_others=True)
    if listed is None:
        return False
    finds.take(listed)
    return True


def _read_examples(text: Stretch, finds: Finds) -> None:
    """Read example records: an assignment to a known key gives an example of the key's value."""
    known = set(finds.named)
    for match in _QUOTED_EXAMPLE.finditer(text.note, text.start, text.end):
        name, value = match["name"], match["value"].rstrip(",;")
        if name in known:
            part = Part(match.start(), match.end(), Kind.EXAMPLE, name)
            finds.add(name, KeyRule(examples=(value,) if value else None), (part,))
    marker = _EXAMPLES.match(text.note, text.start, text.end)
    if marker:
        finds.parts.append(Part(marker.start(), marker.end(), Kind.EXAMPLE))


def _join_families(finds: Finds) -> None:
    """Make one family of counted keys that end in a letter for the number: ``c0=<a>, c1=<b>, ..., cn=<z>``."""
    for stem in dict.fromkeys(stem for name in finds.named if (stem := counted_stem(name)) is not None):
        last = next((name for name in (f"{stem}n", f"{stem}N", f"{stem}_n") if name in finds.named), None)
        if last is not None:
            members = [name for name in finds.named if name == last or counted_stem(name) == stem]
            finds.join(members, pattern_of(stem), finds.named[members[0]].rule)
