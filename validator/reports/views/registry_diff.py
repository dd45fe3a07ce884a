"""The difference between two registry documents, for the person who reviews an update, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
from msgspec import structs

from validator.display.printable import printable, printable_json
from validator.json_v1 import encodable
from validator.registry.diff import Change, KeyChange, Listed, RegistryDiff, ServiceChange, Side, Value

_MARKS = {"appeared": "+", "vanished": "-", "changed": "~"}


def as_text(diff: RegistryDiff, *, verbose: bool) -> Iterator[str]:
    """Yield lines; the names behind the counts of registered names only with ``verbose``."""
    for line in _lines(diff, verbose=verbose):
        yield printable(line)


def as_json(diff: RegistryDiff) -> str:
    """Write the versioned document."""
    sides = {name: structs.replace(side, file=encodable(side.file)) for name, side in _sides(diff)}
    encoded = msgspec.json.format(msgspec.json.encode(structs.replace(diff, **sides)), indent=2)
    return printable_json(encoded.decode())


def _sides(diff: RegistryDiff) -> tuple[tuple[str, Side], ...]:
    return ("old", diff.old), ("new", diff.new)


def _lines(diff: RegistryDiff, *, verbose: bool) -> Iterator[str]:
    for name, side in _sides(diff):
        dated = f"registry of {side.updated}" if side.updated else "registry without a date"
        yield f"{name}: {side.file}: {dated}, {side.names} service names, {side.services} with a note on TXT keys"
    if diff.is_empty:
        yield "no difference"
        return
    for title, listed, mark in (("appeared", diff.appeared, "+"), ("vanished", diff.vanished, "-")):
        yield f"services {title}: {len(listed)}"
        for service in listed:
            yield from _listed(service, mark)
    yield f"services changed: {len(diff.changed)}"
    for change in diff.changed:
        yield from _changed(change)
    yield f"notes reworded, the rule is the same: {len(diff.reworded)}"
    for change in diff.reworded:
        yield f"  ~ {change.service}"
        yield from _notes(change)
    yield from _names(diff, verbose=verbose)


def _listed(each: Listed, mark: str) -> Iterator[str]:
    transports = ", ".join(each.transports or ()) or "any transport"
    keys = f": {', '.join(each.keys)}" if each.keys else ""
    yield f"  {mark} {each.service} ({transports}) {each.title or ''}".rstrip()
    yield f"      definition {each.definition}{keys}"
    for line in each.note.split("\n"):
        yield f"      note  {line}"
    if each.registered:
        yield "      the name is registered in both documents, " + ("before without" if mark == "+" else "now without")


def _changed(change: ServiceChange) -> Iterator[str]:
    yield f"  ~ {change.service}"
    for fact in change.facts:
        yield f"      {_only(fact.transport)}{_keyword(fact)}"
    for key in change.keys:
        yield from _key(key)
    if change.old_note != change.new_note:
        yield from _notes(change)


def _key(key: KeyChange) -> Iterator[str]:
    kind = "keys matching" if key.family else "key"
    yield f"      {_MARKS[key.change]} {_only(key.transport)}{kind} {key.key}"
    for keyword in key.keywords if key.change != "vanished" else ():
        yield f"          {_keyword(keyword)}"


def _only(transport: str | None) -> str:
    return f"{transport} only: " if transport else ""


def _keyword(change: Change) -> str:
    if change.old is None:
        return f"{change.keyword} {_value(change.new)}"
    return f"{change.keyword} {_value(change.old)} → {_value(change.new)}"


def _value(value: Value) -> str:
    return "(none)" if value is None else json.dumps(value, ensure_ascii=False)


def _notes(change: ServiceChange) -> Iterator[str]:
    for title, note in (("old", change.old_note), ("new", change.new_note)):
        for line in note.split("\n"):
            yield f"      {title} note  {line}"


def _names(diff: RegistryDiff, *, verbose: bool) -> Iterator[str]:
    names = diff.names
    counts = (
        f"{len(names.appeared)} appeared, {len(names.vanished)} vanished, {len(names.changed)} with other transports"
    )
    yield f"registered names: {counts}" + ("" if verbose else " (--verbose names them)")
    if verbose:
        yield from (f"  + {name}" for name in names.appeared)
        yield from (f"  - {name}" for name in names.vanished)
        for changed in names.changed:
            old, new = (", ".join(transports) or "any transport" for transports in (changed.old, changed.new))
            yield f"  ~ {changed.name}: {old} → {new}"
