"""DNS messages and their parts, as data: what ``reader`` reads and ``writer`` writes (RFC 1035 section 4.1).

Multicast DNS gives the top bit of the class a meaning of its own (RFC 6762 section 18). Nothing here reads octets.
"""

from __future__ import annotations

from enum import IntEnum
from struct import Struct as Format

from msgspec import Struct

Name = tuple[bytes, ...]
"""Labels of a name, without the root label."""

MAX_LABEL = 63
"""Octets of one label (RFC 1035 section 2.3.4)."""

MAX_NAME = 255
"""Octets of a name, without the zero octet at its end (RFC 6762 appendix C)."""

CLASS_IN = 1
TOP_BIT = 0x8000
"""The top bit of a class: "cache-flush" in a record (RFC 6762 section 10.2), "unicast response" in a question (section
5.4)."""

_RESPONSE = 0x8000
TRUNCATED = 0x0200
POINTER = 0xC0
POINTER_MASK = 0x3FFF

HEADER = Format("!6H")
QUESTION_TAIL = Format("!2H")
RECORD_HEAD = Format("!2HIH")
SRV_NUMBERS = Format("!3H")
"""Priority, weight and port: what stands before the name in the RDATA of SRV (RFC 2782)."""


HOST_TTL_S = 120
"""TTL in seconds of records that hold a host name, as owner or in RDATA (RFC 6762 section 10)."""

OTHER_TTL_S = 4500
"""TTL in seconds of other records."""


class RType(IntEnum):
    """The record types that DNS-SD uses (RFC 1035 section 3.2.2, RFC 3596, RFC 2782, RFC 4034)."""

    A = 1
    PTR = 12
    TXT = 16
    AAAA = 28
    SRV = 33
    NSEC = 47
    ANY = 255


class Section(IntEnum):
    """The section of a message in which a record stands."""

    ANSWER = 1
    AUTHORITY = 2
    ADDITIONAL = 3


class Question(Struct, frozen=True, gc=False):
    """One question of a message."""

    name: Name
    rtype: int
    """The type of the records that are asked for. May be ``RType.ANY``."""
    rclass: int = CLASS_IN
    unicast: bool = False
    """Whether the question asks for a unicast response (RFC 6762 section 5.4)."""


class Record(Struct, frozen=True, gc=False):
    """One resource record.

    The decoded parts of RDATA are absent for other types than those named, and where the RDATA could not be read: then
    the message has a Fault.
    """

    name: Name
    rtype: int
    rclass: int
    flush: bool
    """Whether the cache-flush bit is set (RFC 6762 section 10.2)."""
    ttl_s: int
    """The time to live in seconds."""
    rdata: bytes
    """The RDATA as received."""
    offset: int = 0
    """Where the record starts in its message."""
    section: int = Section.ANSWER
    """The section of the message that the record stands in."""
    target: Name | None = None
    """The name in the RDATA of PTR and SRV."""
    priority: int = 0
    """The priority in the RDATA of SRV."""
    weight: int = 0
    """The weight in the RDATA of SRV."""
    port: int = 0
    """The port in the RDATA of SRV."""
    address: str | None = None
    """The address in the RDATA of A and AAAA, as text."""


class Fault(Struct, frozen=True):
    """A piece of a message that could not be read: at which offset, and why."""

    offset: int
    reason: str

    def __str__(self) -> str:
        return f"octet {self.offset}: {self.reason}"


class Message(Struct, frozen=True):
    """A message as far as it could be read. Where ``faults`` is empty, everything could be read."""

    id: int = 0
    flags: int = 0
    questions: tuple[Question, ...] = ()
    records: tuple[Record, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def is_response(self) -> bool:
        """Whether the QR bit is set."""
        return bool(self.flags & _RESPONSE)

    @property
    def is_truncated(self) -> bool:
        """Whether the TC bit is set: more known answers follow in another message (RFC 6762 section 7.2)."""
        return bool(self.flags & TRUNCATED)

    @property
    def opcode(self) -> int:
        """The operation code. Zero in every mDNS message (RFC 6762 section 18.3)."""
        return self.flags >> 11 & 0xF

    @property
    def rcode(self) -> int:
        """The response code. Zero in every mDNS message (RFC 6762 section 18.11)."""
        return self.flags & 0xF


def usual_ttl_s(rtype: int) -> int:
    """Return the TTL in seconds that records of a type are to have (RFC 6762 section 10)."""
    return OTHER_TTL_S if rtype in (RType.PTR, RType.TXT) else HOST_TTL_S
