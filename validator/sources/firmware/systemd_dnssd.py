r"""systemd's ``*.dnssd`` files: what systemd-resolved is told to announce.

systemd.dnssd(5), src/resolve/resolved-dnssd.c and src/shared/conf-parser.c define them. The announcements are those
that systemd would make: a line that it ignores is reported and left out, ``key=`` is announced as ``key``, and each
``TxtText=`` or ``TxtData=`` is a TXT record of its own, whose words are divided by blanks outside of quotes.

A name with a specifier such as ``%H`` (the host) is not known before the machine runs: the instance is None then. TXT
strings have no specifiers. Drop-in files are read along where a folder is walked.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from msgspec import Struct

from validator.model import names
from validator.model.announcement import Announcement, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.base import Format
from validator.sources.lines import one_line, read_all

MAX_SIZE = 1024 * 1024
"""Octets of a file; systemd itself takes no longer line."""

_SPECIFIER = re.compile(r"%([abBHmovwW%])")
_KEYS = ("Name", "Type", "SubType", "Port", "Priority", "Weight", "TxtText", "TxtData")
_PORT = re.compile(r"0|[1-9][0-9]{0,4}")
_MAX_PORT = 65535
_BLANKS = b" \t\r\n"
_WORD = re.compile(rb"""(?:\\.|\\\Z|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^ \t\r\n"'\\])+""", re.DOTALL)
_PIECE = re.compile(rb"""(\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|.))|(["'])""", re.DOTALL)
_SIMPLE = dict(zip(b"abfnrtvs\"'\\", b"\a\b\f\n\r\t\v \"'\\", strict=True))
_OCTAL_DIGITS = 3

SYSTEMD = "systemd"
_SECTION = re.compile(rb"^[ \t]*\[Service\][ \t]*\r?$", re.MULTILINE)
# Such as: Type=_http._tcp
_OWN_KEY = re.compile(
    rb"^[ \t]*(?:Type[ \t]*=[ \t]*(?:_|\S*\._(?:tcp|udp))|(?:Txt(?:Text|Data)|SubType|Name)[ \t]*=)",
    re.MULTILINE,
)


class _LogicalLine(Struct, frozen=True):
    """A logical line: its text, and at which offsets of it which lines of the file begin."""

    text: bytes
    starts: tuple[tuple[int, int], ...]

    def number(self, at: int = 0) -> int:
        return self.starts[bisect_right(self.starts, (at, sys.maxsize)) - 1][1]


class _LocatedRecord(Struct, frozen=True):
    """One TXT record, the line of each of its strings, and the file of these lines."""

    strings: tuple[bytes, ...]
    lines: tuple[int, ...]
    file: str


