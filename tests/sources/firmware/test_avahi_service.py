"""Service files of Avahi: every element, wildcards, encoded values, and files that Avahi or XML refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.harness import corpus, fault, one, read
from validator.model.announcement import Announcement, Location, Unreadable
from validator.model.txt import TxtRecord
from validator.sources.firmware.avahi_service import MAX_SIZE

FULL = """\
<?xml version="1.0" standalone='no'?><!--*-nxml-*-->
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group>
  <name>Büro &amp; 1. Stock</name>
  <service protocol="ipv4">
    <type>_ipp._tcp</type>
    <subtype>_universal._sub._ipp._tcp</subtype>
    <subtype>_print._sub._ipp._tcp</subtype>
    <domain-name>example.com.</domain-name>
    <host-name>box.example.com</host-name>
    <port>631</port>
    <txt-record>txtvers=1</txt-record>
    <txt-record value-format="text"> note = a=b </txt-record>
    <!-- <txt-record>old=1</txt-record> -->
    <txt-record>two
lines=<![CDATA[<&>]]>&#x21;</txt-record>
    <txt-record
      value-format="binary-hex">h=00fFab</txt-record><txt-record value-format="binary-base64">b64=AGFi/w==</txt-record>
  </service>

  <service><type>_ssh._tcp</type></service>
