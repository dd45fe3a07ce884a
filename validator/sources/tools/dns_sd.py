r"""Apple's ``dns-sd``: ``-B`` (browse), ``-L`` (look up), ``-Z`` (zone) and ``-Q`` (query), also several in one file.

    13:41:30.744  Add        2   6 local.               _http._tcp.          Lobby Panel
    13:43:00.084  Lobby\032Panel._http._tcp.local. can be reached at panel.local.:80 (interface 6)
     txtvers=1 ty=Lobby\ Panel
    Lobby\032Panel._http._tcp                       TXT     "txtvers=1" "ty=Lobby Panel"

How they print is in Clients/dns-sd.c of Apple's mDNSResponder (browse_reply, resolve_reply with ShowTXTRecord,
zonedata_resolve). ``-L`` divides strings by blanks and escapes for a shell whose word goes through ``dns-sd -R`` then:
metacharacters by one backslash, a backslash as four, a control character as ``\\xHH``; empty strings vanish, and the
line with them where nothing is left. ``-Z`` leaves the domain out, which is what was browsed, and escapes only quotes
and backslashes. ``-Q`` shows the octets of a TXT record. ``-B`` has names only: what is never looked up is an
announcement without record; of the list of service types it has no instances.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from msgspec.structs import replace

from validator.model import names
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.base import Format
from validator.sources.lines import LineError, escaped, lines
from validator.sources.plain.zone_words import Entry, Word, absolute, octet_words
from validator.sources.tools.instances import Instances

if TYPE_CHECKING:
    from validator.wire.message import Name

MAX_STRINGS = 65535
"""Strings of one TXT record: each takes at least one octet of its RDATA."""

_MAX_PORT = 65535
_INVALID = b"<< invalid data >>"
# The hour stands in two columns, so that a line may begin with a blank as one of attributes does.
_CLOCK = rb"\s*\d{1,2}:\d\d:\d\d\.\d+\s+"
_TIME = rb"(?:" + _CLOCK + rb")?\s*"
_FOUND = re.compile(_TIME + rb"(Add|Rmv)\s+[0-9A-Fa-f]+\s+(-?\d+)\s+(\S+)\s+(_\S+)\s+(\S.*)")
_REACHED = re.compile(_TIME + rb"(\S.*) can be reached at ([^:]{0,1100}):(\d+) \(interface (-?\d+)\).*")
_RECORD = re.compile(rb"(\S+)[ \t]+(PTR|SRV|TXT)(?:[ \t]+(.*))?")
# Such as: 13:41:30.744  Add  40000002  11  Lobby._http._tcp.local.  SRV  IN  0 0 80 lobby.local.
_QUERIED = re.compile(
    _TIME + rb"(Add|Rmv)\s+[0-9A-Fa-f]+\s+-?\d+\s+(\S+\.)\s+(PTR|SRV|TXT|A|AAAA|Addr)\s+IN\s+(\S.*?)\s*"
)
_OCTETS = re.compile(rb"(\d{1,5}) bytes:((?: +[0-9A-Fa-f]{2})*)")
# Such as: 13:41:30.744  Add  3  6 .  _tcp.local.  _http
_LISTED = re.compile(_TIME + rb"(?:Add|Rmv)\s+[0-9A-Fa-f]+\s+-?\d+\s+\.\s+_(?:tcp|udp)\.\S*\s+_\S+\s*", re.IGNORECASE)
_BROWSING = re.compile(rb"(?:Browsing for|Lookup) (.+)")
_ATTRIBUTES = re.compile(rb"(?!" + _CLOCK + rb")(?: +\S|[!-<>-~]+=)")
_PLAIN = re.compile(rb"(?:\\.|[^ \\]|\\$)+")
_SHELL = re.compile(rb"\\{4}|\\{2,3}x([0-9A-Fa-f]{2})|\\(.)")
_QUOTED = re.compile(rb'(?:"(?:[^"\\]|\\.)*"\s*)*')
_STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"')
# Such as: 13:41:30.744  Add  2  6 local.  _http._tcp.  Lobby
_SNIFF = re.compile(
    rb"(?:^|\n)(?:Browsing for _|Lookup [^\n]*\._|; To direct clients to browse a different domain"
    rb"|Timestamp +A/R +Flags +if +(?:Domain|Name)"
    rb"|[^\n]* can be reached at [^\n]*:\d+ \(interface "
    rb"|[ \t]*(?:[\d:.]+ +)?(?:Add|Rmv) +[0-9A-F]+ +-?\d+ +\S+ +_\S+\._(?:tcp|udp))",
    re.IGNORECASE,
)


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield one announcement an instance. Other lines, such as a shell prompt, are passed over."""
    instances, transcript = Instances(), _Transcript(name)
    for number, line in lines(stream):
        if isinstance(line, str):
            yield Unreadable(Location(name, number), line)
            continue
        for item in transcript.take(number, line):
            yield from [item] if isinstance(item, Unreadable) else instances.add(item, link=_link(item))
        for announcement in transcript.gone:
            yield from instances.add(announcement, gone=True, link=_link(announcement))
    for item in transcript.end():
        yield from [item] if isinstance(item, Unreadable) else instances.add(item)
    yield from instances.rest()


