"""Reading of a note: the clause, the statement that the note makes, and the style in which the note lists keys."""

from __future__ import annotations

import re

from msgspec.structs import replace

from validator.registry.grammar import statements
from validator.registry.grammar.reading import Finds, KeyReading, Kind, NoteReading, Part, cover, remainder
from validator.registry.grammar.sensitive import sensitivity
from validator.registry.grammar.statements import Statement
from validator.registry.grammar.styles import read_keys
from validator.registry.grammar.text import Stretch, stretch
from validator.rules.schema import Definition

# Matches ``Defined TXT keys: ``, ``TXT record keys defined``.
_CLAUSE = re.compile(
    r"\b(?:defined\s+|known\s+|supported\s+)?TXT(?:\s+record)?\s+keys\b(?:\s+defined)?\s*(?::\s*)?", re.IGNORECASE
)
_DENIED = re.compile(r"\b(?:no|without|not\s+use|not\s+define)(?:\s+(?:any|defined))*\s+\Z", re.IGNORECASE)
"""Words before the clause that say that there are no keys: ``No`` of ``No TXT keys``."""

_EXTENSION = re.compile(r"^This is an extension of the \w+ service\.|^\[[^\]]*\]\.", re.IGNORECASE)


_NEAR = 40
"""Characters around the clause that belong to its sentence."""


def has_clause(note: str) -> bool:
    """Whether a note has a clause on TXT keys."""
    return _CLAUSE.search(note) is not None


MAX_NOTE = 20_000
"""Characters of the longest note that is read. The longest note of the registry has 2,000."""


def read_note(note: str) -> NoteReading:
    """Read a note, whatever the note contains."""
    if len(note) > MAX_NOTE:
        reason = f"the note is longer than {MAX_NOTE} characters"
        return _finish(note, [], "unclear", reason=reason)
    text = stretch(note)
    parts: list[Part] = []
    aliased, subtyped = statements.alias(note), statements.subtypes(note)
    if aliased:
        parts.append(Part(aliased[0], aliased[1], Kind.ALIAS))
    if subtyped:
        parts.append(Part(subtyped[0], subtyped[1], Kind.SUBTYPE))
    clause = _CLAUSE.search(note)
    if clause is not None:
        denied = _DENIED.search(note, max(0, clause.start() - _NEAR), clause.start())
        if denied is not None and not note[clause.end() :].strip().startswith(":"):
            span = Part(
                denied.start(), len(note) if clause.end() + _NEAR > len(note) else clause.end(), Kind.DEFINITION
            )
            return _finish(note, [*parts, span], "none")
        parts.append(Part(clause.start(), clause.end(), Kind.CLAUSE))
        extension = _EXTENSION.match(note)
        if extension and extension.end() <= clause.start():
            parts.append(Part(0, extension.end(), Kind.GLOSS))
        body = text.within(clause.end(), len(note))
    elif aliased:
        # In a note without the clause the keys stand behind the name of the duplicated service, until the next line.
        line_end = note.find("\n", min(aliased[1] + 1, len(note)))
        body = text.within(aliased[1], line_end if line_end >= 0 else len(note))
    else:
        body = text.within(len(note), len(note))
    reading = _read_body(body, parts)
    return replace(reading, alias_of=aliased and aliased[2], subtypes=subtyped[2] if subtyped else ())


def _read_body(body: Stretch, parts: list[Part]) -> NoteReading:
    found = statements.beginning(body.note, body.start, body.end)
    statement = found.statement if found else None
    rest = body if found is None else body.within(found.end, body.end)
    finds, facts = _with_facts(body if statement in (None, Statement.OPEN) else rest, beside=statement)
    if found is not None and statement is not Statement.OPEN:
        end = _reference_end(body, finds) if statement is Statement.REFERENCE else found.end
        parts = [*parts, Part(body.start, end, Kind.DEFINITION)]
    parts = [*parts, *finds.parts, *facts.parts]
    if finds.keys:
        is_partial = finds.is_open or facts.is_open or statement is Statement.PROPRIETARY
        return _with_keys(body.note, parts, finds.keys, is_partial=is_partial, is_denied=statement is Statement.NONE)
    if finds.is_open:
        return _finish(body.note, parts, "proprietary")
    if statement in _DEFINES:
        return _finish(body.note, parts, _DEFINES[statement])
    if statement is None and body.start < body.end and statements.points_to_document(body.text) and not _is_long(body):
        return _finish(body.note, [*parts, Part(body.start, body.end, Kind.DEFINITION)], "reference")
    return _finish(body.note, parts, "unclear", reason=_reason(body, statement))


