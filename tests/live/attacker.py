"""A host that attacks those who browse: ``python -m tests.live.attacker KIND SECONDS`` sends packets for so long.

KIND is a name in the table ATTACKS. It sends over IPv4, from port 5353 unless the attack is about that.
"""

from __future__ import annotations

import itertools
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from struct import pack

from msgspec import Struct

from tests.mdns.message import address, octets, pointer, response, server, text
from validator.model import names
from validator.model.txt import TxtRecord, join
from validator.wire.message import CLASS_IN, HEADER, Name, Record, RType

# The device that is to be found and judged in spite of everything.
INSTANCE = "Büro 1".encode()
TYPE = names.split("_spx-hmp._tcp.local")
NAME = (INSTANCE, *TYPE)
HOST = names.split("box.local")
PORT = 8080
STRINGS = (b"txtvers=1", b"mode=sleeping")
RDATA = join(TxtRecord(STRINGS))

GROUP = ("224.0.0.251", 5353)
OWN, AUDITOR = "198.18.0.2", "198.18.0.3"
"""The addresses of the attacker and of who browses, the second and the third host of the LAN."""
ENUMERATION = names.split("_services._dns-sd._udp.local")
WIDE = 3_600 * 24 * 365 * 68
"""The longest TTL there is, in seconds."""

PAUSE_S = 0.002
"""The shortest pause, so that packets come in small bursts."""

Packets = Iterator[bytes]

CONTROL = (
    b"\x1b[31mred\x1b[0m",
    b"\x1b]0;title\x07",
    b"\x9b31m",
    "\u009b31m csi".encode(),
    b"line\r\nerror: forged",
    b"nul\0nul",
    b"back\b\b\bspace\x7f",
    "\u202egnp.exe\u2066".encode(),
    "line\u2028paragraph\u2029next\u0085".encode(),
    "\ufeff\u200b\u200f".encode(),
    b"\xff\xfe\xed\xa0\x80",
    b"::error file=a::forged",
    b"</script><script>alert(1)</script>",
    b"x" * 63,
)


def instance(name: Name, rdata: bytes = b"\x03a=1", host: Name = (b"evil", b"local")) -> bytes:
    """Return a message with all records of an instance."""
    kind = name[1:]
    return response(
        pointer(ENUMERATION, kind),
        pointer(kind, name),
        server(name, host),
        text(name, rdata),
        address(host, b"\xc6\x12\x63\x63"),
    )


def controls() -> Packets:
    """Control characters in every name and string."""
    for label in CONTROL:
        kind = (label[:40], b"_tcp", b"local")
        string = bytes([len(label) + 2]) + b"k=" + label
        key = bytes([len(label) + 2]) + label + b"=v"
        yield instance((label, *TYPE), string + key, (label, b"local"))
        yield instance((label, b"_" + label[:14], b"_tcp", b"local"), string)
        yield response(pointer(ENUMERATION, kind), pointer(kind, (label, *kind)))
        yield response(pointer((label, b"_sub", *TYPE), (label, *TYPE)))


def senseless() -> Packets:
    """PTR records in chains and circles, for other types and for nothing, and records of other names' types."""
    for number in range(200):
        one, two = (b"_c%d" % number, b"_tcp", b"local"), (b"_c%d" % (number + 1), b"_tcp", b"local")
        yield response(pointer(ENUMERATION, one), pointer(one, two), pointer(two, one), pointer(one, one))
    yield response(
        pointer(TYPE, TYPE), pointer(TYPE, ()), pointer((), TYPE), pointer((), ()), pointer(TYPE, (b"local",))
    )
    yield response(pointer(ENUMERATION, ENUMERATION), pointer(ENUMERATION, NAME), pointer(ENUMERATION, ()))
    yield response(pointer(TYPE, (b"x", b"_other", b"_udp", b"local")), pointer(NAME, NAME))
    yield response(server(TYPE, HOST), text(TYPE, b"\x03a=1"), text(HOST, b"\x03a=1"), server(HOST, HOST))
    yield response(server((b"_tcp", b"local"), ()), server((b"_tcp",), ()), text((), b""), address(TYPE, b"\1\2\3\4"))
    yield response(pointer(TYPE, (b"deep",) * 20 + TYPE), server((b"deep",) * 20 + TYPE, (b"deep",) * 50))
    yield response(pointer(TYPE, (b"a.b", *TYPE)), server((b"self", *TYPE), (b"self", *TYPE)))


