"""Announcements from records: in any order, from several links, with goodbyes, within limits."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from validator.assembly.assembler import Assembler
from validator.assembly.cache import MAX_KNOWN_ANSWERS, MAX_RRSET, Limits
from validator.assembly.pointers import MAX_POINTERS
from validator.model import names, txt
from validator.model.announcement import Announcement, Location
from validator.wire.message import Message, Name, Record, RType, Section

IPP = names.split("_ipp._tcp.local")
ENUMERATION = names.split("_services._dns-sd._udp.local")
ONE = (b"One", *IPP)
TWO = (b"Two", *IPP)
BOX = (b"box", b"local")


def pointer(owner: Name, target: Name, ttl_s: int = 4500) -> Record:
    return Record(owner, RType.PTR, 1, flush=False, ttl_s=ttl_s, rdata=b"", target=target)


def server(owner: Name, host: Name = BOX, port: int = 631, ttl_s: int = 120, priority: int = 0) -> Record:
    return Record(owner, RType.SRV, 1, True, ttl_s, b"", target=host, port=port, priority=priority)  # noqa: FBT003 - Record's fields in their order


def text(owner: Name, *strings: bytes, flush: bool = True, ttl_s: int = 4500) -> Record:
    return Record(owner, RType.TXT, 1, flush, ttl_s, txt.join(txt.TxtRecord(strings)))


def address(owner: Name, shown: str) -> Record:
    rtype = RType.A if ip_address(shown).version == 4 else RType.AAAA
    return Record(owner, rtype, 1, True, 120, ip_address(shown).packed, address=shown)  # noqa: FBT003 - Record's fields in their order


def response(records: Iterable[Record]) -> Message:
    return Message(flags=0x8400, records=tuple(records))


def observation(
    *records: Record, link: str = "eth0", now: float = 0.0, to: Assembler | None = None, sender: str = "192.0.2.9"
) -> Assembler:
    assembler = Assembler() if to is None else to
    assembler.feed(response(records), link, sender, now)
    return assembler


WHOLE = [
    pointer(ENUMERATION, IPP),
    pointer(IPP, ONE),
    pointer((b"_printer", b"_sub", *IPP), ONE),
    server(ONE),
    text(ONE, b"txtvers=1", b"A=1", b"a=2", b""),
    address(BOX, "192.0.2.10"),
    address(BOX, "192.0.2.9"),
    address(BOX, "fe80::1"),
    pointer(IPP, TWO),
    server(TWO, port=80),
    text(TWO),
]

EXPECTED = Announcement(
    service="_ipp._tcp",
    instance=b"One",
    subtypes=("_printer",),
    host="box.local",
    port=631,
    addresses=("192.0.2.9", "192.0.2.10", "fe80::1"),
    txt=txt.TxtRecord((b"txtvers=1", b"A=1", b"a=2", b"")),
    location=Location(interfaces=("eth0",)),
)


def test_whole_announcements() -> None:
    assembler = observation(*WHOLE)
    one, two = assembler.announcements()
    assert one == EXPECTED
    assert two == replace(EXPECTED, instance=b"Two", subtypes=(), port=80, txt=txt.TxtRecord((b"",)))
    assert assembler.missing() == []
    assert assembler.unresolved() == ()
    assert assembler.types() == (IPP,)
    assert assembler.dropped == 0


@given(st.permutations(WHOLE), st.integers(1, 10))
def test_the_order_does_not_matter(records: list[Record], cut: int) -> None:
    assembler = observation(*records[:cut])
    assert observation(*records[cut:], to=assembler).announcements() == observation(*WHOLE).announcements()


def test_names_compare_without_case() -> None:
    shouted = names.split("ONE._IPP._TCP.LOCAL")
    assembler = observation(
        pointer(IPP, ONE), server(shouted, (b"BOX", b"LOCAL")), text(shouted, b"a"), address(BOX, "192.0.2.9")
    )
    (one,) = assembler.announcements([names.split("_Ipp._tcp.local")])
    assert (one.instance, one.service, one.host, one.addresses) == (b"One", "_ipp._tcp", "BOX.LOCAL", ("192.0.2.9",))
    assert assembler.missing() == []


def test_only_ascii_has_case() -> None:
    upper, lower = ("É".encode(), *IPP), ("é".encode(), *IPP)
    assert len(observation(pointer(IPP, upper), pointer(IPP, lower)).announcements()) == 2


@pytest.mark.parametrize(
    ("records", "missing", "unresolved"),
    [
        ([], [(ONE, RType.SRV), (ONE, RType.TXT)], True),
        ([text(ONE)], [(ONE, RType.SRV)], True),
        ([server(ONE)], [(ONE, RType.TXT), (BOX, RType.A), (BOX, RType.AAAA)], True),
        ([server(ONE), text(ONE)], [(BOX, RType.A), (BOX, RType.AAAA)], True),
        ([server(ONE), text(ONE), address(BOX, "fe80::1")], [], False),
        ([server(ONE, ()), text(ONE)], [], False),  # target "." says that there is no host (RFC 2782)
    ],
)
def test_what_is_missing(records: list[Record], missing: list[tuple[Name, RType]], *, unresolved: bool) -> None:
    assembler = observation(pointer(IPP, ONE), *records)
    assert assembler.missing() == missing
    assert assembler.unresolved() == (("One._ipp._tcp.local",) if unresolved else ())
    assert assembler.missing([names.split("_http._tcp.local")]) == []


def test_an_instance_that_never_resolved_is_announced() -> None:
    (one,) = observation(pointer(IPP, ONE)).announcements()
    assert (one.instance, one.host, one.port, one.txt, one.addresses) == (b"One", None, None, None, ())


def test_an_instance_that_nobody_listed_is_announced_but_not_asked_for() -> None:
    assembler = observation(text((b"Mac", b"_device-info", b"_tcp", b"local"), b"model=X"))
    (one,) = assembler.announcements()
    assert (one.service, one.txt) == ("_device-info._tcp", txt.TxtRecord((b"model=X",)))
    assert assembler.missing() == []
    assert assembler.types() == (names.split("_device-info._tcp.local"),)


def test_only_what_was_asked_for() -> None:
    http = names.split("_http._tcp.local")
    colour = (b"_color", b"_sub", *IPP)
    assembler = observation(pointer(IPP, ONE), pointer(IPP, TWO), pointer(colour, TWO), pointer(http, (b"Web", *http)))
    assert [each.instance for each in assembler.announcements([http])] == [b"Web"]
    assert [each.instance for each in assembler.announcements([colour])] == [b"Two"]
    assert [each.instance for each in assembler.announcements([IPP])] == [b"One", b"Two"]


def test_one_instance_on_two_links_is_one_announcement() -> None:
    assembler = observation(*WHOLE)
    observation(*WHOLE[:8], to=assembler, link="wlan0")
    one, two = assembler.announcements()
    assert one.location.interfaces == ("eth0", "wlan0")
    assert two.location.interfaces == ("eth0",)


def test_a_text_that_differs_by_link_is_told_apart() -> None:
    assembler = observation(*WHOLE)
    observation(pointer(IPP, ONE), text(ONE, b"txtvers=2"), to=assembler, link="wlan0")
    observation(pointer(IPP, ONE), to=assembler, link="tun0")
    wired, wireless, _ = assembler.announcements()
    assert (wired, wired.location.interfaces) == (
        replace(EXPECTED, location=wired.location),
        ("eth0", "tun0"),
    )
    assert (wireless.txt, wireless.location.interfaces) == (txt.TxtRecord((b"txtvers=2",)), ("wlan0",))


def test_several_text_records() -> None:
    assembler = observation(pointer(IPP, ONE), text(ONE, b"b=1"), text(ONE, b"a=1"))
    parts = [(each.txt, each.txt_index, each.txt_count) for each in assembler.announcements()]
    assert parts == [(txt.TxtRecord((b"a=1",)), 1, 2), (txt.TxtRecord((b"b=1",)), 2, 2)]


def test_a_newer_text_replaces_the_older_one() -> None:
    assembler = observation(pointer(IPP, ONE), text(ONE, b"a=1"))
    observation(text(ONE, b"a=2"), to=assembler, now=5.0)
    (one,) = assembler.announcements()
    assert one.txt == txt.TxtRecord((b"a=2",))
    observation(text(ONE, b"a=3", flush=False), to=assembler, now=9.0)  # no cache-flush bit: one of several
    assert len(assembler.announcements()) == 2


def test_damaged_and_empty_texts_are_kept() -> None:
    cut, empty = replace(text(ONE), rdata=b"\x05a=1"), replace(text(TWO), rdata=b"")
    one, two = observation(pointer(IPP, ONE), pointer(IPP, TWO), cut, empty).announcements()
    assert one.txt == txt.split(b"\x05a=1")
    assert two.txt == txt.split(b"")


def test_goodbye() -> None:
    assembler = observation(*WHOLE)
    observation(*WHOLE[:8], to=assembler, link="wlan0")
    observation(pointer(IPP, ONE, ttl_s=0), to=assembler)
    assert [each.instance for each in assembler.announcements()] == [b"One", b"Two"], "still listed elsewhere"
    goodbyes = [pointer(IPP, ONE, ttl_s=0), pointer((b"_printer", b"_sub", *IPP), ONE, ttl_s=0)]
    observation(*goodbyes, to=assembler)
    observation(*goodbyes, to=assembler, link="wlan0")
    observation(server(ONE), to=assembler)
    assert [each.instance for each in assembler.announcements()] == [b"Two"]
    observation(pointer(IPP, ONE), to=assembler)
    assert [each.instance for each in assembler.announcements()] == [b"One", b"Two"], "it came back"


def test_goodbye_to_a_text_makes_it_missing() -> None:
    assembler = observation(*WHOLE)
    assert assembler.missing() == []
    observation(text(ONE, b"txtvers=1", b"A=1", b"a=2", b"", ttl_s=0), to=assembler)
    assert assembler.missing() == [(ONE, RType.TXT)]


def test_goodbye_to_what_nobody_announced() -> None:
    assembler = observation(pointer(IPP, ONE, ttl_s=0), text(ONE, ttl_s=0))
    assert assembler.announcements() == []


def test_what_is_not_about_services_is_left_out() -> None:
    reverse = (b"1", b"2", b"0", b"192", b"in-addr", b"arpa")
    domains = names.split("lb._dns-sd._udp.local")
    probe = replace(text(TWO), section=Section.AUTHORITY)
    other_class = replace(text(TWO), rclass=3)
    assembler = observation(pointer(reverse, BOX), pointer(domains, (b"local",)), probe, other_class)
    assembler.feed(Message(records=tuple(WHOLE)), "eth0", "192.0.2.9", 0.0)  # a query: its records are known answers
    assert (assembler.announcements(), assembler.types(), assembler.dropped) == ([], (), 0)


def test_strange_names() -> None:
    underscores, long_name = names.split("_a_b._tcp.local"), names.split("_sixteen-letters-._udp.local")
    bare = names.split("http._tcp.local")
    odd = [(b"x\x1b[31m\r\n", *underscores), (b"\xff\xfe", *long_name), (b"a.b", *bare), (b"a", b"b", *bare)]
    found = observation(*(pointer(each[-3:], each) for each in odd)).announcements()
    assert [(each.service, each.instance) for each in found] == [
        ("_a_b._tcp", b"x\x1b[31m\r\n"),
        ("_sixteen-letters-._udp", b"\xff\xfe"),
        ("http._tcp", b"a.b"),
        ("http._tcp", b"a.b"),
    ]


ENUMERATED = (b"_services", b"_dns-sd", b"_udp", b"local")


@pytest.mark.parametrize(
    ("owner", "target"),
    [
        (IPP, IPP),
        (IPP, BOX),
        (IPP, (b"_universal", b"_sub", *IPP)),
        (IPP, (b"\xff\x01", b"local")),
        (IPP, ()),
        (ENUMERATED, ENUMERATED),
        (ENUMERATED, BOX),
        (ENUMERATED, ONE),
        (ENUMERATED, (b"_universal", b"_sub", *IPP)),
    ],
)
def test_a_pointer_that_names_nothing_is_kept(owner: Name, target: Name) -> None:
    assembler = observation(pointer(owner, target), pointer(owner, target))
    assert (assembler.announcements(), assembler.types(), assembler.dropped) == ([], (), 0)
    (found,) = map(assembler.pointer_remark, assembler.pointers.values())
    assert found.observation is not None
    assert (found.is_remark, found.observation.target) == (True, names.join(target))


@pytest.mark.parametrize(
    "owner",
    [
        (b"_services", b"_mdns", b"_udp", b"local"),
        (b"_browse", b"_mdns", b"_udp", b"local"),
        (b"_default", b"_browse", b"_mdns", b"_udp", b"local"),
        (b"b", b"_dns-sd", b"_udp", b"local"),
        (b"7", b"2", b"0", b"192", b"in-addr", b"arpa"),
    ],
)
def test_other_lists_pass(owner: Name) -> None:
    assembler = observation(pointer(owner, IPP if owner[0] == b"_services" else (b"local",)))
    assert (assembler.pointers, assembler.dropped) == ({}, 0)


def test_pointers_that_name_nothing_are_bounded() -> None:
    assembler = observation(*(pointer(IPP, (b"host%d" % number, b"local")) for number in range(MAX_POINTERS + 7)))
    assert (len(assembler.pointers), assembler.dropped) == (MAX_POINTERS, 7)


def test_the_preferred_server_counts() -> None:
    (one,) = observation(
        pointer(IPP, ONE), server(ONE, (b"z",), priority=0), server(ONE, (b"a",), priority=9)
    ).announcements()
    assert one.host == "z"


def test_known_answers_are_bounded() -> None:
    assembler = observation(*(pointer(IPP, (b"%d" % number, *IPP)) for number in range(MAX_KNOWN_ANSWERS + 9)))
    assert len(assembler.cache.known_answers(IPP, "eth0", 0.0, is_ipv6=False)) == MAX_KNOWN_ANSWERS


def test_known_answers() -> None:
    assembler = observation(*WHOLE)
    observation(pointer(IPP, TWO, ttl_s=10), to=assembler, now=2.0)
    known = assembler.cache.known_answers(IPP, "eth0", 6.0, is_ipv6=False)
    assert [(each.target, each.ttl_s) for each in known] == [(ONE, 4494), (TWO, 6)]
    assert [each.target for each in assembler.cache.known_answers(IPP, "eth0", 8.0, is_ipv6=False)] == [ONE], (
        "half of its life is over"
    )
    assert assembler.cache.known_answers(IPP, "wlan0", 6.0, is_ipv6=False) == []
    assert assembler.cache.known_answers(IPP, "eth0", 6.0, is_ipv6=True) == []
    observation(pointer(IPP, ONE), to=assembler, now=6.0, sender="fe80::9")
    assert [each.target for each in assembler.cache.known_answers(IPP, "eth0", 6.0, is_ipv6=True)] == [ONE]


def test_news_are_counted_for_each_link_and_ip_version() -> None:
    assembler = observation(*WHOLE)
    observation(*WHOLE, to=assembler)
    assert assembler.first_seen(IPP) == (2, 2)
    observation(*WHOLE, to=assembler, link="wlan0")
    assert assembler.first_seen(IPP) == (4, 4)
    observation(*WHOLE, to=assembler, link="wlan0", sender="fe80::9")
    assert assembler.first_seen(IPP) == (4, 6)


def test_limits() -> None:
    flood = [pointer(IPP, (f"i{n}".encode(), *IPP)) for n in range(100)]
    few = Assembler(Limits(instances=10))
    assert (len(observation(*flood, to=few).announcements()), few.dropped) == (10, 90)
    few = Assembler(Limits(records=20))
    assert (len(observation(*flood, to=few).announcements()), few.dropped) == (20, 80)
    few = Assembler(Limits(octets=160))
    assert (len(observation(*flood, to=few).announcements()), few.dropped) == (10, 90)
    few = Assembler(Limits(types=5))
    many = [pointer(ENUMERATION, (f"_t{n}".encode(), b"_tcp", b"local")) for n in range(9)]
    assert (len(observation(*many, to=few).types()), few.dropped) == (5, 4)


def test_one_name_cannot_take_all_the_room() -> None:
    flood = [pointer(IPP, ONE), *(text(ONE, f"{n}".encode()) for n in range(100))]
    assembler = observation(*flood, to=Assembler(Limits()))
    assert len(assembler.announcements()) == MAX_RRSET
    assert assembler.dropped == 100 - MAX_RRSET
    assembler = observation(*flood)
    assert len(assembler.announcements()) == MAX_RRSET // 2
    observation(text(ONE, b"\x04mine"), to=assembler, sender="192.0.2.8")
    assert len(assembler.announcements()) == MAX_RRSET // 2 + 1


@pytest.mark.parametrize("limits", [{"instances": 64}, {"records": 128}, {"octets": 64 * 100}, {"types": 64}])
def test_a_few_senders_leave_room_for_others(limits: dict[str, int]) -> None:
    """Each may have what is left over: the first half of it, the next half of the rest."""
    crowded = Assembler(Limits(**limits, is_shared=True))
    for sender in range(4):
        kinds = [(b"_%d-%d" % (sender, number), *IPP[1:]) for number in range(200)]
        observation(*(pointer(kind, (b"x", *kind)) for kind in kinds), to=crowded, sender=f"192.0.2.{sender}")
    observation(*WHOLE, to=crowded, sender="192.0.2.9")
    assert ONE[0] in {each.instance for each in crowded.announcements([IPP])}
    assert IPP in crowded.types()


def test_what_is_gone_leaves_its_room() -> None:
    """Nobody gets more room by announcing and taking back, nor by another size of the same record."""
    few = Assembler(Limits(instances=8, records=8, is_shared=True))
    for number in range(100):
        listing = pointer(IPP, (b"%d" % number, *IPP))
        observation(listing, replace(listing, rdata=b"\xc0\x0c" * 50), replace(listing, ttl_s=0), to=few)
    assert few.dropped == 0
    observation(*(pointer(IPP, (b"x%d" % number, *IPP)) for number in range(100)), to=few)
    assert (len(few.announcements()), few.dropped) == (4, 96)