def _link(announcement: Announcement) -> str:
    return " ".join(announcement.location.interfaces)


class _Transcript:
    """The lines of one input. ``gone`` are the instances to which the last line says goodbye."""

    def __init__(self, file: str) -> None:
        from validator.sources.plain.zone_records import ZoneRecords

        self._file = file
        self._origin: Name = (b"local",)
        self._records = ZoneRecords(file)
        self._reached: Announcement | None = None
        self._strings: list[tuple[bytes, int]] = []
        self._has_answers = False
        self._departed: set[tuple[str, bytes | None]] = set()
        """Instances whose PTR records were taken back."""
        self.gone: tuple[Announcement, ...] = ()

    def take(self, number: int, line: bytes) -> Iterator[Announcement | Unreadable]:
        """Take a line."""
        self.gone = ()
        if self._reached is not None and _ATTRIBUTES.match(line) and len(self._strings) < MAX_STRINGS:
            yield from self._attributes(number, line)
            return
        yield from self._lookup()
        location = Location(self._file, number)
        if reached := _REACHED.fullmatch(line):
            yield from self._reach(reached, location)
        elif queried := _QUERIED.fullmatch(line):
            yield from self._record(_answer, queried, location)
        elif _LISTED.fullmatch(line):
            return  # a service type, and no instance
        elif found := _FOUND.fullmatch(line):
            seen = _browsed(found, location)
            if found[1] == b"Add":
                yield seen
            else:
                self.gone = (seen,)
        elif record := _RECORD.fullmatch(line):
            yield from self._record(_entry, record, location)
        elif browsing := _BROWSING.fullmatch(line):
            self._origin = names.split(names.service_path(_text(browsing[1])).domain or "local")

    def end(self) -> Iterator[Announcement | Unreadable]:
        """Yield what the last lines began."""
        yield from self._lookup()
        for announcement in self._records.announcements(is_answer=self._has_answers):
            if (announcement.service.lower(), announcement.instance) not in self._departed:
                yield announcement

    def _record(
        self, read_entry: Callable[[re.Match[bytes], Name, int], Entry], found: re.Match[bytes], location: Location
    ) -> Iterator[Unreadable]:
        """Take a record of a zone, or one that answers a question; a PTR record may be taken back."""
        try:
            entry = read_entry(found, self._origin, location.line or 0)
            if read_entry is _answer:
                self._has_answers = True
                self._answered(entry, is_there=found[1] == b"Add")
            if read_entry is _entry or found[1] == b"Add":
                self._records.take(entry)
        except LineError as error:
            yield error.at(location)

    def _answered(self, entry: Entry, *, is_there: bool) -> None:
        if entry.rtype == "PTR" and entry.rdata:
            path = names.service_path(entry.rdata[0].text)
            instance = (str(path.service).lower(), path.instance)
            (self._departed.discard if is_there else self._departed.add)(instance)

    def _reach(self, reached: re.Match[bytes], location: Location) -> Iterator[Unreadable]:
        path = names.service_path(_text(reached[1]))
        digits = reached[3].decode()
        if path.instance is None:
            yield Unreadable(location, f'"{escaped(_text(reached[1]))}" is no service instance name')
        elif len(digits) > len(str(_MAX_PORT)) or int(digits) > _MAX_PORT:
            yield Unreadable(location, f'"{digits}" is no port number')
        else:
            self._reached = Announcement(
                service=str(path.service),
                instance=path.instance,
                domain=path.domain or "local",
                host=names.join(names.split(_text(reached[2]))) or None,
                port=int(digits),
                lost=frozenset({Fidelity.EMPTY_STRINGS}),
                location=replace(location, interfaces=(reached[4].decode(),)),
            )

    def _attributes(self, number: int, line: bytes) -> Iterator[Unreadable]:
        plain = line.removesuffix(_INVALID)
        self._strings += [(_SHELL.sub(_octet, string), number) for string in _PLAIN.findall(plain)]
        if plain != line:
            reason = "dns-sd could not read the rest of the record: a string says that it is longer than the record"
            yield Unreadable(Location(self._file, number), reason)

    def _lookup(self) -> Iterator[Announcement]:
        """Yield the look-up whose attributes have ended."""
        reached, strings = self._reached, self._strings
        self._reached, self._strings = None, []
        if reached is not None:
            # An empty record has no line of its own.
            yield replace(
                reached,
                txt=TxtRecord(tuple(string for string, _ in strings) or (b"",)),
                string_lines=tuple(line for _, line in strings),
            )


