"""One of two inputs, gathered by service instance.

An input may announce an instance more than once: by interface (avahi-browse), by TXT record, or again and again. All of
these announcements are one instance here. Memory grows with the number of different announcements.
"""

from __future__ import annotations

from msgspec import Struct, field

from validator.model.announcement import Announcement, Fidelity
from validator.model.finding import Finding, Summary, Verdict
from validator.model.txt import TxtRecord

Key = tuple[bytes, bytes | None, bytes]
"""Service type, instance and domain without ASCII case (RFC 6762 section 16).

An unknown instance is None. Then the device stands behind the domain.
"""


class Instance(Struct):
    """One service instance, with all that its announcements say."""

    service: str
    instance: bytes | None
    """The octets of the instance label; None for an unknown instance."""
    domain: str
    hosts: dict[str, str] = field(default_factory=dict)
    """Host names as announced, by name without case."""
    ports: dict[int, int] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    """Addresses as announced, by address without case."""
    subtypes: dict[str, str] = field(default_factory=dict)
    """Subtypes as announced, by subtype without case."""
    records: dict[TxtRecord, TxtRecord] = field(default_factory=dict)
    """Every different TXT record, and the record as reports may show it."""
    lost: frozenset[Fidelity] = frozenset()
    """What a source could not keep of at least one of the records."""
    losses: set[frozenset[Fidelity]] = field(default_factory=set)
    """What a source could not keep of an announcement, for every announcement."""
    is_live: bool = False
    """Whether a live run observed the instance."""

    @property
    def has_record(self) -> bool | None:
        """Whether the instance has a TXT record; None if no source tells."""
        if self.records:
            return True
        return None if any(Fidelity.TXT in each for each in self.losses) else False

    def add(self, announcement: Announcement, shown: TxtRecord | None) -> None:
        """Add an announcement. ``shown`` is the TXT record as reports may show it."""
        if announcement.host is not None:
            self.hosts.setdefault(folded(announcement.host), announcement.host)
        if announcement.port is not None:
            self.ports[announcement.port] = announcement.port
        for address in announcement.addresses:
            self.addresses.setdefault(folded(address), address)
        for subtype in announcement.subtypes:
            self.subtypes.setdefault(folded(subtype), subtype)
        if announcement.txt is not None and shown is not None:
            self.records.setdefault(announcement.txt, shown)
            self.lost |= announcement.lost
        self.losses.add(announcement.lost)
        self.is_live = self.is_live or announcement.observation is not None

    def keeps(self, needs: frozenset[Fidelity]) -> bool:
        """Whether the source of at least one announcement kept all that ``needs`` names."""
        return any(needs.isdisjoint(each) for each in self.losses)


class Side(Struct):
    """All that an input says."""

    input: str
    formats: dict[str, None] = field(default_factory=dict)
    """The formats that the input was read as."""
    instances: dict[Key, Instance] = field(default_factory=dict)
    types: dict[bytes, list[Instance]] = field(default_factory=dict)
    """The instances of every service type, by type without case."""
    findings: list[Finding] = field(default_factory=list)
    """The findings by the rules of today."""
    summary: Summary = field(default_factory=Summary)
    is_live: bool = False
    """Whether a live run observed at least one of the announcements."""

    def add(self, announcement: Announcement, verdict: Verdict) -> None:
        """Add an announcement and its findings. An instance that said goodbye and did not come back is not added."""
        self.findings += verdict.findings
        observation = announcement.observation
        self.is_live = self.is_live or observation is not None
        if announcement.is_remark or (observation is not None and observation.is_gone):
            return
        known = self.instances.get(key := key_of(announcement))
        if known is None:
            known = Instance(announcement.service, announcement.instance, announcement.domain)
            self.instances[key] = known
            self.types.setdefault(key[0], []).append(known)
        known.add(announcement, verdict.announcement.txt)

    @property
    def services(self) -> dict[bytes, str]:
        """The service types: without case, as they are compared, and as they are written first."""
        return {service: instances[0].service for service, instances in self.types.items()}

    @property
    def devices(self) -> dict[str, list[Instance]]:
        """The instances of a device, by host name without case, or by address for a device without a host name."""
        found: dict[str, list[Instance]] = {}
        for instance in self.instances.values():
            for device in devices_of(instance):
                found.setdefault(folded(device), []).append(instance)
        return found

    def of_type(self, service: str) -> list[Instance]:
        """Return the instances of a service type."""
        return self.types.get(_octets(service), [])


def devices_of(instance: Instance) -> tuple[str, ...]:
    """Return the names of the devices that announce an instance, mostly one name."""
    return tuple(instance.hosts.values()) or tuple(instance.addresses.values())[:1]


def key_of(announcement: Announcement) -> Key:
    """Return the key of the instance that an announcement is about."""
    service, domain = _octets(announcement.service), _octets(announcement.domain)
    if announcement.instance is not None:
        return service, announcement.instance.lower(), domain
    device = announcement.host or ",".join(announcement.addresses)
    return service, None, domain + b"\0" + _octets(device)


def folded(text: str) -> str:
    """Fold the case of ASCII letters, and of no other letters, as DNS does."""
    return _octets(text).decode("utf-8", "surrogateescape")


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape").lower()
