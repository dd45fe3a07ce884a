"""Captures: every container and link type, history, damage, and those seen on real networks."""

from __future__ import annotations

import gzip
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.harness import fault, one, read
from validator.model.announcement import Announcement, Fidelity, Unreadable
from validator.model.txt import DamageKind, split

SERVICE = b"\x04_ipp\x04_tcp\x05local\0"
INSTANCE = b"\x01a" + SERVICE
HOST = b"\x01h\x05local\0"


def record(name: bytes, rtype: int, rdata: bytes, ttl: int = 120, rclass: int = 0x8001) -> bytes:
    return name + struct.pack("!2HIH", rtype, rclass, ttl, len(rdata)) + rdata


def txt(*strings: bytes, ttl: int = 120) -> bytes:
    return record(INSTANCE, 16, b"".join(bytes((len(each),)) + each for each in strings), ttl)


PTR = record(SERVICE, 12, INSTANCE, rclass=1)
SRV = record(INSTANCE, 33, struct.pack("!3H", 0, 0, 631) + HOST)
A = record(HOST, 1, b"\xc6\x12\0\1")


def message(*records: bytes) -> bytes:
    return struct.pack("!6H", 0, 0x8400, 0, len(records), 0, 0) + b"".join(records)


WHOLE = message(PTR, SRV, txt(b"txtvers=1"), A)


def udp(payload: bytes, source: int = 5353, target: int = 5353) -> bytes:
    return struct.pack("!4H", source, target, 8 + len(payload), 0) + payload


