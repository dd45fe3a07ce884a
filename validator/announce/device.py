"""Simulated devices: what each device announces and how it behaves, made from announcements. No socket and no clock.

An instance with several TXT records has an announcement for each record (see ``Announcement.txt_count``). These are
merged into one device here. What mDNS cannot announce is refused with the reason, and never announced in another form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from validator.assembly.cache import fold
from validator.model import names, txt
from validator.model.announcement import Announcement, Fidelity
from validator.wire.message import CLASS_IN, Message, Name, Record, RType
from validator.wire.writer import encode

DISCARD_PORT = 9
"""The port of a device whose announcement names none. Nobody listens on the port of the discard service (RFC 863)."""

MAX_DATAGRAM = 65_507
"""Octets of a message that a UDP datagram over IPv4 can carry."""

NAME_IS_TAKEN = "the input has this name already, with other records"

_DOMAIN = "local"


class Behaviour(Struct, frozen=True, kw_only=True):
    """How a device behaves. The default is a good device.

    Times are in seconds. Times of the device's life count from its start.
    """

    delay_s: float = 0
    """The delay that is added to each answer."""
    starts_s: float = 0
    """For how long the device is silent at first."""
    lasts_s: float | None = None
    """For how long the device is there. None: to the end."""
    pause_s: float | None = None
    """For how long the device is away until it comes back. None: the device stays away."""
    says_goodbye: bool = True
    """Whether the device says goodbye when it goes."""
    changes_s: float | None = None
    """When the device announces ``Device.other_texts`` instead of its texts. None: never."""
    alternates: bool = False
    """Whether every second answer has ``Device.other_texts``."""
    adds: bool = True
    """Whether answers have additional records. Without these the device announces only its pointers by itself."""
    mangle: Callable[[bytes], bytes] | None = None
    """A function that damages each message which the device sends. None: messages are as they should be."""


GOOD = Behaviour()


class Device(Struct, frozen=True, kw_only=True):
    """One simulated service instance."""

    announcements: tuple[Announcement, ...]
    """The announcements that the device was made from."""
    instance: bytes
    """The instance label."""
    type: Name
    """The labels of the service type, with the domain."""
    subtypes: tuple[Name, ...] = ()
    """The labels of each subtype."""
    host: Name | None = None
    """The name of the host. None stands for a name that is made from the address of the interface."""
    port: int = DISCARD_PORT
    """The port in the SRV record."""
    addresses: tuple[str, ...] = ()
    """The addresses of the host. Empty stands for the addresses of the interface."""
    texts: tuple[bytes, ...] = (b"\0",)
    """The RDATA of the TXT records."""
    other_texts: tuple[bytes, ...] = ()
    """The RDATA of the TXT records that the device announces later, or in turn."""
    has_server: bool = True
    """Whether the device has an SRV record."""
    has_address: bool = True
    """Whether the host of the device has address records."""
    pointers: tuple[tuple[Name, Name], ...] = ()
    """PTR records beside its own: owner and target."""
    is_enumerated: bool = True
    """Whether the list of service types has the type of the device."""
    flushes: bool = True
    """Whether the records that only this device has carry the cache-flush bit."""
    flushes_pointers: bool = False
    """Whether PTR records carry the cache-flush bit, which tells caches to forget those of other devices."""
    ttl_s: int | None = None
    """The TTL of all records in seconds. None stands for what RFC 6762 section 10 recommends."""
    behaviour: Behaviour = GOOD
    """How the device behaves."""

    @property
    def name(self) -> Name:
        """The service instance name."""
        return (self.instance, *self.type)


class Refused(Struct, frozen=True):
    """An announcement that is not on the network, and why not."""

    announcement: Announcement
    reason: str

    def __str__(self) -> str:
        instance = names.escape(self.announcement.instance or b"")
        return f"{instance}.{self.announcement.service} cannot be announced: {self.reason}"


def devices(announcements: Iterable[Announcement]) -> tuple[list[Device], list[Refused]]:
    """Make a device of each instance, in the order given. Return the devices, and the announcements that cannot be one.

    Remarks announce nothing, and make no device.
    """
    found: dict[Name, Device] = {}
    refused: list[Refused] = []
    for announcement in announcements:
        if announcement.is_remark:
            continue
        reason = _unfit(announcement)
        device = _device(announcement)
        if reason is None:
            known = found.get(fold(device.name))
            merged = device if known is None else _merged(known, device)
            reason = NAME_IS_TAKEN if merged is None else unencodable(merged)
            if merged is not None and reason is None:
                found[fold(device.name)] = merged
        if reason is not None:
            refused.append(Refused(announcement, reason))
    return list(found.values()), refused


def suffixed(label: bytes, suffix: bytes) -> bytes:
    """Return a label with a suffix.

    A label that gets too long is cut, between two characters where the label is text.
    """
    room = names.MAX_LABEL - len(suffix)
    if len(label) > room:
        label = label[:room].decode("utf-8", "ignore").encode() or label[:room]
    return label + suffix


def unencodable(device: Device) -> str | None:
    """Return why no message can hold the records of a device. None where messages can."""
    texts = [Record(device.name, RType.TXT, CLASS_IN, flush=True, ttl_s=0, rdata=each) for each in device.texts]
    pointers = [
        Record((*subtype, b"_sub", *device.type), RType.PTR, CLASS_IN, flush=False, ttl_s=0, rdata=b"", target=target)
        for subtype in ((), *device.subtypes)
        for target in (device.name, device.host or ())
    ]
    try:
        largest = max(len(encode(Message(records=(each,)))) for each in (*texts, *pointers))
    except ValueError as error:
        return str(error)
    if largest > MAX_DATAGRAM:
        return f"its TXT record makes a message of {largest} octets; a datagram holds {MAX_DATAGRAM}"
    return None


def _unfit(announcement: Announcement) -> str | None:
    record = announcement.txt
    strings = () if record is None else record.strings
    reasons = (
        (announcement.domain.lower() != _DOMAIN, f"mDNS speaks of {_DOMAIN!r} only, not of {announcement.domain!r}"),
        (not announcement.instance, "it has no instance name"),
        (any(len(raw) > txt.MAX_STRING for raw in strings), f"a TXT string has more than {txt.MAX_STRING} octets"),
    )
    return next((reason for is_so, reason in reasons if is_so), None)


def _device(announcement: Announcement) -> Device:
    return Device(
        announcements=(announcement,),
        instance=announcement.instance or b"",
        type=(*names.split(announcement.service), *names.split(announcement.domain)),
        subtypes=tuple(names.split(subtype) for subtype in announcement.subtypes),
        host=None if announcement.host is None else names.split(announcement.host),
        port=DISCARD_PORT if announcement.port is None else announcement.port,
        addresses=tuple(dict.fromkeys(address.partition("%")[0] for address in announcement.addresses)),
        texts=_texts(announcement),
    )


def _texts(announcement: Announcement) -> tuple[bytes, ...]:
    """Return the RDATA of the TXT records.

    Where a source does not keep whether there was a TXT record, the device has an empty one, as every service must have
    a TXT record (RFC 6763 section 6.1).
    """
    if announcement.txt is None:
        return (b"\0",) if Fidelity.TXT in announcement.lost else ()
    if any(len(raw) > txt.MAX_STRING for raw in announcement.txt.strings):
        return ()  # refused
    return (txt.join(announcement.txt),)


def _merged(one: Device, other: Device) -> Device | None:
    """Return two announcements of an instance as one device. None where the announcements contradict each other.

    Dumps list an instance once for each interface and IP version, and once for each of its TXT records.
    """
    hosted, silent = (one, other) if one.host is not None else (other, one)
    if silent.host is not None and (fold(silent.host), silent.port) != (fold(hosted.host or ()), hosted.port):
        return None
    announced = [device.texts for device in (one, other) if any(each.txt is not None for each in device.announcements)]
    if len(announced) > 1 and one.texts != other.texts and any(each.txt_count == 1 for each in other.announcements):
        return None
    return replace(
        one,
        announcements=one.announcements + other.announcements,
        subtypes=tuple(dict.fromkeys(one.subtypes + other.subtypes)),
        host=hosted.host,
        port=hosted.port,
        addresses=tuple(dict.fromkeys(one.addresses + other.addresses)),
        texts=tuple(dict.fromkeys(text for texts in announced or (one.texts,) for text in texts)),
    )
