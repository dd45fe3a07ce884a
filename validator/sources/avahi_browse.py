r"""``avahi-browse -p``: its parsable output, with ``-r`` for TXT records and with or without ``-k``.

    =;eth0;IPv4;Living\032Room;_raop._tcp;local;tv.local;192.0.2.7;7000;"txtvers=1" "pw=false"

A line has nine fields and then the strings. Names are escaped as in DNS, with decimal ``\DDD``; the strings stand in
quotes with ``\"`` and ``\\`` escaped, control characters as ``\DDD``, and octets from 0x7F on as ``\DDD`` or raw (that
depends on release and processor: https://github.com/avahi/avahi/pull/390 and commit 905028bd). A string may hold
``;`` (https://github.com/avahi/avahi/issues/772).

avahi-browse prints the strings in reverse. They are put back into the order of the wire, but that order is not relied
upon (Fidelity.ORDER): other programs write this format too. Avahi drops empty strings before it prints.

An instance is printed once for each interface and protocol; equal ones become one announcement with all its interfaces
and addresses. A browsed line (``+``) whose instance is never resolved (``=``) gives an announcement without record, of
which only the names are judged: the record may well exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, TypeVar

import msgspec

from validator import names
from validator.model import Announcement, Fidelity, Location, Unreadable
from validator.sources.avahi_names import TYPES
from validator.sources.base import Source
from validator.sources.lines import lines
from validator.txt import TxtRecord

WINDOW = 5000
"""Instances that wait for more lines of theirs. When there are more, the oldest goes on."""

MAX_REMEMBERED = 100_000
"""Names of resolved instances that are kept, so that a later ``+`` of theirs is not taken for an unresolved one."""

_LOST = frozenset({Fidelity.ORDER, Fidelity.EMPTY_STRINGS})
_NOT_SEEN = _LOST | {Fidelity.TXT}
_BROWSED, _RESOLVED = 6, 10
"""Parts of a line: its sign and five fields, or its sign, eight fields and the strings."""

_MAX_PORT = 65535
_MAX_OCTET = 255

_RECORD = re.compile(rb"[=+-];")
# The output for people has blanks between the fields: "=   eth0 IPv4 name  type  domain".
_FOR_PEOPLE = re.compile(rb"[=+-] +\S+ +(?:IPv[46]|n/a) ")
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"(?: "(?:[^"\\]|\\.)*")*', re.DOTALL)
_STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([0-9]{3})|(.))", re.DOTALL)
_SNIFF = re.compile(rb"(?:^|\n)[=+-];[^;\n]*;(?:IPv4|IPv6|n/a);[^;\n]*;[^;\n]+;")

K = TypeVar("K")
Key = tuple[str, bytes | None, str]
"""Service type, instance and domain."""


class LineError(ValueError):
    """A line that begins as a record and is none."""


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield one announcement an instance. Lines that are no records, such as a shell prompt, are passed over."""
    instances = _Instances()
    for number, line in lines(stream):
        location = Location(name, number)
        if isinstance(line, str):
            yield Unreadable(location, line)
        elif _FOR_PEOPLE.match(line):
            yield Unreadable(location, "this is what avahi-browse prints for people: run it with -p as well")
        elif _RECORD.match(line):
            try:
                seen = _announcement(line, location)
            except LineError as error:
                yield Unreadable(location, str(error))
            else:
                yield from instances.add(seen, line[:1])
    yield from instances.rest()


class _Instances:
    """What was seen of each instance so far; those that were resolved alike are folded into one."""

    def __init__(self) -> None:
        self._resolved: dict[Announcement, Announcement] = {}
        self._browsed: dict[Key, Announcement] = {}
        self._names: set[Key] = set()

    def add(self, seen: Announcement, sign: bytes) -> Iterator[Announcement]:
        """Take one line in. Yields what has waited long enough."""
        key = (seen.service, seen.instance, seen.domain)
        if sign == b"-":
            self._browsed.pop(key, None)
        elif seen.txt is None:
            if key not in self._names:
                yield from _fold(self._browsed, key, seen)
        else:
            self._browsed.pop(key, None)
            if len(self._names) < MAX_REMEMBERED:
                self._names.add(key)
            alike = msgspec.structs.replace(seen, addresses=(), location=Location())
            yield from _fold(self._resolved, alike, seen)

    def rest(self) -> Iterator[Announcement]:
        """Yield what is left, resolved ones first."""
        yield from self._resolved.values()
        yield from self._browsed.values()


