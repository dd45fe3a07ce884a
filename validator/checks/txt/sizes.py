"""Bands of the record's size, for TXT016 to TXT019: a record is reported in the largest band only."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from validator.checks.base import Example, Hit, Subject, txt
from validator.checks.medium import is_mdns
from validator.model.txt import MAX_RDATA


class Band(IntEnum):
    """Sizes above which a record is reported, in octets of RDATA (RFC 6763 sections 6.1 and 6.2)."""

    TYPICAL = 200
    ONE_DNS_MESSAGE = 400
    ONE_ETHERNET_FRAME = 1300
    # RFC 6763 section 6.1 leaves 8900 of the 9000 octets that RFC 6762 section 17 allows a packet with its headers.
    MDNS_PACKET = 8900
    RDATA = MAX_RDATA


SLEEP_PROXY = 256
"""Octets of RDATA. Some network hardware that answers for a sleeping host cannot hold more (RFC 6763 section 6.2)."""

_EXAMPLE_STRING = 250


def band(subject: Subject) -> Band | None:
    """Return the largest band that the record exceeds; None for a record within all bands."""
    size = subject.txt.size
    bands = [each for each in Band if size > each and (each is not Band.MDNS_PACKET or is_mdns(subject))]
    return max(bands, default=None)


def hit(subject: Subject, wanted: Band, what: str) -> Iterator[Hit]:
    """Report a record in the band ``wanted``. ``what`` follows the size of the record in the message."""
    size = subject.txt.size
    if size > wanted and band(subject) is wanted:
        hint = "leave out what clients do not need before they connect, and can ask of the service itself"
        yield Hit(f"the record has {size} octets; {what}", hint)


def sized(size: int, service: str = "_spx-hmp._tcp") -> Example:
    """Make an example whose record has ``size`` octets of RDATA."""
    takes = [_EXAMPLE_STRING] * (size // _EXAMPLE_STRING) + [size % _EXAMPLE_STRING]
    strings = [(b"c%d=" % number).ljust(take, b"x")[: take - 1] for number, take in enumerate(takes) if take]
    return txt(*strings, service=service)
