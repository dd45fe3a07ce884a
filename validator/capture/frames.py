"""Frames of a capture file: pcap and pcapng of both byte orders, compressed by gzip or not, read as a stream.

pcap: draft-ietf-opsawg-pcap. pcapng: draft-ietf-opsawg-pcapng, whose names of blocks are used below. Nothing is read
twice, and one frame is kept at a time.
"""

from __future__ import annotations

import io
import ipaddress
import socket
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

if TYPE_CHECKING:
    import gzip

GZIP = b"\x1f\x8b"
SECTION = b"\x0a\x0d\x0d\x0a"

MAX_BLOCK = 16 << 20
"""Octets of one pcapng block or pcap frame. A larger one is damage, and would fill the memory."""

CHUNK = 64 * 1024
"""Octets of a pcap file that are read at a time."""

PCAP = {
    # magic: byte order, fractions of a second, octets of the head of a frame
    b"\xa1\xb2\xc3\xd4": (">", 1e-6, 16),
    b"\xd4\xc3\xb2\xa1": ("<", 1e-6, 16),
    b"\xa1\xb2\x3c\x4d": (">", 1e-9, 16),
    b"\x4d\x3c\xb2\xa1": ("<", 1e-9, 16),
    b"\xa1\xb2\xcd\x34": (">", 1e-6, 24),
    b"\x34\xcd\xb2\xa1": ("<", 1e-6, 24),
}
"""The magic numbers of pcap. The last two are of a variant by A. Kuznetsov, with a longer head of a frame."""

_BIG, _LITTLE = b"\x1a\x2b\x3c\x4d", b"\x4d\x3c\x2b\x1a"
_IDB, _PB, _SPB, _EPB = 1, 2, 3, 6
_IF_NAME, _IF_IPV4, _IF_IPV6, _IF_TSRESOL = 2, 4, 5, 9
MAX_INTERFACE_NAME = 256
"""Octets of the name of an interface that are kept."""

MAX_NETWORKS = 16
"""Networks of one interface that are kept."""

_MAX_INTERFACES = 4096
_DEFAULT_RATE = 10**6
_BINARY = 0x80


class Frame(Struct, frozen=True, gc=False):
    """One frame of a capture."""

    number: int
    """The number of the frame in the file, from 1."""
    link: int
    """The link type."""
    data: bytes
    """The octets of the frame."""
    interface: str
    """The name of the interface. Empty where the name is not known."""
    time: float
    """The time of the frame in seconds."""
    cut: int
    """How many octets of the frame the capture left off."""
    networks: tuple[str, ...] = ()
    """The networks of the interface, as ``192.0.2.0/24``. Empty where they are not known."""


class DamageError(Exception):
    """The file cannot be read beyond this place. ``str()`` says why."""


class _Interface(Struct):
    """An interface that pcapng describes."""

    link: int
    """The link type."""
    snaplen: int
    """The octets that are captured of a frame at most. Zero: no limit."""
    name: str = ""
    networks: tuple[str, ...] = ()
    rate: int = _DEFAULT_RATE
    """How many ticks a second has. An integer, so that times lose only what a float cannot hold."""


def magic(head: bytes) -> bool:
    """Whether a file that starts with ``head`` is a capture, compressed or not."""
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 64)
        except zlib.error:
            return False
    return head[:4] in PCAP or (head[:4] == SECTION and (head[8:12] in (_BIG, _LITTLE)))


def frames(stream: BinaryIO) -> Iterator[Frame]:
    """Yield every frame. Raises DamageError where the file cannot be read any further."""
    take = _taker(stream)
    head = take(4)
    if head[:2] == GZIP:
        import gzip

        take = _taker(gzip.GzipFile(fileobj=io.BufferedReader(_Resumed(head, stream))))
        head = take(4)
    if head in PCAP:
        yield from _pcap(take, *PCAP[head])
    elif head == SECTION:
        yield from _Sections(take).frames()
    else:
        raise DamageError("the file does not begin as a pcap or pcapng capture does")


