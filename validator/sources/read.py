"""Open an input, recognise its format, and read it."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

from validator.documents.encodings import IS_UTF_16, UTF_8, UTF_16
from validator.documents.whole_file import opened
from validator.errors import InputError
from validator.model.announcement import Announcement, Unreadable
from validator.model.names import ServicePath
from validator.model.room import oversized
from validator.sources import SOURCES, compressed
from validator.sources.base import HEAD_SIZE, Source
from validator.sources.firmware.walk import walk
from validator.sources.lines import Block, WholeFile, blocks, blocks_of_file
from validator.sources.pasted import Unindented, before_lines
from validator.sources.utf_16 import Recoded, is_utf_16

STDIN = "-"

BUFFER = 256 * 1024
"""Octets that are read at a time."""

LARGE = 1024 * 1024
"""Octets of a file for which a process of its own is worth while."""

HUGE = 64 * LARGE
"""Octets of a file that is not read in one part, unless its format says how many announcements it has at most."""

_UNIT = re.compile(rb"^[ \t]*\[(?:Unit|Install|Timer|Socket|Mount|Path)\][ \t]*\r?$", re.MULTILINE)

_BINARY = ("capture", "dns-message")
"""Formats that may begin as gzip does: the first one may be in it."""

Advance = Callable[[int], None]


def no_progress(octets: int) -> None:
    """Show no progress."""


Item = TypeVar("Item")
Reader = Callable[[Source, BinaryIO, str], Iterator[Item]]
"""Reads a stream with a source; the text is the file's name for locations."""


def open_input(
    path: str,
    input_format: str | None = None,
    service: ServicePath | None = None,
    advance: Advance = no_progress,
    taken: Callable[[str], None] = lambda _: None,
) -> Iterator[Announcement | Unreadable]:
    """Read a file, or standard input for ``-``, as ``input_format`` (a name in SOURCES) or what it is recognised to be.

    A folder is walked. An input of nothing but white space yields nothing. ``service`` is the service type, for a
    format that does not name one. ``advance`` is called with the number of octets that were read, ``taken`` with the
    name of the format. Raises InputError where the input cannot be opened or recognised.
    """

    def reader(source: Source, stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable]:
        taken(source.name)
        return source.read(stream, name, service)

    return _opened(path, input_format, reader, advance)


def open_in_parts(
    path: str,
    input_format: str | None = None,
    advance: Advance = no_progress,
    taken: Callable[[str], None] = lambda _: None,
    *,
    one_of_many: bool = False,
) -> Iterator[Announcement | Unreadable | Block | WholeFile]:
    """Read as ``open_input`` does, but yield JSON Lines in blocks that are not read yet, for other processes to read.

    ``one_of_many``: there are other inputs. A large file among them is yielded as a WholeFile, for another process.
    """

    def reader(source: Source, stream: BinaryIO, name: str) -> Iterator[Announcement | Unreadable | Block | WholeFile]:
        taken(source.name)
        return _parts(source, stream, name, advance=advance, one_of_many=one_of_many)

    return _opened(path, input_format, reader, advance)


def read(
    stream: BinaryIO, name: str, input_format: str | None = None, service: ServicePath | None = None
) -> Iterator[Announcement | Unreadable]:
    """Read an open stream; ``name`` is the file's name for locations. Raises InputError where it is not recognised."""
    return _read(stream, name, input_format, partial(Source.read, service=service), no_progress)


def recognise(head: bytes) -> Source:
    """Tell the format by the first octets of an input. Raises InputError, without a file, that says what was tried."""
    text = head.removeprefix(UTF_8)
    for source in SOURCES.values():
        if source.sniff(text):
            return source
    names = ", ".join(source.name for source in SOURCES.values() if not source.needs_service)
    looked_for = f"looked for {names} (--input-format forces one, --service TYPE takes it for a bare TXT record)"
    if head.startswith(UTF_16):
        raise InputError(f"the format is not recognised: {IS_UTF_16}")
    if b"\0" in head:
        raise InputError(f"the format is not recognised: this is a binary file; {looked_for}")
    if _UNIT.search(text):
        raise InputError(
            "the format is not recognised: this is a unit of systemd, which announces nothing; services for"
            " systemd-resolved stand in .dnssd files, those for Avahi in XML"
        )
    if head.lstrip()[:1] in {b"{", b"["}:
        raise InputError(f"the format is not recognised: no member of this JSON is `service` or `txt`; {looked_for}")
    raise InputError(f"the format is not recognised; {looked_for}")


def _opened(
    path: str, input_format: str | None, reader: Reader[Item], advance: Advance
) -> Iterator[Item | Announcement | Unreadable]:
    if path != STDIN and Path(path).is_dir():
        yield from walk(path, input_format)
        return
    if path == STDIN and sys.stdin is None:
        raise InputError("cannot be read: standard input is closed", file=path)
    try:
        with nullcontext(sys.stdin.buffer) if path == STDIN else opened(Path(path)) as stream:
            yield from _read(stream, path, input_format, reader, advance)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", file=path) from None


