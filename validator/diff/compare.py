"""Compare two sides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from validator.diff.finding import identities, only_in, sort_out
from validator.diff.record import key_changes, record_changes
from validator.diff.side import Instance, Key, Side, devices_of, folded
from validator.diff.structs import (
    DeviceDump,
    Devices,
    Difference,
    FieldChange,
    Findings,
    InstanceChange,
    InstanceDump,
    Instances,
    KeyChange,
    NotCompared,
    RecordChange,
    Services,
    SideDump,
)
from validator.json_v1 import FindingDump, dump_finding, encodable, text_or_octets
from validator.json_v1.structs import Text
from validator.model.finding import Finding

Missed = Counter[tuple[str, str]]
"""How often something could not be compared, by what that was and why."""

# The number that responders put behind a name that is taken (RFC 6762 section 9): the ends of "Printer (2)",
# "Printer #2" and "printer-2".
_NUMBER = re.compile(rb"(?: \([0-9]+\)| #[0-9]+|-[0-9]+)\Z")


def compare(old: Side, new: Side) -> Difference:
    """Return the difference between two sides."""
    missed: Missed = Counter()
    fields = tuple(_comparable(old, new, missed))
    renamed = dict(_renamed(old, new))
    pairs = [(key, key) for key in new.instances if key in old.instances]
    changes = {
        pair: _changed(old.instances[pair[0]], new.instances[pair[1]], fields, missed)
        for pair in (*pairs, *((before, after) for after, before in renamed.items()))
    }
    paired = {before for before, _ in changes}, {after for _, after in changes}
    return Difference(
        old=_side(old),
        new=_side(new),
        devices=Devices(appeared=tuple(_devices(new, old)), vanished=tuple(_devices(old, new)))
        if "host" in fields
        else Devices(),
        services=Services(appeared=tuple(_services(new, old)), vanished=tuple(_services(old, new))),
        instances=Instances(
            appeared=tuple(_dump(instance) for key, instance in new.instances.items() if key not in paired[1]),
            vanished=tuple(_dump(instance) for key, instance in old.instances.items() if key not in paired[0]),
            renamed=tuple(changes[before, after] for after, before in renamed.items()),
            changed=tuple(change for pair in pairs if _differs(change := changes[pair])),
        ),
        findings=_findings(old, new, renamed, missed),
        not_compared=tuple(
            NotCompared(what=what, reason=reason, count=count) for (what, reason), count in missed.items()
        ),
    )


def _renamed(old: Side, new: Side) -> Iterator[tuple[Key, Key]]:
    """Yield the new and the old name of instances that have another name on the same host and port.

    Names of one type that differ only by the number of a responder pair up first. If one instance is left on either
    side, the two pair up if most of the TXT record is the same.
    """
    came = _by_place(new, old)
    for place, went in _by_place(old, new).items():
        paired = dict(_one_to_one(came.get(place, ()), went))
        yield from paired.items()
        ours = [key for key in came.get(place, ()) if key not in paired]
        theirs = list(set(went).difference(paired.values()))
        if len(ours) == len(theirs) == 1 and _is_alike(old.instances[theirs[0]], new.instances[ours[0]]):
            yield ours[0], theirs[0]


def _one_to_one(ours: Iterable[Key], theirs: Iterable[Key]) -> Iterator[tuple[Key, Key]]:
    """Pair up instances with the same name but for a number, if there is one of that name on either side."""
    grouped: dict[bytes, tuple[list[Key], list[Key]]] = {}
    for at, keys in enumerate((ours, theirs)):
        for key in keys:
            grouped.setdefault(_NUMBER.sub(b"", key[1] or b""), ([], []))[at].append(key)
    return ((mine[0], others[0]) for mine, others in grouped.values() if len(mine) == len(others) == 1)


def _is_alike(old: Instance, new: Instance) -> bool:
    before, after = ({raw for record in each.records for raw in record.strings} for each in (old, new))
    return len(before & after) * 2 >= len(before | after)


def _by_place(side: Side, other: Side) -> dict[tuple[object, ...], list[Key]]:
    """Group the instances that only ``side`` has, by service type, domain, host and port.

    Instances without a name, and instances without one host and one port, are left out.
    """
    found: dict[tuple[object, ...], list[Key]] = {}
    for key, instance in side.instances.items():
        if key not in other.instances and key[1] is not None and len(instance.hosts) == len(instance.ports) == 1:
            found.setdefault((key[0], key[2], *instance.hosts, *instance.ports), []).append(key)
    return found


Field = Literal["host", "port", "addresses", "subtypes"]

_FIELDS: dict[Field, Callable[[Instance], dict[Any, Any]]] = {
    "host": lambda instance: instance.hosts,
    "port": lambda instance: instance.ports,
    "addresses": lambda instance: instance.addresses,
    "subtypes": lambda instance: instance.subtypes,
}


_WORDS: dict[Field, str] = {
    "host": "devices and hosts",
    "port": "ports",
    "addresses": "addresses",
    "subtypes": "subtypes",
}


def _comparable(old: Side, new: Side, missed: Missed) -> Iterator[Field]:
    """Yield the fields to compare.

    A field that one side never has is left out if the formats differ: one format may have no place for the field.
    """
    for field, of in _FIELDS.items():
        silent = [
            (word, side)
            for word, side in (("old", old), ("new", new))
            if side.instances and not side.is_live and not any(map(of, side.instances.values()))
        ]
        if len(silent) == 1 and _shapes(old) != _shapes(new):
            missed[_WORDS[field], f"the {silent[0][0]} input tells none at all"] += len(silent[0][1].instances)
        else:
            yield field


def _shapes(side: Side) -> set[str]:
    """Return the formats of a side. JSON Lines and YAML count as JSON, which has the same fields."""
    return {"json" if each in ("jsonl", "yaml") else each for each in side.formats}


def _changed(old: Instance, new: Instance, fields: Iterable[Field], missed: Missed) -> InstanceChange:
    keys: tuple[KeyChange, ...] = ()
    record: tuple[RecordChange, ...] = ()
    if old.has_record is None or new.has_record is None:
        if old.has_record != new.has_record:
            word = "old" if old.has_record is None else "new"
            missed["TXT records", f"the {word} input does not tell whether there is one"] += 1
    else:
        keys, record = tuple(key_changes(old, new, missed)), tuple(record_changes(old, new, missed))
    return InstanceChange(
        service=new.service,
        instance=_name_text(new.instance),
        domain=new.domain,
        renamed_from=None if old.instance is None or _same_name(old, new) else _name_text(old.instance),
        fields=tuple(_field_changes(old, new, fields)),
        keys=keys,
        record=record,
    )


def _same_name(old: Instance, new: Instance) -> bool:
    return (old.instance or b"").lower() == (new.instance or b"").lower()


def _differs(change: InstanceChange) -> bool:
    return bool(change.fields or change.keys or change.record)


def _field_changes(old: Instance, new: Instance, fields: Iterable[Field]) -> Iterator[FieldChange]:
    for field in fields:
        before, after = _FIELDS[field](old), _FIELDS[field](new)
        if before.keys() != after.keys():
            yield FieldChange(field=field, before=tuple(before.values()), after=tuple(after.values()))


def _findings(old: Side, new: Side, renamed: dict[Key, Key], missed: Missed) -> Findings:
    back = {before: after for after, before in renamed.items()}
    before, after = identities(old.findings, {}), identities(new.findings, renamed)
    came = sort_out(only_in(after, before), old, renamed, missed, "old")
    went = sort_out(only_in(before, after), new, back, missed, "new")
    return Findings(
        # A finding in a new instance is new.
        new=_dumped((*came.alone, *came.gone)),
        fixed=_dumped(went.alone),
        gone=_dumped(went.gone),
    )


def _dumped(findings: Iterable[Finding]) -> tuple[FindingDump, ...]:
    return tuple(map(dump_finding, sorted(findings, key=lambda finding: -finding.severity)))


def _devices(mine: Side, other: Side) -> Iterator[DeviceDump]:
    others = other.devices
    for name, instances in mine.devices.items():
        if name not in others:
            written = next(each for instance in instances for each in devices_of(instance) if folded(each) == name)
            addresses = dict.fromkeys(address for each in instances for address in each.addresses)
            yield DeviceDump(name=written, addresses=tuple(addresses), instances=len(instances))


def _services(mine: Side, other: Side) -> Iterator[str]:
    others = other.services
    return (written for service, written in mine.services.items() if service not in others)


def _side(side: Side) -> SideDump:
    summary = side.summary
    return SideDump(
        input=encodable(side.input),
        formats=tuple(side.formats),
        devices=len(side.devices),
        services=len(side.services),
        instances=len(side.instances),
        errors=summary.errors,
        warnings=summary.warnings,
        infos=summary.infos,
        unreadable=summary.unreadable,
        suppressed=summary.suppressed,
    )


def _dump(instance: Instance) -> InstanceDump:
    return InstanceDump(
        service=instance.service,
        instance=_name_text(instance.instance),
        domain=instance.domain,
        hosts=tuple(instance.hosts.values()),
        ports=tuple(instance.ports),
        addresses=tuple(instance.addresses),
        subtypes=tuple(instance.subtypes.values()),
        txt=tuple(tuple(map(text_or_octets, shown.strings)) for shown in instance.records.values()),
    )


def _name_text(octets: bytes | None) -> Text | None:
    return None if octets is None else text_or_octets(octets)