</service-group>
"""


def test_every_element() -> None:
    strings = (b"txtvers=1", b" note = a=b ", b"two\nlines=<&>!", b"h=\0\xff\xab", b"b64=\0ab\xff")
    assert read(FULL.encode()) == [
        Announcement(
            service="_ipp._tcp",
            instance="Büro & 1. Stock".encode(),
            domain="example.com",
            subtypes=("_universal", "_print"),
            host="box.example.com",
            port=631,
            txt=TxtRecord(strings),
            location=Location("dump", 5),
            string_lines=(12, 13, 15, 17, 18),
        ),
        Announcement(
            service="_ssh._tcp",
            instance="Büro & 1. Stock".encode(),
            port=0,
            txt=TxtRecord((b"",)),
            location=Location("dump", 21),
        ),
    ]


def group(inner: str, *, name: str = "<name>x</name>") -> str:
    """A group with one service on its third line, of which ``inner`` is on the fourth."""
    return f"<service-group>\n{name}\n<service>\n{inner}\n<type>_http._tcp</type></service></service-group>\n"


NAMES = [
    # the element, the instance
    ("<name>a</name>", b"a"),
    ("<name> a  b </name>", b" a  b "),
    ("<name>on %h</name>", b"on %h"),
    ('<name replace-wildcards="no">on %h</name>', b"on %h"),
    ('<name replace-wildcards="yes">on %h</name>', None),
    ('<name replace-wildcards="yes">100 %</name>', b"100 %"),
    ("<name>caf&#233;</name>", "café".encode()),
]


@pytest.mark.parametrize(("element", "instance"), NAMES)
def test_names(element: str, instance: bytes | None) -> None:
    assert one(group("", name=element)).instance == instance


def test_the_name_may_come_last() -> None:
    assert one("<service-group><service><type>_a._tcp</type></service><name>x</name></service-group>").instance == b"x"


STRINGS = [
    # the element, the string
    ("<txt-record>k=v</txt-record>", b"k=v"),
    ("<txt-record>k=</txt-record>", b"k="),
    ("<txt-record>k</txt-record>", b"k"),
    ("<txt-record/>", b""),
    ("<txt-record>=x</txt-record>", b"=x"),
    ('<txt-record value-format="binary-hex">k=</txt-record>', b"k="),
    ('<txt-record value-format="binary-hex">6162</txt-record>', b"6162"),
    ('<txt-record value-format="binary-hex">k=3d</txt-record>', b"k=="),
    ('<txt-record value-format="binary-base64">k</txt-record>', b"k"),
    ("<txt-record>" + "x" * 300 + "</txt-record>", b"x" * 300),
]


@pytest.mark.parametrize(("element", "string"), STRINGS)
def test_strings(element: str, string: bytes) -> None:
    found = one(group(element))
    assert (found.txt, found.string_lines) == (TxtRecord((string,)), (4,))


@pytest.mark.parametrize(("text", "port"), [("80", 80), (" 080\n", 80), ("0", 0), ("65535", 65535)])
def test_ports(text: str, port: int) -> None:
    assert one(group(f"<port>{text}</port>")).port == port


FAULTS = [
    # what stands on the fourth line, a part of the reason, whether the service is judged all the same
    ("<port>http</port>", '"http" is no port number', True),
    ("<port>80x</port>", '"80x" is no port number', True),
    ("<port>65536</port>", "is no port number", True),
    ("<port>-1</port>", "is no port number", True),
    ("<port>" + "9" * 5000 + "</port>", "is no port number", True),
    ("<port>²</port>", "is no port number", True),
    ("<port/>", "is no port number", True),
    ("<subtype>_printer</subtype>", "expected NAME._sub._http._tcp", True),
    ("<subtype>_a._sub._ipp._tcp</subtype>", "expected NAME._sub._http._tcp", True),
    ("<txt>a</txt>", "<txt> in <service> is not known", False),
    ("<service/>", "<service> in <service> is not known", False),
    ("<txt-record>a<b>c</b>d</txt-record>", "<b> in <txt-record> is not known", False),
    ("<type>_a._tcp</type>", "a second <type>", False),
    ("<port>1</port><port>2</port>", "a second <port>", False),
    ('<txt-record format="text">a</txt-record>', '<txt-record> has no attribute "format"', False),
    ('<txt-record value-format="hex">a=00</txt-record>', 'value-format of <txt-record> is "hex"', False),
    ('<txt-record value-format="binary-hex">a=0</txt-record>', "not hexadecimal", False),
    ('<txt-record value-format="binary-hex">a=zz</txt-record>', "not hexadecimal", False),
    ('<txt-record value-format="binary-base64">a=A</txt-record>', "not Base64", False),
    ('<txt-record value-format="binary-base64">a=é</txt-record>', "not Base64", False),
    ("<port>&nbsp;</port>", "undefined entity", False),
    ("<port>80</prt>", "mismatched tag", False),
]


@pytest.mark.parametrize(("inner", "part", "judged"), FAULTS, ids=[part for _, part, _ in FAULTS])
def test_faults_say_on_which_line(inner: str, part: str, judged: bool) -> None:  # noqa: FBT001 - a column of the table
    content = group(inner)
    found = fault(content)
    assert part in found.reason
    assert found.location == Location("dump", 5 if part == "a second <type>" else 4)
    assert len(read(content.encode())) == 1 + judged


GROUP_FAULTS = [
    # the content, a part of the reason, its line
    ("<service-group>\n<name>a</name>\n</service-group>", "no <service>", 3),
    ("<service-group>\n<service><type>_a._tcp</type></service>\n</service-group>", "no <name>", 3),
    ("<service-group><name>a</name>\n<service>\n</service></service-group>", "no <type>", 2),
    (group("", name="<name>x</name><name>y</name>"), "a second <name>", 2),
    (group("", name='<name replace="yes">x</name>'), 'no attribute "replace"', 2),
    (group("").replace("<service>", '<service protocol="IPv4">'), 'protocol of <service> is "IPv4"', 3),
    (group("").replace("<service>", '<service interface="eth0">'), 'no attribute "interface"', 3),
    (group("").replace("<service-group>", '<service-group xmlns="http://example.com/">'), "not known", 1),
    ("<!-- <service-group> -->\n<services/>", "<services> as the whole is not known", 2),
    (group("") + "\n<more/>", "junk after document element", 7),
    ('<!DOCTYPE service-group [\n<!ENTITY a "b">]>\n' + group("&a;"), "entity declaration", 2),
    ('<!DOCTYPE service-group [\n<!ENTITY a SYSTEM "file:///etc/hostname">]>\n' + group("&a;"), "entity", 2),
    ('<!DOCTYPE service-group SYSTEM "avahi-service.dtd">\n' + group("&eacute;"), "undefined entity", 5),
    ('<?xml version="1.0" encoding="nonsense"?>\n' + group(""), "encoding", 1),
    ('<?xml version="1.0" encoding="utf-7"?>\n' + group(""), "encoding", 1),
]


@pytest.mark.parametrize(("content", "part", "line"), GROUP_FAULTS, ids=[part for _, part, _ in GROUP_FAULTS])
def test_faults_of_the_group(content: str, part: str, line: int) -> None:
    found = fault(content, "avahi-service")
    assert part in found.reason
    assert found.location == Location("dump", line)


def test_the_services_before_a_damage_are_kept() -> None:
    cut = FULL[: FULL.index("<type>_ssh")]
    found = read(cut.encode())
    assert [each.location.line for each in found] == [5, 21]
    assert isinstance(found[0], Announcement)
    assert isinstance(found[1], Unreadable)
    assert found[1].reason.startswith("not XML: ")


def test_other_encodings() -> None:
    content = '<?xml version="1.0" encoding="iso-8859-1"?>' + group("<txt-record>é</txt-record>")
    [found] = read(content.encode("iso-8859-1"))
    assert isinstance(found, Announcement)
    assert found.txt == TxtRecord(("é".encode(),))


def test_an_encoding_that_is_not_named() -> None:
    content = group("<txt-record>é</txt-record>")
    assert "not UTF-8, and names no other encoding" in fault(content.encode("iso-8859-1")).reason
    assert "UTF-8" not in fault(content.replace("é", "<é"), "avahi-service").reason


def test_a_file_without_end() -> None:
    assert "MiB" in fault(FULL.encode() + b" " * MAX_SIZE).reason


@given(st.text(max_size=300), st.integers(0, 200))
def test_any_text_in_it(text: str, at: int) -> None:
    for each in read((FULL[:at] + text + FULL[at:]).encode(), "avahi-service", slowly=False):
        assert isinstance(each, Announcement) or each.reason


CORPUS = [
    # the file without its ending, the services and their lines, lines of what cannot be read
    ("afpd-timecapsule", "_afpovertcp._tcp:5 _device-info._tcp:9", ()),
    ("airprint-dell-2350dn", "_ipp._tcp:5", ()),
    ("airprint-hp-laserjet-1320", "_ipp._tcp:12", ()),
    ("airprint-photosmart-broken", "", (13,)),
    ("c-pod-ssh", "_ssh._tcp:7", ()),
    ("cups-lbp810", "_ipp._tcp:6", ()),
    ("llama-cpp", "_llama-cpp._tcp:5", ()),
    ("meteion-hostname-noport-ecolor", "_smb._tcp:5 _device-info._tcp:10 _adisk._tcp:15", ()),
    ("nas-http-ssh-entities", "_http._tcp:1 _ssh._tcp:1", ()),
    ("nixos-time-capsule-noport", "_adisk._tcp:5 _smb._tcp:10", ()),
    ("nixos-tm-comment", "_smb._tcp:5 _device-info._tcp:9 _adisk._tcp:14", ()),
    ("ourblock", "_ourblock._tcp:6 _http._tcp:13", (8, 15)),
    ("prometheus-http-annotated-invalid", "", (10, 12)),
    ("prometheus-http", "_prometheus-http._tcp:4", ()),
    ("splitflap-nodoctype", "_http._tcp:3", ()),
    ("ssh-fish-scp", "_ssh._tcp:5 _fish._tcp:9 _scp._tcp:13", ()),
    ("test-notifications-binary", "_qotd._tcp:3", ()),
    ("unforgiven-domain", "_domain._udp:7", ()),
    ("unforgiven-epmd-tcp", "_epmd._tcp:7", ()),
    ("unforgiven-kpasswd5-tcp", "_kpasswd5._tcp:7", ()),
    ("unforgiven-ldap-tcp", "_ldap._tcp:7", ()),
    ("unforgiven-ldap-udp", "_ldap._udp:7", ()),
    ("unforgiven-memcached-tcp", "_memcached._tcp:7", ()),
    ("unforgiven-ntp", "_ntp._udp:7", ()),
    ("unforgiven-sftp-ssh", "_sftp-ssh._tcp:29", ()),
    ("unforgiven-sunrpc-udp", "_sunrpc._udp:7", ()),
    ("uni-meter-shellypro3em", "_http._tcp:5", ()),
    ("unifi-rpi-multiple", "_device-info._tcp:5 _ssh._tcp:10", ()),
]


@pytest.mark.parametrize(("name", "services", "faults"), CORPUS)
def test_the_corpus(name: str, services: str, faults: tuple[int, ...]) -> None:
    found = read(corpus(f"raw/avahi-{name}.service"))
    announcements = [each for each in found if isinstance(each, Announcement)]
    assert " ".join(f"{each.service}:{each.location.line}" for each in announcements) == services
    assert tuple(each.location.line for each in found if isinstance(each, Unreadable)) == faults
    for each in announcements:
        content = corpus(f"raw/avahi-{name}.service").splitlines()
        assert len(each.string_lines) == len([raw for raw in (each.txt.strings if each.txt else ()) if raw])
        assert all(b"<txt-record" in content[line - 1] for line in each.string_lines)
