r"""Shodan: banners of mDNS in JSON and as text, what they lose, and what they do not say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.harness import fault, one, read
from validator.model.announcement import Announcement, Fidelity, Location, Unreadable
from validator.model.txt import TxtRecord

LOST = frozenset({Fidelity.ORDER, Fidelity.DUPLICATES, Fidelity.STATES, Fidelity.EMPTY_STRINGS, Fidelity.BYTES})
NAMES_ONLY = LOST | {Fidelity.TXT}

TEXT = """mDNS:
  services:
    80/tcp http:
      Name=Salón
      IPv4=192.0.2.7
      IPv6=fe80::1
      Hostname=lobby.local
      TTL=10
      path=/
      Name=x
    device-info:
      Name=Lobby
      TTL=10
      model=Xserve
    9/udp workstation:
      Name=lobby
  answers:
    PTR:
      _http._tcp.local
      _device-info._tcp.local
"""

HTTP = Announcement(
    service="_http._tcp",
    instance="Salón".encode(),
    host="lobby.local",
    port=80,
    addresses=("192.0.2.7", "fe80::1"),
    txt=TxtRecord((b"path=/", b"Name=x")),
    lost=LOST,
    location=Location("dump", 3),
    string_lines=(9, 10),
)


def announced(content: str) -> list[Announcement]:
    found = [each for each in read(content.encode()) if isinstance(each, Announcement)]
    assert found
    return found


def banner(services: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    return {"ip_str": "192.0.2.7", "port": 5353, "_shodan": {"module": "mdns"}, "mdns": {"services": services}, **more}


def service(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    lobby = {"name": "Lobby", "ptr": "_http._tcp.local", "port": 80, "ipv4": ["192.0.2.7"], "ipv6": None}
    return lobby | fields


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("  ", ""), TEXT.replace("\n", "\r\n")])
def test_text(text: str) -> None:
    http, workstation, device = announced(text)
    assert http == HTTP
    assert workstation == Announcement(
        service="_workstation._udp", instance=b"lobby", port=9, lost=NAMES_ONLY, location=Location("dump", 15)
    )
    assert (device.service, device.txt, device.location.line, device.string_lines) == (
        "_device-info._tcp",
        TxtRecord((b"model=Xserve",)),
        11,
        (14,),
    )


def test_several_texts_do_not_mix() -> None:
    found = announced(TEXT + TEXT.replace("device-info", "other-info"))
    assert [each.service for each in found].count("_device-info._tcp") == 1
    assert "_other-info._tcp" in [each.service for each in found]


STRINGS = [
    # the lines of strings, the strings that are known, what more is lost
    ("a=1\nb", (b"a=1", b"b"), set()),
    ("a=1,b=2", None, {Fidelity.STRINGS, Fidelity.TXT}),
    ("a=1\nb=1,2", (b"a=1",), {Fidelity.STRINGS}),
    ("a=\ufffd\nb=2", (b"b=2",), {Fidelity.STRINGS}),
    ("a=1,2\nTTL=10", (b"TTL=10",), {Fidelity.STRINGS}),
    ("TTL=10\nnote:", (b"note:",), set()),
    ("a=1 ", (b"a=1 ",), set()),
]


@pytest.mark.parametrize(("lines", "strings", "more"), STRINGS)
def test_strings(lines: str, strings: tuple[bytes, ...] | None, more: set[Fidelity]) -> None:
    found = one(f"services:\n1/tcp a:\nName=b\n{lines}\n")
    assert found.txt == (None if strings is None else TxtRecord(strings))
    assert found.lost == (LOST | more if strings else NAMES_ONLY | more)


def test_json_has_names_and_no_record() -> None:
    assert one(json.dumps(banner({"80/tcp http": service()}))) == Announcement(
        service="_http._tcp",
        instance=b"Lobby",
        port=80,
        addresses=("192.0.2.7",),
        lost=NAMES_ONLY,
        location=Location("dump", 1),
    )


def test_records_come_from_the_text_of_the_same_banner() -> None:
    both = {"80/tcp http": service(name="Salón"), "631/tcp ipp": service(ptr="_ipp._tcp.local")}
    found = announced(json.dumps(banner(both, data=TEXT)))
    assert [(each.service, each.txt is not None) for each in found] == [
        ("_http._tcp", True),
        ("_workstation._udp", False),
        ("_device-info._tcp", True),
        ("_ipp._tcp", False),
    ]
    assert (found[0].location.line, found[0].string_lines) == (1, ())


def test_banners_within_a_host_a_search_and_lines() -> None:
    each = banner({"80/tcp http": service()})
    other = {"port": 80, "data": "HTTP/1.1 200 OK", "_shodan": {"module": "http"}}
    assert len(announced(json.dumps({"ip_str": "192.0.2.7", "data": [other, each]}))) == 1
    assert len(announced(json.dumps({"matches": [each, each], "total": 2}))) == 2
    lines = "\n".join(map(json.dumps, (other, each, each)))
    assert [found.location.line for found in announced(lines)] == [2, 3]
    assert read(json.dumps(other).encode()) == []


JSON_NAMES = [
    # key and fields of the service, then service, instance, domain
    ("80/tcp http", {}, "_http._tcp", b"Lobby", "local"),
    ("x", {"ptr": "_Http._udp.example.com."}, "_Http._udp", b"Lobby", "example.com"),
    ("80/tcp http", {"ptr": "Salón 2._http._tcp.local"}, "_http._tcp", "Salón 2".encode(), "local"),
    ("80/udp http", {"ptr": "http"}, "_http._udp", b"Lobby", "local"),
    ("80/tcp a.b", {"ptr": None}, r"_a\.b._tcp", b"Lobby", "local"),
    ("80/tcp http", {"name": "Lobby._http._tcp.local"}, "_http._tcp", b"Lobby", "local"),
    ("80/tcp http", {"name": "lobby.local"}, "_http._tcp", None, "local"),
    ("80/tcp http", {"name": None}, "_http._tcp", None, "local"),
    ("80/tcp http", {"name": "a\ufffd"}, "_http._tcp", None, "local"),
    ("80/tcp http", {"name": "a\ud800"}, "_http._tcp", None, "local"),
]


@pytest.mark.parametrize(("key", "fields", "name", "instance", "domain"), JSON_NAMES)
def test_names_in_json(key: str, fields: dict[str, Any], name: str, instance: bytes | None, domain: str) -> None:
    found = one(json.dumps(banner({key: service(**fields)})), "shodan")
    assert (found.service, found.instance, found.domain) == (name, instance, domain)


FAULTS = [
    # the content, its format, the line, part of the reason
    (json.dumps(banner([])), "shodan", 1, "no object"),
    (json.dumps(banner({"80/tcp http": 1})), "shodan", 1, '"80/tcp http" of the banner is no object'),
    (json.dumps(banner({"http": service(ptr="http")})), "shodan", 1, "of which type"),
    (json.dumps(banner({"80/tcp http": service(port=65536)})), "shodan", 1, "no port number"),
    (json.dumps(banner({"80/tcp http": service(port=True)})), "shodan", 1, "no port number"),
    ("\n" + json.dumps(banner({}))[:-1], "shodan", 2, "ends in the middle"),
    ("services:\n70000/tcp a:\nName=b\n", "shodan-text", 2, "no port number"),
    ("services:\n1/tcp c:\nName=d\na:\nName=b\n", "shodan-text", 4, "TCP or UDP"),
]


@pytest.mark.parametrize(("content", "name", "line", "part"), FAULTS)
def test_faults(content: str, name: str, line: int, part: str) -> None:
    found = fault(content, name)
    assert (found.location, part in found.reason) == (Location("dump", line), True), found


def test_what_stands_before_a_cut_is_kept() -> None:
    each = json.dumps(banner({"80/tcp http": service()}))
    kept, cut = read(f"{each}\n{each[:-3]}".encode())
    assert isinstance(kept, Announcement)
    assert isinstance(cut, Unreadable)


SAFE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters=",\ufffd"), min_size=1)
FIELDS = st.lists(SAFE.map(lambda text: f"k={text}"), min_size=1, max_size=4)


@given(FIELDS, st.booleans())
def test_strings_without_commas_come_back(strings: list[str], in_json: bool) -> None:  # noqa: FBT001 - drawn
    text = "mDNS:\n  services:\n    1/tcp a:\n      Name=b\n" + "".join(f"      {each}\n" for each in strings)
    found = one(json.dumps({"data": text, "_shodan": {}}) if in_json else text)
    assert found.txt == TxtRecord(tuple(each.encode() for each in strings))


def test_many_line_ends_are_quick() -> None:
    text = "mDNS:" + "\n" * 500_000 + "services:" + "\n" * 500_000
    assert read(json.dumps({"data": text}).encode(), "shodan", slowly=False) == []
