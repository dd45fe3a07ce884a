"""tshark: every form that it prints of captures written here, and its tree where the octets are not there."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.capture.test_capture import (
    HOST,
    INSTANCE,
    PTR,
    SERVICE,
    SRV,
    A,
    ethernet,
    ipv4,
    message,
    pcap,
    record,
    section,
    txt,
    udp,
)
from tests.sources.harness import corpus, fault, one, read
from validator.model.announcement import Announcement, Fidelity, Unreadable
from validator.model.txt import DamageKind
from validator.sources.traffic.printed import LEFT_OUT

TSHARK = shutil.which("tshark")

STRINGS = (
    b"txtvers=1",
    b"",
    b"k=a\xffb",
    b"n=a\0b",
    b'q="\\\n\t\x7f',
    "é=\u2028".encode(),
    b"dup",
    b"DUP",
    b"x" * 255,
)
SUBTYPE = record(b"\x05_misc\x04_sub" + SERVICE, 12, INSTANCE, rclass=1)
AAAA = record(HOST, 28, b"\xfe\x80" + bytes(13) + b"\1")
DOTTED = b"\x07v1. \xc3\xa9!" + SERVICE
ANNOUNCED = (PTR, SUBTYPE, SRV, txt(*STRINGS), A, AAAA)
FRAMES = [
    ethernet(ipv4(udp(message(PTR)[:2] + b"\0\0" + message(PTR)[4:]))),  # a query
    ethernet(ipv4(udp(message(*ANNOUNCED)))),
    ethernet(ipv4(udp(message(record(DOTTED, 16, b""), record(DOTTED, 33, struct.pack("!3H", 1, 2, 9) + HOST))))),
]


def tshark(capture: bytes, folder: Path, *options: str) -> bytes:
    """What tshark prints of a capture."""
    if TSHARK is None:
        pytest.skip("tshark is not installed")
    path = folder / "capture"
    path.write_bytes(capture)
    return subprocess.run([TSHARK, "-n", "-r", path, *options], capture_output=True, check=True, timeout=60).stdout


def seen(content: bytes) -> list[tuple[Any, ...]]:
    """Everything that was announced but the place."""
    return sorted(
        (each.service, each.instance, each.host, each.port, each.subtypes, each.addresses, str(each.txt), each.lost)
        for each in read(content, slowly=False)
        if isinstance(each, Announcement)
    )


@pytest.mark.parametrize(
    ("options", "location"),
    [
        (("-T", "json"), ":{} frame 2"),
        (("-T", "json", "--no-duplicate-keys"), ":{} frame 2"),
        (("-T", "json", "-x"), ":{} frame 2"),
        (("-T", "json", "-J", "frame udp mdns"), ":{} frame 2"),
        (("-T", "jsonraw"), ":{}"),
    ],
)
@pytest.mark.parametrize("capture", [pcap(*FRAMES), section(*FRAMES)])
def test_nothing_is_lost_where_the_octets_are_printed(
    options: tuple[str, ...], location: str, capture: bytes, tmp_path: Path
) -> None:
    printed = tshark(capture, tmp_path, *options)
    assert seen(printed) == seen(capture)
    [found] = [each for each in read(printed) if isinstance(each, Announcement) and each.instance == b"a"]
    assert found.txt is not None
    assert found.txt.strings == STRINGS
    lines = [number for number, line in enumerate(printed.split(b"\n"), 1) if line == b"  {"]
    assert str(found.location).endswith("dump" + location.format(lines[1]))
    assert found.location.interfaces == (("eth0",) if capture != pcap(*FRAMES) and "jsonraw" not in options else ())


@pytest.mark.parametrize("options", [(), ("--no-duplicate-keys",)])
def test_the_tree_is_read_and_what_it_lost_is_left_out(options: tuple[str, ...], tmp_path: Path) -> None:
    printed = tshark(pcap(*FRAMES), tmp_path, "-T", "json", "-J", "frame mdns", *options)
    found, dotted = [each for each in read(printed) if isinstance(each, Announcement)]
    assert found.txt is not None
    assert found.txt.strings == tuple(each for each in STRINGS if each not in (b"k=a\xffb", b"n=a\0b"))
    assert found.lost == LEFT_OUT
    assert (found.instance, found.host, found.port, found.subtypes) == (b"a", "h.local", 631, ("_misc",))
    assert found.addresses == ("198.18.0.1", "fe80::1")
    assert found.location.frame == 2
    assert (dotted.instance, dotted.port, dotted.location.frame) == ("v1. é!".encode(), 9, 3)
    assert dotted.txt is not None
    assert dotted.txt.damage is not None
    assert dotted.txt.damage.kind is DamageKind.EMPTY_RDATA


@pytest.mark.parametrize(
    "name", ["jmdns-a_record_before_srv.pcapng", "ndpi-iphone.pcap", "pcapplusplus-ip6_fragments.pcap"]
)
@pytest.mark.parametrize("options", [(), ("-J", "frame mdns dns")])
def test_captures_seen_on_real_networks(name: str, options: tuple[str, ...], tmp_path: Path) -> None:
    content = corpus(f"raw/pcap-{name}")
    assert seen(tshark(content, tmp_path, "-T", "json", *options)) == seen(content) != []


@pytest.mark.parametrize("form", ["json", "jsonraw"])
def test_several_messages_in_a_segment_of_tcp(form: str, tmp_path: Path) -> None:
    first, second = message(txt(b"a=1")), message(SRV)
    stream = b"".join(struct.pack("!H", len(each)) + each for each in (first, second))
    segment = struct.pack("!2H2I4H", 53, 4000, 1, 1, 0x5018, 1000, 0, 0) + stream
    packet = (
        struct.pack("!2B3H2BH", 0x45, 0, 20 + len(segment), 7, 0, 255, 6, 0) + b"\xc6\x12\0\1\xc6\x12\0\2" + segment
    )
    found = one(tshark(pcap(ethernet(packet)), tmp_path, "-T", form))
    assert found.port == 631
    assert found.txt is not None
    assert found.txt.strings == (b"a=1",)
    assert not found.lost


@pytest.mark.parametrize(
    ("frame", "options", "reason"),
    [
        (message(record(b"\x01\xff" + SERVICE, 16, b"\1a")), ("-J", "mdns"), "was not UTF-8 and is not known"),
        (message(record(b"\x01\n" + SERVICE, 16, b"\1a")), ("-J", "mdns"), "was printed with escapes and is not known"),
        (message(txt(b"a=1"), A)[:-3], ("-J", "mdns"), "Answers: 1 of 2 records are here"),
        (message(txt(b"a=1"), A)[:-3], (), "mDNS response: octet 64: RDATA of 4 octets"),
        (message(txt(b"a=1"), A), ("-j", "mdns"), "Answers: 0 of 2 records are here"),
        (message(txt(b"a=1"), A), ("-J", "frame"), "without its flags"),
        (message(txt(b"a=1"), A), ("-e", "dns.txt"), "fields (-e) do not tell"),
    ],
)
def test_what_tshark_did_not_print_is_told(frame: bytes, options: tuple[str, ...], reason: str, tmp_path: Path) -> None:
    printed = tshark(pcap(ethernet(ipv4(udp(frame)))), tmp_path, "-T", "json", *options)
    assert reason in fault(printed).reason


def packet(layers: dict[str, Any]) -> bytes:
    return json.dumps({"_source": {"layers": layers}}).encode()


def tree(**changes: object) -> bytes:
    """A packet with the tree of one TXT record and no octets."""
    whole: dict[str, object] = {
        "dns.resp.name": "a._ipp._tcp.local",
        "dns.resp.type": "16",
        "dns.resp.class": "0x0001",
        "dns.resp.ttl": "120",
        "dns.resp.len": "8",
        "dns.txt.length": ["3", "3"],
        "dns.txt": ["a=1", "b=2"],
    }
    entry = whole | {f"dns.{name.replace('_', '.')}": value for name, value in changes.items()}
    return packet({"frame": {"frame.number": "7"}, "mdns": {"dns.flags": "0x8400", "Answers": {"": entry}}})


@pytest.mark.parametrize(
    ("changes", "strings", "lost"),
    [
        ({}, (b"a=1", b"b=2"), frozenset()),
        ({"txt": ["a=1", "b"]}, (b"a=1",), LEFT_OUT),
        ({"txt": ["a=1", "\ufffd"]}, (b"a=1",), LEFT_OUT),
        ({"txt": "a=1", "txt_length": "3"}, (b"a=1",), LEFT_OUT),  # as jq leaves of names that repeat
        ({"txt": ["a=1"]}, (b"a=1",), LEFT_OUT),
        ({"txt": ["a=1", None]}, (b"a=1",), LEFT_OUT),
        ({"resp_len": "300", "txt": "x" * 299, "txt_length": "299"}, (), LEFT_OUT),
        ({"txt": ["a=1", "\ud800=2"]}, (b"a=1",), LEFT_OUT),
    ],
)
def test_strings_are_held_against_their_lengths(
    changes: dict[str, object], strings: tuple[bytes, ...], lost: frozenset[Fidelity]
) -> None:
    found = one(tree(**changes))
    assert found.txt is not None
    assert found.txt.strings == (strings or (b"",))
    assert found.lost == lost
    assert str(found.location) == "dump:1 frame 7"


def test_an_instance_is_put_together_from_several_packets() -> None:
    packets = [packet({"mdns_raw": [message(each).hex(), 42, 9, 0, 1]}) for each in (SRV, txt(b"v=1"), A, txt(b"v=2"))]
    for content in (b"\n".join(packets), b"[\n" + b",\n".join(packets) + b"\n]"):
        first, second = read(content)
        assert isinstance(first, Announcement)
        assert isinstance(second, Announcement)
        start = content.startswith(b"[")
        assert [first.location.line, second.location.line] == [2 + start, 4 + start]
        assert (second.port, second.addresses, second.txt_count) == (631, ("198.18.0.1",), 1)


def test_a_payload_ends_where_udp_says() -> None:
    octets = message(txt(b"a=1")) + b"\xfc\xcf"
    udp_layer = {"udp.length": str(6 + len(octets)), "udp.payload": octets.hex(":")}
    assert one(packet({"udp": udp_layer, "mdns": {"dns.id": "0x0000"}})).lost == set()


def test_the_types_that_nsec_lists_are_not_its_own() -> None:
    whole = json.loads(tree(resp_type="47"))
    whole["_source"]["layers"]["mdns"]["Answers"][""]["dns.resp.type"] = ["47", "16", "33"]
    assert read(json.dumps(whole).encode()) == []


def test_the_payload_of_a_tunnel_is_not_taken_for_the_message_in_it() -> None:
    layers = {"udp": {"udp.payload": "08:00"}, "mdns": {"dns.id": "0x0000", "dns.flags": "0x8400"}}
    assert read(packet(layers)) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (packet({"mdns_raw": ["xyz"]}), "cut off or damaged"),
        (packet({"mdns_raw": ["00" * 70000]}), "cut off or damaged"),
        (packet({"mdns_raw": [["00" * 12]] * 17}), "more than 16 DNS messages"),
        (packet({}) + b"\n5", "this is no packet"),
        (packet({})[:-1], "the JSON ends in the middle"),
        (tree(resp_type="70000"), "does not fit into 16 bits"),
        (tree(resp_name=""), "without a name"),
        (tree(resp_type="1", a="h"), '"h" is no address'),
    ],
)
def test_damage(content: bytes, reason: str) -> None:
    assert reason in fault(content, "tshark-json").reason


def test_a_fault_that_repeats_is_told_once_and_many_are_counted() -> None:
    twice = tree(resp_name="\ufffd._ipp._tcp.local")
    assert len(read(twice + twice)) == 1
    found = read(b"".join(tree(resp_name=f"{number}\ufffd._ipp._tcp.local") for number in range(120)), slowly=False)
    assert len(found) == 101
    assert isinstance(found[-1], Unreadable)
    assert found[-1].reason == "20 more records could not be read"


SAMPLE = tree() + packet({"mdns_raw": [message(*ANNOUNCED).hex(), 42], "mdns": {"dns.id_raw": []}})


@given(st.integers(0, len(SAMPLE)), st.integers(0, 20), st.binary(max_size=3))
def test_any_change(at: int, size: int, new: bytes) -> None:
    read(SAMPLE[:at] + new + SAMPLE[at + size :], "tshark-json", slowly=False)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=4)
    | st.sampled_from(["1", "12", "16", "0x1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Answers", "", "dns.flags", "dns.resp.type", "dns.txt", "frame.number"]), inner
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["frame", "udp", "mdns", "mdns_raw", "dns", "dns_raw", "dns.txt"]), JSON))
def test_any_layers(layers: dict[str, Any]) -> None:
    for each in read(packet(layers), "tshark-json", slowly=False):
        assert isinstance(each, Announcement | Unreadable)