def ipv4(segment: bytes, fragment: int = 0, options: bytes = b"") -> bytes:
    size = 20 + len(options) + len(segment)
    head = struct.pack("!2B3H2BH", 0x40 | (5 + len(options) // 4), 0, size, 7, fragment, 255, 17, 0)
    return head + b"\xc6\x12\0\1\xe0\0\0\xfb" + options + segment


def ipv6(body: bytes, kind: int = 17) -> bytes:
    return (
        struct.pack("!IHBB", 6 << 28, len(body), kind, 255)
        + b"\xfe"
        + bytes(14)
        + b"\1\xff\2"
        + bytes(13)
        + b"\xfb"
        + body
    )


def ethernet(packet: bytes, tags: bytes = b"") -> bytes:
    return bytes(12) + tags + (b"\x08\0" if packet[0] >> 4 == 4 else b"\x86\xdd") + packet


def pcap(
    *frames: bytes, link: int = 1, order: str = "<", magic: int = 0xA1B2C3D4, snap: int = 65535, seconds: int = 10
) -> bytes:
    out = struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, snap, link)
    for number, frame in enumerate(frames):
        data = frame[:snap]
        out += struct.pack(f"{order}4I", number * seconds, 0, len(data), len(frame)) + data
    return out


def block(order: str, kind: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    size = struct.pack(f"{order}I", 12 + len(body))
    return struct.pack(f"{order}I", kind) + size + body + size


def section(*frames: bytes, order: str = "<", kind: int = 6, names: tuple[bytes, ...] = (b"eth0",)) -> bytes:
    """One section; the frames go round the interfaces."""
    out = block(order, 0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1))
    for name in names:
        option = struct.pack(f"{order}2H", 2, len(name)) + name + bytes(-len(name) % 4)
        option += struct.pack(f"{order}2H", 9, 1) + b"\x09\0\0\0" + bytes(4)
        out += block(order, 1, struct.pack(f"{order}2HI", 1, 0, 0) + option)
    for number, frame in enumerate(frames):
        size = len(frame)
        head = {
            3: struct.pack(f"{order}I", size),
            2: struct.pack(f"{order}2H4I", number % len(names), 0, 0, number, size, size),
            6: struct.pack(f"{order}5I", number % len(names), 0, number, size, size),
        }[kind]
        out += block(order, kind, head + frame)
    return out


PACKET = ipv4(udp(WHOLE))
WIRELESS = b"\0\0\x08\0\0\0\0\0" + b"\x88\x02" + bytes(22) + b"\0\0" + b"\xaa\xaa\x03\0\0\0\x08\0"
LINKS = [
    # link type, frame
    (1, ethernet(PACKET)),
    (1, ethernet(PACKET, b"\x81\0\0\1")),
    (1, ethernet(PACKET, b"\x88\xa8\0\1\x81\0\0\2")),
    (1, ethernet(PACKET) + b"\0" * 6),
    (1, ethernet(ipv4(udp(WHOLE), options=b"\x94\4\0\0"))),
    (1, ethernet(ipv6(udp(WHOLE)))),
    (1, ethernet(ipv6(b"\x11\0\5\2\0\0\1\0" + udp(WHOLE), 0))),
    (1, ethernet(ipv6(b"\x11\0\0\0\0\0\0\1" + udp(WHOLE), 44))),
    (113, bytes(14) + b"\x08\0" + PACKET),
    (276, b"\x08\0" + bytes(18) + PACKET),
    *((link, PACKET) for link in (12, 101, 228)),
    (229, ipv6(udp(WHOLE))),
    (0, b"\2\0\0\0" + PACKET),
    (0, b"\0\0\0\x1e" + ipv6(udp(WHOLE))),
    (108, b"\0\0\0\2" + PACKET),
    (127, WIRELESS + PACKET),
    (105, WIRELESS[8:] + PACKET),
]


def other(protocol: int, body: bytes) -> bytes:
    """A packet of another protocol than UDP."""
    head = struct.pack("!2B3H2BH", 0x45, 0, 20 + len(body), 7, 0, 64, protocol, 0)
    return head + b"\xc6\x12\0\x09\xc6\x12\0\x08" + body


FRAME = ethernet(PACKET)
VXLAN = b"\x08\0\0\0\0\0\x05\0"
TCP = struct.pack("!2H2I2B3H", 53, 40_000, 1, 1, 5 << 4, 0x18, 1024, 0, 0)
TUNNELS = {
    "VXLAN": ethernet(ipv4(udp(VXLAN + FRAME, 50_000, 4789))),
    "VXLAN over IPv6": ethernet(ipv6(udp(VXLAN + FRAME, 50_000, 8472))),
    "Geneve with options": ethernet(ipv4(udp(b"\x01\0\x65\x58\0\0\x05\0" + bytes(4) + FRAME, 50_000, 6081))),
    "GRE": ethernet(other(47, b"\0\0\x08\0" + PACKET)),
    "GRE with key and sequence": ethernet(other(47, b"\x30\0\x86\xdd" + bytes(8) + ipv6(udp(WHOLE)))),
    "bridged GRE": ethernet(other(47, b"\0\0\x65\x58" + FRAME)),
    "ERSPAN I": ethernet(other(47, b"\0\0\x88\xbe" + FRAME)),
    "ERSPAN II": ethernet(other(47, b"\x10\0\x88\xbe" + bytes(4) + bytes(8) + FRAME)),
    "ERSPAN III": ethernet(other(47, b"\x10\0\x22\xeb" + bytes(4) + bytes(12) + FRAME)),
    "ERSPAN III with its platform": ethernet(
        other(47, b"\x10\0\x22\xeb" + bytes(4) + bytes(11) + b"\1" + bytes(8) + FRAME)
    ),
    "IP in IP": ethernet(other(4, PACKET)),
    "IPv6 in IP": ethernet(other(41, ipv6(udp(WHOLE)))),
    "PPPoE": bytes(12) + b"\x88\x64\x11\0\0\1" + struct.pack("!H", len(PACKET) + 2) + b"\0\x21" + PACKET,
    "VXLAN in VXLAN": ethernet(ipv4(udp(VXLAN + ethernet(ipv4(udp(VXLAN + FRAME, 1, 4789))), 1, 4789))),
    "DNS over TCP": ethernet(other(6, TCP + struct.pack("!H", len(WHOLE)) + WHOLE)),
}


@pytest.mark.parametrize("name", TUNNELS)
def test_packets_in_packets(name: str) -> None:
    found = one(pcap(TUNNELS[name]))
    assert (found.service, found.instance, found.port) == ("_ipp._tcp", b"a", 631)
    assert found.txt is not None
    assert found.txt.strings == (b"txtvers=1",)
    for size in range(len(TUNNELS[name])):  # what is cut off is nothing, or told, and ends nothing
        read(pcap(TUNNELS[name][:size]))
        read(pcap(TUNNELS[name], snap=size))


def test_tunnels_end() -> None:
    frame = FRAME
    for _ in range(20):
        frame = ethernet(ipv4(udp(VXLAN + frame, 1, 4789)))
    assert read(pcap(frame)) == []


@pytest.mark.parametrize(
    "frame",
    [
        ethernet(ipv4(udp(bytes(8) + FRAME, 1, 4789))),
        ethernet(other(47, b"\0\1\x08\0" + PACKET)),
        ethernet(other(47, b"\0\0\x88\x0b" + PACKET)),
        ethernet(other(6, TCP + struct.pack("!H", len(WHOLE) + 1) + WHOLE)),
        ethernet(other(50, PACKET)),
        bytes(12) + b"\x88\x64\x11\0\0\1\0\2\xc0\x21" + PACKET,
    ],
)
def test_what_is_no_tunnel_that_is_read(frame: bytes) -> None:
    assert read(pcap(frame)) == []


@pytest.mark.parametrize(("link", "frame"), LINKS)
def test_every_link_type(link: int, frame: bytes) -> None:
    found = one(pcap(frame, link=link))
    assert (found.service, found.instance, found.host, found.port) == ("_ipp._tcp", b"a", "h.local", 631)
    assert found.addresses == ("198.18.0.1",)
    assert found.txt is not None
    assert found.txt.strings == (b"txtvers=1",)
    assert not found.lost
    assert str(found.location) == "dump frame 1"


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("magic", [0xA1B2C3D4, 0xA1B23C4D])
def test_byte_orders_and_gzip(order: str, magic: int) -> None:
    content = pcap(ethernet(PACKET), order=order, magic=magic)
    assert one(gzip.compress(content)) == one(content)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("kind", [2, 3, 6])
def test_pcapng_names_the_interface(order: str, kind: int) -> None:
    found = one(section(ethernet(PACKET), order=order, kind=kind))
    assert found.location.interfaces == ("eth0",)


def test_several_interfaces_and_sections() -> None:
    frame = ethernet(PACKET)
    found = one(section(frame, frame, names=(b"eth0", b"wlan0")) + section(frame, order=">", names=(b"usb0",)))
    assert found.location.interfaces == ("eth0", "usb0", "wlan0")
    assert found.location.frame == 3


def test_instance_from_several_packets_and_fragments() -> None:
    parts = [ethernet(ipv4(udp(message(each)))) for each in (txt(b"a=1"), A, PTR)]
    long = udp(message(SRV))
    pieces = [ethernet(ipv4(long[24:], 3)), ethernet(ipv4(long[:24], 0x2000))]
    found = one(pcap(*parts, *pieces))
    assert (found.port, found.addresses, found.location.frame) == (631, ("198.18.0.1",), 1)
    six = [ethernet(ipv6(struct.pack("!BBHI", 17, 0, at | more, 5) + long[at:end], 44)) for at, end, more in SIXES]
    assert one(pcap(*parts, *six)).port == 631


SIXES = [(0, 24, 1), (24, None, 0)]


def test_changed_txt_and_goodbye_are_judged() -> None:
    versions = [message(PTR, SRV, txt(b"v=1")), message(txt(b"v=2")), message(txt(b"v=2", ttl=0))]
    found = read(pcap(*(ethernet(ipv4(udp(each))) for each in versions)))
    assert [
        (each.txt.strings, each.location.frame) for each in found if isinstance(each, Announcement) and each.txt
    ] == [
        ((b"v=1",), 1),
        ((b"v=2",), 2),
    ]
    # and back again
    found = read(pcap(*(ethernet(ipv4(udp(each))) for each in (*versions[:2], versions[0]))))
    assert [each.location.frame for each in found] == [2, 3]


OLD, NEW = (message(PTR, SRV, txt(value)) for value in (b"v=1", b"v=2"))
BYE = message(record(SERVICE, 12, INSTANCE, 0, 1))


@pytest.mark.parametrize(
    ("said", "changes", "goodbyes", "is_gone"),
    [
        ([OLD, OLD, NEW, NEW], 1, 0, False),
        ([OLD, OLD, NEW, OLD, OLD, OLD], 2, 0, False),
        ([OLD, BYE, BYE], 0, 1, True),
        ([OLD, OLD, BYE, OLD, OLD], 0, 1, False),
        ([OLD, OLD, BYE, OLD, BYE], 0, 2, True),
        ([OLD, BYE, message(SRV, txt(b"v=1"))], 0, 1, True),
        ([OLD, NEW, BYE], 1, 1, True),
    ],
)
def test_the_latest_state_tells_of_changes_and_goodbyes(
    said: list[bytes],
    changes: int,
    goodbyes: int,
    is_gone: bool,  # noqa: FBT001 - a column of the table
) -> None:
    *before, last = read(pcap(*(ethernet(ipv4(udp(each))) for each in said)))
    assert isinstance(last, Announcement)
    assert last.observation is not None
    assert (last.observation.changes, last.observation.goodbyes, last.observation.is_gone) == (
        changes,
        goodbyes,
        is_gone,
    )
    assert last.observation.before == tuple(each.txt for each in before if isinstance(each, Announcement))
    assert all(isinstance(each, Announcement) and each.observation is None for each in before)


@pytest.mark.parametrize(
    "said",
    [
        [OLD, OLD],
        [OLD, message(txt(b"v=1", ttl=0)), OLD],
        [OLD, message(record(b"\x02_u\x04_sub" + SERVICE, 12, INSTANCE, 0, 1))],
    ],
)
def test_what_neither_changed_nor_left_tells_nothing(said: list[bytes]) -> None:
    found = one(pcap(*(ethernet(ipv4(udp(each))) for each in said))).observation
    assert found is not None
    assert (found.changes, found.goodbyes, found.before, found.conflicts, found.elsewhere) == (0, 0, (), (), ())


def test_records_that_take_turns_contradict_each_other() -> None:
    *_, last = read(pcap(*(ethernet(ipv4(udp(each))) for each in (OLD, NEW, OLD, NEW))))
    assert isinstance(last, Announcement)
    assert last.observation is not None
    assert (last.observation.turns, len(last.observation.conflicts), last.observation.changes) == (2, 2, 0)


def test_what_was_not_captured_is_not_judged() -> None:
    assert one(pcap(ethernet(ipv4(udp(message(PTR)))))).lost == {Fidelity.TXT}


def test_damaged_txt_is_kept_and_a_damaged_message_reported() -> None:
    found = one(pcap(ethernet(ipv4(udp(message(record(INSTANCE, 16, b"\x03a=1\x09b")))))))
    assert found.txt is not None
    assert found.txt.damage is not None
    assert found.txt.damage.kind is DamageKind.OVERRUN
    *_, remark = read(pcap(ethernet(ipv4(udp(WHOLE))), ethernet(ipv4(udp(WHOLE[:-2])))))
    assert isinstance(remark, Announcement)
    assert remark.observation is not None
    assert (remark.location.frame, remark.observation.damaged) == (2, 1)
    assert read(pcap(ethernet(ipv4(udp(WHOLE[:-2], source=99, target=98))))) == []
    assert one(pcap(ethernet(ipv4(udp(WHOLE, source=53, target=4000))))).port == 631
    assert "link type 147" in fault(pcap(b"abc", link=147)).reason


def fragments(long: bytes, *cuts: int, ident: int = 5) -> list[bytes]:
    """IPv6 fragments of a segment, cut at these places."""
    ends = [*cuts, len(long)]
    return [
        ethernet(ipv6(struct.pack("!BBHI", 17, 0, at | (end < len(long)), ident) + long[at:end], 44))
        for at, end in zip([0, *cuts], ends, strict=True)
    ]


LONG = udp(WHOLE)
FIRST, SECOND, THIRD = fragments(LONG, 24, 48)
FORGED = THIRD[:-4] + b"\xc6\x12\0\x99"
V4 = [ethernet(ipv4(LONG[:24], 0x2000)), ethernet(ipv4(LONG[24:], 3)), ethernet(ipv4(b"x" * 40, 2))]
OTHER = udp(WHOLE, 99, 98)
QUERY = udp(b"\0\0\0\0" + WHOLE[4:])
NEITHER = "overlap or contradict"
LOST = [
    # frames, what is said of them and at which frame
    ([FIRST, THIRD], [(1, f"{len(LONG) - 24} of {len(LONG)} octets")]),
    ([THIRD, FIRST], [(2, "fragments of this message are missing")]),
    ([SECOND], [(1, "its first one is not")]),
    ([FIRST, SECOND, FORGED, THIRD], [(4, "its first one is not")]),  # what came first was judged already
    ([FIRST, THIRD, FORGED, SECOND], [(1, NEITHER)]),
    ([FIRST, FIRST[:-1] + b"x", SECOND, THIRD], [(2, NEITHER)]),
    ([FIRST, *fragments(LONG, 24, 56)[1:2], THIRD], [(1, NEITHER)]),
    ([FIRST, FIRST, SECOND, SECOND, THIRD, THIRD], []),
    ([V4[0], V4[2], V4[1]], [(1, NEITHER)]),
    ([V4[0]], [(1, "24 of")]),
    (fragments(OTHER, 24)[:1], []),
    (fragments(QUERY, 24)[:1], []),
    ([ethernet(ipv4(udp(WHOLE, 53, 4000)[:96], 0x2000))], [(1, "96 of")]),
    ([ethernet(ipv4(udp(b"\0\0\x80" + bytes(100), 53, 4000)[:96], 0x2000))], []),
]


@pytest.mark.parametrize(("frames", "said"), LOST)
def test_fragments_that_do_not_come_together_are_told(frames: list[bytes], said: list[tuple[int, str]]) -> None:
    found = read(pcap(*frames, seconds=1))
    faults = [each for each in found if isinstance(each, Unreadable)]
    assert [each.location.frame for each in faults] == [number for number, _ in said]
    assert all(part in each.reason for each, (_, part) in zip(faults, said, strict=True)), faults
    assert len(found) - len(faults) == (frames[:2] == [FIRST, SECOND] or frames[:2] == [FIRST, FIRST])


def test_a_late_fragment_is_of_another_datagram() -> None:
    found = read(pcap(FIRST, SECOND, THIRD, FIRST, seconds=50))
    assert [each.location.frame for each in found] == [1, 4]
    assert all(isinstance(each, Unreadable) for each in found)


def test_thousands_of_fragments_in_any_order() -> None:
    long = udp(message(SRV, *[txt(b"x" * 250)] * 230))
    pieces = fragments(long, *range(8, len(long), 8))
    assert len(pieces) > 8000
    assert one(pcap(*reversed(pieces), seconds=0)).port == 631


def test_other_traffic_in_pieces_is_forgotten() -> None:
    pieces = [fragments(OTHER, 24, ident=number)[0] for number in range(1000)]
    assert read(pcap(*pieces, seconds=0)) == []
    first = fragments(LONG, 24, ident=9999)
    [lost] = read(pcap(first[0], *pieces, first[1], seconds=0))[:1]
    assert isinstance(lost, Unreadable)


@pytest.mark.parametrize(
    ("snap", "reason"),
    [
        (14 + 20 + 8 + 40, "124 octets of the message are not in the capture"),
        (14 + 20 + 8 + 12, "not in the capture"),
        (14 + 20 + 8 + 2, "mDNS message: "),
        (14 + 20 + 8, "not in the capture"),
        (14 + 20 + 4, "not in the capture"),
        (14 + 20 + 3, "cut off before its UDP ports, as are 1 frames in all"),
        (14 + 10, "whether they are mDNS cannot be told"),
    ],
)
def test_frames_that_the_capture_cut(snap: int, reason: str) -> None:
    found = read(pcap(ethernet(PACKET), ethernet(ipv4(OTHER))[:14] + b"\0" * 80, snap=snap))
    faults = [each for each in found if isinstance(each, Unreadable)]
    assert [each.location.frame for each in faults] == [1]
    assert reason in faults[0].reason
    assert read(pcap(ethernet(ipv4(QUERY)), snap=14 + 20 + 8 + 40)) == []


SAMPLES = [pcap(ethernet(PACKET), ethernet(PACKET)), section(ethernet(PACKET), ethernet(PACKET))]


@pytest.mark.parametrize("content", [*SAMPLES, gzip.compress(SAMPLES[0])])
def test_cut_off_at_every_octet(content: bytes) -> None:
    for end in range(1, len(content)):
        found = read(content[:end], "capture", slowly=False)
        assert len(found) <= 2
        if end > len(SAMPLES[1]) * 3 // 4 and content[:2] != b"\x1f\x8b":
            assert isinstance(found[0], Announcement)
            assert isinstance(found[-1], Unreadable)
            assert found[-1].location.frame == 2


@given(st.binary(), st.sampled_from([b"", SAMPLES[0][:24], SAMPLES[0][:66], SAMPLES[1][:60], b"\x1f\x8b\x08"]))
def test_any_octets(rest: bytes, head: bytes) -> None:
    read(head + rest, "capture", slowly=False)
    read(head + rest, "dns-message", slowly=False)


@given(st.integers(0, len(SAMPLES[0]) - 1), st.integers(0, 255), st.sampled_from(SAMPLES))
def test_any_flipped_octet(at: int, octet: int, content: bytes) -> None:
    read(content[:at] + bytes((octet,)) + content[at + 1 :], "capture", slowly=False)


def test_bare_message() -> None:
    found = one(WHOLE)
    assert found.port == 631
    assert str(found.location) == "dump"


@pytest.mark.parametrize("ident", [b"{}", b"[{", b"<?", b"\n ", b"\x1f\x8b"])
def test_bare_messages_are_not_told_by_their_id(ident: bytes) -> None:
    assert one(ident + WHOLE[2:]).port == 631


def test_bare_messages_after_one_another() -> None:
    found = read(b"{}" + QUERY[10:] + message(PTR, SRV) + message(txt(b"a=1"), A)[:-1], "dns-message")
    assert [str(each.location) for each in found] == ["dump frame 3"] * 2
    assert isinstance(found[0], Announcement)
    assert (found[0].port, found[0].txt) == (631, split(b"\x03a=1"))
    assert isinstance(found[1], Unreadable)
    assert "of which only 3 are there" in found[1].reason
    assert "28 octets follow the last record" in fault(WHOLE + bytes(28), "dns-message").reason
    assert (
        "the message ends before record 1 of 9"
        in fault(struct.pack("!6H", 0, 0x8400, 0, 9, 0, 0), "dns-message").reason
    )
