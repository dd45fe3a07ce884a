"""Resource records of a zone, an answer or ``dns-sd -Z``, put together to announcements.

A service instance is spread over records (RFC 6763 section 4): PTR lists it, SRV says host and port, TXT its
attributes, A and AAAA the host's addresses, in any order. What the wire cannot hold is kept: a string of more than 255
octets too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from validator.model import names
from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.txt import Damage, DamageKind, TxtRecord, split

MAX_RECORDS = 500_000
"""Records that are kept until the end of the input."""

Name = tuple[bytes, ...]
"""Labels, without the root's."""

KEPT = frozenset({"PTR", "SRV", "TXT", "A", "AAAA", "TYPE12", "TYPE33", "TYPE16"})
"""Types of records that have a say in announcements."""

_MAX_16_BITS = 65535
_MAX_OCTET = 255
_SRV_WORDS = 4
_ADMINISTRATIVE = (b"_dns-sd", b"_udp")
_ADDRESS = re.compile(r"[0-9A-Fa-f.:]+")
_ESCAPES = re.compile(r"\\(?:([0-9]{3})|.|$)", re.DOTALL)
_ABSOLUTE = re.compile(r"(?:[^\\]|\\.)*\.", re.DOTALL)


class Word(Struct, frozen=True):
    """A word of a record as written, without its quotes, and the line it stands on."""

    text: str
    line: int


class Entry(Struct, frozen=True):
    """A record: its type in capitals, its data as words, the origin for the relative names in it, its first line."""

    owner: Name
    rtype: str
    rdata: tuple[Word, ...]
    origin: Name
    line: int


class RecordError(ValueError):
    """A record that cannot be read."""


class _Server(Struct, frozen=True, order=True):
    """What an SRV record says; they sort as clients prefer them (RFC 2782)."""

    priority: int
    weight: int
    port: int
    host: Name
    line: int


class _Instance(Struct):
    name: Name
    at: int
    """Index of the first label of the service type."""
    line: int
    subtypes: dict[str, None] = msgspec.field(default_factory=dict)
    servers: list[_Server] = msgspec.field(default_factory=list)
    records: dict[TxtRecord, Announcement] = msgspec.field(default_factory=dict)


