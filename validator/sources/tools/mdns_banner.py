"""What the sources shodan and shodan_text share: the text of a banner, as a scanner prints a host's answers for people.

    mDNS:
      services:
        80/tcp http:
          Name=Lobby
          IPv4=192.0.2.7
          Hostname=lobby.local
          TTL=10
          path=/
      answers:
        PTR:
          _http._tcp.local

Fields come first, each at most once; what follows are TXT strings. They have no order and no duplicates, and whether
``key`` was ``key=`` is not known. Some scanners put all strings on one line with commas between them, and strings have
commas of their own: a line with a comma is left out. A service without port does not say its transport: ``answers`` do.
Lines may be indented or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from validator.model import names
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.room import OBJECT, Room
from validator.model.txt import TxtRecord
from validator.sources.lines import one_line

LOST = frozenset({Fidelity.ORDER, Fidelity.DUPLICATES, Fidelity.STATES, Fidelity.EMPTY_STRINGS, Fidelity.BYTES})
"""What a banner loses of every record."""

MAX_STRINGS = 65535
"""Strings of one TXT record: each takes at least one octet of its RDATA."""

MAX_WAITING = 1000
"""Services without port that wait for the end of their banner."""

_MAX_PORT = 65535
_REPLACEMENT = "\ufffd"
_HEAD = re.compile(r"(?:(\d{1,5})/(tcp|udp) )?([^\s=:/]+):?", re.ASCII)
_FIELDS = ("Name", "IPv4", "IPv6", "Hostname", "TTL")
_SECTIONS = ("services:", "answers:", "additionals:", "authorities:")
# Such as: services:\n80/tcp http:\nName=Lobby
_BANNER = re.compile(
    r"\s*(?:mDNS:\s*)?services:[ \t\r]*\n[ \t]*(?:\d{1,5}/(?:tcp|udp) )?[^\s=:/]+:[ \t\r]*\n[ \t]*Name=", re.ASCII
)

Line = tuple[Location, str]


class _BannerService(Struct):
    location: Location
    port: int | None
    transport: str | None
    name: str
    fields: dict[str, str] = field(default_factory=dict)
    strings: list[tuple[bytes, int | None]] = field(default_factory=list)
    left_out: bool = False
    octets: int = 0

    def take(self, text: str, line: int | None) -> None:
        """Take a line."""
        self.octets += len(text) + OBJECT
        key, equals, value = text.partition("=")
        if equals and key in _FIELDS and key not in self.fields and not self.strings and not self.left_out:
            self.fields[key] = value
        elif "," in text or len(self.strings) >= MAX_STRINGS or (raw := octets(text)) is None:
            self.left_out = True
        else:
            self.strings.append((raw, line))

    def announcement(self, transport: str) -> Announcement:
        """Return the announcement."""
        host = self.fields.get("Hostname", "")
        lost = LOST | {Fidelity.STRINGS} if self.left_out else LOST
        return Announcement(
            service=names.join((f"_{self.name}".encode(), f"_{transport}".encode())),
            instance=octets(self.fields.get("Name", "")) or None,
            host=None if octets(host) is None else names.join(names.split(host)) or None,
            port=self.port,
            addresses=tuple(self.fields[each] for each in ("IPv4", "IPv6") if self.fields.get(each)),
            # Without a string it is not known whether there was a record.
            txt=TxtRecord(tuple(raw for raw, _ in self.strings)) if self.strings else None,
            lost=lost if self.strings else lost | {Fidelity.TXT},
            location=self.location,
            string_lines=tuple(line for _, line in self.strings if line is not None),
        )


def is_banner(text: str) -> bool:
    """Return whether a text begins as a banner with services."""
    return _BANNER.match(text) is not None


def octets(text: str) -> bytes | None:
    """Return the UTF-8 of a printed text; None where octets were replaced, or there is half a character."""
    try:
        return text.encode() if _REPLACEMENT not in text else None
    except UnicodeEncodeError:
        return None


def head(text: str) -> tuple[int | None, str | None, str] | None:
    """Return port, transport and service name of ``80/tcp http`` or ``device-info``; None for another text."""
    found = _HEAD.fullmatch(text)
    if found is None or octets(found[3]) is None:
        return None
    return int(found[1]) if found[1] else None, found[2], found[3]


def services(lines: Iterable[Line], *, exact: bool) -> Iterator[Announcement | Unreadable]:
    """Yield what the services of one or more banners announce. ``exact``: each line stands where its location says."""
    reader = _Banners(exact=exact)
    before: Line | None = None
    for line in lines:
        if before is not None:
            yield from reader.take(*before, following=line[1].lstrip())
        before = line
    if before is not None:
        yield from reader.take(*before, following="")
    yield from reader.end()


class _Banners:
    """The lines of one or more banners."""

    def __init__(self, *, exact: bool) -> None:
        self._exact = exact
        self._section = ""
        self._open: _BannerService | None = None
        self._waiting: list[_BannerService] = []
        self._transports: dict[str, str] = {}
        self._room = Room()

    def take(self, location: Location, line: str, *, following: str) -> Iterator[Announcement | Unreadable]:
        """Take a line; ``following`` is the text of the next line."""
        text = line.strip()
        if not text:
            return
        if text.lower() in (*_SECTIONS, "mdns:"):
            yield from self._close()
            if text.lower() in ("mdns:", "services:"):
                yield from self._banner_ends()
            self._section = text.lower()
        elif self._section == "services:":
            found = head(text) if text.endswith(":") else None
            if found is not None and (found[0] is not None or following.startswith("Name=")):
                yield from self._close()
                self._open = _BannerService(location, *found)
            elif self._open is not None:
                self._open.take(line.lstrip().rstrip("\r"), location.line if self._exact else None)
        elif self._section:
            service = names.service_path(text).service
            if service.transport is not None and len(self._transports) < MAX_WAITING:
                self._transports[service.service_name] = service.transport

    def end(self) -> Iterator[Announcement | Unreadable]:
        """Yield the services that the last lines began."""
        yield from self._close()
        yield from self._banner_ends()

    def _close(self) -> Iterator[Announcement | Unreadable]:
        """Yield the service whose lines have ended."""
        service, self._open = self._open, None
        if service is None:
            return
        if service.port is not None and service.port > _MAX_PORT:
            yield Unreadable(service.location, f'"{service.port}" is no port number')
        elif service.transport is not None:
            yield service.announcement(service.transport)
        elif len(self._waiting) < MAX_WAITING and self._room.takes(service.octets):
            self._waiting.append(service)
        else:
            yield Unreadable(service.location, f"more than {MAX_WAITING} services, or too long ones, without port")

    def _banner_ends(self) -> Iterator[Announcement | Unreadable]:
        waiting, transports = self._waiting, self._transports
        self._waiting, self._transports, self._room = [], {}, Room()
        for service in waiting:
            transport = transports.get(service.name.lower())
            if transport is not None:
                yield service.announcement(transport)
            else:
                reason = f'the banner does not say whether "{one_line(service.name)}" goes over TCP or UDP'
                yield Unreadable(service.location, reason)
