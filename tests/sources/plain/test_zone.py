r"""Zone files and answers of ``dig``: grammar, joining of records, lines, and what is damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.harness import fault, one, read
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.txt import Damage, DamageKind, TxtRecord

ZONE = r"""$TTL 1h
$ORIGIN example.com.
@ IN SOA ns.example.com. root.example.com. ( 1 ; serial
    2 3 4 5 )
_services._dns-sd._udp  IN PTR _http._tcp
b._dns-sd._udp          IN PTR @
_http._tcp        300   IN PTR Lobby\032Panel._http._tcp
_color._sub._http._tcp     PTR Lobby\032Panel._http._tcp.example.com.
lobby\032panel._http._tcp  IN 300 SRV 0 0 80 panel
Lobby\032Panel._http._tcp  TXT  ( "txtvers=1" ; not "x=1"
                                  path=/
   "\195\169=\"x;y\"" )
panel    A     192.0.2.1
         AAAA  2001:db8::1
"""


def test_a_zone() -> None:
    assert one(ZONE) == Announcement(
        service="_http._tcp",
        instance=b"Lobby Panel",
        domain="example.com",
        subtypes=("_color",),
        host="panel.example.com",
        port=80,
        addresses=("192.0.2.1", "2001:db8::1"),
        txt=TxtRecord((b"txtvers=1", b"path=/", 'é="x;y"'.encode())),
        location=Location("dump", 10),
        string_lines=(10, 11, 12),
    )


RECORDS = [
    # the data, the record
    ('""', TxtRecord((b"",))),
    ('"a" "" "a"', TxtRecord((b"a", b"", b"a"))),
    ("a=1 b", TxtRecord((b"a=1", b"b"))),
    ("", TxtRecord((), Damage(DamageKind.EMPTY_RDATA))),
    (f'"{"x" * 300}"', TxtRecord((b"x" * 300,))),
    (r'"a=\000\255\"\\"', TxtRecord((b'a=\0\xff"\\',))),
    (r'"a=\;b"', TxtRecord((b"a=;b",))),
    ('"a=é"', TxtRecord(("a=é".encode(),))),
    (r"\# 4 03613d31", TxtRecord((b"a=1",))),
    (r"\# 4 0361 3d31", TxtRecord((b"a=1",))),
    (r"\# 0", TxtRecord((), Damage(DamageKind.EMPTY_RDATA))),
    (r"\# 3 0561 3d", TxtRecord((), Damage(DamageKind.OVERRUN, 0, 5, b"a="))),
    ('( "a"\n "b"\n )', TxtRecord((b"a", b"b"))),
]


@pytest.mark.parametrize(("data", "record"), RECORDS)
@pytest.mark.parametrize("rtype", ["TXT", "txt", "IN TXT", "60 IN TXT", "CLASS32769 60 TXT", "TYPE16"])
def test_txt_records(data: str, record: TxtRecord, rtype: str) -> None:
    assert one(f"x._a._tcp.local. {rtype} {data}\n", "zone").txt == record


def test_octets_that_are_not_utf_8() -> None:
    assert one(b'\xff._a._tcp.local. TXT "a=\xfe"\n').txt == TxtRecord((b"a=\xfe",))


NAMES = [
    # the lines, then service, instance, domain
    ("x._a._tcp.local. TXT a\n", "_a._tcp", b"x", "local"),
    (r"Dr\. Who\032x._a._udp.dept.example. TXT a".replace(" ", r"\ ", 1), "_a._udp", b"Dr. Who x", "dept.example"),
    ("$ORIGIN b.\nx._a._tcp TXT a\n", "_a._tcp", b"x", "b"),
    ("$ORIGIN b.\n$ORIGIN c\nx._a._tcp TXT a\n", "_a._tcp", b"x", "c.b"),
    ("$ORIGIN x._a._tcp.b.\n@ TXT a\n", "_a._tcp", b"x", "b"),
    ("x._a._tcp TXT a\n", "_a._tcp", b"x", ""),
    ("a.b._a._tcp.local. TXT a\n", "_a._tcp", b"a.b", "local"),
]


@pytest.mark.parametrize(("text", "service", "instance", "domain"), NAMES)
def test_names(text: str, service: str, instance: bytes, domain: str) -> None:
    found = one(text, "zone")
    assert (found.service, found.instance, found.domain) == (service, instance, domain)


def test_several_records_of_one_instance() -> None:
    found = read(b"x._a._tcp.l. TXT a\n TXT b\n TXT a\ny._a._tcp.l. TXT a\n")
    assert [
        (each.txt_index, each.txt_count, each.location.line) for each in found if isinstance(each, Announcement)
    ] == [
        (1, 2, 1),
        (2, 2, 2),
        (1, 1, 4),
    ]


def test_what_is_joined_as_records_of_the_network_are() -> None:
    found = read(
        b"_a._tcp.l. PTR y._a._tcp.l.\n_L3840._sub._a._tcp.l. PTR Y._a._tcp.l.\n_Ab._sub._a._tcp.l. PTR y._a._tcp.l.\n"
        b"x._a._tcp.l. TXT a\ny._a._tcp.l. SRV 0 0 1 H.l.\n"
        b"h.l. AAAA 2001:DB8::0:1\nH.l. A 192.0.2.10\nh.l. A 192.0.2.9\n",
        "zone",
    )
    assert [
        (each.instance, each.subtypes, each.host, each.addresses) for each in found if isinstance(each, Announcement)
    ] == [
        (b"y", ("_Ab", "_L3840"), "H.l", ("192.0.2.9", "192.0.2.10", "2001:db8::1")),
        (b"x", (), None, ()),
    ]


def test_the_server_that_clients_prefer() -> None:
    found = one("x._a._tcp.l. SRV 1 0 1 b.\n SRV 0 0 2 c.\nx._a._tcp.l. TXT a\n")
    assert (found.host, found.port) == ("c", 2)
    assert one("x._a._tcp.l. SRV 0 0 0 .\n TXT a\n").host is None


ZONE_HEAD = "$TTL 60\n"
DIG_HEAD = "; <<>> DiG 9.18 <<>> PTR _a._tcp.l.\n;; ANSWER SECTION:\n"

UNSEEN = [
    # the text, whether it is known that there is a TXT record or none, the line
    (ZONE_HEAD + "x._a._tcp.l. SRV 0 0 1 h.\n", True, 2),
    (ZONE_HEAD + "_a._tcp.l. PTR x._a._tcp.l.\n", False, 2),
    (DIG_HEAD + "x._a._tcp.l. 60 IN SRV 0 0 1 h.\n", False, 3),
    (DIG_HEAD + "_a._tcp.l. 60 IN PTR x._a._tcp.l.\n", False, 3),
    ("x._a._tcp.l. 60 IN SRV 0 0 1 h.\n", False, 1),
]


@pytest.mark.parametrize(("text", "known", "line"), UNSEEN)
def test_records_that_were_not_seen_are_not_judged(text: str, known: bool, line: int) -> None:  # noqa: FBT001 - a column
    found = one(text)
    assert (found.txt, Fidelity.TXT in found.lost, found.location.line) == (None, not known, line)


DIG = r"""$ dig -p 5353 @192.0.2.9 Lobby._ipp._tcp.local ANY

