"""The difference between the TXT records of an instance, as far as both sides kept enough of the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from msgspec import Struct

from validator.diff.side import Instance
from validator.diff.structs import KeyChange, RecordChange, ValueDump
from validator.json_v1 import text_or_octets
from validator.json_v1.structs import Text
from validator.model.announcement import Fidelity
from validator.model.txt import Attribute, DamageKind, TxtRecord
from validator.rules.secrets import MASK

Kind = Literal["damage", "duplicates", "empty-strings", "order", "spelling"]

MASKED = "secret values"
"""What is reported as not compared if an input has masked the secrets already."""


class KeyAttributes(Struct):
    """The attributes of one key, in pairs: the attribute as it came, and the attribute as reports may show it."""

    all: list[tuple[Attribute, Attribute]]
    first: list[tuple[Attribute, Attribute]]
    """The first attribute of every record, which is the one that counts (RFC 6763 section 6.4)."""

    @property
    def shown(self) -> tuple[ValueDump, ...]:
        """The different values that count, as reports may show them."""
        return tuple({_dump(visible): None for _, visible in self.first})


class Keys:
    """The keys of all records of an instance, by name in lower case."""

    def __init__(self, instance: Instance) -> None:
        self.of: dict[bytes, KeyAttributes] = {}
        for record, shown in instance.records.items():
            seen: set[bytes] = set()
            for raw, visible in zip(record.attributes, shown.attributes, strict=True):
                if raw.raw:
                    attributes = self.of.setdefault(raw.name, KeyAttributes([], []))
                    attributes.all.append((raw, visible))
                    if raw.name not in seen:
                        attributes.first.append((raw, visible))
                    seen.add(raw.name)


def key_changes(old: Instance, new: Instance, missed: Counter[tuple[str, str]]) -> Iterator[KeyChange]:
    """Yield the keys that differ, the keys of ``new`` first. A key that cannot be compared is counted in ``missed``."""
    before, after = Keys(old).of, Keys(new).of
    for name in (*after, *(each for each in before if each not in after)):
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            lacking, side = (old, "old") if one is None else (new, "new")
            if Fidelity.STRINGS in lacking.lost:
                missed["keys that one side lacks", f"the {side} input leaves strings out"] += 1
                continue
        if one is None and other is not None:
            yield KeyChange(key=other.first[0][1].shown_key, change="appeared", after=other.shown)
        elif other is None and one is not None:
            yield KeyChange(key=one.first[0][1].shown_key, change="vanished", before=one.shown)
        elif one is not None and other is not None and _differ(one, other, old.lost | new.lost, missed):
            states = {each.state for each in one.shown}, {each.state for each in other.shown}
            yield KeyChange(
                key=other.first[0][1].shown_key,
                change="value" if states[0] == states[1] else "state",
                before=one.shown,
                after=other.shown,
            )


def _differ(
    one: KeyAttributes, other: KeyAttributes, lost: frozenset[Fidelity], missed: Counter[tuple[str, str]]
) -> bool:
    if any(raw.value == MASK for side in (one, other) for raw, _ in side.all):
        missed[MASKED, "an input has them masked"] += 1
        return False
    # Without the order nobody knows which of several values counts, and without duplicates which value was kept.
    unsure = not lost.isdisjoint({Fidelity.ORDER, Fidelity.DUPLICATES})
    blank = Fidelity.STATES in lost
    before, after = (_values(side.all if unsure else side.first, blank=blank) for side in (one, other))
    if before == after or (Fidelity.DUPLICATES in lost and not before.isdisjoint(after)):
        return False
    if Fidelity.BYTES in lost and not all(map(_is_plain, before | after)):
        missed["values that are not plain ASCII", "an input does not keep their octets"] += 1
        return False
    return True


def _values(pairs: Iterable[tuple[Attribute, Attribute]], *, blank: bool) -> set[bytes | None]:
    return {(raw.value or None) if blank else raw.value for raw, _ in pairs}


def _is_plain(value: bytes | None) -> bool:
    return value is None or (value.isascii() and value.decode().isprintable())


def record_changes(old: Instance, new: Instance, missed: Counter[tuple[str, str]]) -> Iterator[RecordChange]:
    """Yield the differences of the records beside the keys. What cannot be compared is counted in ``missed``."""
    if old.has_record is False or new.has_record is False:
        if old.has_record != new.has_record:
            yield RecordChange(what="record", before=_strings(old), after=_strings(new))
        return
    lost = old.lost | new.lost
    if len(old.records) != len(new.records):
        yield RecordChange(what="records", before=(str(len(old.records)),), after=(str(len(new.records)),))
    for kind, needs, tell in _RECORD_TRAITS:
        before, after = tell(old), tell(new)
        if _are_equal(before, after):
            continue
        if needs.isdisjoint(lost):
            yield RecordChange(what=kind, before=_texts(before), after=_texts(after))
        else:
            _miss(missed, kind, needs & lost)
    if len(old.records) == len(new.records) == 1:
        # Of several records nobody knows which is which.
        yield from _arranged(old, new, lost, missed)


def _arranged(
    old: Instance, new: Instance, lost: frozenset[Fidelity], missed: Counter[tuple[str, str]]
) -> Iterator[RecordChange]:
    """Compare order and spelling of the strings that both have."""
    with_empty = Fidelity.EMPTY_STRINGS not in lost
    before, after = (_items(next(iter(each.records)), with_empty=with_empty) for each in (old, new))
    common = before.keys() & after.keys()
    orders = [[each for each in items if each in common] for items in (before, after)]
    otherwise = sorted(each for each in common if before[each] != after[each])
    changes: list[tuple[Kind, frozenset[Fidelity], list[Item], list[Item]]] = []
    if orders[0] != orders[1]:
        changes.append(("order", _ORDER, orders[0], orders[1]))
    if otherwise:
        changes.append(("spelling", _SPELLING, otherwise, otherwise))
    for kind, needs, one, other in changes:
        if needs.isdisjoint(lost):
            yield RecordChange(what=kind, before=_spelled(before, one), after=_spelled(after, other))
        else:
            _miss(missed, kind, needs & lost)


def _miss(missed: Counter[tuple[str, str]], kind: Kind, lost: frozenset[Fidelity]) -> None:
    words = ", ".join(sorted(each.value for each in lost))
    missed[_NAMES[kind], f"an input does not keep: {words}"] += 1


Item = tuple[bytes, int]
"""A string of a record: its key in lower case, and its number, from 1, among the strings with this key."""


def _items(record: TxtRecord, *, with_empty: bool) -> dict[Item, bytes]:
    """Map the strings of a record, in order, to their keys as sent."""
    counts: Counter[bytes] = Counter()
    items: dict[Item, bytes] = {}
    for attribute in record.attributes if record.strings != (b"",) else ():
        if attribute.raw or with_empty:
            counts[attribute.name] += 1
            items[attribute.name, counts[attribute.name]] = attribute.key
    return items


def _spelled(items: dict[Item, bytes], chosen: Iterable[Item]) -> tuple[Text, ...]:
    return tuple(text_or_octets(items[each]) for each in chosen)


Pair = tuple[bytes, bytes]
"""Octets that are compared, and the octets that reports may show instead."""


def _duplicates(instance: Instance) -> list[Pair]:
    """Return the strings that repeat a key."""
    keys = Keys(instance).of.values()
    counting = {id(raw) for key in keys for raw, _ in key.first}
    return sorted((raw.raw, shown.raw) for key in keys for raw, shown in key.all if id(raw) not in counting)


def _empty_strings(instance: Instance) -> list[Pair]:
    """Return the number of empty strings."""
    records = (record for record in instance.records if record.strings != (b"",))
    count = str(sum(not raw for record in records for raw in record.strings)).encode()
    return [(count, count)]


def _damages(instance: Instance) -> list[Pair]:
    return sorted((_damage(record), _damage(shown)) for record, shown in instance.records.items() if record.damage)


def _damage(record: TxtRecord) -> bytes:
    """Describe the damage of a record. The place of the damage depends on the octets before, and is no difference."""
    damage = record.damage
    if damage is None or damage.kind is DamageKind.EMPTY_RDATA:
        return b"no octets at all"
    return b"%d octets declared, %d there: " % (damage.declared, len(damage.remainder)) + damage.remainder


def _are_equal(before: list[Pair], after: list[Pair]) -> bool:
    """Compare octets as they came. If an input has masked secrets already, compare the octets that may be shown."""
    at = 1 if any(MASK in raw for raw, _ in (*before, *after)) else 0
    return [each[at] for each in before] == [each[at] for each in after]


_RECORD_TRAITS: tuple[tuple[Kind, frozenset[Fidelity], Callable[[Instance], list[Pair]]], ...] = (
    ("damage", frozenset({Fidelity.STRINGS, Fidelity.EMPTY_STRINGS}), _damages),
    ("duplicates", frozenset({Fidelity.DUPLICATES, Fidelity.ORDER, Fidelity.STRINGS, Fidelity.BYTES}), _duplicates),
    ("empty-strings", frozenset({Fidelity.EMPTY_STRINGS, Fidelity.STRINGS}), _empty_strings),
)

_ORDER = frozenset({Fidelity.ORDER, Fidelity.DUPLICATES})
_SPELLING = frozenset({Fidelity.CASE})

_NAMES: dict[Kind, str] = {
    "damage": "damage of TXT records",
    "duplicates": "duplicate keys",
    "empty-strings": "empty strings",
    "order": "order of keys",
    "spelling": "spelling of keys",
}


def _strings(instance: Instance) -> tuple[Text, ...]:
    return tuple(text_or_octets(raw) for shown in instance.records.values() for raw in shown.strings)


def _texts(pairs: Iterable[Pair]) -> tuple[Text, ...]:
    return tuple(text_or_octets(shown) for _, shown in pairs)


def _dump(attribute: Attribute) -> ValueDump:
    value = None if attribute.value is None else text_or_octets(attribute.value)
    return ValueDump(state=attribute.state.value, value=value)  # type: ignore[arg-type]  # one of the three words
