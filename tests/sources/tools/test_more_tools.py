"""What resolvectl, dns-sd -Q, python-zeroconf, umdns, ESP-IDF and newer nmaps print. The inputs are written by hand."""

from __future__ import annotations

import pytest

from tests.sources.harness import fault, one, read
from validator.model.announcement import Announcement, Fidelity, Unreadable

CASES = {
    # the content; service, instance, host, port, addresses, strings (None: not known whether there is a record)
    "resolvectl service": (
        (
            "$ resolvectl service Front\\032Desk._ipp._tcp.local\n"
            "Front\\032Desk._ipp._tcp.local: desk.local:631 [priority=0, weight=0]\n"
            "                               192.0.2.7%eth0    -- link: eth0\n"
            "                               2001:db8::7\n"
            "                               rp=ipp/print\n"
            "                               note=2\\\\1 \\303\\274\\t\n"
            "                               (Front Desk/_ipp._tcp/local)\n\n"
            "-- Information acquired via protocol mDNS/IPv4 in 4.0ms.\n"
        ),
        (
            *("_ipp._tcp", b"Front Desk", "desk.local", 631, ("192.0.2.7", "2001:db8::7")),
            (b"rp=ipp/print", "note=2\\1 ü\t".encode()),
        ),
    ),
    "resolvectl service in parts, with two servers": (
        (
            "Desk/_http._tcp/local: a.local:80 [priority=0, weight=0]\n"
            "                       192.0.2.7\n"
            "                       (b.local)\n"
            "    /          /       c.local:81 [priority=1, weight=0]\n"
            "                       192.0.2.8\n"
        ),
        ("_http._tcp", b"Desk", "a.local", 80, ("192.0.2.7", "192.0.2.8"), None),
    ),
    "resolvectl query": (
        (
            'Desk._http._tcp.local IN TXT "path=\\034a\\034" "b=\\195\\188\\065" ""   -- link: eth0\n'
            "Desk._http._tcp.local IN SRV 0 0 80 desk.local   -- link: eth0\n"
        ),
        ("_http._tcp", b"Desk", "desk.local", 80, (), (b'path="a"', "b=ü\\065".encode(), b"")),
    ),
    "dns-sd -Q": (
        (
            "Timestamp     A/R  Flags         IF  Name                          Type   Class  Rdata\n"
            "10:00:00.001  Add  40000003      11  _http._tcp.local.  PTR  IN  Front\\032Desk._http._tcp.local.\n"
            "10:00:00.001  Add  40000003      11  _http._tcp.local.             PTR    IN     Gone._http._tcp.local.\n"
            "10:00:00.002  Add  40000002      11  Front\\032Desk._http._tcp.local. SRV  IN     0 0 80 desk.local.\n"
            "10:00:00.002  Add  40000002      11  desk.local.                   AAAA   IN     0.0.0.0 No Such Record\n"
            "10:00:00.003  Add  40000002      11  Front\\032Desk._http._tcp.local. TXT  IN     4 bytes: 01 FF 01 61\n"
            "10:00:09.001  Rmv         0      11  _http._tcp.local.             PTR    IN     Gone._http._tcp.local.\n"
        ),
        ("_http._tcp", b"Front Desk", "desk.local", 80, (), (b"\xff", b"a")),
    ),
    "python-zeroconf": (
        (
            "Info from zeroconf.get_service_info: ServiceInfo(type='_http._tcp.local.', name='A.B._http._tcp.local.', "
            "addresses=[b'\\xc0\\x00\\x02\\x07'], port=80, weight=0, priority=0, server='a.local.', "
            "properties={b'path': b'/', b'u': b\"it's\", b'flag': None}, interface_index=None) \n"
        ),
        ("_http._tcp", b"A.B", "a.local", 80, ("192.0.2.7",), (b"path=/", b"u=it's", b"flag")),
    ),
    "AsyncServiceInfo": (
        (
            "AsyncServiceInfo(type_='_http._tcp.local.', name='A._http._tcp.local.', port=80, server='a.local.', "
            "parsed_addresses=['192.0.2.7'], properties={'path': '/'})\n"
        ),
        ("_http._tcp", b"A", "a.local", 80, ("192.0.2.7",), (b"path=/",)),
    ),
    "Home Assistant since 2021.12": (
        (
            "x DEBUG (MainThread) [c.zeroconf] Discovered new device A._http._tcp.local. ZeroconfServiceInfo("
            "ip_address=ZeroconfIPv4Address('192.0.2.7'), ip_addresses=[ZeroconfIPv4Address('192.0.2.7'), "
            "IPv6Address('2001:db8::7')], port=80, hostname='a.local.', type='_http._tcp.local.', "
            "name='A._http._tcp.local.', properties={'path': '/', 'flag': None})\n"
        ),
        ("_http._tcp", b"A", "a.local", 80, ("192.0.2.7", "2001:db8::7"), (b"path=/", b"flag")),
    ),
    "umdns": (
        (
            '{\n\t"_http._tcp": {\n\t\t"Lobby": {\n\t\t\t"iface": "br-lan",\n\t\t\t"host": "a.local",\n'
            '\t\t\t"port": 80,\n'
            '\t\t\t"txt": "path=/",\n\t\t\t"txt": "u=1",\n\t\t\t"ipv4": "192.0.2.7",\n'
            '\t\t\t"ipv4": "192.0.2.8"\n\t\t}\n\t}\n}\n'
        ),
        ("_http._tcp", b"Lobby", "a.local", 80, ("192.0.2.7", "192.0.2.8"), (b"path=/", b"u=1")),
    ),
    "umdns, as lists": (
        '{"_http._tcp": {"Lobby": {"iface": "eth0", "port": 80, "txt": ["path=/", "u=1"], "ipv6": ["2001:db8::7"]}}}',
        ("_http._tcp", b"Lobby", None, 80, ("2001:db8::7",), (b"path=/", b"u=1")),
    ),
    "esp": (
        (
            "I (26276) mdns-test: Query PTR: _http._tcp.local\n1: Interface: STA, Type: V4\n  PTR : Lobby\n"
            "  SRV : a.local:80\n  TXT : [3] path=/; u=NULL; e=;\n  A   : 192.0.2.7\n"
        ),
        ("_http._tcp", b"Lobby", "a.local", 80, ("192.0.2.7",), (b"path=/", b"u", b"e=")),
    ),
    "esp, newer": (
        (
            "I (26276) mdns-test: Query PTR: _http._tcp.local\n1: Interface: WIFI_STA_DEF, Type: V4, TTL: 4500\n"
            "  A   : 192.0.2.7\n  PTR : A.B._http._tcp\n  SRV : a.local:80\n  TXT : [2] path=/(1); u=NULL(0); \n"
        ),
        ("_http._tcp", b"A.B", "a.local", 80, ("192.0.2.7",), (b"path=/", b"u")),
    ),
    "nmap since June 2024": (
        (
            "5353/udp open mdns\n| dns-service-discovery: \n|   22/tcp ssh: \n|     ipv4: 192.0.2.7\n"
            "|     ipv6: 2001:db8::7\n|     name: Lab Shell\n|     hostname: lab\n|     TXT: \n|       u=guest\n"
            "|_      note=second floor\n"
        ),
        ("_ssh._tcp", b"Lab Shell", "lab.local", 22, ("192.0.2.7", "2001:db8::7"), (b"u=guest", b"note=second floor")),
    ),
    "tshark -V with octal escapes": (
        "    x._a._tcp.local: type TXT, class IN\n      Data length: 6\n      TXT Length: 5\n      TXT: a=h\\036k\n",
        ("_a._tcp", b"x", None, None, (), (b"a=h\x1ek",)),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_tool_prints(name: str) -> None:
    content, (service, instance, host, port, addresses, strings) = CASES[name]
    found = one(content)
    assert (found.service, found.instance, found.host, found.port) == (service, instance, host, port)
    assert found.addresses == addresses
    assert (found.txt.strings if found.txt else None) == strings
    assert (Fidelity.TXT in found.lost) == (strings is None)


FAULTS = [
    ('x._a._tcp.l IN TXT "a=1 -- link: e\n-- Information acquired via protocol x\n', "a quote is missing"),
    (f'x._a._tcp.l IN TXT "{"a" * 256}" -- link: e\n', "longer than a record can have it"),
    ("x._a._tcp.l: h.l:70000 [priority=0, weight=0]\n", '"70000" is no port number'),
    ("9:00:00.1 Add 2 1 x._a._tcp.l. TXT IN 3 bytes: 01 61\nTimestamp A/R Flags IF Name\n", "cut off or damaged"),
    ("ServiceInfo(type='_a._tcp.l.', name='x', properties={b'a': 1+1})\n", "cut off or damaged"),
    ("ServiceInfo(type='_a._tcp.l.', name='x', properties=open('/etc/passwd'))\n", "cut off or damaged"),
    ("ServiceInfo(type='_a._tcp.l.', name='x', port=1)\n", "no type, no name or no properties"),
    ("ServiceInfo(type='_a._tcp.l.', name='x', port=99999, properties={})\n", "is no port number"),
    ('{"_a._tcp": {"x": {"iface": "e", "port": 70000, "txt": "a"}}}', "no port number"),
    ('{"_a._tcp": {"x": {"iface": "e", "host": "a", "txt": "\\ufffd"}}}', "not UTF-8"),
    ("1: Interface: STA, Type: V4\n  PTR : x\n", "for which service type"),
    ("Query PTR: _a._tcp.local\n1: Interface: STA, Type: V4\n  PTR : x\n  SRV : a.local:70000\n", "is no port number"),
]


@pytest.mark.parametrize(("content", "part"), FAULTS)
def test_what_cannot_be_read_is_said(content: str, part: str) -> None:
    assert part in fault(content).reason


def test_a_list_of_types_has_no_instances() -> None:
    head = "Browsing for _services._dns-sd._udp\nTimestamp A/R Flags if Domain Service Type Instance Name\n"
    assert (
        read((head + "10:00:00.001  Add        3   6 .                    _tcp.local.          _http\n").encode()) == []
    )


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ("+;eth0;IPv6;a;_a._tcp;l\n+;eth0;IPv4;a;_a._tcp;l\n-;eth0;IPv6;a;_a._tcp;l\n", 1),
        ("+;eth0;IPv6;a;_a._tcp;l\n+;eth0;IPv4;a;_a._tcp;l\n-;eth0;IPv6;a;_a._tcp;l\n-;eth0;IPv4;a;_a._tcp;l\n", 0),
        ("+   eth0 IPv6 a   Web Site  l\n+   eth0 IPv4 a   Web Site   l\n-   eth0 IPv6 a   Web Site   l\n", 1),
        ("Add 2 6 l. _a._tcp. x\nAdd 2 7 l. _a._tcp. x\nRmv 0 6 l. _a._tcp. x\n", 1),
        ("Add 2 6 l. _a._tcp. x\nRmv 0 6 l. _a._tcp. x\n", 0),
    ],
)
def test_what_is_gone_from_one_link_may_be_on_another(lines: str, count: int) -> None:
    assert len(read(lines.encode())) == count


