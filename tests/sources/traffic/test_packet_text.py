"""What tcpdump and tshark print for people: the layouts, what they lose, and what cannot be read."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.capture.test_capture import (
    INSTANCE,
    PTR,
    SERVICE,
    SRV,
    A,
    ethernet,
    ipv4,
    ipv6,
    message,
    pcap,
    record,
    udp,
)
from tests.sources.harness import corpus, fault, one, read
from tests.sources.test_read import EK, PDML
from validator.model.announcement import Announcement, Fidelity, Unreadable
from validator.sources.read import open_input

HEAD = "19:09:13.4 IP h.mdns > 224.0.0.251.mdns: 0*- [0q] 4/0/0 "
NAME = "x._a._tcp.local."
WHOLE = (
    f'_a._tcp.local. PTR {NAME}, {NAME} (Cache flush) SRV h.local.:80 0 0, {NAME} TXT "a=1" "b", h.local. A 192.0.2.1'
)
BARE = f'PTR {NAME}, (Cache flush) SRV h.local.:80 0 0, (Cache flush) TXT "a=1" "b", (Cache flush) A 192.0.2.1'
LEFT_OUT = {Fidelity.STRINGS, Fidelity.BYTES, Fidelity.EMPTY_STRINGS}


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}{WHOLE} (99)\n",
        f"{HEAD}{BARE} (99)\n",
        f"12:00 IP6 (hlim 255, length 99)\n    fe80::1.5353 > ff02::fb.5353: [udp sum ok] 0*- [0q] 4/0/0 {WHOLE} (99)",
        f"12:00 IP 192.0.2.1.53 > 192.0.2.2.40000: 4711* 4/0/0 {WHOLE} (99)\n",
        f"12:00 IP h.domain > i.40000: 4711*- q: PTR? _a._tcp.local. 1/0/3 {WHOLE.replace(', ', ' ar: ', 1)} (99)\n",
        f"12:00 IP h.mdns > i.mdns: 0*-| [0q] 4/0/0 {WHOLE.replace(' SRV', ' [2m] SRV').replace(' TX', ' [1h15m] TX')}",
        f'{HEAD}{WHOLE}, h.local. (Cache flush) NSEC, h.local. HINFO "x", . OPT UDPsize=1440 [EXT(4)] (99)\n',
        WHOLE.replace(" PTR", "\n\tPTR").replace(" TXT", "\n\tTXT").replace(" A 1", "\n\tA 1") + "\n",
    ],
)  # fmt: skip
def test_tcpdump(content: str) -> None:
    found = one(content)
    assert (found.service, found.instance, found.host, found.port) == ("_a._tcp", b"x", "h.local", 80)
    assert found.txt is not None
    assert (found.txt.strings, found.addresses, found.lost) == ((b"a=1", b"b"), ("192.0.2.1",), frozenset())
    assert found.location.line == (2 if "IP6" in content else 1)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Mr. X, A PTR.", b"Mr. X, A PTR."),
        ("Acme, Inc. Hall", b"Acme, Inc. Hall"),
        ("KM-CM-<che", "Küche".encode()),
        ("KuM-LM-^Hche", "Ku\u0308che".encode()),
        ("M-Audio ^A", b"M-Audio ^A"),
        ("a (99)", b"a (99)"),
    ],
)
@pytest.mark.parametrize("content", [HEAD + WHOLE, HEAD + BARE])
def test_tcpdump_names(content: str, printed: str, name: bytes) -> None:
    assert one(content.replace("x._a", f"{printed}._a") + " (99)\n").instance == name


@pytest.mark.parametrize(
    ("printed", "strings", "is_whole"),
    [
        ('""', (b"",), True),
        ('"a=KM-CM-<che"', ("a=Küche".encode(),), True),
        ('"a=" "b=^A" "c"', (b"a=", b"c"), False),
        ('"a=M-x"', (), False),
        ('"a="b"" "c"', (b"c",), False),
        ('"a=x, y" "b=z (1)"', (b"a=x, y", b"b=z (1)"), True),
    ],
)
def test_tcpdump_strings(printed: str, strings: tuple[bytes, ...], is_whole: bool) -> None:  # noqa: FBT001 - a column
    found = one(HEAD + WHOLE.replace('"a=1" "b"', printed) + " (99)\n")
    assert found.txt is not None
    assert found.txt.strings == (strings or (b"",))
    assert found.lost == (frozenset() if is_whole else LEFT_OUT)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"{HEAD}{WHOLE[:-20]} [|domain]\n", "not in the capture to its end"),
        (f'{HEAD}PTR x._a._tcp.local., PTR y._a._tcp.local., TXT "a=1" (9)\n', "not printed without -v"),
        (f'{HEAD}TXT "a=1" (9)\n', "not printed without -v"),
        (f"{HEAD}{WHOLE} and more (9)\n", 'from "h.local. A'),
        (f"{HEAD}{WHOLE.replace(':80', ':99999')}\n", "16 bits"),
        (f"{HEAD}{WHOLE.replace('192.0.2.1', '192.0.2.999')}\n", "is no address"),
        (f"{HEAD}nonsense\n", 'from "nonsense" on'),
        (HEAD + WHOLE.replace("x._a", "Inc., X._a"), 'from "_a._tcp.local. PTR Inc., X'),
    ],
)  # fmt: skip
def test_tcpdump_faults(content: str, reason: str) -> None:
    assert reason in fault(content, "tcpdump").reason
    named = [each.instance for each in read(content.encode(), "tcpdump") if isinstance(each, Announcement)]
    assert set(named) <= {b"x", b"y"}


def test_tcpdump_passes_over_queries_and_other_traffic() -> None:
    lines = (
        "12:00 IP h.mdns > i.mdns: 0 [2a] PTR (QM)? _a._tcp.local. (99)\n"
        "12:00 IP h.mdns > i.mdns: 0 [1a] PTR (QM)? _a._tcp.local. (99)\n"
        "12:00 IP h.ntp > i.ntp: NTPv4, Client, length 48\n12:00 ARP, Request who-has a tell b, length 28\n"
    )
    assert read(lines.encode(), "tcpdump") == []
    assert one(lines + HEAD + WHOLE).location.line == 5


def test_tcpdump_goodbye() -> None:
    assert read((HEAD + WHOLE.replace(" PTR", " [0s] PTR").replace(" TXT", " [0s] TXT")[:70]).encode(), "tcpdump") != []
    assert read(f"{HEAD}_a._tcp.local. [0s] PTR x._a._tcp.local. (9)\n".encode(), "tcpdump") == []


TREE = """\
Frame 7: 99 bytes on wire (792 bits), 99 bytes captured (792 bits)
    Encapsulation type: Ethernet (1)