def _read(
    stream: BinaryIO, name: str, input_format: str | None, reader: Reader[Item], advance: Advance
) -> Iterator[Item | Unreadable]:
    head = _head(stream)
    if head.startswith(compressed.MAGIC) and not _is_read_as_it_is(head, input_format):
        inside = compressed.opened(head, io.BufferedReader(_Replayed(head, stream, advance), BUFFER), name)
        head, stream, advance = _head(inside), inside, no_progress
    if is_utf_16(head, is_whole=len(head) < HEAD_SIZE):
        recoded = io.BufferedReader(Recoded(head, stream, name), BUFFER)
        head, stream = _head(recoded), recoded
    if not head.removeprefix(UTF_8).strip() and len(head) < HEAD_SIZE:
        return
    text = head.removeprefix(UTF_8)
    whole: BinaryIO = io.BufferedReader(_Replayed(text, stream, advance), BUFFER)
    try:
        source, before = (SOURCES[input_format], b"") if input_format else _recognised(text)
    except InputError as error:
        raise InputError(error.message, file=name) from None
    if before:
        whole = io.BufferedReader(Unindented(whole, before), BUFFER)
    for item in reader(source, whole, name):
        if isinstance(item, Announcement) and (reason := oversized(item)) is not None:
            yield Unreadable(item.location, reason)
        else:
            yield item


def _is_read_as_it_is(head: bytes, input_format: str | None) -> bool:
    """Whether what begins as a compressed file is none, or is a capture, which is taken out where it is read again."""
    if input_format is not None:
        return input_format in _BINARY and head.startswith(compressed.GZIP)
    return any(SOURCES[name].sniff(head) for name in _BINARY)


def _recognised(head: bytes) -> tuple[Source, bytes]:
    """Tell the format, and what was put before each line where the text was pasted. Raises InputError as recognise."""
    before = before_lines(head)
    if not before:
        return recognise(head), b""
    try:
        pasted = recognise(_head(io.BufferedReader(Unindented(io.BytesIO(head), before))))
    except InputError:
        return recognise(head), b""
    try:
        found = recognise(head)
    except InputError:
        return pasted, before
    # In some formats an indent says something.
    return found, before if found is pasted else b""


def _parts(
    source: Source, stream: BinaryIO, name: str, *, advance: Advance, one_of_many: bool
) -> Iterator[Announcement | Unreadable | Block | WholeFile]:
    if source.in_blocks:
        start = _start(name)
        return blocks(stream, name) if start is None else _advance(blocks_of_file(name, start), advance)
    if one_of_many and name != STDIN and Path(name).is_file():
        size = Path(name).stat().st_size
        # What comes of a part is held until its turn: it must not be more than fits.
        if size >= LARGE and (source.is_bounded or size <= HUGE):
            advance(size)
            return iter((WholeFile(name, source.name),))
    return source.read(stream, name)


def _advance(found: Iterator[Block], advance: Advance) -> Iterator[Block]:
    for block in found:
        advance(block.size)
        yield block


def _start(name: str) -> int | None:
    """Return the offset of a file's text, after a byte-order mark; None where there is no file, or it is in UTF-16."""
    path = Path(name)
    if name == STDIN or not path.is_file():
        return None
    with path.open("rb") as stream:
        first = stream.read(HEAD_SIZE)
    if first.startswith((*UTF_16, *compressed.MAGIC)) or before_lines(first):
        return None
    return len(UTF_8) if first.startswith(UTF_8) else 0


def _head(stream: BinaryIO) -> bytes:
    """Take the first HEAD_SIZE octets of a stream, also where a pipe gives them in pieces; fewer only at its end."""
    head = b""
    while len(head) < HEAD_SIZE and (more := stream.read(HEAD_SIZE - len(head))):
        head += more
    return head


class _Replayed(io.RawIOBase):
    """A stream from its start, although its head was taken already. It can be read again where the rest can."""

    def __init__(self, head: bytes, rest: BinaryIO, advance: Advance) -> None:
        self._head = head
        self._rest = rest
        # What a pipe has now is not to wait until it has more.
        self._take: Callable[[int], bytes] = getattr(rest, "read1", rest.read)
        self._advance = advance
        self._start = rest.tell() - len(head) if rest.seekable() else 0
        self._at = self._furthest = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Whether the rest is a file, and no pipe."""
        return self._rest.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to an octet, counted from the start or from here. Raises UnsupportedOperation for a pipe."""
        if not self.seekable() or whence == io.SEEK_END:
            raise io.UnsupportedOperation("seek")
        at = offset if whence == io.SEEK_SET else self._at + offset
        if at != self._at:
            self._head = b""
            self._rest.seek(self._start + at)
            self._at = at
        return at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed says Buffer, which is no type here
        """Fill ``buffer`` with what comes next."""
        octets = self._head or self._take(len(buffer))
        taken, self._head = octets[: len(buffer)], octets[len(buffer) :]
        buffer[: len(taken)] = taken
        self._at += len(taken)
        if self._at > self._furthest:
            self._advance(self._at - self._furthest)
            self._furthest = self._at
        return len(taken)
