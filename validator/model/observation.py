"""What only a live run knows of an announcement: who sent its records, how long these live, how they changed.

These are facts and no judgements: the checks of the group NET judge them. Captures and logs know of changes and
goodbyes. Other sources know none of this.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from validator.model.txt import TxtRecord


class About(Enum):
    """What an observation is about. Only an instance is an announcement in the strict sense."""

    INSTANCE = "instance"
    TYPE = "type"
    """A service type that is enumerated, and of which no instance was observed."""
    DEVICE = "device"
    """Several announcements of one device, of which this is one that was reported already."""
    POINTER = "pointer"
    """A PTR record that names no instance, or an entry in the list of service types that is no type. The owner of the
    record is the service type of the announcement."""
    INPUT = "input"
    """A piece of an input that cannot be read, or that the program it is for refuses."""
    RESPONDER = "responder"
    """A host that sent packets which could not be read. Its address is the only one of the announcement."""


class Claim(Struct, frozen=True, kw_only=True, gc=False):
    """Records that were claimed together for one instance: its TXT records, or its SRV record."""

    txt: tuple[TxtRecord, ...] = ()
    """The TXT records. Empty where the claim is an SRV record."""
    server: str | None = None
    """The SRV record as ``host:port``. None where the claim is TXT records."""
    senders: tuple[str, ...] = ()
    """The addresses that sent the claim."""
    interfaces: tuple[str, ...] = ()
    """The interfaces on which the claim was observed."""


class Lifetimes(Struct, frozen=True, gc=False):
    """The times to live of the records of one type."""

    rtype: str
    """The type of the records: ``PTR``, ``SRV``, ``TXT``, ``A`` or ``AAAA``."""
    seconds: tuple[int, ...]
    """The different times to live as sent, in seconds, ascending."""


class Observation(Struct, frozen=True, kw_only=True, gc=False):
    """What was observed of an instance, a service type, a PTR record or a responder during a run.

    Every list is bounded: what goes beyond the bounds is left out.
    """

    about: About = About.INSTANCE
    """What the observation is about."""
    senders: tuple[str, ...] = ()
    """The addresses that sent SRV or TXT records of the instance, or the damaged packets."""
    is_listed: bool = False
    """Whether a PTR record lists the instance."""
    is_divided: bool = False
    """Whether the name of the instance was several labels, which were joined."""
    unanswered: tuple[str, ...] = ()
    """The records that the instance lacks (``SRV``, ``TXT``, ``address``), although questions asked for these.

    The questions were several, and long enough ago to have been answered.
    """
    lifetimes: tuple[Lifetimes, ...] = ()
    """The times to live of the records of the instance and of its host, by type of record."""
    unflushed: tuple[str, ...] = ()
    """The senders whose SRV or TXT records never had the cache-flush bit (RFC 6762 section 10.2)."""
    flushed: tuple[str, ...] = ()
    """The senders that set the cache-flush bit in a PTR record of the instance. In PTR records the bit must be
    clear."""
    changes: int = 0
    """How often the TXT record was replaced by a different one."""
    changes_a_minute: int = 0
    """How many of the changes fell into the busiest minute."""
    before: tuple[TxtRecord, ...] = ()
    """The TXT records that the instance had before, in order."""
    conflicts: tuple[Claim, ...] = ()
    """SRV or TXT records of one link that contradict each other."""
    turns: int = 0
    """How often one sender took turns between the conflicting records. Zero where the conflict has several senders."""
    elsewhere: tuple[Claim, ...] = ()
    """Records of the instance on other links, where these differ."""
    goodbyes: int = 0
    """How often the instance said goodbye (RFC 6762 section 10.1)."""
    is_gone: bool = False
    """Whether the instance said goodbye and did not come back."""
    damaged: int = 0
    """How many packets of the responder could not be read."""
    damages: tuple[str, ...] = ()
    """What is wrong with some of the damaged packets."""
    hops: tuple[int, ...] = ()
    """The TTLs or hop limits of IP heads, other than 255, with which SRV or TXT records of the instance came."""
    off_link: tuple[str, ...] = ()
    """The senders of SRV or TXT records of the instance that have no address of the networks of the interface."""
    target: str | None = None
    """The name that a PTR record has as its data, in presentation form. None for anything but a PTR record."""
    reason: str | None = None
    """Why a piece of an input is not read. None for anything but a piece of an input."""
    cure: str = ""
    """How to mend that piece, where it is known."""
    refuser: str = ""
    """The program that refuses the piece. Empty where it is this one that cannot read it."""
    is_unasked: bool = False
    """Whether the instance lacks a record that nobody was seen to ask for."""
    is_type_unlisted: bool = False
    """Whether the list of service types was asked for, and the type of the instance is not in it."""


class Completeness(Struct, frozen=True):
    """What a live run did, so that a reader of its report knows what the run may have missed."""

    duration_s: float
    """How long the run took, in seconds."""
    interfaces: tuple[str, ...]
    """The network interfaces that were used."""
    queries: int
    """How many queries were sent."""
    types: int
    """How many service types were observed."""
    instances: int
    """How many service instances were observed."""
    unresolved: tuple[str, ...] = ()
    """The names of the instances that lack a record."""
    dropped: int = 0
    """How many records and packets were dropped."""
    lacks: tuple[tuple[str, ...], ...] = ()
    """What each unresolved instance lacks (``SRV``, ``TXT``, ``address``), in the order of ``unresolved``."""
    drops: tuple[tuple[str, int], ...] = ()
    """How much was dropped, by kind: the counts add up to ``dropped``."""
    packets: int = 0
    """How many packets were received, queries apart."""
    damaged: int = 0
    """How many of the packets could not be read completely."""
    passive: bool = False
    """Whether the run sent no questions."""
    loss: float = 0.0
    """The share of answers that were lost or late (0 to 1), as far as repeated questions show it."""
    unheard: float = 0.0
    """How many answers, each with an instance or a type, are likely to be missing because of the loss."""
