"""Records in a line of tcpdump: ``OWNER (Cache flush) TYPE RDATA, OWNER ...``; `` ns:`` and `` ar:`` divide sections.

Nothing in names and strings is escaped. So a name or a string ends where a record follows that can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from validator.sources.lines import LineError
from validator.sources.traffic.printed import shown

MAX_NAME = 1024
"""Characters of a printed name: up to four for each octet."""

_TYPES = r"A|AAAA|PTR|SRV|TXT|NSEC|HINFO|CNAME|DNAME|NS|OPT|URI|KEY|SIG|RRSIG|DNSKEY|MX|SOA|HTTPS|SVCB|Type\d+"
_TYPE = r"(?:\(Class \d+\) )?(?:\(Cache flush\) )?(?:\[(?P<ttl>[0-9wdhms]+)\] )?(?P<type>" + _TYPES + r")(?=[ ,]|\Z)"
_BARE = re.compile(_TYPE)
_OWNED = re.compile(r"(?P<owner>(?:(?!\., |\. ar: |\. ns: )[^\"]){0,1024}?\.) " + _TYPE)
_SEPARATOR = re.compile(r", | ar: | ns: |\Z")
_END = re.compile(r" \(\d+\)\Z")
_NAMES = frozenset({"PTR", "CNAME", "DNAME", "NS"})
_TWO_NAMES = re.compile(r"\._(?:tcp|udp)\..*\., ", re.IGNORECASE | re.DOTALL)
_SERVER = re.compile(r":(\d+) (\d+) (\d+)(?=, | ar: | ns: |\Z)")
_ADDRESS = re.compile(r" ([0-9A-Fa-f:.]+)(?=, | ar: | ns: |\Z)")
_ESCAPE = re.compile(r"M-(\^?)([\x20-\x7e])")


class Printed(Struct, frozen=True):
    """A record as printed. ``owner`` is None without ``-v``; ``text`` is the name or address in it.

    ``numbers`` are port, priority and weight of SRV; a string of TXT is None where it cannot be known.
    """

    rtype: str
    owner: str | None = None
    gone: bool = False
    text: str = ""
    numbers: tuple[str, ...] = ()
    strings: tuple[bytes | None, ...] = ()


def records(body: str) -> Iterator[Printed]:
    """Yield the records. Raises LineError where what follows cannot be read as records."""
    body = _END.sub("", body)
    at = 0
    head = _BARE if _BARE.match(body) else _OWNED
    while at < len(body):
        found = head.match(body, at)
        if found is None:
            raise _no_records(body[at:])
        record, at = _record(body, found, head)
        if record is None:
            raise _no_records(body[found.start() :])
        yield record
        separator = _SEPARATOR.match(body, at)
        if separator is None:
            raise _no_records(body[at:])
        at = separator.end()


def _no_records(rest: str) -> LineError:
    return LineError(f'not as tcpdump prints records, from "{shown(rest)}" on')


def _record(body: str, found: re.Match[str], head: re.Pattern[str]) -> tuple[Printed | None, int]:
    """Read the rest of a record. Returns the record, None if it cannot be read, and the offset of its end."""
    rtype, at = found["type"], found.end()
    owner = _name(found["owner"]) if head is _OWNED else None
    gone = found["ttl"] == "0s"
    if rtype == "TXT":
        strings, at = _strings(body, at, head)
        return Printed(rtype, owner, gone, strings=strings), at
    if rtype in ("A", "AAAA"):
        address = _ADDRESS.match(body, at)
        return (Printed(rtype, owner, gone, address[1]), address.end()) if address else (None, at)
    if rtype == "SRV":
        numbers = _SERVER.search(body, at, at + MAX_NAME)
        if numbers is None:
            return None, at
        name = _name(body[at + 1 : numbers.start()])
        return Printed(rtype, owner, gone, name, tuple(map(str, numbers.groups()))), numbers.end()
    for separator in _SEPARATOR.finditer(body, at, min(len(body), at + MAX_NAME)):
        if (rtype in _NAMES and body[separator.start() - 1] != ".") or not _follows(body, separator, head):
            continue
        text = body[at + 1 : separator.start()]
        # A comma after a dot may end a name or stand in it. Where both are so, nobody can tell.
        return (None if _TWO_NAMES.search(text) else Printed(rtype, owner, gone, _name(text))), separator.start()
    return None, at


def _strings(body: str, at: int, head: re.Pattern[str]) -> tuple[tuple[bytes | None, ...], int]:
    strings: list[bytes | None] = []
    while body.startswith(' "', at):
        begin = end = at + 2
        while (end := body.find('"', end)) >= 0:
            separator = _SEPARATOR.match(body, end + 1)
            if body.startswith(' "', end + 1) or (separator and _follows(body, separator, head)):
                break
            end += 1
        if end < 0:
            break
        strings.append(_octets(body[begin:end]))
        at = end + 1
    return tuple(strings), at


def _follows(body: str, separator: re.Match[str], head: re.Pattern[str]) -> bool:
    return separator.end() == len(body) or head.match(body, separator.end()) is not None


def _octets(text: str) -> bytes | None:
    """Return the octets of a TXT string; None where several strings are printed like this text."""
    if '"' in text or "\ufffd" in text:
        return None
    octets = _unmarked(text)
    if octets != text.encode() and not _is_text(octets):
        return None
    return None if "^" in text.replace("M-^", "") else octets


def _name(text: str) -> str:
    """Return a name. Instance names are UTF-8 and have no control characters, hosts neither."""
    octets = _unmarked(text)
    return octets.decode() if _is_text(octets) else text


def _unmarked(text: str) -> bytes:
    """Undo ``M-`` where it stands for the highest bit."""
    out = bytearray()
    at = 0
    for found in _ESCAPE.finditer(text):
        out += text[at : found.start()].encode()
        out.append(0x80 | (ord(found[2]) ^ (0x40 if found[1] else 0)))
        at = found.end()
    return bytes(out + text[at:].encode())


def _is_text(octets: bytes) -> bool:
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return True