def damaged() -> Packets:
    """Compression loops, pointers that lead forward, cut messages, counts that promise too much, and jumbo packets."""
    whole = instance((b"Damaged", *TYPE))
    head = HEADER.pack(0, 0x8400, 0, 1, 0, 0)
    tail = pack("!HHIH", RType.PTR, CLASS_IN, 4500, 2)
    yield from (whole[:end] for end in range(0, len(whole), 7))
    yield from (whole[:at] + bytes([whole[at] ^ 0xC0]) + whole[at + 1 :] for at in range(0, len(whole), 5))
    yield head + b"\xc0\x0c" + tail + b"\xc0\x0c"
    yield head + b"\xc0\x0e\xc0\x0c" + tail + b"\xc0\x0c"
    yield head + b"\xc0\xff" + tail + b"\xff\xff"
    yield head + b"\x01a\xc0\x0c" + tail + b"\xc0\x0c"
    yield HEADER.pack(0, 0x8400, 65_535, 65_535, 65_535, 65_535) + whole[HEADER.size :]
    yield HEADER.pack(0, 0x8400, 0, 65_535, 0, 0) + whole[HEADER.size :]
    yield HEADER.pack(0, 0x8400, 65_535, 0, 0, 0) + (b"\xc0\x0c" + pack("!HH", RType.ANY, CLASS_IN)) * 1_000
    # Names of 127 labels, each a pointer to the one before: the work is quadratic for who follows them naively.
    chain = b"".join(b"\x01a" + pack("!H", 0xC000 | max(12, 12 + 4 * (n - 1))) for n in range(1, 300))
    yield HEADER.pack(0, 0x8400, 300, 0, 0, 0) + b"\0\0\xff\0\x01" + chain
    many = [pointer(TYPE, (b"jumbo %d" % number, *TYPE)) for number in range(200)]
    yield response(*many)[:8_972]
    yield response(
        text((b"Jumbo", *TYPE), b"".join(b"\xffk%d=" % n + b"v" * (252 - len(b"%d" % n)) for n in range(34)))
    )
    yield bytes(9_000)
    yield b"\xff" * 60_000
    yield b""


def spoofed() -> Packets:
    """Goodbyes for the instance of another host, its records with another TTL or content and the cache-flush bit."""
    gone = [
        pointer(TYPE, NAME, ttl_s=0),
        server(NAME, HOST, PORT, ttl_s=0),
        text(NAME, RDATA, ttl_s=0),
        text(NAME, b"", ttl_s=0),
        address(HOST, b"\xc6\x12\x00\x01", ttl_s=0),
        pointer(ENUMERATION, TYPE, ttl_s=0),
    ]
    yield response(*gone)
    yield response(pointer(TYPE, (INSTANCE.upper(), *TYPE), ttl_s=0))


def usurped() -> Packets:
    """Other records under the names of another host, with cache-flush bits, and TTLs of one second and of years."""
    yield response(text(NAME, b"\x08mode=bad", ttl_s=1), server(NAME, (b"evil", b"local"), 6666, ttl_s=1))
    yield response(text(NAME, b"\x08mode=bad", ttl_s=WIDE), address(HOST, b"\xc6\x12\x63\x63", ttl_s=0xFFFFFFFF))
    flushing = [Record(TYPE, RType.PTR, CLASS_IN, True, 4500, octets((b"Evil", *TYPE)), target=(b"Evil", *TYPE))]  # noqa: FBT003 - Record's fields in their order
    yield response(*flushing)


def elsewhere() -> Packets:
    """Other records from another port than 5353, as anybody beyond a router may send them."""
    yield instance((b"From another port", *TYPE))
    yield response(text(NAME, b"\x08mode=bad"), pointer(TYPE, NAME, ttl_s=0))


def invented() -> Packets:
    """Instances and types without end, as fast as the host can."""
    for number in itertools.count():
        yield instance((b"Invented %d" % number, b"_t%d" % (number % 5_000), b"_tcp", b"local"), b"\xff" + b"x" * 255)


def crowd() -> Packets:
    """Instances of the type that is looked for, and TXT records and addresses of one name, without end."""
    for number in itertools.count():
        name = (b"Crowd %d" % number, *TYPE)
        records = [
            pointer(TYPE, name),
            text((b"Same", *TYPE), b"\x0b%011d" % number),
            address((b"same", b"local"), pack("!I", number)),
        ]
        yield response(*records)


