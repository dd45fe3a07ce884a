r"""nmap's ``dns-service-discovery`` and ``broadcast-dns-service-discovery``: its XML (``-oX``) and its normal text.

    5353/udp open  zeroconf
    | dns-service-discovery:
    |   9/tcp workstation
    |_    Address=192.0.2.48 fe80::9309:ce3c:9a:6056

nselib/dnssd.lua prints, for each service type of a host, the port of one instance, the strings of all of them without
empty ones, and addresses. So instances have no names, and strings may be those of several records. Strings may be left
out as well: nmap 7.93 printed one of eleven that Avahi had sent, as its loop over them stops too early. Octets that
cannot be printed stand as ``\xHH``, which a backslash in a string can look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.names import join, service_type
from validator.model.room import OBJECT, Room
from validator.model.txt import TxtRecord
from validator.sources.base import Format
from validator.sources.lines import lines

_LOST = frozenset({Fidelity.ORDER, Fidelity.DUPLICATES, Fidelity.EMPTY_STRINGS, Fidelity.STRINGS, Fidelity.BYTES})
_MAX_PORT = 65535
_SCRIPT = re.compile(rb"(?:\| |\|_)(?:broadcast-)?dns-service-discovery:")
_XML_SCRIPT = re.compile(rb'<script id="(?:broadcast-)?dns-service-discovery" output="([^"]*)"')
_XML_SCRIPT_BEGINS = re.compile(rb'<script id="(?:broadcast-)?dns-service-discovery"')
_SERVICE = re.compile(rb"( *)([0-9]{1,5})/(tcp|udp) (\S+)")
_BEGIN = re.compile(rb"(?:^|\n)(?:# Nmap [0-9.]+\S* scan initiated |Starting Nmap [0-9])")
_REFERENCE = re.compile(rb"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
_NAMED = {b"amp": b"&", b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'"}
_ESCAPE = re.compile(rb"\\x([0-9A-F]{2})")
_PRINTABLE = range(0x20, 0x7F)
_ADDRESS = b"Address="


class _NumberedLine(Struct, frozen=True):
    """A line of a script's output, without what stands before it, and the line of the file."""

    text: bytes
    number: int


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield an announcement for each type of service on a host. What other scripts print is passed over."""
    output: list[_NumberedLine] = []
    number, is_xml, complete, room = 0, False, True, Room()
    for number, line in lines(stream):
        if isinstance(line, str):
            yield Unreadable(Location(name, number), line)
            continue
        is_xml = is_xml or b"<nmaprun" in line
        continues = bool(output) and line[:2] in (b"| ", b"|_") and line[2:4] == b"  "
        if continues and room.takes(len(line) + OBJECT):
            output.append(_NumberedLine(line[2:], number))
        else:
            if continues:
                yield Unreadable(Location(name, number), "the script printed more than is kept: the rest is left out")
            yield from _services(output, name)
            room = Room()
            output = [_NumberedLine(b"", number)] if _SCRIPT.match(line) else []
            if _XML_SCRIPT_BEGINS.search(line):
                yield from _xml(line, number, name)
        complete = b"</nmaprun>" in line if is_xml else not output or line.startswith(b"|_")
    yield from _services(output, name)
    if not complete:
        yield Unreadable(Location(name, number), "the output of nmap ends in the middle")


def _xml(line: bytes, number: int, name: str) -> Iterator[Announcement | Unreadable]:
    """Read the output of a script out of the attribute, which nmap writes on one line."""
    scripts = _XML_SCRIPT.findall(line)
    if len(scripts) != len(_XML_SCRIPT_BEGINS.findall(line)):
        yield Unreadable(Location(name, number), "the output of dns-service-discovery is cut off or damaged")
    for output in scripts:
        text = _REFERENCE.sub(_character, output)
        yield from _services([_NumberedLine(each, number) for each in text.split(b"\n")], name)


def _character(reference: re.Match[bytes]) -> bytes:
    hexadecimal, decimal, named = reference.groups()
    if named is not None:
        return _NAMED[named]
    code = int(hexadecimal, 16) if hexadecimal is not None else int(decimal)
    # nmap refers to octets, not to characters.
    return bytes((code,)) if code <= 0xFF else reference[0]  # noqa: PLR2004 - the largest octet


def _services(output: list[_NumberedLine], name: str) -> Iterator[Announcement | Unreadable]:
    """Read the services of one script: each begins with its port, and what is indented deeper is of it."""
    at = 0
    while at < len(output):
        begin = output[at]
        at += 1
        match = _SERVICE.fullmatch(begin.text.rstrip())
        if match is None:
            continue
        indent = len(match[1])
        members: list[_NumberedLine] = []
        while at < len(output) and output[at].text.startswith(b" " * (indent + 1)):
            members.append(_NumberedLine(output[at].text[indent + 2 :], output[at].number))
            at += 1
        location = Location(name, begin.number)
        port = int(match[2])
        if port > _MAX_PORT:
            yield Unreadable(location, f'"{port}" is no port number')
        elif match[4].endswith(b":"):
            service = b"_%s._%s" % (_octets(match[4][:-1]), match[3])
            yield _named(service.decode("utf-8", "backslashreplace"), port, members, location)
        else:
            service = b"_%s._%s" % (_octets(match[4]), match[3])
            yield _announcement(service.decode("utf-8", "backslashreplace"), port, members, location)


def _named(service: str, port: int, members: list[_NumberedLine], location: Location) -> Announcement:
    """Read a service as nmap prints it since June 2024: fields with names, and the strings below ``TXT:``."""
    fields: dict[bytes, list[str]] = {}
    strings: list[_NumberedLine] = []
    for number, member in enumerate(members):
        name, colon, value = member.text.strip().partition(b":")
        if name == b"TXT" and colon and not value.strip():
            indent = len(member.text) - len(member.text.lstrip()) + 2
            strings = [_NumberedLine(each.text[indent:], each.number) for each in members[number + 1 :]]
            break
        fields.setdefault(name.lower(), []).append(_octets(value.strip()).decode("utf-8", "backslashreplace"))
    named, host = (next(iter(fields.get(name, ())), "") for name in (b"name", b"hostname"))
    return Announcement(
        service=str(service_type(service)),
        instance=named.encode() or None,
        host=join((host.encode(), b"local")) if host else None,
        port=port,
        addresses=tuple(address for name in (b"ipv4", b"ipv6") for address in fields.get(name, ())),
        txt=TxtRecord(tuple(_octets(each.text) for each in strings)) if strings else None,
        lost=_LOST if strings else _LOST | {Fidelity.TXT},
        location=location,
        string_lines=tuple(each.number for each in strings),
    )


def _announcement(service: str, port: int, members: list[_NumberedLine], location: Location) -> Announcement:
    addresses: tuple[str, ...] = ()
    if members and members[-1].text.startswith(_ADDRESS):
        shown = members.pop().text.removeprefix(_ADDRESS).decode("utf-8", "backslashreplace")
        addresses = tuple(shown.split())
    return Announcement(
        service=str(service_type(service)),
        port=port,
        addresses=addresses,
        # Without a string it is not known whether there was a record.
        txt=TxtRecord(tuple(_octets(each.text) for each in members)) if members else None,
        lost=_LOST if members else _LOST | {Fidelity.TXT},
        location=location,
        string_lines=tuple(each.number for each in members),
    )


def _octets(text: bytes) -> bytes:
    r"""Resolve ``\xHH`` where it stands for an octet that cannot be printed; nmap writes no other so."""

    def octet(escape: re.Match[bytes]) -> bytes:
        code = int(escape[1], 16)
        return escape[0] if code in _PRINTABLE else bytes((code,))

    return _ESCAPE.sub(octet, text)


def sniff(head: bytes) -> bool:
    """Return whether an input is nmap's XML, or text with the output of one of the two scripts."""
    text = re.search(rb"(?:^|\n)" + _SCRIPT.pattern, head) or _BEGIN.search(head)
    return text is not None or (b"<nmaprun" in head and head.lstrip().startswith(b"<"))


FORMAT = Format(sniff, read)
