"""The difference between two audits as JSON, and the sentences of which difference_text.py makes pages for people."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import msgspec

from validator.diff.structs import (
    Difference,
    FieldChange,
    InstanceChange,
    InstanceDump,
    InstanceName,
    KeyChange,
    RecordChange,
    SideDump,
    ValueDump,
)
from validator.display.printable import printable_json
from validator.display.wording import plural
from validator.json_v1 import FindingDump
from validator.json_v1.structs import Text


def as_json(difference: Difference) -> str:
    """Write the versioned document."""
    encoded = msgspec.json.format(msgspec.json.encode(difference), indent=2)
    return printable_json(encoded.decode()) + "\n"


def decoded(text: Text | None) -> str:
    r"""Decode a name or a string; octets that are not UTF-8 become surrogates, which printable() shows as ``\xHH``."""
    if text is None:
        return "(no instance name)"
    return text if isinstance(text, str) else base64.b64decode(text.base64).decode("utf-8", "surrogateescape")


def name(of: InstanceName | FindingDump) -> str:
    """Name an instance with its service type, and its domain where that is another than ``local``."""
    domain = "" if of.domain in ("local", "") else f" in {of.domain}"
    return f"{decoded(of.instance)} {of.service}{domain}".strip()


def place(instance: InstanceDump) -> str:
    """Tell where an instance stands."""
    ports = [f"port {each}" for each in instance.ports]
    return "  ".join((*instance.hosts, *ports, *instance.addresses))


def record(instance: InstanceDump) -> str:
    """Show the TXT strings in quotes."""
    return " ".join(f'"{decoded(raw)}"' for strings in instance.txt for raw in strings if raw)


def scope(side: SideDump) -> str:
    """Say how much an input says."""
    counts = (
        plural(side.devices, "device"),
        plural(side.services, "service type"),
        plural(side.instances, "instance"),
        plural(side.errors, "error"),
        plural(side.warnings, "warning"),
        plural(side.infos, "info"),
    )
    unread = f"; {plural(side.unreadable, 'part')} could not be read" if side.unreadable else ""
    out = f"; left out: {side.suppressed} suppressed" if side.suppressed else ""
    formats = f" ({', '.join(side.formats)})" if side.formats else ""
    return f"{side.input}{formats}: {', '.join(counts)}{out}{unread}"


def changes(change: InstanceChange) -> Iterator[tuple[str, str]]:
    """Yield what changed of an instance, each with a mark: ``+``, ``-`` or ``~``."""
    for field in change.fields:
        yield "~", _field(field)
    for key in change.keys:
        yield _key(key)
    for record_change in change.record:
        yield "~", _record(record_change)


def _field(change: FieldChange) -> str:
    before, after = (", ".join(map(str, each)) or "none" for each in (change.before, change.after))
    return f"{change.field}: {before} → {after}"


def _key(change: KeyChange) -> tuple[str, str]:
    if change.change == "appeared":
        return "+", f"key {change.key} {_values(change.after)}"
    if change.change == "vanished":
        return "-", f"key {change.key} {_values(change.before)}"
    if change.before == change.after:
        return "~", f"key {change.key}: another secret"
    return "~", f"key {change.key}: {_values(change.before)} → {_values(change.after)}"


def _values(values: tuple[ValueDump, ...]) -> str:
    return " and ".join(f'"{decoded(each.value)}"' if each.state == "with value" else each.state for each in values)


_RECORD = {
    "records": "TXT records",
    "empty-strings": "empty strings in the record",
    "order": "order of keys",
    "spelling": "spelling of keys",
    "duplicates": "strings that repeat a key",
    "damage": "damage of the record",
}


def _record(change: RecordChange) -> str:
    if change.what == "record":
        return "a TXT record, before there was none" if change.after else "no TXT record, before there was one"
    quoted = '"{}"' if change.what in ("duplicates", "damage") else "{}"
    before, after = (", ".join(quoted.format(decoded(raw)) for raw in each) for each in (change.before, change.after))
    return f"{_RECORD[change.what]}: {before or 'none'} → {after or 'none'}"


def outcome(difference: Difference) -> str:
    """Count everything in one line."""
    instances, findings = difference.instances, difference.findings
    if difference.is_empty:
        return "no difference"
    groups = (
        ("instances", {"appeared": instances.appeared, "vanished": instances.vanished}),
        ("instances", {"renamed": instances.renamed, "changed": instances.changed}),
        ("findings", {"new": findings.new, "fixed": findings.fixed, "gone with their instances": findings.gone}),
    )
    counts: dict[str, list[str]] = {}
    for what, group in groups:
        counts.setdefault(what, []).extend(f"{len(each)} {word}" for word, each in group.items())
    return "; ".join(f"{what}: {', '.join(each)}" for what, each in counts.items())