def _browsed(found: re.Match[bytes], location: Location) -> Announcement:
    path = names.service_path(_text(found[4]))
    return Announcement(
        service=str(path.service),
        instance=found[5].rstrip(),
        domain=names.join(names.split(_text(found[3]))) or "local",
        lost=frozenset({Fidelity.TXT}),
        location=replace(location, interfaces=(found[2].decode(),)),
    )


def _entry(record: re.Match[bytes], origin: Name, number: int) -> Entry:
    """Read a line of the zone. Raises LineError."""
    owner, rtype, data = record[1], record[2].decode(), record[3] or b""
    if rtype == "TXT":
        if not _QUOTED.fullmatch(data):
            raise LineError("the TXT strings are cut off or damaged: a quote is missing")
        words = _STRING.findall(data)
    else:
        words = data.partition(b" ;")[0].split()
    rdata = tuple(Word(_text(word), number) for word in words)
    return Entry(absolute(_text(owner), origin), rtype, rdata, origin, number)


def _answer(found: re.Match[bytes], origin: Name, number: int) -> Entry:
    """Read an answer to a question. Raises LineError."""
    owner, rtype, data = _text(found[2]), found[3].decode(), found[4]
    if data.endswith(b"No Such Record"):
        return Entry(absolute(owner, origin), "NONE", (), origin, number)
    if rtype == "TXT":
        octets = _OCTETS.fullmatch(data)
        if octets is None or len(octets[2].split()) != int(octets[1]):
            raise LineError("the octets of the record are cut off or damaged")
        rdata = octet_words(bytes.fromhex(octets[2].decode()), number)
    else:
        rdata = tuple(Word(_text(word), number) for word in data.split())
    return Entry(absolute(owner, origin), rtype, rdata, origin, number)


def _octet(escape: re.Match[bytes]) -> bytes:
    if escape[1] is not None:
        return bytes.fromhex(escape[1].decode())
    return b"\\" if escape[2] is None else escape[2]


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogateescape")


def sniff(head: bytes) -> bool:
    """Return whether there is a line of dns-sd: what it does, an instance found or reached, or a head of columns."""
    return _SNIFF.search(head) is not None


FORMAT = Format(sniff, read)