; <<>> DiG 9.18.1 <<>> -p 5353 @192.0.2.9 Lobby._ipp._tcp.local ANY
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1
;; QUESTION SECTION:
;Lobby._ipp._tcp.local.		IN	ANY

;; ANSWER SECTION:
Lobby._ipp._tcp.local.	10	IN	TXT	"txtvers=1" "rp=ipp/print"
Lobby._ipp._tcp.local.	10	IN	SRV	0 0 631 lobby.local.

;; ADDITIONAL SECTION:
lobby.local.		10	IN	A	192.0.2.9

;; Query time: 1 msec
"""


def test_an_answer_of_dig() -> None:
    found = one(DIG)
    assert (found.instance, found.host, found.port, found.addresses) == (b"Lobby", "lobby.local", 631, ("192.0.2.9",))
    assert (found.txt, found.string_lines) == (TxtRecord((b"txtvers=1", b"rp=ipp/print")), (11, 11))


PASSED_OVER = [
    "_ldap._tcp.example.com. SRV 0 0 389 dc.example.com.\n",
    '_dmarc.example.com. TXT "v=DMARC1"\n',
    "1.2.0.192.in-addr.arpa. PTR host.example.com.\n",
    "lb._dns-sd._udp.example.com. PTR example.com.\n",
    "_services._dns-sd._udp.local. PTR _http._tcp.local.\n",
    "_443._tcp.www.example.com. TLSA 3 1 1 00\n",
    "example.com. IN NS ns.example.com.\n",
    '_ipp._tcp.local. TXT "a=1"\n',
    "_x._sub._ipp._tcp.local. TXT a\n",
]


@pytest.mark.parametrize("line", PASSED_OVER)
def test_records_of_others_are_passed_over(line: str) -> None:
    assert read(line.encode(), "zone") == []


FAULTS = [
    # the lines, the line of the fault, a part of the reason
    ("y._a._tcp.l. SRV 0 0 http h.\n", 2, "priority, weight, port and host"),
    ("y._a._tcp.l. SRV 0 0 70000 h.\n", 2, "priority, weight, port and host"),
    ("y._a._tcp.l. SRV 0 0 1\n", 2, "priority, weight, port and host"),
    ("y._a._tcp.l. SRV\n", 2, "priority, weight, port and host"),
    ("_a._tcp.l. PTR a b\n", 2, "expected one word behind PTR, got 2"),
    ("\n\nh. A x!\n", 4, '"x!" is no address'),
    ("h. A 192.0.2.256\n", 2, '"192.0.2.256" is no address'),
    ("".join(f"x._a._tcp.l. TXT {number}\n" for number in range(64)), 65, "one name has too many TXT records"),
    ('y._a._tcp.l. TXT "\\256"\n', 2, r"\256"),
    ("y._a._tcp.l. TXT \\# 1 zz\n", 2, "hexadecimal"),
    ("this is, plainly, prose\n", 2, "no resource record"),
    ("$INCLUDE other.zone\n", 2, "not followed"),
]


@pytest.mark.parametrize(("lines", "line", "part"), FAULTS)
def test_a_bad_line_costs_that_line_only(lines: str, line: int, part: str) -> None:
    content = "x._a._tcp.l. TXT a\n" + lines + "z._a._tcp.l. TXT a\n"
    found = fault(content, "zone")
    assert (found.location, part in found.reason) == (Location("dump", line), True), found
    names = {each.instance for each in read(content.encode(), "zone") if isinstance(each, Announcement)}
    assert names == {b"x", b"z"}


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("_a._tcp.l. PTR h.example.", "h.example"),
        ("_a._tcp.l. PTR _A._tcp.l.", "_A._tcp.l"),
        ("_s._sub._a._tcp.l. PTR _s._sub._a._tcp.l.", "_s._sub._a._tcp.l"),
        ("_services._dns-sd._udp.l. PTR h.l.", "h.l"),
    ],
)
def test_a_pointer_that_names_nothing_is_a_remark(line: str, target: str) -> None:
    first, remark = read(f"x._a._tcp.l. TXT a\n{line}\n".encode(), "zone")
    assert isinstance(first, Announcement)
    assert isinstance(remark, Announcement)
    assert remark.observation is not None
    assert (remark.location.line, remark.observation.target) == (2, target)


DAMAGED = [
    # the end of the text, the line of the damage
    ('y._a._tcp.l. TXT "b\n', 2),
    ('y._a._tcp.l. TXT ( "b"\n\n', 3),
    ("y._a._tcp.l. TXT )\n", 2),
    ("y._a._tcp.l. TXT b\\", 2),
]


@pytest.mark.parametrize(("end", "line"), DAMAGED)
def test_what_stands_before_a_damage_is_kept(end: str, line: int) -> None:
    first, last = read(("x._a._tcp.l. TXT a\n" + end).encode())
    assert isinstance(first, Announcement)
    assert isinstance(last, Unreadable)
    assert (last.location.line, "damaged or cut off" in last.reason) == (line, True), last


def test_an_indented_first_record_has_no_owner() -> None:
    assert "no owner" in fault(" IN TXT a\n", "zone").reason


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4))
def test_every_octet_can_be_written(strings: list[bytes]) -> None:
    written = " ".join('"' + "".join(f"\\{octet:03d}" for octet in string) + '"' for string in strings)
    assert one(f"x._a._tcp.l. TXT {written}\n").txt == TxtRecord(tuple(strings))