class Records:
    """Takes records in any order, then gives the announcements. ``file`` is for their locations."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._count = 0
        self._instances: dict[Name, _Instance] = {}
        self._addresses: dict[Name, dict[str, None]] = {}

    def take(self, entry: Entry) -> None:
        """Take a record in; other types than those of DNS-SD are passed over. Raises RecordError."""
        if entry.rtype not in KEPT:
            return
        self._count += 1
        if self._count > MAX_RECORDS:
            raise RecordError(f"more than {MAX_RECORDS} records: divide the input")
        match entry.rtype:
            case "PTR" | "TYPE12":
                self._pointer(entry)
            case "SRV" | "TYPE33":
                self._server(entry)
            case "TXT" | "TYPE16":
                self._txt(entry)
            case _:
                address = _only_word(entry)
                if not _ADDRESS.fullmatch(address):
                    raise RecordError(f'"{_shown(address)}" is no address')
                self._addresses.setdefault(_fold(entry.owner), {})[address] = None

    def announcements(self, *, is_answer: bool = False) -> Iterator[Announcement]:
        """Yield what every instance announces, one for each of its TXT records.

        ``is_answer``: there may be more records than these, so that none can be said to be missing.
        """
        for instance in self._instances.values():
            yield from self._announced(instance, is_answer=is_answer)

    def _announced(self, instance: _Instance, *, is_answer: bool) -> Iterator[Announcement]:
        server = min(instance.servers, default=None)
        unseen = not instance.records and (is_answer or server is None)
        whole = Announcement(
            service=names.join(instance.name[instance.at : instance.at + 2]),
            instance=b".".join(instance.name[: instance.at]),
            domain=names.join(instance.name[instance.at + 2 :]),
            subtypes=tuple(instance.subtypes),
            host=None if server is None else names.join(server.host) or None,
            port=None if server is None else server.port,
            addresses=() if server is None else tuple(self._addresses.get(_fold(server.host), ())),
            lost=frozenset({Fidelity.TXT}) if unseen else frozenset(),
            location=Location(self._file, instance.line if server is None else server.line),
        )
        if not instance.records:
            yield whole
        for index, each in enumerate(instance.records.values(), 1):
            yield msgspec.structs.replace(
                whole,
                txt=each.txt,
                txt_index=index,
                txt_count=len(instance.records),
                location=each.location,
                string_lines=each.string_lines,
            )

    def _pointer(self, entry: Entry) -> None:
        at = type_at(entry.owner)
        if at is None or entry.owner[1:3] == _ADMINISTRATIVE:
            return  # of a host, or one that lists domains or types (RFC 6763 sections 9 and 11)
        target = absolute(_only_word(entry), entry.origin)
        instance = self._instance(target, entry.line)
        if instance is None:
            raise RecordError(f'the PTR record points to "{names.join(target)}", which is no service instance name')
        if at > 1 and entry.owner[at - 1].lower() == b"_sub":
            instance.subtypes[names.join(entry.owner[: at - 1])] = None

    def _server(self, entry: Entry) -> None:
        instance = self._instance(entry.owner, entry.line)
        if instance is None:
            return  # SRV records without an instance are older than DNS-SD (RFC 2782)
        words = [word.text for word in entry.rdata]
        numbers = [int(word) for word in words[:3] if word.isascii() and word.isdigit() and len(word) < len("100000")]
        if len(words) != _SRV_WORDS or len(numbers) != len(words) - 1 or max(numbers) > _MAX_16_BITS:
            raise RecordError("an SRV record needs priority, weight, port and host")
        priority, weight, port = numbers
        instance.servers.append(_Server(priority, weight, port, absolute(words[3], entry.origin), entry.line))

    def _txt(self, entry: Entry) -> None:
        instance = self._instance(entry.owner, entry.line)
        if instance is None:
            return
        record = _record(entry.rdata)
        lines = tuple(word.line for word in entry.rdata) if len(record.strings) == len(entry.rdata) else ()
        # Records of one name that are alike are one (RFC 2181 section 5).
        instance.records.setdefault(
            record,
            Announcement(service="", txt=record, location=Location(self._file, entry.line), string_lines=lines),
        )

    def _instance(self, name: Name, line: int) -> _Instance | None:
        at = type_at(name)
        if not at or name[at - 1].lower() == b"_sub" or name[at : at + 2] == _ADMINISTRATIVE:
            return None
        return self._instances.setdefault(_fold(name), _Instance(name, at, line))


def type_at(name: Name) -> int | None:
    """Return at which label the service type begins; None where there is no transport label."""
    at = next((index for index, label in enumerate(name) if index and label.lower() in (b"_tcp", b"_udp")), None)
    return None if at is None else at - 1


def absolute(text: str, origin: Name) -> Name:
    """Read a name as a zone has it: ``@`` is the origin, one without a dot at its end is relative to it."""
    if text == "@":
        return origin
    labels = tuple(label for label in names.split(text) if label)
    return labels if _ABSOLUTE.fullmatch(text) else labels + origin


def _record(words: tuple[Word, ...]) -> TxtRecord:
    if words and words[0].text == r"\#":
        try:
            return split(bytes.fromhex("".join(word.text for word in words[2:])))
        except ValueError:
            raise RecordError(r"expected hexadecimal digits behind \# (RFC 3597)") from None
    if not words:
        return TxtRecord((), Damage(DamageKind.EMPTY_RDATA))
    for word in words:
        for found in _ESCAPES.finditer(word.text):
            if found[1] and int(found[1]) > _MAX_OCTET:
                raise RecordError(f"{found[0]} in a TXT string is no octet")
    return TxtRecord(tuple(names.unescape(word.text) for word in words))


def _only_word(entry: Entry) -> str:
    if len(entry.rdata) != 1:
        raise RecordError(f"expected one word behind {entry.rtype}, got {len(entry.rdata)}")
    return entry.rdata[0].text


def _fold(name: Name) -> Name:
    return tuple(label.lower() for label in name)


def _shown(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
