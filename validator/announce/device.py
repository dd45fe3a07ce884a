"""Simulated devices: what each says and how it behaves, made from announcements. No socket and no clock.

An announcement of an instance with several TXT records is one announcement a record (see model.py): they come merged
here again. What cannot be said by mDNS at all is refused with the reason, never said as something else.
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
"""The port of a device whose announcement names none: the discard service, where nobody listens (RFC 863)."""

MAX_DATAGRAM = 65_507
"""Octets of a message that UDP over IPv4 can carry."""

NAME_IS_TAKEN = "the input has this name already, with other records"

_DOMAIN = "local"


class Behaviour(Struct, frozen=True, kw_only=True):
    """How a device behaves, other than a good one. Times are in seconds, those of its life count from its start.

    ``delay_s`` is added to each answer. It is silent for ``starts_s``, then there for ``lasts_s`` (None: to the end),
    away for ``pause_s`` and back (None: it stays away); ``says_goodbye`` when it goes. After ``changes_s`` it announces
    ``Device.other_texts``; where it ``alternates``, every second answer has them. ``adds`` additional records to
    answers; without, it announces nothing but pointers by itself. ``mangle`` damages each message that it sends.
    """

    delay_s: float = 0
    starts_s: float = 0
    lasts_s: float | None = None
    pause_s: float | None = None
    says_goodbye: bool = True
    changes_s: float | None = None
    alternates: bool = False
    adds: bool = True
    mangle: Callable[[bytes], bytes] | None = None


GOOD = Behaviour()


class Device(Struct, frozen=True, kw_only=True):
    """One simulated service instance.

    ``host`` None stands for a name made from the address of the interface, ``addresses`` empty for those of the
    interface. ``texts`` are the RDATA of its TXT records, ``other_texts`` those that it says later. ``ttl_s`` None
    stands for what RFC 6762 section 10 recommends. ``announcements`` are those that it was made from.
    """

    announcements: tuple[Announcement, ...]
    instance: bytes
    type: Name
    subtypes: tuple[Name, ...] = ()
    host: Name | None = None
    port: int = DISCARD_PORT
    addresses: tuple[str, ...] = ()
    texts: tuple[bytes, ...] = (b"\0",)
    other_texts: tuple[bytes, ...] = ()
    has_server: bool = True
    has_address: bool = True
    ttl_s: int | None = None
    behaviour: Behaviour = GOOD

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
    """Make a device of each instance, in the order given, and say what cannot be one. Remarks announce nothing."""
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
    """Return a label with a suffix, cut so that it fits; where it is text, between two characters."""
    room = names.MAX_LABEL - len(suffix)
    if len(label) > room:
        label = label[:room].decode("utf-8", "ignore").encode() or label[:room]
    return label + suffix


def unencodable(device: Device) -> str | None:
    """Why no message can say what the device says; None where one can."""
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
    """RDATA of the TXT record. Whether there was one may be lost: every service has one (RFC 6763 section 6.1)."""
    if announcement.txt is None:
        return (b"\0",) if Fidelity.TXT in announcement.lost else ()
    if any(len(raw) > txt.MAX_STRING for raw in announcement.txt.strings):
        return ()  # refused
    return (txt.join(announcement.txt),)


def _merged(one: Device, other: Device) -> Device | None:
    """Two announcements of an instance as one device; None where they contradict each other.

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
