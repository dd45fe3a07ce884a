"""The service files of troglobit/mdnsd (``/etc/mdns.d/*.service``, Buildroot): words in lines.

    name Lobby
    type _http._tcp
    port 80
    txt path=/

As its conf.c has it: one service a file, the last line of a word counts, each ``txt`` adds a string, and what follows
the word is taken as it is up to the end of the line. Lines of other words are passed over, and so are strings without
an equals sign, which are told; of ``key=`` it publishes ``key``. The strings come out of a hash table, so that their
order is not that of the file; the host is the instance with ``.local``. Without a type it is ``_http._tcp``, without a
name that of the host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.model import names
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.base import Format
from validator.sources.lines import lines

_LINE = re.compile(rb"(name|type|port|txt|target|cname)[ \t](.*)", re.DOTALL)
MAX_LINE, MAX_STRINGS = 254, 42
"""Octets of a line and strings of a service that mdnsd reads."""

_REFUSER = "mdnsd"
_NO_VALUE = "mdnsd publishes no string without an equals sign"
_LOST = frozenset({Fidelity.ORDER})
DEFAULT = "_http._tcp"
_MAX_PORT = 65535
_SNIFF = re.compile(rb"(?:^|\n)[ \t]*type[ \t]+_[^\s.]+\._(?:tcp|udp)[ \t]*(?:\r?\n|$)")
_SNIFF_OTHER = re.compile(rb"(?:^|\n)[ \t]*(?:name|port|txt|target)[ \t]+[^\s:=]")


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the service of the file."""
    fields: dict[bytes, tuple[bytes, int]] = {}
    strings: list[tuple[bytes, int]] = []
    for number, line in lines(stream):
        if isinstance(line, str):
            yield Unreadable(Location(name, number), line)
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        refused = _refused(line, found, len(strings))
        if refused is not None:
            yield Unreadable(Location(name, number), *refused, refuser=_REFUSER)
        elif found[1] == b"txt":
            key, _, value = found[2].partition(b"=")
            strings.append((found[2] if value else key, number))
        else:
            fields[found[1]] = found[2], number
    if fields or strings:
        yield _service(fields, strings, name)


def _refused(line: bytes, found: re.Match[bytes], strings: int) -> tuple[str, str] | None:
    """Say why mdnsd does not take a line as it stands, and how to mend it; None where it does."""
    if len(line) > MAX_LINE:
        return f"mdnsd reads {MAX_LINE} octets of a line, and takes the rest for another", "shorten the line"
    if found[1] != b"txt":
        return None
    if strings >= MAX_STRINGS:
        return f"mdnsd reads {MAX_STRINGS} strings of a service", "take some strings out"
    return None if b"=" in found[2] else (_NO_VALUE, "write `key=value`, or `key=`, which it publishes as `key`")


def _service(
    fields: dict[bytes, tuple[bytes, int]], strings: list[tuple[bytes, int]], name: str
) -> Announcement | Unreadable:
    text = {word: value.decode("utf-8", "surrogateescape") for word, (value, _) in fields.items()}
    path = names.service_path(text.get(b"type", DEFAULT))
    port = text.get(b"port", "0")
    if not port.isascii() or not port.isdigit() or len(port) > len(str(_MAX_PORT)) or int(port) > _MAX_PORT:
        return Unreadable(Location(name, fields[b"port"][1]), "the port is no number from 0 to 65535")
    instance = fields[b"name"][0] if b"name" in fields else None
    return Announcement(
        service=str(path.service),
        instance=instance,
        host=None if instance is None else names.join((instance, b"local")),
        port=int(port),
        txt=TxtRecord(tuple(string for string, _ in strings) or (b"",)),
        lost=_LOST,
        location=Location(name, fields[b"type"][1] if b"type" in fields else 1),
        string_lines=tuple(line for _, line in strings),
    )


def sniff(head: bytes) -> bool:
    """Return whether there is a line with a type, and one with another word of these files."""
    return _SNIFF.search(head) is not None and _SNIFF_OTHER.search(head) is not None


FORMAT = Format(sniff, read)