_DEFINES: dict[Statement | None, Definition] = {
    Statement.NONE: "none",
    Statement.PROPRIETARY: "proprietary",
    Statement.REFERENCE: "reference",
}


def _with_facts(body: Stretch, beside: Statement | None) -> tuple[Finds, Finds]:
    """Read a body in the first style that fits, and the sentences that speak of all keys of the body."""
    facts, mask = Finds(), list(body.mask)
    required = statements.about_all(body.note, body.start, body.end)
    spans = statements.about_others(body.note, body.start, body.end)
    facts.is_open = bool(spans)
    document = statements.about_document(body.note, body.start, body.end)
    spans += [document] if document and document[0] > body.start else []
    for start, end in (*spans, *((required[:2],) if required else ())):
        facts.parts.append(Part(start, end, Kind.DEFINITION if (start, end) in spans else Kind.CONSTRAINT))
        mask[start:end] = "\n" * (end - start)
    cut = _ends_at(body, facts.parts)
    left = Stretch(body.note, "".join(mask), body.start, cut).within(body.start, cut)
    is_apart = re.search(r"[^\w\s]|\n|\band\b", body.note[max(0, body.start - 3) : body.start + 4]) is not None
    finds = read_keys(left, beside, is_apart=is_apart) or Finds()
    if required:
        finds.named = {
            name: replace(key, rule=replace(key.rule, required=required[2])) for name, key in finds.named.items()
        }
    return finds, facts


def _ends_at(body: Stretch, parts: list[Part]) -> int:
    """Return where the body ends when the sentences at the end are taken away."""
    end = body.end
    for part in sorted(parts, key=lambda part: -part.end):
        if not re.search(r"\w", body.note[part.end : end]):
            end = part.start
    return end


def _with_keys(
    note: str, parts: list[Part], found: tuple[KeyReading, ...], *, is_partial: bool, is_denied: bool
) -> NoteReading:
    keys = tuple(replace(key, rule=sensitivity(key.name, key.rule)) for key in found)
    reading = _finish(note, parts, "partial" if is_partial else "keys")
    return replace(reading, keys=keys, contradictions=(DENIED,) if is_denied else ())


DENIED = "the note says that there are no keys, and then lists some"
"""What a note with ``None`` before a list of keys is reported for."""


def _reference_end(body: Stretch, finds: Finds) -> int:
    """Return where the name of a document ends: at the first key, with the text, or with the line in a long text."""
    first_key = min((part.start for part in finds.parts if part.kind is Kind.KEY), default=None)
    if first_key is not None:
        return max(first_key, body.start)
    line_end = body.note.find("\n", body.start, body.end)
    return line_end if _is_long(body) and line_end >= 0 else body.end


_LONG = 300


def _is_long(text: Stretch) -> bool:
    """Whether a text is longer than the name of a document: then the prose is reported as not read."""
    return text.end - text.start > _LONG


def _reason(body: Stretch, statement: Statement | None) -> str:
    if body.start >= body.end:
        return "nothing follows the words Defined TXT keys"
    if statement is Statement.OPEN:
        return "the note leaves the keys open"
    return "the text is no list of keys in any known style"


def _finish(note: str, parts: list[Part], definition: Definition, *, reason: str | None = None) -> NoteReading:
    covered = cover(note, parts)
    return NoteReading(definition=definition, parts=covered, remainder=remainder(note, covered), reason=reason)
