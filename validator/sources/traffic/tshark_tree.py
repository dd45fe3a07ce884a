"""DNS messages in the tree that tshark prints, where their octets are not there.

    {"dns.flags": "0x8400", "Answers": {"a._ipp._tcp.local: type TXT, ...": {"dns.resp.name": "a._ipp._tcp.local",
     "dns.resp.type": "16", "dns.resp.len": "5", "dns.txt.length": "4", "dns.txt": "a=12", ...}}}

Names repeat, so an object is a tuple of names and values. tshark ends a TXT string at its first zero octet and prints
U+FFFD for what is not UTF-8; its length tells that it was changed. Names have escapes that cannot be told from text.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from validator.model.announcement import Location
from validator.sources.lines import LineError
from validator.sources.traffic.printed import PrintedMessage, PrintedTraffic, number, octets, owner, shown
from validator.wire.message import CLASS_IN, TOP_BIT, Name, RType, Section

_RESPONSE = 0x8000
_SECTIONS = {
    "Answers": (Section.ANSWER, "dns.count.answers"),
    "Authoritative nameservers": (Section.AUTHORITY, "dns.count.auth_rr"),
    "Additional records": (Section.ADDITIONAL, "dns.count.add_rr"),
}
_SRV_OWNER = ("dns.srv.service", "dns.srv.proto", "dns.srv.name")
_ROOT = "<Root>"


def members(tree: object, name: str) -> list[object]:
    """Return the values of every member of this name, and the items of a list (``--no-duplicate-keys``)."""
    found: list[object] = []
    for key, value in tree if isinstance(tree, tuple) else ():
        if key == name:
            found += value if isinstance(value, list) else [value]
    return found


def texts(tree: object, *path: str) -> list[str]:
    """Return the texts at the end of a path of names."""
    found = [tree]
    for name in path:
        found = [value for each in found for value in members(each, name)]
    return [each for each in found if isinstance(each, str)]


def read_tree(tree: object, traffic: PrintedTraffic, place: Location, link: str, now: float) -> None:
    """Take the records of a response. A record that cannot be brought back is a fault of ``traffic``."""
    flags = _bits(tree, "dns.flags")
    if flags is None:
        traffic.fault(place, "a DNS message without its flags: tshark -J mdns prints all of it")
        return
    if not flags & _RESPONSE:
        return
    records = PrintedMessage()
    for name, (records.section, count) in _SECTIONS.items():
        found = 0
        for record in _records(tree, name):
            found += 1
            try:
                _add(record, records)
            except LineError as error:
                traffic.fault(place, str(error))
        promised = _first(tree, count)
        if promised.isdecimal() and promised != str(found):
            traffic.fault(
                place, f"{name}: {found} of {shown(promised)} records are here: damaged, or left out by a filter"
            )
    records.feed(traffic.history, place, link, now)


def _records(tree: object, section: str) -> Iterator[object]:
    """Yield what stands in a section under the summaries of records."""
    for summaries in members(tree, section):
        for _, value in summaries if isinstance(summaries, tuple) else ():
            for record in value if isinstance(value, list) else [value]:
                if isinstance(record, tuple):
                    yield record


def _add(record: object, records: PrintedMessage) -> None:
    """Add one record. Raises LineError."""
    rtype, rclass = number(_first(record, "dns.resp.type")), _bits(record, "dns.resp.class")
    if rclass is None or rclass & ~TOP_BIT != CLASS_IN:
        return
    records.flush = bool(rclass & TOP_BIT) or _first(record, "dns.resp.cache_flush") in ("1", "True", "true")
    records.ttl_s = 0 if _first(record, "dns.resp.ttl") == "0" else 1
    if rtype == RType.PTR:
        records.ptr(_owner(_name(record)), _owner(_first(record, "dns.ptr.domain_name")))
    elif rtype == RType.SRV:
        name = _name(record) or ".".join(filter(None, (_first(record, part) for part in _SRV_OWNER)))
        target, port = _first(record, "dns.srv.target"), number(_first(record, "dns.srv.port"))
        priority, weight = (number(_first(record, f"dns.srv.{field}")) for field in ("priority", "weight"))
        records.srv(_owner(name), _owner(target), port, priority, weight)
    elif rtype == RType.TXT:
        _add_txt(_owner(_name(record)), record, records)
    elif rtype in (RType.A, RType.AAAA):
        records.address(_owner(_name(record)), _first(record, "dns.a" if rtype == RType.A else "dns.aaaa"))


def _add_txt(name: Name, record: object, records: PrintedMessage) -> None:
    lengths, strings = texts(record, "dns.txt.length"), texts(record, "dns.txt")
    size = _first(record, "dns.resp.len")
    if size == "0":
        records.empty_txt(name)
        return
    found = [_string(string, length) for string, length in zip_longest(strings, lengths, fillvalue="")]
    # The strings must fill the record: more of it may have been damaged, or dropped by a tool that keeps no repetition.
    is_whole = size == str(sum(1 + len(each) for each in found if each is not None))
    records.txt(name, found if is_whole else [*found, None])


def _string(text: str, length: str) -> bytes | None:
    """Return the octets of a string; None where they cannot be known from what tshark printed."""
    try:
        found = octets(text)
    except LineError:
        return None
    return found if str(len(found)) == length and "\ufffd" not in text else None


def _owner(text: str) -> Name:
    if text == _ROOT:
        return ()
    if "\\" in text:
        raise LineError(f'the name "{shown(text)}" was printed with escapes and is not known')
    if not text:
        raise LineError("a record without a name that it needs")
    return owner(text)


def _name(record: object) -> str:
    return _first(record, "dns.resp.name")


def _first(tree: object, name: str) -> str:
    """Return the first text of this name. An NSEC record has its own type first, then the types that it lists."""
    return "".join(texts(tree, name)[:1])


def _bits(tree: object, name: str) -> int | None:
    """Read a number such as 0x8400."""
    try:
        return int(_first(tree, name)[:10], 16)
    except ValueError:
        return None
