"""What one of two inputs says, gathered by service instance.

An input may speak of an instance more than once: by interface (avahi-browse), by TXT record, or again and again. All
of that is one instance here, with all that was said of it. Memory grows with the number of different announcements.
"""

from __future__ import annotations

from msgspec import Struct, field

from validator.model.announcement import Announcement, Fidelity
from validator.model.finding import Finding, Summary, Verdict
from validator.model.txt import TxtRecord

Key = tuple[bytes, bytes | None, bytes]
"""Service type, instance and domain without ASCII case (RFC 6762 section 16).

Where the instance is not known it is None, and the device stands behind the domain.
"""


class Instance(Struct):
    """One service instance. ``records`` maps each different TXT record to how reports may show it.

    ``losses`` are what its sources could not keep, announcement by announcement; ``lost`` what is lost of any record.
    """

    service: str
    instance: bytes | None
    domain: str
    hosts: dict[str, str] = field(default_factory=dict)
    ports: dict[int, int] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    subtypes: dict[str, str] = field(default_factory=dict)
    records: dict[TxtRecord, TxtRecord] = field(default_factory=dict)
    lost: frozenset[Fidelity] = frozenset()
    losses: set[frozenset[Fidelity]] = field(default_factory=set)
    is_live: bool = False

    @property
    def has_record(self) -> bool | None:
        """Whether it has a TXT record, None where that is not known."""
        if self.records:
            return True
        return None if any(Fidelity.TXT in each for each in self.losses) else False

    def add(self, said: Announcement, shown: TxtRecord | None) -> None:
        """Add what an announcement says; ``shown`` is its record as reports may show it."""
        if said.host is not None:
            self.hosts.setdefault(folded(said.host), said.host)
        if said.port is not None:
            self.ports[said.port] = said.port
        for address in said.addresses:
            self.addresses.setdefault(folded(address), address)
        for subtype in said.subtypes:
            self.subtypes.setdefault(folded(subtype), subtype)
        if said.txt is not None and shown is not None:
            self.records.setdefault(said.txt, shown)
            self.lost |= said.lost
        self.losses.add(said.lost)
        self.is_live = self.is_live or said.observation is not None

    def keeps(self, needs: frozenset[Fidelity]) -> bool:
        """Whether any of its announcements kept all of that."""
        return any(needs.isdisjoint(each) for each in self.losses)


class Side(Struct):
    """All that an input says. ``findings`` are of the rules of today, ``formats`` what the input was read as."""

    input: str
    formats: dict[str, None] = field(default_factory=dict)
    instances: dict[Key, Instance] = field(default_factory=dict)
    types: dict[bytes, list[Instance]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    summary: Summary = field(default_factory=Summary)
    is_live: bool = False

    def add(self, said: Announcement, verdict: Verdict) -> None:
        """Add an announcement and what is found in it. What said goodbye and did not come back is not there."""
        self.findings += verdict.findings
        self.is_live = self.is_live or said.observation is not None
        if said.is_remark or (said.observation is not None and said.observation.is_gone):
            return
        known = self.instances.get(key := key_of(said))
        if known is None:
            known = self.instances[key] = Instance(said.service, said.instance, said.domain)
            self.types.setdefault(key[0], []).append(known)
        known.add(said, verdict.announcement.txt)

    @property
    def services(self) -> dict[bytes, str]:
        """The service types, as they are compared and as they are written first."""
        return {service: instances[0].service for service, instances in self.types.items()}

    @property
    def devices(self) -> dict[str, list[Instance]]:
        """The instances of each device, by host name without case, or by address where there is none."""
        found: dict[str, list[Instance]] = {}
        for each in self.instances.values():
            for device in devices_of(each):
                found.setdefault(folded(device), []).append(each)
        return found

    def of_type(self, service: str) -> list[Instance]:
        """Return the instances of a service type."""
        return self.types.get(_octets(service), [])


def devices_of(instance: Instance) -> tuple[str, ...]:
    """Name the devices that announce an instance; mostly one."""
    return tuple(instance.hosts.values()) or tuple(instance.addresses.values())[:1]


def key_of(announcement: Announcement) -> Key:
    """Tell what an instance is known by."""
    service, domain = _octets(announcement.service), _octets(announcement.domain)
    if announcement.instance is not None:
        return service, announcement.instance.lower(), domain
    device = announcement.host or ",".join(announcement.addresses)
    return service, None, domain + b"\0" + _octets(device)


def folded(text: str) -> str:
    """Fold the case of ASCII letters, and of no others, as DNS does."""
    return _octets(text).decode("utf-8", "surrogateescape")


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape").lower()
