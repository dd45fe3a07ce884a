"""Suricata's EVE log, written from its documentation and the code of its loggers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.harness import fault, one, read
from validator.model.announcement import Announcement, Fidelity
from validator.sources.traffic.printed import LEFT_OUT

NAME = "Lab 2.5._ipp._tcp.local"
PTR = {"rrname": "_ipp._tcp.local", "ptr": NAME}
SUBTYPE = {"rrname": "_misc._sub._ipp._tcp.local", "ptr": NAME}
SRV = {"rrname": NAME, "srv": {"priority": 0, "weight": 0, "port": 631, "name": "h.local"}}
A = {"rrname": "h.local", "a": "192.0.2.1"}
AAAA = {"rrname": "h.local", "aaaa": "fe80:0000:0000:0000:0000:0000:0000:0001"}
NSEC = {"rrname": NAME, "nsec": "\\xc0\f"}
TOGETHER = {Fidelity.STRINGS, Fidelity.DUPLICATES, Fidelity.ORDER}


def txt(*strings: str) -> dict[str, Any]:
    return {"rrname": NAME, "txt": list(strings)}


def event(kind: str = "mdns", **message: object) -> str:
    common = {"timestamp": "2026-01-02T03:04:05.678901+0000", "flow_id": 1, "in_iface": "eth0", "event_type": kind}
    return json.dumps(common | {"proto": "UDP", kind: {"type": "response", "id": 0} | message}) + "\n"


def answers(*records: object) -> str:
    return event(answers=list(records))


def detail(rrtype: str, **rdata: object) -> dict[str, object]:
    """An answer as dns events of versions 2 and 3 have it."""
    return {"rrname": NAME, "rrtype": rrtype, "ttl": 120, **rdata}


def test_an_instance_in_one_event() -> None:
    found = one(
        event(answers=[PTR, SUBTYPE, txt("txtvers=1", "", "é=", "dup", "DUP")], additionals=[SRV, A, AAAA, NSEC])
    )
    assert (found.service, found.instance, found.subtypes) == ("_ipp._tcp", b"Lab 2.5", ("_misc",))
    assert (found.host, found.port, found.addresses) == ("h.local", 631, ("192.0.2.1", "fe80::1"))
    assert found.txt is not None
    assert found.txt.strings == (b"txtvers=1", b"", "é=".encode(), b"dup", b"DUP")
    assert not found.lost
    assert str(found.location) == "dump:1"
    assert found.location.interfaces == ("eth0",)


def test_an_instance_in_several_events_and_what_changed() -> None:
    other = '{"timestamp": "", "event_type": "flow"}\n'
    content = other + answers(SRV) + answers(txt("v=1")) + other + answers(txt("v=2")) + answers(PTR, A)
    first, second = read(content.encode())
    assert isinstance(first, Announcement)
    assert isinstance(second, Announcement)
    assert [first.location.line, second.location.line] == [3, 5]
    assert (second.port, second.addresses, second.txt_count) == (631, ("192.0.2.1",), 1)


def test_several_records_in_one_event_stay_several() -> None:
    assert [
        each.txt_count for each in read(answers(txt("v=1"), txt("v=2")).encode()) if isinstance(each, Announcement)
    ] == [2, 2]


@pytest.mark.parametrize(
    ("strings", "kept", "lost"),
    [
        (["a=\\xff", "b=1"], (b"b=1",), LEFT_OUT),
        (["a=\\xc3\\xa9"], (b"a=\\xc3\\xa9",), set()),  # was UTF-8, so it is what it says
        (["a=\\xff\xe9"], ("a=\\xff\xe9".encode(),), set()),
        (["a=\\x41\\xFF"], (b"a=\\x41\\xFF",), set()),
        (['a=\x00\n"\\'], (b'a=\x00\n"\\',), set()),
        (["a" * 256], (b"",), LEFT_OUT),
    ],
)
def test_strings_that_were_not_utf_8_are_left_out(
    strings: list[str], kept: tuple[bytes, ...], lost: set[Fidelity]
) -> None:
    found = one(answers(txt(*strings)))
    assert found.txt is not None
    assert found.txt.strings == kept
    assert found.lost == lost


@pytest.mark.parametrize("kind", ["answer", "response"])
def test_dns_events(kind: str) -> None:
    srv = detail("SRV", srv={"priority": 1, "weight": 2, "port": 9, "name": "h.example"})
    unrelated = event("dns", type=kind, answers=[{"rrname": "h.example", "rrtype": "A", "rdata": "192.0.2.9"}])
    found = one(
        unrelated + event("dns", type=kind, answers=[detail("TXT", rdata="a=1"), detail("TXT", rdata="b=2"), srv])
    )
    assert found.txt is not None
    assert found.txt.strings == (b"a=1", b"b=2")
    assert found.lost == TOGETHER
    assert (found.port, found.addresses, found.location.line) == (9, (), 2)
    assert one(event("dns", type=kind, answers=[detail("TXT", rdata="a=1")])).lost == set()


def test_what_asks_or_is_of_another_type_announces_nothing() -> None:
    content = (
        event(type="request", queries=[], answers=[PTR]) + event("dns", type="query", rrname=NAME) + event("llmnr")
    )
    assert read(content.encode()) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (answers({"rrname": "\\xff._ipp._tcp.local", "txt": ["a"]}), "was not UTF-8 and is not known"),
        (answers(txt("a") | {"rrname_truncated": True}), "cut off"),
        (answers(txt()), "without its data"),
        (answers({"rrname": NAME, "txt": {}}), "without its data"),
        (answers({"rrname": NAME, "srv": {"name": "h"}}), "without its data"),
        (answers({"rrname": NAME, "srv": {"name": "h", "port": 70000}}), "does not fit into 16 bits"),
        (answers({"rrname": NAME, "a": "h"}), "is no address"),
        (answers({"txt": ["a"]}), "without a name"),
        (answers(7), "no object"),
        (event("dns", rrname=NAME, grouped={"TXT": ["a"]}), "formats: [detailed]"),
        (event("dns", type="answer", rrname=NAME, rrtype="TXT", rdata="a=1"), "formats: [detailed]"),
        (answers(PTR)[:-9], "cut off"),
        ('{"timestamp": "2026", "event_type": "flow", "fl\n', "cut off"),
        (answers("x" * (1 << 20)), "longer than"),
    ],
)
def test_damage(content: str, reason: str) -> None:
    assert reason in fault(answers(PTR) + content, "suricata-eve").reason
    assert fault(answers(PTR) + content, "suricata-eve").location.line == 2


SAMPLE = (
    event(answers=[PTR, txt("a=1")], additionals=[SRV, A]) + event("dns", answers=[detail("TXT", rdata="x")])
).encode()


@given(st.integers(0, len(SAMPLE)), st.integers(0, 20), st.binary(max_size=3))
def test_any_change(at: int, size: int, new: bytes) -> None:
    read(SAMPLE[:at] + new + SAMPLE[at + size :], "suricata-eve", slowly=False)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["port", "name", "weight"]), inner),
    max_leaves=6,
)
FIELDS = st.sampled_from(["rrname", "rrtype", "rdata", "txt", "srv", "ptr", "a", "aaaa", "rrname_truncated"])


@given(
    st.lists(JSON | st.dictionaries(FIELDS, JSON | st.sampled_from([NAME, "TXT", "SRV"]))),
    st.sampled_from(["mdns", "dns"]),
)
def test_any_answers(records: list[object], kind: str) -> None:
    for each in read(event(kind, answers=records, rrname=NAME).encode(), "suricata-eve", slowly=False):
        assert each.location.line in (1, None)  # a count of what did not fit has no line
