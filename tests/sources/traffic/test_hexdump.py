"""Dumps in hexadecimal, by every tool's layout, and what they are found to hold."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.capture.test_capture import LONG, PACKET, SRV, WHOLE, ethernet, fragments, ipv4, message, txt, udp
from tests.sources.harness import fault, one, read
from validator.model.announcement import Announcement, Unreadable

PRINTABLE = {ord(char) for char in string.printable} - set(b"\t\n\r\x0b\x0c")


def text(octets: bytes) -> str:
    return "".join(chr(octet) if octet in PRINTABLE else "." for octet in octets)


def rows(octets: bytes, width: int = 16) -> list[tuple[int, bytes]]:
    return [(at, octets[at : at + width]) for at in range(0, len(octets), width)]


def hexdump_c(octets: bytes) -> str:
    lines = [f"{at:08x}  {row[:8].hex(' '):23}  {row[8:].hex(' '):23}  |{text(row)}|\n" for at, row in rows(octets)]
    return "".join(lines) + f"{len(octets):08x}\n"


def xxd(octets: bytes, offset: int = 0) -> str:
    return "".join(f"{at + offset:08x}: {row.hex(' ', -2):39}  {text(row)}\n" for at, row in rows(octets))


def tcpdump(octets: bytes) -> str:
    return "".join(f"\t0x{at:04x}:  {row.hex(' ', -2):39}  {text(row)}\n" for at, row in rows(octets))


def wireshark(octets: bytes) -> str:
    return "".join(f"{at:04x}   {row.hex(' '):47}   {text(row)}\n" for at, row in rows(octets))


def go(octets: bytes) -> str:
    return "".join(
        f"{at:04X} {row[:8].hex(' ').upper():23}   {row[8:].hex(' ').upper():23}     {text(row[:8])} {text(row[8:])}\n"
        for at, row in rows(octets)
    ).rstrip("\n")


def plain(octets: bytes) -> str:
    return "".join(f"{at:07x} {row.hex(' ')}\n" for at, row in rows(octets))


LAYOUTS = [hexdump_c, xxd, tcpdump, wireshark, go, plain]
LIKE_HEX = message(SRV, txt(b"ab cd ef 01 23 45 67 89 ab", b"de ad be ef", b"a=" + b"0 " * 60))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("octets", [WHOLE, LIKE_HEX, *(message(SRV, txt(b"ab cd " * n)) for n in range(1, 20))])
def test_a_message_in_every_layout(layout: Callable[[bytes], str], octets: bytes) -> None:
    expected = one(octets)
    found = one(layout(octets))
    assert (found.instance, found.port, found.txt) == (expected.instance, expected.port, expected.txt)
    assert str(found.location) == "dump:1"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "octets", [PACKET, ethernet(PACKET), ethernet(PACKET, b"\x81\0\0\1"), ethernet(PACKET) + bytes(9)]
)
def test_packets(layout: Callable[[bytes], str], octets: bytes) -> None:
    other = ipv4(udp(b"hello, this is another protocol", 7, 7))
    found = one("12:00:00.1 IP a.mdns > b.mdns\n" + layout(octets) + "\n\n" + layout(other) + "\n")
    assert (found.port, str(found.location)) == (631, "dump:2")


def test_what_other_protocols_have_in_frames_is_no_fault() -> None:
    arp = bytes(12) + b"\x08\x06" + bytes(28)
    assert [str(each.location) for each in read(wireshark(arp).encode() + wireshark(ethernet(PACKET)).encode())] == [
        "dump:4"
    ]


def test_several_dumps_are_one_history() -> None:
    dumps = [message(SRV), message(txt(b"v=1")), message(txt(b"v=2"))]
    found = read("\n".join(map(hexdump_c, dumps)).encode(), "hexdump")
    assert [
        (str(each.location), each.txt.strings) for each in found if isinstance(each, Announcement) and each.txt
    ] == [
        ("dump:7", (b"v=1",)),
        ("dump:12", (b"v=2",)),
    ]
    pieces = [ethernet_piece[14:] for ethernet_piece in fragments(LONG, 24, 48)]
    assert one("".join(map(tcpdump, pieces))).port == 631


def test_a_text_that_was_dumped_from_its_middle() -> None:
    line = b'=;eth0;IPv4;a;_a._tcp;local;a.local;192.0.2.1;1;"a=\xff"\n'
    found = one("".join(f"{each}\n" for each in xxd(line * 2, 0x2280).splitlines()))
    assert (found.service, found.txt and found.txt.strings) == ("_a._tcp", (b"a=\xff",))
    assert (found.location.line, found.string_lines) == (1, ())


def test_lines_left_out_as_repeated() -> None:
    octets = message(SRV, txt(b"a=" + b"\0" * 200))
    lines = hexdump_c(octets).splitlines()
    kept = [line for at, line in enumerate(lines) if at == 0 or line[8:] != lines[at - 1][8:]]
    first = next(at for at, line in enumerate(kept) if "00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00" in line)
    assert len(kept) < len(lines)
    found = one("\n".join([*kept[: first + 1], "*", *kept[first + 1 :]]) + "\n")
    assert found.txt == one(octets).txt
    assert "left out" in fault("\n".join([*kept[: first + 1], "*"]), "hexdump").reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (xxd(b"hello, this is a letter of no format"), "these 36 octets are no DNS message"),
        (xxd(xxd(WHOLE).encode()), "a dump of a dump"),
        (xxd(WHOLE[:-4]), "are no DNS message"),
        ("0000 00\n00000010 00\n", "these 1 octets"),
        (f"{xxd(bytes(32))}*\nfffffffffff0: 00\n", "a dump of more than 4 MiB"),
    ],
)
def test_what_cannot_be_read(content: str, reason: str) -> None:
    assert reason in next(each.reason for each in read(content.encode(), "hexdump") if isinstance(each, Unreadable))


@pytest.mark.parametrize("content", ["2026 10 11 12 13 14\n", "face book cafe\n", "0000: a b c d e f\n0010: g\n", ""])
def test_other_texts_are_not_taken_for_dumps(content: str) -> None:
    from validator.sources.traffic.hexdump import sniff

    assert not sniff(content.encode())


LINES = st.lists(
    st.sampled_from([*xxd(WHOLE).splitlines(), *tcpdump(PACKET).splitlines(), "*", "", "00000010"])
    | st.text(max_size=30)
)


@given(LINES)
def test_any_lines(lines: list[str]) -> None:
    for each in read("\n".join(lines).encode("utf-8", "replace"), "hexdump", slowly=False):
        assert each.location.line is None or each.location.line <= len("\n".join(lines).splitlines())
