"""The difference between two audits, which is also the shape of ``diff --format json``, version 1.

Values of secret keys are masked as in every report. Octets that are no text stand as ``{"base64": "..."}``.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from validator.json_v1 import FindingDump
from validator.json_v1.structs import Text

VERSION: Literal[1] = 1

State = Literal["without value", "with empty value", "with value"]


class SideDump(Struct, frozen=True, kw_only=True):
    """One of the two inputs: the formats, the counts, and how many findings there are by the rules of today."""

    input: str
    formats: tuple[str, ...]
    devices: int
    services: int
    """How many service types were announced."""
    instances: int
    errors: int
    warnings: int
    infos: int
    unreadable: int
    """How many pieces of the input could not be read."""
    suppressed: int = 0
    """How many findings the user accepts. These findings are in no other count."""


class DeviceDump(Struct, frozen=True, kw_only=True):
    """A device."""

    name: str
    """The host name; the address of a device without a host name."""
    addresses: tuple[str, ...]
    instances: int
    """How many instances the device announces."""


class Devices(Struct, frozen=True, kw_only=True):
    """Devices that only one of the inputs has."""

    appeared: tuple[DeviceDump, ...] = ()
    """Devices that only the new input has."""
    vanished: tuple[DeviceDump, ...] = ()
    """Devices that only the old input has."""


class Services(Struct, frozen=True, kw_only=True):
    """Service types that only one of the inputs has."""

    appeared: tuple[str, ...] = ()
    """Service types that only the new input has."""
    vanished: tuple[str, ...] = ()
    """Service types that only the old input has."""


class InstanceName(Struct, frozen=True, kw_only=True):
    """The name of a service instance."""

    service: str
    instance: Text | None
    """The instance label; null for an unknown instance."""
    domain: str


class InstanceDump(InstanceName, frozen=True, kw_only=True):
    """A service instance, with all that its announcements say."""

    hosts: tuple[str, ...]
    ports: tuple[int, ...]
    addresses: tuple[str, ...]
    subtypes: tuple[str, ...]
    txt: tuple[tuple[Text, ...], ...]
    """The strings of every different TXT record."""


class FieldChange(Struct, frozen=True, kw_only=True):
    """Another host, port, address or subtype: all of them before and after."""

    field: Literal["host", "port", "addresses", "subtypes"]
    before: tuple[str | int, ...]
    after: tuple[str | int, ...]


class ValueDump(Struct, frozen=True, kw_only=True):
    """The state of a key in a record, and the value of a key with a value."""

    state: State
    value: Text | None = None


class KeyChange(Struct, frozen=True, kw_only=True):
    """A key of the TXT record that appeared, vanished, or has another value or state.

    ``before`` and ``after`` are lists, because an instance may have several TXT records. If both lists show the same
    masked value, the secret has changed.
    """

    key: str
    change: Literal["appeared", "vanished", "value", "state"]
    before: tuple[ValueDump, ...] = ()
    after: tuple[ValueDump, ...] = ()


class RecordChange(Struct, frozen=True, kw_only=True):
    """A difference of the TXT record beside the keys and their values."""

    what: Literal["record", "records", "damage", "order", "duplicates", "spelling", "empty-strings"]
    """The thing that differs.

    ``record``: whether there is a record. ``records``: how many records there are. ``damage``: octets that are no
    strings. ``order``: the order of keys. ``duplicates``: strings whose key repeats an earlier key. ``spelling``: upper
    and lower case of keys. ``empty-strings``: how many empty strings there are.
    """
    before: tuple[Text, ...]
    after: tuple[Text, ...]


class InstanceChange(InstanceName, frozen=True, kw_only=True):
    """An instance whose announcements changed."""

    renamed_from: Text | None = None
    """The old name of an instance with a new name."""
    fields: tuple[FieldChange, ...] = ()
    keys: tuple[KeyChange, ...] = ()
    record: tuple[RecordChange, ...] = ()


class Instances(Struct, frozen=True, kw_only=True):
    """Service instances that differ."""

    appeared: tuple[InstanceDump, ...] = ()
    """Instances that only the new input has."""
    vanished: tuple[InstanceDump, ...] = ()
    """Instances that only the old input has."""
    renamed: tuple[InstanceChange, ...] = ()
    """Instances with another name on the same host and port."""
    changed: tuple[InstanceChange, ...] = ()
    """Instances of both inputs whose announcements changed."""


class Findings(Struct, frozen=True, kw_only=True):
    """Findings that differ."""

    new: tuple[FindingDump, ...] = ()
    """Findings that only the new input has."""
    fixed: tuple[FindingDump, ...] = ()
    """Findings that only the old input has, in instances or services of both inputs."""
    gone: tuple[FindingDump, ...] = ()
    """Findings in instances or services that the new input does not have."""


class NotCompared(Struct, frozen=True, kw_only=True):
    """Something that could not be compared."""

    what: str
    reason: str
    count: int
    """How often this could not be compared."""


class Difference(Struct, frozen=True, kw_only=True):
    """The difference between two audits. Both inputs are judged by the rules of today, whatever was reported before."""

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