def _fold(kept: dict[K, Announcement], key: K, seen: Announcement) -> Iterator[Announcement]:
    """Add the addresses and interfaces of ``seen`` to what is kept; yields the oldest when the window is full."""
    first = kept.setdefault(key, seen)
    if first is not seen:
        interfaces = _union(first.location.interfaces, seen.location.interfaces)
        kept[key] = msgspec.structs.replace(
            first,
            addresses=_union(first.addresses, seen.addresses),
            location=msgspec.structs.replace(first.location, interfaces=interfaces),
        )
    if len(kept) > WINDOW:
        yield kept.pop(next(iter(kept)))


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(first + second))


def _announcement(line: bytes, location: Location) -> Announcement:
    """Read one record. Raises LineError."""
    resolved = line.startswith(b"=")
    wanted = _RESOLVED if resolved else _BROWSED
    parts = line.split(b";", wanted - 1)
    if len(parts) != wanted or (not resolved and b";" in parts[-1]):
        raise LineError(f"the line is cut off or damaged: expected {wanted - 1} fields divided by semicolons")
    _, interface, _, instance, shown_type, domain, *rest = (_text(part) for part in parts)
    path = _service(shown_type)
    found = Announcement(
        service=str(path.service),
        instance=names.unescape(instance),
        domain=_name(domain),
        subtypes=(path.subtype,) if path.subtype else (),
        lost=_LOST if resolved else _NOT_SEEN,
        location=msgspec.structs.replace(location, interfaces=() if interface == "n/a" else (_shown(interface),)),
    )
    if not resolved:
        return found
    host, address, port, _ = rest
    if not port.isascii() or not port.isdigit() or int(port) > _MAX_PORT:
        raise LineError(f'"{port}" is no port number')
    return msgspec.structs.replace(
        found,
        host=_name(host) or None,
        port=int(port),
        addresses=(_shown(address),) if address else (),
        txt=TxtRecord(_strings(parts[-1])),
    )


def _service(shown: str) -> names.ServicePath:
    service = shown if shown.startswith("_") else TYPES.get(shown)
    if service is None:
        raise LineError(f'the service type is shown under the name "{shown}", which is not known: add -k')
    return names.service_path(service)


def _strings(field: bytes) -> tuple[bytes, ...]:
    """The strings in the order of the wire; a record without any is one empty string (RFC 6763 section 6.1)."""
    field = field.strip()
    if not field:
        return (b"",)
    if not _STRINGS.fullmatch(field):
        raise LineError("the TXT strings are cut off or damaged: a quote is missing")
    return tuple(_ESCAPE.sub(_octet, raw) for raw in reversed(_STRING.findall(field)))


def _octet(escape: re.Match[bytes]) -> bytes:
    decimal, char = escape.groups()
    if decimal is None:
        return char
    if int(decimal) > _MAX_OCTET:
        raise LineError(f"\\{int(decimal)} in a TXT string is no octet")
    return bytes((int(decimal),))


def _text(field: bytes) -> str:
    return field.decode("utf-8", "surrogateescape")


def _shown(text: str) -> str:
    r"""Text that need not be octets again: those that are not UTF-8 become ``\xHH``."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _name(text: str) -> str:
    return names.join(names.split(text))


def sniff(head: bytes) -> bool:
    """Whether a line begins with a sign, an interface, a protocol, an instance and a type."""
    return _SNIFF.search(head) is not None


SOURCE = Source(name="avahi-browse", title="avahi-browse -p, best with -rk", sniff=sniff, read=read)