@pytest.mark.parametrize(
    "lines",
    [
        "+;eth0;IPv4;local\n-;eth0;IPv6;example.com\n",
        "$ avahi-browse -D\n+  eth0 IPv4 local\n+  eth0 IPv4 example.com\n: All for now\n",
    ],
)
def test_a_list_of_domains_has_no_instances(lines: str) -> None:
    assert read(lines.encode()) == []


def test_strings_that_look_like_several_are_said() -> None:
    found = one("Query PTR: _a._tcp.local\n1: Interface: E, Type: V4\n  PTR : x\n  TXT : [1] a=1; 2;\n")
    assert Fidelity.STRINGS in found.lost


def test_a_zone_that_lists_domains_is_a_zone() -> None:
    zone = b'lb._dns-sd._udp PTR @\n_a._tcp PTR x._a._tcp\nx._a._tcp SRV 0 0 1 h.example.\n  TXT path=/ "u=1"\n'
    [found] = (each for each in read(zone) if isinstance(each, Announcement) and not each.is_remark)
    assert found.txt is not None
    assert found.txt.strings == (b"path=/", b"u=1")


def test_a_queried_record_that_is_not_there() -> None:
    lines = b"Timestamp A/R Flags IF Name\n9:00:00.1 Add 2 1 x._a._tcp.l. TXT IN 0.0.0.0 No Such Record\n"
    assert [each for each in read(lines) if isinstance(each, Unreadable)] == []
