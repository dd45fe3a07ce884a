"""The difference between two registry documents, as a person reviews an update: services, keys, registered names.

The compiled documents are compared. Dates, references, ports and the white space of notes are facts of the registration
or of the format, and make no difference. A note with other words and the same rule is ``reworded``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct

from validator.registry.compile import Compiled, CompiledService
from validator.rules.keywords import KEYWORDS
from validator.rules.schema import KeyRule, RuleFile, TransportRule

VERSION: Literal[1] = 1

Value = str | int | float | bool | tuple[str, ...] | dict[str, Any] | None
"""The value of a keyword; None for a keyword that is absent."""

_FACTS = ("service", "title", "transports", "definition", "alias_of", "subtypes")
"""Fields of a rule file that are compared beside the keys."""


class Side(Struct, frozen=True):
    """One of the two documents: the file, the date, and how much the document holds."""

    file: str
    updated: str | None
    """The date of the document as printed; null for a document without a date."""
    names: int
    """How many names are registered."""
    services: int
    """How many services have a note on TXT keys."""


class Change(Struct, frozen=True):
    """A keyword whose value differs; null stands for a keyword that is absent on one side."""

    keyword: str
    old: Value
    new: Value
    transport: str | None = None
    """The transport for which the keyword holds; null for a keyword that holds for all."""


class KeyChange(Struct, frozen=True):
    """A key that appeared, vanished or changed."""

    key: str
    """The key; for a family of keys the pattern."""
    change: Literal["appeared", "vanished", "changed"]
    family: bool
    """Whether the key is a family of keys."""
    transport: str | None
    """The transport for which the key is defined; null for a key that is defined for all."""
    keywords: tuple[Change, ...]
    """The keywords that differ."""


class Listed(Struct, frozen=True):
    """A service that has a note on TXT keys in one document only."""

    service: str
    title: str | None
    transports: tuple[str, ...] | None
    definition: str | None
    keys: tuple[str, ...]
    note: str
    registered: bool
    """Whether the service name is registered in the other document too."""


class ServiceChange(Struct, frozen=True):
    """A service in both documents whose rule or note differs. A reworded note has neither ``facts`` nor ``keys``."""

    service: str
    facts: tuple[Change, ...]
    """The fields of the rule that differ, beside the keys."""
    keys: tuple[KeyChange, ...]
    old_note: str
    new_note: str


class NameChange(Struct, frozen=True):
    """A registered name whose transports differ. A list is empty where the registry names no transport."""

    name: str
    old: tuple[str, ...]
    new: tuple[str, ...]


class Names(Struct, frozen=True):
    """How the registered names differ, with or without a note on TXT keys."""

    appeared: tuple[str, ...]
    vanished: tuple[str, ...]
    changed: tuple[NameChange, ...]


class RegistryDiff(Struct, frozen=True, kw_only=True):
    """The difference between two registry documents, as ``compile --diff`` prints it. Names decide the order."""

    version: Literal[1] = VERSION
    old: Side
    new: Side
    appeared: tuple[Listed, ...]
    """Services that only the new document has a note for."""
    vanished: tuple[Listed, ...]
    """Services that only the old document has a note for."""
    changed: tuple[ServiceChange, ...]
    """Services with another rule."""
    reworded: tuple[ServiceChange, ...]
    """Services with another note and the same rule."""
    names: Names

    @property
    def is_empty(self) -> bool:
        """Whether the documents do not differ."""
        listed = (self.appeared, self.vanished, self.changed, self.reworded)
        return not any((*listed, self.names.appeared, self.names.vanished, self.names.changed))


def diff_registries(old: Compiled, new: Compiled, files: tuple[str, str]) -> RegistryDiff:
    """Compare two compiled documents. ``files`` are the file names that the reader is to see."""
    before, after = _by_name(old), _by_name(new)
    both = [_service_change(before[name], after[name]) for name in before if name in after]
    return RegistryDiff(
        old=_side(old, files[0]),
        new=_side(new, files[1]),
        appeared=tuple(_listed(after[name], old) for name in after if name not in before),
        vanished=tuple(_listed(before[name], new) for name in before if name not in after),
        changed=tuple(each for each in both if each.facts or each.keys),
        reworded=tuple(each for each in both if not each.facts and not each.keys and each.old_note != each.new_note),
        names=_names(old.index, new.index),
    )


def _side(compiled: Compiled, file: str) -> Side:
    return Side(file, compiled.updated, len(compiled.index), len(compiled.services))


def _by_name(compiled: Compiled) -> dict[str, CompiledService]:
    return {service.rule.service.lower(): service for service in compiled.services}


def _listed(service: CompiledService, other: Compiled) -> Listed:
    rule = service.rule
    keys = tuple(dict.fromkeys(name for _, _, name in _keys(rule)))
    registered = rule.service.lower() in {name.lower() for name in other.index}
    return Listed(rule.service, rule.title, rule.transports, rule.definition, keys, _note(rule), registered)


def _service_change(old: CompiledService, new: CompiledService) -> ServiceChange:
    facts = (*_facts(old.rule, new.rule), *_transport_facts(old.rule, new.rule))
    notes = _note(old.rule), _note(new.rule)
    return ServiceChange(new.rule.service, facts, tuple(_key_changes(old.rule, new.rule)), *notes)


def _note(rule: RuleFile) -> str:
    """Write every note on one line. The order of the notes does not depend on the order of the entries."""
    if rule.source is None:
        return ""
    notes = [(each.transports, each.note) for each in rule.source.notes or ()] or [((), rule.source.note or "")]
    lines = [f"{', '.join(sorted(to))}: {note}" if to else note for to, note in notes]
    return "\n".join(sorted(" ".join(line.split()) for line in lines))


def _facts(old: RuleFile, new: RuleFile) -> Iterator[Change]:
    for field, name in zip(RuleFile.__struct_fields__, RuleFile.__struct_encode_fields__, strict=True):
        if field in _FACTS and getattr(old, field) != getattr(new, field):
            yield Change(name, getattr(old, field), getattr(new, field))


def _transport_facts(old: RuleFile, new: RuleFile) -> Iterator[Change]:
    for transport in sorted(old.by_transport.keys() | new.by_transport.keys()):
        parts = old.by_transport.get(transport), new.by_transport.get(transport)
        before, after = (None if part is None else part.definition for part in parts)
        if before != after:
            yield Change("definition", before, after, transport)


_Place = tuple[str | None, bool, str]
"""Where a key stands in a rule: the transport (None for all), whether the key is a family, and the name."""


def _keys(rule: RuleFile) -> dict[_Place, KeyRule]:
    keys: dict[_Place, KeyRule] = {}
    parts: Iterable[tuple[str | None, RuleFile | TransportRule]] = ((None, rule), *rule.by_transport.items())
    for transport, part in parts:
        keys |= {(transport, False, name): key for name, key in part.keys.items()}
        keys |= {(transport, True, name): key for name, key in part.pattern_keys.items()}
    return keys


def _key_changes(old: RuleFile, new: RuleFile) -> Iterator[KeyChange]:
    """Yield the keys that differ, in the order of the new note, and vanished keys at the end.

    A key in another spelling is the same key and has changed, because keys compare without case.
    """
    before, after = _keys(old), _keys(new)
    gone = {_folded(place): place for place in before if place not in after}
    for place, rule in after.items():
        former = place if place in before else gone.pop(_folded(place), None)
        if former is None:
            yield _key_change(place, "appeared", _keywords(None, rule))
        elif former != place or before[former] != rule:
            spelling = (Change("key", former[2], place[2]),) if former != place else ()
            yield _key_change(place, "changed", (*spelling, *_keywords(before[former], rule)))
    for place in gone.values():
        yield _key_change(place, "vanished", _keywords(before[place], None))


def _folded(place: _Place) -> _Place:
    return place[0], place[1], place[2].lower()


def _key_change(
    place: _Place, change: Literal["appeared", "vanished", "changed"], keywords: tuple[Change, ...]
) -> KeyChange:
    transport, family, name = place
    return KeyChange(name, change, family, transport, keywords)


def _keywords(old: KeyRule | None, new: KeyRule | None) -> tuple[Change, ...]:
    before: Mapping[str, Any] = msgspec.to_builtins(old) if old is not None else {}
    after: Mapping[str, Any] = msgspec.to_builtins(new) if new is not None else {}
    names = [word for word in KEYWORDS if before.get(word) != after.get(word)]
    return tuple(Change(name, before.get(name), after.get(name)) for name in names)


def _names(old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]) -> Names:
    before = {name.lower(): (name, transports) for name, transports in old.items()}
    after = {name.lower(): (name, transports) for name, transports in new.items()}
    return Names(
        appeared=tuple(name for folded, (name, _) in after.items() if folded not in before),
        vanished=tuple(name for folded, (name, _) in before.items() if folded not in after),
        changed=tuple(
            NameChange(name, before[folded][1], transports)
            for folded, (name, transports) in after.items()
            if folded in before and before[folded][1] != transports
        ),
    )