def read(stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
    """Yield one announcement for each TXT record, then what systemd would refuse or ignore."""
    yield from read_together([(stream, name)])


def read_together(files: Iterable[tuple[BinaryIO, str]]) -> Iterator[Announcement | Unreadable]:
    """Read a file and then its drop-ins as one service. Yields as ``read`` does."""
    service = _DnssdService()
    for stream, name in files:
        service.begin(name)
        text = read_all(stream, MAX_SIZE)
        if text is None:
            yield Unreadable(Location(name), f"more than {MAX_SIZE // 1024**2} MiB: this is no .dnssd file")
            return
        for line in _logical_lines(text.removeprefix(codecs.BOM_UTF8)):
            service.line(line)
    yield from service.announcements()
    yield from service.faults()


def _logical_lines(text: bytes) -> Iterator[_LogicalLine]:
    """Join lines at a backslash at their end, which counts as a blank; comments may stand between them."""
    parts: list[bytes] = []
    size = 0
    starts: list[tuple[int, int]] = []
    for number, raw in enumerate(text.split(b"\n"), 1):
        line = raw.removesuffix(b"\r").lstrip(_BLANKS)
        if line.startswith((b"#", b";")):
            continue
        starts.append((size, number))
        goes_on = (len(line) - len(line.rstrip(b"\\"))) % 2
        parts.append(line[:-1] + b" " if goes_on else line)
        size += len(line)
        if not goes_on:
            yield _LogicalLine(b"".join(parts).rstrip(_BLANKS), tuple(starts))
            parts, size, starts = [], 0, []
    if starts:
        yield _LogicalLine(b"".join(parts).rstrip(_BLANKS), tuple(starts))


class _DnssdService:
    """One service: the lines of a file, and then those of its drop-ins."""

    def __init__(self) -> None:
        self._faults: list[tuple[int, Unreadable]] = []
        self._files: list[str] = []
        self._section: str | None = None
        self._begins: dict[str, int] = {}
        self._values: dict[str, str] = {}
        self._port = 0
        self._records: list[_LocatedRecord] = []

    def begin(self, file: str) -> None:
        """Take the lines of this file from here on; its sections are its own."""
        self._files.append(file)
        self._section = None

    def line(self, line: _LogicalLine) -> None:
        """Take a section header or an assignment."""
        if not line.text:
            return
        try:
            text = line.text.decode()
        except UnicodeDecodeError:
            self.fault(line.number(), "not UTF-8: systemd ignores the line")
            return
        if text.startswith("["):
            self._header(text, line.number())
        elif self._section is None:
            self.fault(line.number(), "this stands in no section: systemd ignores it")
        elif self._section == "Service":
            self._assignment(line, text)

    def _header(self, text: str, number: int) -> None:
        self._section = text[1:-1]
        if not text.endswith("]"):
            self.fault(number, "the section header has no ]: systemd refuses the file")
        elif self._section == "Service":
            self._begins.setdefault(self._files[-1], number)
        elif not self._section.startswith("X-"):
            self.fault(number, f"section {text} is not known: systemd ignores it")

    def _assignment(self, line: _LogicalLine, text: str) -> None:
        key, equals, value = (part.strip(_BLANKS.decode()) for part in text.partition("="))
        if not equals:
            self.fault(line.number(), "this is no assignment, a = is missing: systemd ignores it")
        elif key in ("TxtText", "TxtData"):
            self._record(line, data=key == "TxtData")
        elif key == "Port":
            if not _PORT.fullmatch(value or "0") or int(value or "0") > _MAX_PORT:
                self.fault(line.number(), f'"{value}" is no port number: systemd ignores it')
            else:
                self._port = int(value or "0")
        elif key in _KEYS:
            self._values[key] = value
        elif not key.startswith("X-"):
            self.fault(line.number(), f'"{key}" is no key of [Service]: systemd ignores it')

    def _record(self, line: _LogicalLine, *, data: bool) -> None:
        at = line.text.index(b"=") + 1
        if not line.text[at:].strip(_BLANKS):
            self._records.clear()
            return
        strings: list[bytes] = []
        lines: list[int] = []
        for begin, word in _words(line.text, at):
            number = line.number(begin)
            if word is None:
                self.fault(number, "a quote is not closed: systemd ignores the record")
                return
            try:
                strings.append(_string(word, data=data))
                lines.append(number)
            except ValueError as error:
                self.fault(number, f"{error}: systemd ignores the string")
        if strings:
            self._records.append(_LocatedRecord(tuple(strings), tuple(lines), self._files[-1]))

    def fault(self, number: int, reason: str) -> None:
        """Note what systemd would refuse or ignore, at a line of the file that is being read."""
        place = len(self._files) - 1
        location = Location(self._files[place], number)
        self._faults.append((place, Unreadable(location, one_line(reason), refuser=SYSTEMD)))

    def faults(self) -> Iterator[Unreadable]:
        """Yield the faults in the order of the files and lines."""
        for _, fault in sorted(self._faults, key=lambda placed: (placed[0], placed[1].location.line or 0)):
            yield fault

    def _missing(self) -> None:
        """Note what a service must have and has not, of the file itself."""
        first = self._files[0]
        for key in ("Name", "Type"):
            if not self._values.get(key):
                reason = f"{key}= is missing: systemd refuses the file"
                location = Location(first, self._begins.get(first, 1))
                self._faults.append((0, Unreadable(location, reason, f"write {key}= in [Service]", SYSTEMD)))

    def announcements(self) -> Iterator[Announcement]:
        """Yield one announcement for each record, in the file where the record stands."""
        self._missing()
        if not self._values.get("Type"):
            return
        subtype = self._values.get("SubType")
        # A record without attributes is one empty string on the wire (RFC 6763 section 6.1).
        records = self._records or [_LocatedRecord((b"",), (), self._files[0])]
        for index, record in enumerate(records, 1):
            yield Announcement(
                service=str(names.service_type(self._values["Type"])),
                instance=_instance(self._values.get("Name", "")),
                subtypes=(subtype,) if subtype else (),
                port=self._port,
                txt=TxtRecord(record.strings),
                txt_index=index,
                txt_count=len(records),
                location=Location(record.file, self._begins.get(record.file, 1)),
                string_lines=record.lines,
            )


def _words(text: bytes, at: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield the words of a text with their quotes, and the offset of each word; None where a quote is not closed."""
    while at < len(text):
        if text[at] in _BLANKS:
            at += 1
            continue
        match = _WORD.match(text, at)
        end = match.end() if match else at
        if end < len(text) and text[end] not in _BLANKS:
            yield at, None
            return
        yield at, text[at:end]
        at = end


def _string(word: bytes, *, data: bool) -> bytes:
    """Make the octets of a TXT string out of a word. Raises ValueError."""
    key, _, value = _unquoted(word).partition(b"=")
    if not key.isascii():
        raise ValueError("the key is not ASCII")
    if data:
        try:
            value = base64.b64decode(value, validate=True)
        except binascii.Error:
            raise ValueError("the value is not Base64") from None
    return key + b"=" + value if value else key


def _unquoted(word: bytes) -> bytes:
    """Remove the quotes and resolve the escapes of C. A backslash that begins no escape stays as it is."""
    quote = b""

    def piece(match: re.Match[bytes]) -> bytes:
        nonlocal quote
        escape, mark = match.groups()
        if escape is not None:
            return _unescaped(escape)
        if quote and quote != mark:
            return mark
        quote = b"" if quote else mark
        return b""

    return _PIECE.sub(piece, word)


def _unescaped(escape: bytes) -> bytes:
    kind, digits = escape[1:2], escape[2:]
    if not digits:
        simple = _SIMPLE.get(escape[1])
        return escape if simple is None else bytes((simple,))
    code = int(escape[1:], 8) if len(escape) == 1 + _OCTAL_DIGITS and kind.isdigit() else int(digits, 16)
    if code == 0:
        return escape
    if kind in b"uU":
        try:
            return chr(code).encode()
        except (ValueError, OverflowError):
            return escape
    return bytes((code,))


def _instance(template: str) -> bytes | None:
    if any(found != "%" for found in _SPECIFIER.findall(template)) or not template:
        return None
    return template.replace("%%", "%").encode()


def sniff(head: bytes) -> bool:
    """Return whether there is a section ``[Service]`` with a key that no unit has: a service type, a name, TXT."""
    return _SECTION.search(head) is not None and _OWN_KEY.search(head) is not None


FORMAT = Format(sniff, read)
