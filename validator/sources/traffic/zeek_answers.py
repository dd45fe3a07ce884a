"""Answers in Zeek's dns.log: what they announce as far as they say whose they are.

Zeek logs a name, ``query``, and the data of the answers: ``TXT 9 txtvers=1 TXT 3 a=b`` for a TXT record, the target
alone for PTR and SRV; additional records not at all. ``query`` is the name in the question, or the owner of the first
answer where a response came alone. As messages of mDNS all have the identifier 0, Zeek may pair a response with a
question that it does not answer. So a TXT record is taken

- as the first answer of a response that came alone, or
- from an answer to a TXT question over unicast DNS, where all the answers are TXT records (no alias among them).

Others are skipped and counted. An instance is listed where a target ends in the service type of ``query``. Port, host
and addresses are not known. Names are in lower case, as Zeek writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.lines import LineError, lines
from validator.sources.traffic.printed import MAX_NAME_TEXT, PrintedMessage, PrintedTraffic, labels, shown
from validator.sources.traffic.zeek_rows import Row, Rows, Text
from validator.wire.message import Name

_MDNS = "5353"
_TRANSPORTS = (b"_tcp", b"_udp")
_STEP_S = 2.0  # apart are two lines, for the history
_STRING = re.compile(rb"TXT (\d{1,3}) ")


def announced(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Read a log; see zeek_dns."""
    answers = _Answers(name)
    rows = Rows()
    for number, line in lines(stream):
        place = Location(name, number)
        if isinstance(line, str):
            answers.fault(place, line)
            continue
        try:
            row = rows.row(line)
            if row is not None and row.answers and row.query:
                answers.take(row, place)
        except LineError as error:
            answers.fault(place, str(error))
    yield from answers.rest()


class _Answers(PrintedTraffic):
    """Takes rows in their order; ``rest`` yields the announcements."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._skipped = 0
        self._first_skipped = Location(name)

    def take(self, row: Row, place: Location) -> None:
        """Take what a line announces. Raises LineError."""
        is_txt = [_is_txt(answer) for answer in row.answers]
        multicast = _may_be_multicast(row)
        if not multicast and not any(each in query.lower() for query in row.query for each in _TRANSPORTS):
            return  # unicast DNS is mostly about other things
        query = _name(row.query)
        records = PrintedMessage()
        taken = 0
        if _transport_at(query) > 1:
            if not row.qtype:
                taken = int(is_txt[0])
            elif not multicast and row.qtype == "TXT" and all(is_txt):
                taken = len(is_txt)
        for answer in row.answers[:taken]:
            records.txt(query, _strings(answer))
        for answer, is_text in zip(row.answers, is_txt, strict=True):
            if not is_text and _lists(query, answer):
                records.ptr(query, _name(answer))
        self._skip(sum(is_txt) - taken, place)
        records.feed(self.history, place, now=(place.line or 0) * _STEP_S)

    def rest(self) -> Iterator[Announcement | Unreadable]:
        """Yield the announcements, what could not be read, and how much was skipped."""
        yield from super().rest()
        if self._skipped:
            reason = f"TXT records that are skipped, as Zeek does not log whose they are: {self._skipped} from here on"
            yield Unreadable(self._first_skipped, reason)

    def _skip(self, count: int, place: Location) -> None:
        if count and not self._skipped:
            self._first_skipped = place
        self._skipped += count


def _may_be_multicast(row: Row) -> bool:
    """Return whether the answers may be to another question: all mDNS, unless it answers a client of unicast DNS."""
    if row.resp_port not in (_MDNS, ""):
        return False
    return row.orig_port in (_MDNS, "") or row.trans_id in ("0", "")


def _transport_at(name: Name) -> int:
    """Return the index of the label that names the transport; 0 where there is none."""
    return next((at for at, label in enumerate(name) if at and label.lower() in _TRANSPORTS), 0)


def _lists(query: Name, answer: Text) -> bool:
    """Return whether an answer is an instance of the service type, or subtype, that the query names."""
    at = _transport_at(query)
    if not at or (at > 1 and query[at - 2] != b"_sub"):
        return False
    kind = b".".join(query[at - 1 :])
    return any(each.lower().endswith(b"." + kind.lower()) for each in answer)


def _name(text: Text) -> Name:
    """Return the labels of a printed name. Raises LineError."""
    if len(text) != 1:
        printed = shown(text[0].decode("utf-8", "replace")) if text else ""
        raise LineError(f'the name "{printed}" was printed with escapes and is not known')
    if len(text[0]) > MAX_NAME_TEXT:
        raise LineError("a name that is too long")
    return labels(text[0])


def _is_txt(answer: Text) -> bool:
    return any(_STRING.match(each) for each in answer)


def _strings(answer: Text) -> list[bytes | None]:
    """Strings of a printed TXT record. Their lengths tell what the text has been; None stands for what is not known."""
    found = [_split(each) for each in answer]
    return next((strings for strings in found if None not in strings), [None])


def _split(text: bytes) -> list[bytes | None]:
    strings: list[bytes | None] = []
    at = 0
    while head := _STRING.match(text, at):
        at = head.end() + int(head[1])
        strings.append(text[head.end() : at])
        if at == len(text):
            return strings
        if text[at : at + 1] != b" ":
            break
        at += 1
    return [*strings, None]
