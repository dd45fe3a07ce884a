"""Opening, recognising, and what every source promises of any input."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.harness import read
from validator.errors import InputError
from validator.json_v1 import decode_announcement, dump_announcement
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.names import join
from validator.model.txt import Damage, DamageKind, TxtRecord, split
from validator.sources import SOURCES
from validator.sources.base import Format, FormatOf
from validator.sources.read import open_input, recognise

AVAHI = b'=;eth0;IPv4;a;_a._tcp;local;a.local;192.0.2.1;1;"a=1"\n'
AVAHI_HUMAN = (
    b"=   eth0 IPv4 a b     AirTunes Remote Audio local\n   hostname = [a.local]\n   address = [192.0.2.1]\n"
    b'   port = [1]\n   txt = ["a=1" "b]\n=2"]\n'
)
TSHARK = b"""[{"_source":{"layers":{"frame":{"frame.number":"7"},"udp":{"udp.payload":""},
"mdns":{"dns.flags":"0x8400","Answers":{"":{"dns.resp.name":"b._a._tcp.local","dns.resp.type":"16",
"dns.resp.class":"0x8001","dns.resp.len":"4","dns.txt.length":"3","dns.txt":"c=1"}}},
"dns_raw":["000084000000000100000000016102\\u0035f61025f740000100001000000010002014100",9]}}}
]"""
SURICATA = (
    b'{"timestamp":"","event_type":"mdns","mdns":{"type":"response","answers":[{"rrname":"b._a._tcp.l","txt":["c=1"]},\n'
    b'{"timestamp":"","event_type":"dns","dns":{"type":"answer","answers":[{"rrname":"b._a._tcp.l","rrtype":"SRV",'
    b'"srv":{"port":1,"name":"h"}},{"rrname":"b._a._tcp.l","rrtype":"TXT","rdata":"\\\\xff"}]}}\n'
)
ZEEK = (
    b"#separator \\x09\n#set_separator\t,\n#path\tdns\n#fields\tid.orig_p\tid.resp_p\tquery\tqtype_name\tanswers\n"
    b"5353\t5353\tb._a._tcp.l\t-\tTXT 5 c\\x2c=\\xff1 TXT 0 ,TXT 1 d\n5\t53\t_a._tcp.l\tPTR\tb._a._tcp.l\n"
)

PDML = b"""<pdml version="0">
<packet>
<field name="ip.src" show="192.0.2.1"/>
<field name="udp.srcport" show="5353"/>
<field name="udp.dstport" show="5353"/>
<field name="udp.payload" show="00:00:84"/>
</packet>
</pdml>
"""
EK = b"""{"index":{}}
{"timestamp":"0","layers":{"frame":{"frame_frame_number":"1"},"ip":{"ip_ip_src":"192.0.2.1"},\
"udp":{"udp_udp_srcport":"5353","udp_udp_dstport":"5353","udp_udp_payload":"00:00:84"}}}
"""

SNIFFED = [
    # the content, the format
    (b'{"service": "_a._tcp"}', "json"),
    (b'{"service": "_a._tcp"}\n', "json"),
    (b'{"version": 1, "announcements": []}\n', "json"),
    (b'{"version": 1, "announcements": [\n{"service": "_a._tcp"},\n{"service": "_a._tcp"}\n]}', "json"),
    (b'{"version":1,"announcements":[]}\n{"version":1,"announcements":[]}\n', "json"),
    (b'{\n  "service": "_a._tcp"\n}\n', "json"),
    (b'\xef\xbb\xbf[{"service": "_a._tcp"}]', "json"),
    (b"[]", "json"),
    (b"[", "json"),
    (b"{", "json"),
    (b"\n\n  {}", "json"),
    (b'{"service": "_a._tcp"}\n{"service": "_b._tcp"}\n', "jsonl"),
    (b'{"service": "_a._tcp"}\r\n\r\n{"service": "_b._tcp"}\r\n', "jsonl"),
    (b'{"service": "_a._t\n{"service": "_b._tcp"}\n', "jsonl"),
    (b"service: _a._tcp\n", "yaml"),
    (b"# a comment\n---\n- instance: x\n  service: _a._tcp\n", "yaml"),
    (b"-\n  service: _a._tcp\n", "yaml"),
    (b"- {service: _a._tcp, txt: [a=1]}\n", "yaml"),
    (b"- {host: a.local, port: 1, service: _a._tcp}\n", "yaml"),
    (b"version: 1\nannouncements:\n", "yaml"),
    (AVAHI, "avahi-browse"),
    (b"$ avahi-browse -arpt\n+;eth0;IPv6;a;_a._tcp;local\n", "avahi-browse"),
    (AVAHI_HUMAN, "avahi-browse"),
    (b'; <<>> DiG 9.18 <<>>\nx._a._tcp.l. 9 IN TXT ( "a=\\009"\n b )\n', "zone"),
    (b"$ORIGIN l.\n_a._tcp PTR x._a._tcp\nx._a._tcp SRV 0 0 1 h\n TXT \\# 2 0161\nh A 192.0.2.1\n", "zone"),
    (b" 9:00:00.1  x._a._tcp.l. can be reached at h.:1 (interface 1)\n a=\\ \\\\x01<< invalid data >>\n", "dns-sd"),
    (b'Add 2 6 l. _a._tcp. x\n_a._tcp PTR x._a._tcp\nx._a._tcp SRV 0 0 1 h. ;\nx._a._tcp TXT "a"\n', "dns-sd"),
    (b"mDNS:\n  services:\n    1/tcp a:\n      Name=b\n      IPv4=192.0.2.1\n      c=d\n", "shodan-text"),
    (b"services:\na:\nName=b\nc=d\ne=1,2\nanswers:\nPTR:\n_a._tcp.local\n", "shodan-text"),
    (b'{"_shodan": {}, "data": "services:\\n1/tcp a:\\nName=b\\nc=d\\n"}', "shodan"),
    (b'{"mdns": {"services": {"a": {"ptr": "b._a._tcp.local", "ipv4": ["192.0.2.1"]}}}}\n{"port": 1}\n', "shodan"),
    (b"<service-group><name>a</name><service><type>_a._tcp</type></service></service-group>", "avahi-service"),
    (b'{"type": "_a._tcp.local.", "name": "b", "properties": {"c": "1", "d": null}}', "zeroconf-json"),
    (b'{"service": "_a._tcp", "properties": {"c": "1"}}', "json"),
    (b"Discovered new device a {'type': '_a._tcp', 'name': '', 'properties': {}}\n", "home-assistant-log"),
    (b"| dns-service-discovery:\n|   9/tcp a\n|_    b=1\n", "nmap"),
    (b'<nmaprun>\n<script id="dns-service-discovery" output="&#xa; 9/tcp a&#xa;"/></nmaprun>\n', "nmap"),
    (b"[Service]\nName=%H\nType=_a._tcp\nTxtText='a=\\x41' b\n", "systemd-dnssd"),
    (TSHARK, "tshark-json"),
    (SURICATA, "suricata-eve"),
    (ZEEK, "zeek-dns"),
    (b'{"ts":1,"uid":"C","id.orig_h":"","id.resp_p":53,"trans_id":7,"query":"b._a._tcp.l"}\n', "zeek-dns"),
    (b'{"uid":"C","id.orig_h":"","query":"b._a._tcp.l","qtype_name":"TXT","answers":["TXT 3 a=1"]}\n', "zeek-dns"),
    (b"0000 68 65 6c 6c 6f 2c 20 74\n0008 68 65\n", "hexdump"),
    (b'1 IP h.mdns > i.mdns: 0*- [0q] 1/0/0 x._a._tcp.l. (Cache flush) TXT "a=\\" "b" (9)\n', "tcpdump"),
    (b"        x._a._tcp.l: type TXT, class IN\n   Data length: 4\n   TXT Length: 3\n   TXT: a=1\n", "tshark-text"),
    (b"Service Type: _a._tcp\nService Name: a\nDomain Name: l\nInterface: e\nAddress: h/1:1\n", "avahi-discover"),
    (b"> a: _a._tcp TXT record:\n    a=1\n", "ipp-usb-log"),
    (b"1:5353 : answer x._a._tcp.l. TXT a = 1\n", "mdns-example"),
    (b"<?xml version='1.0'?>\n<!DOCTYPE service-group [\n<!ENTITY a 'b'>]>\n", "avahi-service"),
    (b'x._a._tcp.l IN TXT "a=\\034"  -- link: e\nx._a._tcp.l IN SRV 0 0 1 h.l -- link: e\n', "resolvectl"),
    (b"x._a._tcp.l: h.l:1 [priority=0, weight=0]\n  192.0.2.1%e -- link: e\n  a=\\n\n  (x/_a._tcp/l)\n", "resolvectl"),
    (b"Service x added: ServiceInfo(type='_a._tcp.l.', name='x', port=1, properties={b'a': None})\n", "zeroconf-repr"),
    (b"Discovered new device x ZeroconfServiceInfo(type='_a', name='', properties={})\n", "home-assistant-log"),
    (b'{"_a._tcp": {"x": {"iface": "e", "port": 1, "txt": "a", "txt": "b"}}}', "umdns"),
    (b"Query PTR: _a._tcp.local\n1: Interface: E, Type: V4\n PTR : x\n TXT : [2] a=NULL(0); b=1;\n", "esp-mdns"),
    (b"name x\ntype _a._tcp\nport 1\ntxt a=1\n", "mdnsd-service"),
    (b"Timestamp A/R Flags IF Name Type Class Rdata\n9:00:00.1 Add 2 1 x._a._tcp.l. TXT IN 2 bytes: 01 61\n", "dns-sd"),
    (PDML, "tshark-pdml"),
    (EK, "tshark-ek"),
    (b"| dns-service-discovery:\n|   9/tcp a:\n|     name: x\n|     TXT:\n|_      b=1\n", "nmap"),
]


@pytest.mark.parametrize("name", SOURCES)
def test_every_module_of_the_table_has_its_functions(name: str) -> None:
    source = SOURCES[name]
    assert type(source.format()) is (FormatOf if source.needs_service else Format)


@pytest.mark.parametrize(("content", "name"), SNIFFED)
def test_formats_are_recognised(content: bytes, name: str) -> None:
    assert recognise(content).name == name


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"hello, this is a letter\n", "looked for capture, dns-message, "),
        (b"\x7fELF\x02\x01\x01\0\0", "binary"),
        ('<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"), "UTF-16"),
        (b"<services/>", "looked for"),
        (b'{"index": {"_index": "a"}}\n{"layers": {"frame": {}}}\n', "no member of this JSON is `service` or `txt`"),
        (b'[{"host": "a", "type": "b"}]', "no member of this JSON is `service` or `txt`"),
        (b"\xff\xfe\xfd", "recognised"),
    ],
)
def test_what_is_not_recognised_says_what_was_looked_for(content: bytes, part: str, tmp_path: Path) -> None:
    path = tmp_path / "dump"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        list(open_input(str(path)))
    assert caught.value.file == str(path)
    assert part in caught.value.message


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
@pytest.mark.parametrize("name", [None, *SOURCES])
def test_nothing_gives_nothing(content: bytes, name: str | None) -> None:
    assert read(content, name) == []


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        list(open_input(str(tmp_path / "no")))
    with pytest.raises(InputError, match="nothing to check in this folder"):
        list(open_input(str(tmp_path)))


def test_standard_input_and_a_byte_order_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + AVAHI), encoding="utf-8"))
    [found] = open_input("-")
    assert found.location == Location("-", 1, interfaces=("eth0",))


def test_a_standard_input_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="standard input is closed"):
        list(open_input("-"))


def test_the_table_and_the_folder_agree() -> None:
    folder = Path(__file__).parents[2] / "validator" / "sources"
    modules = {
        f"{path.parent.name}.{path.stem}"
        for path in folder.glob("*/*.py")
        if "\nFORMAT = " in path.read_text(encoding="utf-8")
    }
    assert {source.module for source in SOURCES.values()} == modules
    assert [source.name for source in SOURCES.values()] == list(SOURCES)


SAMPLES = [content for content, _ in SNIFFED] + [
    b'{"version": 1, "announcements": [{"service": "_a._tcp", "txt": ["a=1", {"base64": "/w=="}], "port": 1}]}',
    b'- service: _a._tcp\n  txt: [a=1, "b"]\n- service: _b._tcp\n  txt: {a: "1"}\n',
    b'a=1\n"b=\\"2" "\\009"\r\n',
    b"0x03, 0x61:3d31\n03 613d 32",
    b"A2E9MQNiPTI=\n",
    b'{"service": "_a._tcp", "txt_hex": "0162", "lost": ["order"]}\n{"service": "\\ud83d\\ude00", "port": 1}\n',
]

FORMATS = st.sampled_from([None, *SOURCES])


def check_promises(content: bytes, name: str | None) -> None:
    """Nothing but announcements and what is unreadable, each with its place; nothing raised but InputError."""
    try:
        found = read(content, name)
    except InputError as error:
        assert error.file == "dump"  # noqa: PT017 - that nothing else is raised is the point
        return
    for each in found:
        assert isinstance(each, Announcement | Unreadable)
        assert each.location.file == "dump"
        assert each.location.line is None or each.location.line <= content.count(b"\n") + 1
        assert isinstance(each, Announcement) or ("\n" not in each.reason and each.reason)


@given(st.binary(max_size=200), FORMATS)
def test_any_octets(content: bytes, name: str | None) -> None:
    check_promises(content, name)


@given(st.sampled_from(SAMPLES), st.integers(0, 200), st.integers(0, 200), st.binary(max_size=4), FORMATS)
def test_samples_cut_and_changed(content: bytes, start: int, end: int, new: bytes, name: str | None) -> None:
    check_promises(content[:start] + new + content[end:], name)


@pytest.mark.parametrize("content", SAMPLES, ids=range(len(SAMPLES)))
@pytest.mark.parametrize("name", [None, *SOURCES])
def test_every_beginning_of_every_sample(content: bytes, name: str | None) -> None:
    for end in range(len(content)):
        check_promises(content[:end], name)


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
LABELS = st.binary(min_size=1, max_size=20)
NAMES = st.lists(LABELS, min_size=1, max_size=3).map(lambda labels: join(tuple(labels)))
RECORDS = st.binary(max_size=60).map(split) | st.lists(st.binary(max_size=300), min_size=1, max_size=4).map(
    lambda strings: TxtRecord(tuple(strings))
)
ANNOUNCEMENTS = st.builds(
    Announcement,
    service=st.sampled_from(["_ipp._tcp", "_A-b._udp", "_no_transport", "_x._y"]),
    instance=st.none() | LABELS,
    domain=NAMES,
    subtypes=st.lists(TEXTS, max_size=2).map(tuple),
    host=st.none() | NAMES,
    port=st.none() | st.integers(0, 65535),
    addresses=st.lists(TEXTS, max_size=2).map(tuple),
    txt=st.none() | RECORDS,
    txt_index=st.just(1),
    txt_count=st.sampled_from([1, 2]),
    lost=st.frozensets(st.sampled_from([each for each in Fidelity if each is not Fidelity.TXT])),
    location=st.just(Location("dump", 1)),
)


@given(ANNOUNCEMENTS)
def test_what_is_written_is_read_back(announcement: Announcement) -> None:
    encoded = msgspec.json.encode(dump_announcement(announcement))
    again = decode_announcement(encoded, Location("dump", 1))
    assert again == announcement
    assert [msgspec.structs.replace(each, string_lines=()) for each in read(encoded, "json") if each] == [announcement]


def test_masking_cannot_make_a_record_that_cannot_be_written() -> None:
    record = TxtRecord((b"k" * 300,), Damage(DamageKind.OVERRUN, 0, 255, b"x" * 300))
    encoded = msgspec.json.encode(dump_announcement(Announcement(service="_a._tcp", txt=record)))
    again = decode_announcement(encoded, Location())
    assert again.txt is not None
    assert again.txt.damage is not None
