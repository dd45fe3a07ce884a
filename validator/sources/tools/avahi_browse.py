r"""``avahi-browse``: its parsable output (``-p``) and the one for people (avahi_human.py), told apart by line.

    =;eth0;IPv4;Living\032Room;_raop._tcp;local;tv.local;192.0.2.7;7000;"txtvers=1" "pw=false"

A parsable line has nine fields and then the strings. Names are escaped as in DNS, with decimal ``\DDD``; avahi_text.py
says how the strings are. A string may hold ``;`` (https://github.com/avahi/avahi/issues/772).

An instance is printed once for each interface and protocol; equal ones become one announcement with all its interfaces
and addresses. A browsed line (``+``) whose instance is never resolved (``=``) gives an announcement without record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from validator.model import names
from validator.model.announcement import Announcement, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.base import Format
from validator.sources.lines import LineError, escaped, lines
from validator.sources.tools import avahi_human, avahi_text
from validator.sources.tools.avahi_human import Blocks, Seen
from validator.sources.tools.avahi_names import NOT_KNOWN
from validator.sources.tools.avahi_text import LOST, NOT_SEEN
from validator.sources.tools.instances import Instances

_BROWSED, _RESOLVED = 6, 10
"""Parts of a parsable line: its sign and five fields, or its sign, eight fields and the strings."""

_RECORD = re.compile(rb"[=+-];")
MAX_DOMAINS = 100
"""Lines that are remembered until it is known whether the input is a list of domains (``avahi-browse -D``)."""

_DOMAIN = re.compile(rb"[+-];[^;]*;(?:IPv[46]|[^;]*);[^;]+\r?")
# Such as: +;eth0;IPv4;Lobby;_http._tcp;local, or of -D: +;eth0;IPv4;local
_SNIFF = re.compile(
    rb"(?:^|\n)(?:[=+-];[^;\n]*;(?:IPv4|IPv6|%b);[^;\n]*;[^;\n]+;|[+-];[^;\n]*;IPv[46];[^;\s]+\r?(?:\n|$))"
    % b"|".join(re.escape(each.encode()) for each in NOT_KNOWN)
)


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield one announcement an instance. Lines that are no records, such as a shell prompt, are passed over."""
    instances = Instances()
    for entry in _entries(stream, name):
        if isinstance(entry, Unreadable):
            yield entry
        else:
            yield from instances.add(entry.announcement, gone=entry.sign == b"-", link=entry.link)
    yield from instances.rest()


def _entries(stream: BinaryIO, name: str) -> Iterator[Seen | Unreadable]:
    blocks = Blocks(name)
    # Lines that end with the domain: in a list of domains all do, else they are cut off.
    ended: list[tuple[bytes, Location]] | None = []
    for number, line in lines(stream):
        if isinstance(line, str):
            yield Unreadable(Location(name, number), line)
        elif ended is not None and _DOMAIN.fullmatch(line):
            ended = [*ended, (line, Location(name, number))][:MAX_DOMAINS]
        elif _RECORD.match(line):
            for early, location in ended or ():
                yield from _parsable(early, location)
            ended = None
            yield from _parsable(line, Location(name, number))
        else:
            yield from blocks.take(number, line)
    yield from blocks.end()


def _parsable(line: bytes, location: Location) -> Iterable[Seen | Unreadable]:
    try:
        link = line.split(b";", 3)[1:3]
        return [Seen(line[:1], _announcement(line, location), b" ".join(link).decode("latin-1"))]
    except LineError as error:
        return [error.at(location)]


def _announcement(line: bytes, location: Location) -> Announcement:
    """Read one record. Raises LineError."""
    resolved = line.startswith(b"=")
    wanted = _RESOLVED if resolved else _BROWSED
    parts = line.split(b";", wanted - 1)
    if len(parts) != wanted or (not resolved and b";" in parts[-1]):
        raise LineError(f"the line is cut off or damaged: expected {wanted - 1} fields divided by semicolons")
    _, interface, _, instance, shown_type, domain, *rest = (avahi_text.text(part) for part in parts)
    path = avahi_text.service(shown_type)
    found = Announcement(
        service=str(path.service),
        instance=names.unescape(instance),
        domain=avahi_text.name(domain),
        subtypes=(path.subtype,) if path.subtype else (),
        lost=LOST if resolved else NOT_SEEN,
        location=avahi_text.on_interface(location, interface),
    )
    if not resolved:
        return found
    host, address, port, _ = rest
    return msgspec.structs.replace(
        found,
        host=avahi_text.name(host) or None,
        port=avahi_text.port(port),
        addresses=(escaped(address),) if address else (),
        txt=TxtRecord(avahi_text.strings(parts[-1])),
    )


def sniff(head: bytes) -> bool:
    """Return whether a line begins with sign, interface, protocol, instance and type, in either form."""
    return _SNIFF.search(head) is not None or avahi_human.sniff(head)


FORMAT = Format(sniff, read)
