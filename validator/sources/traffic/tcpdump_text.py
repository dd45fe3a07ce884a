"""``tcpdump``: responses of mDNS and DNS as tcpdump prints them, with ``-v`` or not, also where a page wrapped them.

    IP h.mdns > 224.0.0.251.mdns: 0*- [0q] 2/0/0 x._a._tcp.local. (Cache flush) TXT "a=1" "b", h.local. A 192.0.2.1 (99)

It is ns_rprint of print-domain.c that prints so. Without ``-v`` it leaves out the owners: they are taken to be the one
service instance that the message lists, where it lists one and no more records than one has; else they are unreadable.
An octet above 0x7E is printed as ``M-`` and a character, a control character as ``^`` and one. Neither they nor quotes
are escaped: a string that could have been another is left out, and the record says so. Only of a quote, blank and quote
inside of a string nobody can tell; it looks like two strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import LineError, lines
from validator.sources.traffic.printed import PrintedMessage, PrintedTraffic, number, owner
from validator.sources.traffic.tcpdump_records import Printed, records

MAX_MESSAGE = 64 * 1024
"""Octets of the text of one message."""

MAX_OWNER = 1200
"""Octets of a printed name: each octet of a name takes at most four."""

_PORT = re.compile(rb".*\.(?:mdns|5353|domain|53)", re.DOTALL)
# Such as: 224.0.0.251.5353: 0*- [0q] 1/0/0 x._a._tcp.local. TXT "a=1" (40)
_RESPONSE = re.compile(
    rb"(?P<to>\S+): (?:\[[^\]]*\] )*\d+(?: [A-Za-z]\w*){0,2}[*|$-]*(?: \[\d+q\])?(?: q: .*?)? \d+/\d+/\d+"
    rb"(?: (?P<body>.*)|\Z)",
    re.DOTALL,
)
_WRAPPED = re.compile(rb"[ \t]+(?:\(Cache flush\) )?(?:\[\w+\] )?(?:PTR|SRV|TXT|AAAA|A|NSEC|HINFO)(?:[ ,]|\Z)")
_OWNER = re.compile(rb"[^ \t\"][^\"]*\._(?:tcp|udp)\.[^\" ]+\.", re.IGNORECASE)
_CUT = " [|domain]"
_INSTANCE = re.compile(r"[^_].*\.(_[^.]+\._(?:tcp|udp)\..+)", re.IGNORECASE | re.DOTALL)
# Such as: IP h.mdns > 224.0.0.251.mdns: 0*- [0q] 1/0/0 x._a._tcp.local. TXT "a=1" (40)
_SNIFF = re.compile(
    rb"(?:^|\n)[^\n]*\.(?:mdns|5353|domain|53) > \S+: (?:\[[^\]\n]*\] )*\d+[^\n]{0,300}? \d+/\d+/\d+ "
    rb"|^[^ \t\n\"][^\n\"]*\._(?:tcp|udp)\.[^\n\" ]+\.\r?\n\t(?:PTR|SRV|TXT) "
)


def sniff(head: bytes) -> bool:
    """Return whether there is the line of a response, or a wrapped line from the first owner on."""
    return _SNIFF.search(head) is not None


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the announcements at the end. Lines of other packets are passed over."""
    traffic = PrintedTraffic(name)
    message: list[bytes] = []
    place = Location(name)
    for line_number, line in lines(stream):
        if isinstance(line, str):
            traffic.fault(Location(name, line_number), line)
            continue
        if message and _WRAPPED.match(line) and sum(map(len, message)) < MAX_MESSAGE:
            message.append(line.strip())
            continue
        _take(traffic, place, message)
        message, place = [], Location(name, line_number)
        body = _body(line)
        if body is not None:
            message = [body]
        elif _is_owner(line):
            message = [line]
    _take(traffic, place, message)
    yield from traffic.rest()


def _is_owner(line: bytes) -> bool:
    return len(line) < MAX_OWNER and _OWNER.fullmatch(line) is not None


def _body(line: bytes) -> bytes | None:
    """Return the records in the line of a response; None for another line."""
    before, arrow, after = line[:MAX_MESSAGE].partition(b" > ")
    words = before.split()
    if not arrow or not words:
        return None
    response = _RESPONSE.fullmatch(after)
    if response is None or not (_PORT.fullmatch(words[-1]) or _PORT.fullmatch(response["to"])):
        return None
    return response["body"] or b""


def _take(traffic: PrintedTraffic, place: Location, message: list[bytes]) -> None:
    text = b" ".join(message).decode("utf-8", "replace").rstrip()
    if len(message) == 1 and _is_owner(message[0]):
        return
    body, cut, _ = text.partition(_CUT)
    if cut:
        traffic.fault(place, "the message is not in the capture to its end, so that tcpdump could not print it")
    printed: list[Printed] = []
    try:
        printed += records(body)
    except LineError as error:
        if not cut:
            traffic.fault(place, str(error))
    found = PrintedMessage()
    has_owners = any(record.owner is not None for record in printed)
    for record in printed if has_owners else _owned(traffic, place, printed):
        try:
            _add(found, record)
        except LineError as error:
            traffic.fault(place, str(error))
    found.feed(traffic.history, place)


def _owned(traffic: PrintedTraffic, place: Location, printed: list[Printed]) -> Iterator[Printed]:
    """Yield the records with the owners that they must have, as far as the message shows them."""
    instances = {
        each.text: found for each in printed if each.rtype == "PTR" and (found := _INSTANCE.fullmatch(each.text))
    }
    for instance, found in instances.items():
        yield Printed("PTR", found[1], text=instance)
    servers = [each for each in printed if each.rtype == "SRV"]
    texts = [each for each in printed if each.rtype == "TXT"]
    if len(instances) != 1 or len(servers) > 1 or len(texts) > 1:
        if servers or texts:
            traffic.fault(place, "whose SRV and TXT records these are is not printed without -v")
        return
    [instance] = instances
    for record in (*servers, *texts):
        yield Printed(record.rtype, instance, record.gone, record.text, record.numbers, record.strings)
    for record in printed:
        if servers and record.rtype in ("A", "AAAA"):
            yield Printed(record.rtype, servers[0].text, record.gone, record.text)


def _add(found: PrintedMessage, record: Printed) -> None:
    """Add a record to those of its message. Raises LineError."""
    found.ttl_s = 0 if record.gone else 1
    name = owner(record.owner)
    if record.rtype == "PTR":
        found.ptr(name, owner(record.text))
    elif record.rtype == "SRV":
        found.srv(name, owner(record.text), *map(number, record.numbers))
    elif record.rtype == "TXT":
        found.txt(name, record.strings)
    elif record.rtype in ("A", "AAAA"):
        found.address(name, record.text)


FORMAT = Format(sniff, read)
