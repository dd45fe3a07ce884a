r"""Zone files (RFC 1035 section 5.1), and answers as ``dig`` prints them, whose other lines are comments.

    $ORIGIN example.com.
    _http._tcp          PTR  Lobby\032Panel._http._tcp
    Lobby\032Panel._http._tcp  SRV  0 0 80 panel
                        TXT  ( "txtvers=1"
                               "path=/" )

dnspython divides the text into words. It refuses TXT records that the wire cannot hold, which a validator has to find:
so zone_records reads the words. A line that is no record costs that line only. Where parentheses or quotes do not end,
the records before them are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from validator.errors import InputError
from validator.model.announcement import Announcement, Location, Unreadable
from validator.sources.base import Format
from validator.sources.lines import LineError, lines
from validator.sources.plain.zone_words import Entry, Word, absolute

if TYPE_CHECKING:
    from dns.tokenizer import Token

    from validator.wire.message import Name

MAX_WORDS = 70_000
"""Words of one record: each string takes at least one octet of its RDATA."""

_TTL = re.compile(r"\d+|(?:\d+[smhdw])+", re.IGNORECASE)
_CLASS = re.compile(r"IN|CH|HS|CS|ANY|NONE|CLASS\d+", re.IGNORECASE)
_TYPE = re.compile(r"[A-Z][A-Z0-9-]*", re.IGNORECASE)
_PROMPT = re.compile(rb"\S*[$#%>] ")
# A transfer of a zone by dig has no sections.
_ANSWER = (b";; ANSWER SECTION", b";; Got answer")
_ZONE = re.compile(rb"\$(?:ORIGIN|TTL)\s|[^;]*\sSOA\s", re.IGNORECASE)
# Such as: Lobby._http._tcp 120 IN TXT "a=1"
_SNIFF = re.compile(
    rb"(?:^|\n)(?:; <<>> DiG |;; ANSWER SECTION:|\$ORIGIN[ \t]+\S|\$TTL[ \t]+\d"
    rb"|[^;\s]\S*[ \t]+(?:\d\w*[ \t]+)?(?:IN|CLASS\d+)[ \t]+(?:\d\w*[ \t]+)?(?:SOA|NS|PTR|SRV|TXT|AAAA|A)[ \t]+\S"
    rb"|[^;\s]*\._(?:tcp|udp)\S*[ \t]+(?:\d\w*[ \t]+)?(?:PTR|SRV|TXT)[ \t]+\S)",
    re.IGNORECASE,
)


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield the lines that are no records as they come, then the announcements, then where the text is damaged."""
    from dns.exception import DNSException

    from validator.sources.plain.zone_records import ZoneRecords

    records = ZoneRecords(name)
    text = _ZoneText(stream, name)
    damage = None
    try:
        for entry in _entries(text, name):
            if isinstance(entry, Unreadable):
                yield entry
                continue
            try:
                records.take(entry)
            except LineError as error:
                yield error.at(Location(name, entry.line))
    except InputError as error:
        damage = Unreadable(Location(name, error.line), error.message)
    except DNSException as error:
        damage = Unreadable(Location(name, text.line), f"the zone is damaged or cut off here: {_reason(error)}")
    yield from records.announcements(is_answer=not text.is_whole)
    if damage is not None:
        yield damage


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else "a quote or parenthesis is missing"


class _ZoneText:
    """The text of a zone for dnspython, character by character.

    ``line`` is the number of the line in which the last character stands.
    """

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self._lines = lines(stream)
        self._file = file
        self._rest: Iterator[str] = iter("")
        self.line = 0
        self._is_answer = False
        self._is_zone = False

    @property
    def is_whole(self) -> bool:
        """Return whether all records of the names are here: there is a directive or SOA record, unlike in answers."""
        return self._is_zone and not self._is_answer

    def read(self, _: int) -> str:
        """Return the next character, ``""`` at the end of the text. Raises InputError for a line that is too long."""
        char = next(self._rest, "")
        if not char:
            number, line = next(self._lines, (0, b""))
            if isinstance(line, str):
                raise InputError(line, file=self._file, line=number)
            if not number:
                return ""
            self.line = number
            self._is_answer = self._is_answer or line.startswith(_ANSWER)
            self._is_zone = self._is_zone or _ZONE.match(line) is not None
            shown = b"" if _PROMPT.match(line) else line.replace(b"\r", b" ")
            self._rest = iter(shown.decode("utf-8", "surrogateescape") + "\n")
            char = next(self._rest)
        return char


def _entries(text: _ZoneText, file: str) -> Iterator[Entry | Unreadable]:
    """Yield the records, with owner and origin of the lines before. Raises DNSException and InputError."""
    origin: Name = ()
    owner: Name | None = None
    for is_indented, words in _lines_of_words(text):
        first = words[0]
        location = Location(file, first.line)
        match first.text.upper():
            case "$ORIGIN" if len(words) > 1 and not is_indented:
                try:
                    origin = absolute(words[1].text, origin)
                except LineError as error:
                    yield error.at(location)
            case "$TTL" if not is_indented:
                pass
            case "$INCLUDE" | "$GENERATE" if not is_indented:
                yield Unreadable(location, f"{first.text} is not followed: the records that it adds are not judged")
            case _:
                if not is_indented:
                    try:
                        owner = absolute(words.pop(0).text, origin)
                    except LineError as error:
                        yield error.at(location)
                        continue
                if owner is None:
                    yield Unreadable(location, "the first record has no owner")
                else:
                    yield _entry(owner, words, origin, location)


def _entry(owner: Name, words: list[Word], origin: Name, location: Location) -> Entry | Unreadable:
    """Read what follows the owner: TTL and class in any order, type, data (RFC 1035 section 5.1)."""
    at = 0
    while at < len(words) and (_TTL.fullmatch(words[at].text) or _CLASS.fullmatch(words[at].text)):
        at += 1
    if at == len(words) or not _TYPE.fullmatch(words[at].text):
        return Unreadable(location, "this is no resource record: expected an owner, a type and data")
    return Entry(owner, words[at].text.upper(), tuple(words[at + 1 :]), origin, location.line or 0)


def _lines_of_words(text: _ZoneText) -> Iterator[tuple[bool, list[Word]]]:
    """Yield the words of every line, and whether the line is indented. Lines in parentheses are one line."""
    from dns.tokenizer import Tokenizer

    tokens = Tokenizer(text, filename="")
    token: Token | None = None
    while token is None or not token.is_eof():
        token = tokens.get(want_leading=True)
        is_indented = token.is_whitespace()
        if is_indented:
            token = tokens.get()
        words: list[Word] = []
        while not token.is_eol_or_eof():
            words.append(Word(token.value, text.line))
            if len(words) > MAX_WORDS:
                raise InputError(f"a record of more than {MAX_WORDS} words", line=words[0].line)
            token = tokens.get()
        if words:
            yield is_indented, words


def sniff(head: bytes) -> bool:
    """Return whether there is a directive, a record with its class, a record of a service, or a comment of dig."""
    return _SNIFF.search(head) is not None


FORMAT = Format(sniff, read)
