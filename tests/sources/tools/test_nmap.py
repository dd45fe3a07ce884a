r"""nmap: text and XML of its two scripts, what they lose, and output that is cut off."""

from __future__ import annotations

import pytest

from tests.sources.harness import corpus, fault, one, read
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.tools.nmap import sniff

LOST = frozenset({Fidelity.ORDER, Fidelity.DUPLICATES, Fidelity.EMPTY_STRINGS, Fidelity.STRINGS, Fidelity.BYTES})

TEXT = rb"""Starting Nmap 7.93 ( https://nmap.org )
Nmap scan report for 192.0.2.7
PORT     STATE SERVICE
22/tcp   open  ssh
5353/udp open  zeroconf
| dns-service-discovery:
|   9/tcp workstation
|     Address=192.0.2.7 fe80::1
|   3689/tcp daap
|     txtvers=1
|     Machine Name=Patrik\xE2\x80\x99s \x41 Library
|     Address=1
|     Address=192.0.2.7
|   Device Information
|_    model=MacBook5,1
80/tcp open http
| http-title:
|_  81/tcp no-service
"""

BROADCAST = b"""Pre-scan script results:
| broadcast-dns-service-discovery:
|   192.0.2.8
|     _ssh._tcp.local
|     22/tcp ssh
|_      Address=192.0.2.8
"""

XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -oX - 192.0.2.7">
<host><ports><port protocol="udp" portid="5353"><script id="dns-service-discovery" output="&#xa;  80/tcp http&#xa;    \
path=/a?b=&quot;&lt;1&gt;&quot;&amp;amp;&#xa;    n=\\xC3\\xA9&#xa;    Address=192.0.2.7&#xa;"/></port>
</ports></host>
</nmaprun>
"""


def test_text() -> None:
    strings = (b"txtvers=1", "Machine Name=Patrik\u2019s \\x41 Library".encode(), b"Address=1")
    assert read(TEXT) == [
        Announcement(
            service="_workstation._tcp",
            port=9,
            addresses=("192.0.2.7", "fe80::1"),
            lost=LOST | {Fidelity.TXT},
            location=Location("dump", 7),
        ),
        Announcement(
            service="_daap._tcp",
            port=3689,
            addresses=("192.0.2.7",),
            txt=TxtRecord(strings),
            lost=LOST,
            location=Location("dump", 9),
            string_lines=(10, 11, 12),
        ),
    ]


def test_broadcast() -> None:
    found = one(BROADCAST)
    assert (found.service, found.port, found.addresses, found.location.line) == ("_ssh._tcp", 22, ("192.0.2.8",), 5)


def test_xml() -> None:
    found = one(XML)
    assert (found.service, found.port, found.addresses) == ("_http._tcp", 80, ("192.0.2.7",))
    assert found.txt == TxtRecord((b'path=/a?b="<1>"&amp;', "n=é".encode()))
    assert (found.location, found.string_lines) == (Location("dump", 4), (4, 4))


DAMAGED = [
    # the content, a part of the reason, its line, announcements
    (TEXT[: TEXT.index(b"|     Address=1\n")], "ends in the middle", 11, 2),
    (XML[: XML.index(b"</ports>")], "ends in the middle", 4, 1),
    (BROADCAST.replace(b"22/tcp", b"70022/tcp"), '"70022" is no port number', 5, 0),
]


@pytest.mark.parametrize(("content", "part", "line", "count"), DAMAGED)
def test_damaged(content: bytes, part: str, line: int, count: int) -> None:
    found = fault(content)
    assert part in found.reason
    assert found.location == Location("dump", line)
    assert len(read(content)) == count + 1


def test_an_attribute_that_is_cut_off() -> None:
    found = read(XML[: XML.index(b"&#xa;    n=")])
    assert [each.reason for each in found if isinstance(each, Unreadable)] == [
        "the output of dns-service-discovery is cut off or damaged",
        "the output of nmap ends in the middle",
    ]


@pytest.mark.parametrize(
    ("head", "is_nmap"),
    [
        (b"# Nmap 7.93 scan initiated Mon Nov 23 as: nmap -oN -", True),
        (b"Starting Nmap 7.93 ( https://nmap.org )\n", True),
        (b"I ran dns-service-discovery: nothing", False),
        (b"a letter about <nmaprun", False),
    ],
)
def test_it_is_recognised(head: bytes, is_nmap: bool) -> None:  # noqa: FBT001 - a column of the table
    assert sniff(head) is is_nmap


CORPUS = [
    # the file, services with their lines and numbers of strings, counted by eye; lines of what cannot be read
    ("broadcast-nvstream", "_nvstream_dbd._tcp:4:0", ()),
    (
        "broadcast-samsung-tv-airplay",
        "_amzn-alexa._tcp:6:0 _airplay._tcp:8:14 _spotify-connect._tcp:24:0 _companion-link._tcp:26:0",
        (),
    ),
    ("dns-service-discovery-companion-link-1", "_http._tcp:3:0 _companion-link._tcp:5:7", ()),
    ("dns-service-discovery-companion-link-2", "_companion-link._tcp:2:7", ()),
    ("dns-service-discovery-ssh-credentials-ctf", "_ssh._tcp:3:1", ()),
    ("dns-service-discovery-workstation-udisks", "_workstation._tcp:3:0 _udisks-ssh._tcp:5:0", ()),
    ("nse-doc-broadcast-merged-http", "_ssh._tcp:6:1 _http._tcp:9:6 _http._tcp:18:0", ()),
]


@pytest.mark.parametrize(("name", "services", "faults"), CORPUS)
def test_the_corpus(name: str, services: str, faults: tuple[int, ...]) -> None:
    found = read(corpus(f"raw/nmap-{name}.txt"))
    assert services == " ".join(
        f"{each.service}:{each.location.line}:{len(each.txt.strings) if each.txt else 0}"
        for each in found
        if isinstance(each, Announcement)
    )
    assert tuple(each.location.line for each in found if isinstance(each, Unreadable)) == faults
