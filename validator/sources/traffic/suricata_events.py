r"""Events of Suricata's EVE log: ``mdns`` (from Suricata 8 on) and ``dns`` (versions 2 and 3).

    {"timestamp": "...", "event_type": "mdns", "mdns": {"type": "response", "answers": [
      {"rrname": "a._ipp._tcp.local", "txt": ["txtvers=1"]}, {"rrname": "...", "srv": {"port": 631, "name": "h.local"}}

A string that is not UTF-8 is logged with ``\xHH`` for its octets above 127, which cannot be told from that text: it is
left out. Of ``mdns`` neither TTL nor cache-flush bit is logged, so a later event replaces what an earlier one said. In
``dns`` every TXT string is an answer of its own: several may be strings of one record, or several records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.sources.lines import LineError, lines
from validator.sources.plain.json_text import line_object
from validator.sources.traffic.printed import PrintedMessage, PrintedTraffic, number, owner, shown
from validator.wire.message import Name

_SECTIONS = ("answers", "additionals")
_RESPONSES = ("response", "answer")  # as dns of version 2 says it
_READ = ("ptr", "srv", "txt", "a", "aaaa")
_TOGETHER = frozenset({Fidelity.STRINGS, Fidelity.DUPLICATES, Fidelity.ORDER})
_STEP_S = 2.0  # apart are two lines, for the history
_ESCAPED = re.compile(r"\\x([89a-f][0-9a-f])")
_SERVICE = re.compile(r"\._(?:tcp|udp)\b", re.IGNORECASE)

_Texts = dict[str, list[bytes | None]]
"""By name the strings of ``dns``."""


def announced(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Read a log; see suricata_eve."""
    traffic = PrintedTraffic(name)
    for line_number, line in lines(stream):
        place = Location(name, line_number)
        if isinstance(line, str):
            traffic.fault(place, line)
        elif b"dns" in line or line.rstrip()[-1:] not in (b"}", b""):
            # Most events are of other types. A line that was cut off could have been anything.
            _event(line, traffic, place)
    yield from traffic.rest()


def _event(line: bytes, traffic: PrintedTraffic, place: Location) -> None:
    try:
        event = line_object(line)
    except LineError as error:
        traffic.fault(place, str(error))
        return
    kind, link = event.get("event_type"), event.get("in_iface")
    message = event.get(kind) if kind in ("mdns", "dns") else None
    if not isinstance(message, dict) or message.get("type") not in _RESPONSES:
        return
    answers = list(_answers(message))
    # Unicast DNS is mostly about other things, which must not take the room of services.
    if kind == "mdns" or any(_is_service(each) for each in (message, *answers)):
        if not answers and ("grouped" in message or "rdata" in message):
            traffic.fault(
                place, "grouped answers, or those of version 1, do not tell whose they are (formats: [detailed])"
            )
        _message(answers, traffic, place, link if isinstance(link, str) else "")


def _answers(message: dict[str, Any]) -> Iterator[object]:
    for section in _SECTIONS:
        answers = message.get(section)
        yield from answers if isinstance(answers, list) else ()


def _message(answers: list[object], traffic: PrintedTraffic, place: Location, link: str) -> None:
    records = PrintedMessage()
    texts: _Texts = {}
    for answer in answers:
        try:
            _answer(answer, records, texts)
        except LineError as error:
            traffic.fault(place, str(error))
    for name, strings in texts.items():
        records.txt(_owner(name), strings, _TOGETHER if len(strings) > 1 else frozenset())
    records.feed(traffic.history, place, link, (place.line or 0) * _STEP_S)


def _answer(answer: object, records: PrintedMessage, texts: _Texts) -> None:
    """Add one answer to ``records``, a string of ``dns`` to ``texts``. Raises LineError."""
    if not isinstance(answer, dict):
        raise LineError("an answer that is no object")
    kind = str(answer.get("rrtype", "")).lower()
    data = {kind: answer.get("rdata", answer.get(kind))} if kind else answer
    if data.keys().isdisjoint(_READ):
        return
    if answer.get("rrname_truncated") or answer.get("rdata_truncated"):
        raise LineError("a name that Suricata cut off")
    name = answer.get("rrname")
    of = _owner(name)
    match data:
        case {"ptr": target}:
            records.ptr(of, _owner(target))
        case {"srv": {"port": port, "name": target, **more}}:
            priority, weight = (number(more.get(each, 0)) for each in ("priority", "weight"))
            records.srv(of, _owner(target), number(port), priority, weight)
        case {"txt": [_, *_] as strings}:
            records.txt(of, map(_string, strings))
        case {"txt": str(string)} if isinstance(name, str):
            texts.setdefault(name, []).append(_string(string))
        case {"a": address} | {"aaaa": address}:
            records.address(of, address)
        case _:
            raise LineError("an answer without its data")


def _owner(name: object) -> Name:
    if isinstance(name, str) and _is_escaped(name):
        raise LineError(f'the name "{shown(name)}" was not UTF-8 and is not known')
    return owner(name)


def _string(text: object) -> bytes | None:
    """Return the octets of a TXT string; None where they are not known."""
    return text.encode() if isinstance(text, str) and not _is_escaped(text) else None


def _is_escaped(text: str) -> bool:
    r"""Return whether a text may have been octets that are not UTF-8. UTF-8 needs no escape: ``\xc3\xa9`` is text."""
    if not text.isascii() or _ESCAPED.search(text) is None:
        return False
    octets = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text).encode("latin-1")
    try:
        octets.decode()
    except UnicodeDecodeError:
        return True
    return False


def _is_service(answer: object) -> bool:
    """Return whether the name of an answer, or in a question, is that of a service."""
    name = answer.get("rrname") if isinstance(answer, dict) else None
    return isinstance(name, str) and _SERVICE.search(name) is not None