Multicast Domain Name System (response)
    Queries
        _q._tcp.local: type PTR, class IN, "QM" question
    Answers
        _a._tcp.local: type PTR, class IN, x._a._tcp.local
            Time to live: 120 (2 minutes)
            Data length: 4
            Domain Name: x._a._tcp.local
        x._a._tcp.local: type SRV, class IN, cache flush, priority 0, weight 0, port 80, target h.local
            Time to live: 120 (2 minutes)
            Port: 80
    Additional records
        x._a._tcp.local: type TXT, class IN, cache flush
            Time to live: 4500 (1 hour, 15 minutes)
            Data length: 6
            TXT Length: 3
            TXT: a=1
            TXT Length: 1
            TXT: b
        h.local: type A (1), class IN, cache flush, addr 192.0.2.1
    [Unsolicited: True]
"""


@pytest.mark.parametrize("begin", [0, *(TREE.index(mark) for mark in ("    Answers", "        _a._tcp"))])
def test_tshark(begin: int) -> None:
    found = one(TREE[begin:])
    assert (found.service, found.instance, found.host, found.port) == ("_a._tcp", b"x", "h.local", 80)
    assert found.txt is not None
    assert (found.txt.strings, found.addresses, found.lost) == ((b"a=1", b"b"), ("192.0.2.1",), frozenset())
    assert (found.location.line, found.location.frame) == (15 - TREE[:begin].count("\n"), None if begin else 7)


@pytest.mark.parametrize(
    ("old", "new", "strings", "lost"),
    [
        ("TXT: b", r"TXT: \n", (b"a=1", b"\n"), frozenset()),
        ("TXT: b", r"TXT: \x", (b"a=1",), LEFT_OUT),
        ("TXT: b", "TXT: \ufffd", (b"a=1",), LEFT_OUT),
        ("Data length: 6", "Data length: 9", (b"a=1", b"b"), LEFT_OUT),
        ("Data length: 6", "Data length: 0", (), frozenset()),
        ("            TXT Length: 1\n            TXT: b\n", "", (b"a=1",), LEFT_OUT),
        ("Length: 1\n            TXT: b\n", "Length: 0\n            TXT:\n", (b"a=1", b""), LEFT_OUT),
    ],
)
def test_tshark_strings(old: str, new: str, strings: tuple[bytes, ...], lost: frozenset[Fidelity]) -> None:
    assert old in TREE
    found = one(TREE.replace(old, new))
    assert found.txt is not None
    assert (found.txt.strings, found.lost) == (strings, lost)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (TREE.replace("h.local: type", r"\001h.local: type"), "printed with escapes"),
        (TREE.replace("addr 192.0.2.1", "addr 1"), "is no address"),
        (TREE.replace(", port 80, target h.local", ""), "without port and target"),
        (TREE.replace("            Data length: 6\n", ""), "are not here"),
        (TREE.replace("        h.local: ", "        : "), "without a name"),
    ],
)
def test_tshark_faults(content: str, reason: str) -> None:
    assert reason in fault(content).reason


@pytest.mark.parametrize(
    "content",
    [
        TREE.replace("(response)", "(query)").replace("Answers", "Authoritative nameservers"),
        TREE.replace("class IN", "class CH"),
        TREE.replace("live: 120 (2 minutes)", "live: 0 (0 seconds)").replace("live: 4500", "live: 0"),
    ],
)
def test_tshark_passes_over_what_announces_nothing(content: str) -> None:
    assert read(content.encode(), "tshark-text") == []


ODD = [b"a=\xff\x00\x01", "b=é€".encode(), b'c=\nl\t"q\\', b"", b"d=  trailing ", b"=x", b"k", b"M-x=^A"]
NAMED = "\x07Küche.".encode() + SERVICE


def octets_of(path: Path, *arguments: str) -> bytes:
    tshark = shutil.which("tshark")
    if tshark is None:
        pytest.skip("tshark is not installed")
    return subprocess.run([tshark, "-r", str(path), *arguments], check=True, capture_output=True).stdout


def test_tshark_itself_prints_so(tmp_path: Path) -> None:
    path = tmp_path / "odd.pcap"
    records = [record(SERVICE, 12, NAMED, rclass=1), record(NAMED, 33, SRV[len(INSTANCE) + 10 :]), A]
    strings = b"".join(bytes((len(each),)) + each for each in ODD)
    path.write_bytes(pcap(ethernet(ipv4(udp(message(*records, record(NAMED, 16, strings)))))))
    found = one(octets_of(path, "-V"))
    assert (found.instance, found.port, found.addresses) == ("Küche.".encode(), 631, ("198.18.0.1",))
    assert found.txt is not None
    assert found.txt.strings == tuple(ODD[1:])
    assert found.lost == LEFT_OUT
    hexadecimal = one(octets_of(path, "-x"))
    assert hexadecimal.txt is not None
    assert hexadecimal.txt.strings == tuple(ODD)


def test_tshark_and_the_capture_agree(tmp_path: Path) -> None:
    path = tmp_path / "real.pcap"
    path.write_bytes(corpus("raw/pcap-ndpi-iphone.pcap"))
    expected = [
        (each.service, each.instance, each.port, each.addresses, each.txt) for each in announced(path.read_bytes())
    ]
    printed = announced(octets_of(path, "-V"))
    assert [(each.service, each.instance, each.port, each.addresses, each.txt) for each in printed] == expected
    assert len(expected) == 8


def announced(content: bytes) -> list[Announcement]:
    found = read(content, slowly=False)
    assert not [each for each in found if isinstance(each, Unreadable)]
    return [each for each in found if isinstance(each, Announcement)]


PIECES = [
    *f"{HEAD}{WHOLE} (99)\n".split(" "),
    *TREE.splitlines(),
    "\n",
    "\n\t",
    ", ",
    '"',
    "[|domain]",
    "^",
    "M-",
    "\ufffd",
    PTR.hex(),
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=60), st.sampled_from([" ", "\n"]))
def test_any_pieces(pieces: list[str], between: str) -> None:
    content = (between.join(pieces)).encode("utf-8", "replace")
    for name in ("tcpdump", "tshark-text"):
        for each in read(content, name, slowly=False):
            assert each.location.file == "dump"


@pytest.mark.parametrize("form", ["pdml", "ek"])
def test_payloads_that_tshark_prints(form: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.pcap"
    records = [record(SERVICE, 12, NAMED, rclass=1), record(NAMED, 33, SRV[len(INSTANCE) + 10 :]), A]
    strings = b"".join(bytes((len(each),)) + each for each in ODD)
    payload = udp(message(*records, record(NAMED, 16, strings)))
    path.write_bytes(pcap(ethernet(ipv4(udp(b"other", 1, 2))), ethernet(ipv4(payload)), ethernet(ipv6(payload))))
    found = one(octets_of(path, "-T", form))
    assert (found.instance, found.port, found.addresses) == ("Küche.".encode(), 631, ("198.18.0.1",))
    assert found.txt is not None
    assert found.txt.strings == tuple(ODD)
    assert not found.lost
    assert found.location.frame == 3
    [whole] = list(open_input(str(path)))
    assert isinstance(whole, Announcement)
    assert (whole.txt, whole.observation) == (found.txt, found.observation)


@pytest.mark.parametrize(
    "content", [PDML.replace(b"192.0.2.1", b"x"), EK.replace(b'dstport":"5353', b'dstport":"99999')]
)
def test_a_packet_that_is_damaged_is_said(content: bytes) -> None:
    assert "addresses, ports or payload" in fault(content).reason


def test_a_document_that_is_cut_off_is_said() -> None:
    assert "ends in the middle" in fault(b'<pdml version="0">\n<packet>\n<field name="ip.src" show="x"/>\n').reason
