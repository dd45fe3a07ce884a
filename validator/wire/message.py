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
"""Of a class: "cache-flush" in a record (RFC 6762 section 10.2), "unicast response" in a question (section 5.4)."""

_RESPONSE = 0x8000
TRUNCATED = 0x0200
POINTER = 0xC0
POINTER_MASK = 0x3FFF

HEADER = Format("!6H")
QUESTION_TAIL = Format("!2H")
RECORD_HEAD = Format("!2HIH")
SRV_NUMBERS = Format("!3H")
"""Priority, weight and port: what stands before the name in the RDATA of SRV (RFC 2782)."""


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
    """One question; ``unicast`` asks for a unicast response (RFC 6762 section 5.4)."""

    name: Name
    rtype: int
    rclass: int = CLASS_IN
    unicast: bool = False


class Record(Struct, frozen=True, gc=False):
    """One resource record. ``rdata`` is as received, ``offset`` its place in the message, ``ttl_s`` in seconds.

    ``target`` is the name in the RDATA of PTR and SRV, ``address`` the text of A and AAAA; None for other types, and
    where the RDATA could not be read (the message then has a Fault).
    """

    name: Name
    rtype: int
    rclass: int
    flush: bool
    ttl_s: int
    rdata: bytes
    offset: int = 0
    section: int = Section.ANSWER
    target: Name | None = None
    priority: int = 0
    weight: int = 0
    port: int = 0
    address: str | None = None


class Fault(Struct, frozen=True):
    """What could not be read, and at which offset of the message."""

    offset: int
    reason: str

    def __str__(self) -> str:
        return f"octet {self.offset}: {self.reason}"


class Message(Struct, frozen=True):
    """A message as far as it could be read; it is whole where ``faults`` is empty."""

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
        """Whether the TC bit is set: more known answers follow (RFC 6762 section 7.2)."""
        return bool(self.flags & TRUNCATED)

    @property
    def opcode(self) -> int:
        """Zero in every mDNS message (RFC 6762 section 18.3)."""
        return self.flags >> 11 & 0xF

    @property
    def rcode(self) -> int:
        """Zero in every mDNS message (RFC 6762 section 18.11)."""
        return self.flags & 0xF
