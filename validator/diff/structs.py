"""What differs between two audits: also the shape of ``diff --format json``, version 1.

Values of secret keys are masked as in every report. What is not text stands as ``{"base64": "..."}``.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from validator.json_v1 import FindingDump
from validator.json_v1.structs import Text

VERSION: Literal[1] = 1

State = Literal["without value", "with empty value", "with value"]


class SideDump(Struct, frozen=True, kw_only=True):
    """One of the two inputs: its formats, how much it says, and the findings in it by today's rules.

    Findings that are ``suppressed`` are in no other count.
    """

    input: str
    formats: tuple[str, ...]
    devices: int
    services: int
    instances: int
    errors: int
    warnings: int
    infos: int
    unreadable: int
    suppressed: int = 0


class DeviceDump(Struct, frozen=True, kw_only=True):
    """A device, known by its host name, or by its address where it has none; ``instances`` counts what it announces."""

    name: str
    addresses: tuple[str, ...]
    instances: int


class Devices(Struct, frozen=True, kw_only=True):
    """Devices that only the new input has, and those that only the old one has."""

    appeared: tuple[DeviceDump, ...] = ()
    vanished: tuple[DeviceDump, ...] = ()


class Services(Struct, frozen=True, kw_only=True):
    """Service types that only the new input has, and those that only the old one has."""

    appeared: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()


class InstanceName(Struct, frozen=True, kw_only=True):
    """The name of a service instance; ``instance`` is null where it is not known."""

    service: str
    instance: Text | None
    domain: str


class InstanceDump(InstanceName, frozen=True, kw_only=True):
    """A service instance and what was said of it. ``txt`` has one list of strings for each different TXT record."""

    hosts: tuple[str, ...]
    ports: tuple[int, ...]
    addresses: tuple[str, ...]
    subtypes: tuple[str, ...]
    txt: tuple[tuple[Text, ...], ...]


class FieldChange(Struct, frozen=True, kw_only=True):
    """Another host, port, address or subtype: all of them before and after."""

    field: Literal["host", "port", "addresses", "subtypes"]
    before: tuple[str | int, ...]
    after: tuple[str | int, ...]


class ValueDump(Struct, frozen=True, kw_only=True):
    """What a key has in a record: its state, and its value where it has one."""

    state: State
    value: Text | None = None


class KeyChange(Struct, frozen=True, kw_only=True):
    """A key of the TXT record that appeared, vanished, or has another value or state.

    Before and after are lists, because an instance may have several TXT records. Where both sides show the same masked
    value, the secret is another one.
    """

    key: str
    change: Literal["appeared", "vanished", "value", "state"]
    before: tuple[ValueDump, ...] = ()
    after: tuple[ValueDump, ...] = ()


class RecordChange(Struct, frozen=True, kw_only=True):
    """Something about the TXT record as a whole.

    ``record`` whether there is one, ``records`` how many there are, ``damage`` of its frame, ``order`` of its keys,
    ``duplicates`` strings whose key repeats an earlier one, ``spelling`` of keys in upper and lower case,
    ``empty-strings`` how many there are.
    """

    what: Literal["record", "records", "damage", "order", "duplicates", "spelling", "empty-strings"]
    before: tuple[Text, ...]
    after: tuple[Text, ...]


class InstanceChange(InstanceName, frozen=True, kw_only=True):
    """An instance that says something else than before. ``renamed_from`` is its old name where that is another one."""

    renamed_from: Text | None = None
    fields: tuple[FieldChange, ...] = ()
    keys: tuple[KeyChange, ...] = ()
    record: tuple[RecordChange, ...] = ()


class Instances(Struct, frozen=True, kw_only=True):
    """Service instances that came, went, have another name on the same host and port, or changed."""

    appeared: tuple[InstanceDump, ...] = ()
    vanished: tuple[InstanceDump, ...] = ()
    renamed: tuple[InstanceChange, ...] = ()
    changed: tuple[InstanceChange, ...] = ()


class Findings(Struct, frozen=True, kw_only=True):
    """Findings that are new, that were fixed, and that are gone with the instance or service they were about."""

    new: tuple[FindingDump, ...] = ()
    fixed: tuple[FindingDump, ...] = ()
    gone: tuple[FindingDump, ...] = ()


class NotCompared(Struct, frozen=True, kw_only=True):
    """What could not be compared, why, and how often that was so."""

    what: str
    reason: str
    count: int


class Difference(Struct, frozen=True, kw_only=True):
    """The whole difference. Findings of both sides are judged by the rules of today, whatever was reported before."""

    version: Literal[1] = VERSION
    old: SideDump
    new: SideDump
    devices: Devices = Devices()
    services: Services = Services()
    instances: Instances = Instances()
    findings: Findings = Findings()
    not_compared: tuple[NotCompared, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        groups = (self.devices, self.services, self.instances, self.findings)
        return all(group == type(group)() for group in groups)