class _Resumed(io.RawIOBase):
    """A stream whose first octets were read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # typeshed says Buffer, no type here
        octets = self._head or self._rest.read(len(buffer))
        taken, self._head = octets[: len(buffer)], octets[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _taker(stream: BinaryIO | gzip.GzipFile) -> Callable[[int], bytes]:
    """Return a function that reads exactly so many octets, and fewer only at the end.

    The function raises DamageError.
    """
    read = stream.read

    def take(size: int) -> bytes:
        try:
            data = read(size)
            while data and len(data) < size and (more := read(size - len(data))):
                data += more
        except (EOFError, zlib.error) as error:
            raise DamageError(f"the compressed data are damaged: {error}") from None
        except OSError as error:
            if error.errno is not None:
                raise
            raise DamageError(f"the compressed data are damaged: {error}") from None
        return data

    return take


def _pcap(take: Callable[[int], bytes], order: str, fraction: float, size: int) -> Iterator[Frame]:
    head = take(20)
    if len(head) < 20:  # noqa: PLR2004 - the rest of the file's head
        raise DamageError("the file ends inside its head")
    link = struct.unpack(f"{order}I", head[16:])[0] & 0xFFFF
    unpack = struct.Struct(f"{order}4I").unpack_from
    number = at = 0
    buffered = b""
    # Many frames at a time: to ask for each head and each frame takes longer than to read them.
    while more := take(CHUNK):
        buffered = buffered[at:] + more
        at, last = 0, len(buffered) - size
        while at <= last:
            seconds, parts, length, original = unpack(buffered, at)
            if length > MAX_BLOCK:
                raise DamageError(f"a frame of {length} octets: this is no head of a frame")
            end = at + size + length
            if end > len(buffered):
                break
            number += 1
            cut = original - length if original > length else 0
            yield Frame(number, link, buffered[at + size : end], "", seconds + parts * fraction, cut)
            at = end
    rest = len(buffered) - at
    if rest >= size:
        length = unpack(buffered, at)[2]
        raise DamageError(f"the file ends inside a frame, of which {rest - size} of {length} octets are there")
    if rest:
        raise DamageError("the file ends inside the head of a frame")


class _Sections:
    """Reads the sections and blocks of pcapng."""

    def __init__(self, take: Callable[[int], bytes]) -> None:
        self._take = take
        self._order = "<"
        self._interfaces: list[_Interface] = []
        self._number = 0

    def frames(self) -> Iterator[Frame]:
        head = SECTION
        while head:
            if head == SECTION:
                self._section()
            else:
                block, body = self._block(head)
                if block == _IDB:
                    self._interface(body)
                elif block in (_EPB, _PB, _SPB):
                    yield self._frame(block, body)
            head = self._take(4)

    def _section(self) -> None:
        """Read a section header block behind its first four octets. Byte order and interfaces start anew."""
        head = self._take(8)
        if head[4:] not in (_BIG, _LITTLE):
            raise DamageError("a section header without a byte order")
        self._order = ">" if head[4:] == _BIG else "<"
        self._interfaces = []
        (length,) = struct.unpack(f"{self._order}I", head[:4])
        self._body(length, 12)

    def _block(self, head: bytes) -> tuple[int, bytes]:
        head += self._take(4)
        if len(head) < 8:  # noqa: PLR2004 - type and length
            raise DamageError("the file ends inside the head of a block")
        block, length = struct.unpack(f"{self._order}2I", head)
        return block, self._body(length, 8)

    def _body(self, length: int, taken: int) -> bytes:
        """Read the rest of a block without the length at its end."""
        if length % 4 or not taken + 4 <= length <= MAX_BLOCK:
            raise DamageError(f"a block of {length} octets: this is no head of a block")
        body = self._take(length - taken)
        if len(body) < length - taken:
            raise DamageError("the file ends inside a block")
        if struct.unpack(f"{self._order}I", body[-4:])[0] != length:
            raise DamageError("the lengths at the start and the end of a block differ")
        return body[:-4]

    def _interface(self, body: bytes) -> None:
        """Read an interface description block."""
        if len(body) < 8 or len(self._interfaces) >= _MAX_INTERFACES:  # noqa: PLR2004 - its fixed part
            raise DamageError("an interface description that is too short, or too many of them")
        link, _, snaplen = struct.unpack_from(f"{self._order}2HI", body)
        interface = _Interface(link, snaplen)
        at = 8
        while at + 4 <= len(body):
            code, length = struct.unpack_from(f"{self._order}2H", body, at)
            value = body[at + 4 : at + 4 + length]
            if code == _IF_NAME:
                interface.name = value[:MAX_INTERFACE_NAME].decode("utf-8", "backslashreplace").rstrip("\0")
            elif code in (_IF_IPV4, _IF_IPV6) and len(interface.networks) < MAX_NETWORKS:
                interface.networks += _network(code, value)
            elif code == _IF_TSRESOL and length == 1 and len(value) == 1:
                interface.rate = 1 << (value[0] & 0x7F) if value[0] & _BINARY else 10 ** value[0]
            elif not code:
                break
            at += 4 + length + -length % 4
        self._interfaces.append(interface)

    def _frame(self, block: int, body: bytes) -> Frame:
        """Read an enhanced, a simple or an obsolete packet block."""
        self._number += 1
        head = 4 if block == _SPB else 20
        if len(body) < head:
            raise DamageError("a packet block that is too short")
        index = ticks = 0
        if block == _SPB:
            (original,) = struct.unpack_from(f"{self._order}I", body)
            length = min(original, len(body) - head)
        else:
            index, high, low, length, original = struct.unpack_from(f"{self._order}5I", body)
            if block == _PB:
                (index,) = struct.unpack_from(f"{self._order}H", body)
            ticks = high << 32 | low
        if index >= len(self._interfaces):
            raise DamageError(f"a packet of interface {index}, which is not described")
        if length > len(body) - head:
            raise DamageError(f"a packet of {length} octets in a block of {len(body)}")
        interface = self._interfaces[index]
        if block == _SPB and interface.snaplen:
            length = min(length, interface.snaplen)
        data = body[head : head + length]
        cut = max(0, original - length)
        time = ticks / interface.rate
        return Frame(self._number, interface.link, data, interface.name, time, cut, interface.networks)


def _network(code: int, value: bytes) -> tuple[str, ...]:
    """Return the network that an option of an interface names; nothing where it is none."""
    half = len(value) // 2
    try:
        if code == _IF_IPV4:
            address, mask = (socket.inet_ntoa(part) for part in (value[:half], value[half:]))
        else:
            address, mask = socket.inet_ntop(socket.AF_INET6, value[:16]), str(value[16])
        return (str(ipaddress.ip_network(f"{address}/{mask}", strict=False)),)
    except (ValueError, OSError, IndexError):
        return ()