def enumerated() -> Packets:
    """50,000 service types in the list of types, from one sender: who names all that it knows sends megabytes."""
    for first in range(0, 50_000, 40):
        kinds = [(b"_k%d" % number, b"_tcp", b"local") for number in range(first, first + 40)]
        yield response(*(pointer(ENUMERATION, kind) for kind in kinds))


def off_link() -> Packets:
    """An instance of a host of another network, and another record for the instance of the device."""
    yield instance((b"Off link", *TYPE))
    yield response(text(NAME, b"\x08mode=bad"), pointer(TYPE, (b"Off link too", *TYPE)))


def lies() -> Packets:
    """Answers for who asks directly: 400 types, whose instances are nowhere, and instances without end."""
    kinds = [(b"_l%d" % number, b"_tcp", b"local") for number in range(400)]
    for first in range(0, 400, 40):
        yield response(*(pointer(ENUMERATION, kind) for kind in kinds[first : first + 40]))
    for number in range(200):
        yield instance((b"Lie %d" % number, *kinds[number]))


def small() -> Packets:
    """A message that says nothing, as fast as the host can."""
    return itertools.repeat(HEADER.pack(0, 0x8400, 0, 0, 0, 0))


class Attack(Struct, frozen=True):
    """What is sent, the pause before all of it is sent again, and from which port.

    ``a_second`` is how many packets at most; without it as many as the host can.
    """

    packets: Callable[[], Iterable[bytes]]
    every_s: float = 0
    port: int = 5353
    a_second: int | None = None
    sender: str | None = None
    """An address of another network to send from, to the auditor alone and with an IP TTL of 3."""
    is_answer: bool = False
    """Whether it is sent to who asks a one-shot question, as its answer."""


ATTACKS = {
    "controls": Attack(controls, 0.1),
    "senseless": Attack(senseless, 0.1),
    "damaged": Attack(damaged, 0.1),
    "spoofed": Attack(spoofed, 0.05),
    "usurped": Attack(usurped, 0.2),
    "elsewhere": Attack(elsewhere, 0.1, port=5354),
    "invented": Attack(invented),
    "crowd": Attack(crowd),
    "small": Attack(small),
    "invented-slowly": Attack(invented, a_second=300),
    "crowd-slowly": Attack(crowd, a_second=600),
    "small-slowly": Attack(small, a_second=1_500),
    "enumerated": Attack(enumerated, 0.2),
    "off-link": Attack(off_link, 0.1, sender="203.0.113.9"),
    "lies": Attack(lies, is_answer=True),
}


def answer(attack: Attack, seconds: float) -> int:
    """Answer one-shot questions until the time is over; how many packets."""
    sent, end = 0, time.monotonic() + seconds
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("", 5353))
        group = socket.inet_aton(GROUP[0]) + socket.inet_aton(OWN)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
        sys.stdout.write("attacking\n")
        sys.stdout.flush()
        while time.monotonic() < end:
            query, (host, port) = sock.recvfrom(9_000)
            if port != 5353:
                for packet in attack.packets():
                    sock.sendto(query[:2] + packet[2:], (host, port))
                    sent += 1
    return sent


def main(kind: str, seconds: float) -> int:
    """Send until the time is over; how many packets."""
    attack = ATTACKS[kind]
    if attack.is_answer:
        return answer(attack, seconds)
    start = time.monotonic()
    end = start + seconds
    sent = 0
    to = GROUP
    if attack.sender is not None:
        # The auditor tells its hardware address to who is of its network only.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as first:
            first.sendto(b"", (AUDITOR, 9))
        time.sleep(0.3)
        subprocess.run(["ip", "address", "add", f"{attack.sender}/32", "dev", "eth0"], check=True)  # noqa: S607 - where it stands differs
        to = AUDITOR, 5353
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth0")
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 255 if attack.sender is None else 3)
        sock.bind((attack.sender or "", attack.port))
        while time.monotonic() < end:
            for packet in attack.packets():
                sock.sendto(packet, to)
                sent += 1
                if sent == 1:
                    sys.stdout.write("attacking\n")
                    sys.stdout.flush()
                early_s = 0 if attack.a_second is None else start + sent / attack.a_second - time.monotonic()
                if early_s > PAUSE_S:
                    time.sleep(early_s)
                if time.monotonic() >= end:
                    break
            time.sleep(attack.every_s)
    return sent


if __name__ == "__main__":
    sys.stdout.write(f"{main(sys.argv[1], float(sys.argv[2]))}\n")
