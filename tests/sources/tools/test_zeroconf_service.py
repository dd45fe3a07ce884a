"""Services in the fields of python-zeroconf: JSON in its shapes, Home Assistant's log, and what cannot be known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sources.harness import corpus, fault, one, read
from validator.model.announcement import Announcement, Fidelity, Location
from validator.model.txt import TxtRecord

LOST = frozenset({Fidelity.ORDER, Fidelity.DUPLICATES, Fidelity.STATES, Fidelity.EMPTY_STRINGS, Fidelity.BYTES})

SERVICE: dict[str, Any] = {
    "type": "_http._tcp.local.",
    "name": "Cam. 1._http._tcp.local.",
    "port": 80,
    "hostname": "cam.local.",
    "ip_address": "192.0.2.7",
    "ip_addresses": ["192.0.2.7", "fe80::1"],
    "properties": {"mac": "aa", "note": "é", "flag": None, "empty": ""},
}
FOUND = Announcement(
    service="_http._tcp",
    instance=b"Cam. 1",
    host="cam.local",
    port=80,
    addresses=("192.0.2.7", "fe80::1"),
    txt=TxtRecord((b"mac=aa", "note=é".encode(), b"flag", b"empty=")),
    lost=LOST,
    location=Location("dump", 1),
)

SHAPES = [
    # the document, the lines of its services
    (json.dumps(SERVICE), [1]),
    (json.dumps(SERVICE, indent=1), [1]),
    (json.dumps([SERVICE, SERVICE]), [1, 1]),
    (f"[\n{json.dumps(SERVICE)},\n{json.dumps(SERVICE)}\n]", [2, 3]),
    (f"{json.dumps(SERVICE)}\n{json.dumps(SERVICE)}\n", [1, 2]),
    (json.dumps({"event": {"add": [SERVICE, SERVICE]}}), [1, 1]),
    (f"2021-08-12 DEBUG Discovered new device Cam {SERVICE!r}\n", [1]),
    (f"other\n2021-08-12 DEBUG Discovered new device Cam {SERVICE!r}\n", [2]),
]


@pytest.mark.parametrize(("content", "where"), SHAPES)
def test_shapes(content: str, where: list[int]) -> None:
    found = read(content.encode())
    assert [each.location.line for each in found] == where
    assert {(each.service, each.instance, each.txt) for each in found if isinstance(each, Announcement)} == {
        (FOUND.service, FOUND.instance, FOUND.txt)
    }


def test_every_field() -> None:
    assert one(json.dumps(SERVICE)) == FOUND


def test_a_value_that_was_not_utf_8_is_left_out() -> None:
    found = one(json.dumps(SERVICE | {"properties": {"a": "1", "b": "\ufffd"}}))
    assert (found.txt, found.lost) == (TxtRecord((b"a=1",)), LOST | {Fidelity.STRINGS})


@pytest.mark.parametrize("properties", [{}, None])
def test_without_properties_it_is_not_known_whether_there_is_a_record(properties: object) -> None:
    found = one(json.dumps(SERVICE | {"properties": properties}))
    assert found.txt is None
    assert Fidelity.TXT in found.lost


def test_raw_octets() -> None:
    shown = repr(SERVICE | {"properties": {"_raw": {"a": b"\xff\x00", "b": None}, "a": "?"}})
    assert one(f"Discovered new device x {shown}").txt == TxtRecord((b"a=\xff\0", b"b"))


FAULTS = [
    ({"port": "80"}, "port number"),
    ({"port": 65536}, "port number"),
    ({"port": True}, "port number"),
    ({"name": 1}, '"name"'),
    ({"name": "\ud800"}, '"name"'),
    ({"properties": [1]}, '"properties"'),
    ({"properties": {"a": 1}}, "neither text nor null"),
]


@pytest.mark.parametrize(("change", "part"), FAULTS)
def test_faults(change: dict[str, Any], part: str) -> None:
    found = fault(json.dumps(SERVICE | change), "zeroconf-json")
    assert part in found.reason
    assert found.location == Location("dump", 1)


@pytest.mark.parametrize(
    "shown", ["{'type': 1", "{'a': __import__('os')}", "{'a': 1}", "{'a': " + "(" * 5000, "{'" + "x" * 70000]
)
def test_damaged_lines_of_a_log(shown: str) -> None:
    line = f"Discovered new device x {SERVICE!r}\n"
    found = fault(f"{line}Discovered new device x {shown}\n{line}", "home-assistant-log")
    assert found.location == Location("dump", 2)


def test_json_that_is_cut_off() -> None:
    found = fault(f"[\n{json.dumps(SERVICE)},\n{json.dumps(SERVICE)[:100]}")
    assert (found.location, "ends in the middle" in found.reason) == (Location("dump", 3), True)


def test_the_corpus() -> None:
    found = read(corpus("raw/ha-zeroconf-discovered-dahua-amcrest.log"))
    assert [(each.location.line, each.instance) for each in found if isinstance(each, Announcement)] == [
        (1, b"LAXCAMDAHUA"),
        (2, b"AMC0475300456616AF"),
    ]
    assert all(isinstance(each, Announcement) and each.txt and len(each.txt.strings) == 7 for each in found)
