"""The NAM checks at their borders."""

from __future__ import annotations

import pytest

from tests.checks.harness import announce, messages
from validator.checks import CHECKS
from validator.checks.nam import (
    byte_order_mark,
    domain_name,
    host_is_root,
    host_name,
    instance_control_character,
    instance_identifier,
    instance_length,
    instance_not_nfc,
    instance_not_utf8,
    name_too_long,
    port_zero,
    service_name_length,
    subtype_label,
)
from validator.checks.nam.labels import not_composed
from validator.checks.service_name import is_valid
from validator.model.announcement import Announcement

NAMES = [check for check in CHECKS if check.code.startswith("NAM")]


def codes(announcement: Announcement) -> list[str]:
    return [check.code for check in NAMES for _ in messages(check, announcement)]


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("_http._tcp", []),
        ("_HTTP._TCP", []),
        ("_1password4._tcp", []),
        ("_exactly-fifteen._tcp", []),
        ("_one-two-sixteen-._tcp", ["NAM010", "NAM013"]),
        ("_._tcp", ["NAM010"]),
        ("_a_b._tcp", ["NAM011"]),
        ("_8080._udp", ["NAM012"]),
        ("_-a._tcp", ["NAM013"]),
        ("_a--b._tcp", ["NAM014"]),
        ("_--._tcp", ["NAM012", "NAM013", "NAM014"]),
        ("http._tcp", ["NAM015"]),
        ("_http", ["NAM015"]),
        ("", ["NAM015"]),
        ("_a._http._tcp", ["NAM015", "NAM016"]),
        ("_http._sctp", ["NAM016"]),
        ("_http.tcp", ["NAM016"]),
        (r"_b\252ro._tcp", ["NAM011"]),
    ],
)
def test_each_fault_of_a_service_type_is_one_finding(service: str, expected: list[str]) -> None:
    assert codes(announce(service=service)) == expected


def test_a_service_name_says_its_length_and_the_limit() -> None:
    [found] = messages(service_name_length.CHECK, announce(service="_androidtvremote2._tcp"))
    assert found == 'the service name "androidtvremote2" has 16 characters; at most 15 are allowed'


@pytest.mark.parametrize(("name", "valid"), [(b"a", True), (b"0a-1", True), (b"a" * 15, True), (b"a" * 16, False)])
@pytest.mark.parametrize("wrong", [b"", b"1", b"-a", b"a-", b"a--b", b"a_b", b"a b", b"\xff", b"a\n"])
def test_syntax_of_a_service_name(name: bytes, *, valid: bool, wrong: bytes) -> None:
    assert is_valid(name) is valid
    assert not is_valid(wrong)


@pytest.mark.parametrize(
    ("check", "instance", "message"),
    [
        (instance_not_utf8, b"ab\xe9", 'the instance name "ab\\xe9" is not UTF-8: 0xE9 at octet 3'),
        (instance_not_nfc, "Cafe\u0301".encode(), "U+0065 U+0301 where NFC has U+00E9"),
        (instance_control_character, b"a\x00b\x7f", "holds control characters: 0x00 at octet 2, 0x7F at octet 4"),
        (instance_length, b"", "the instance name is empty, expected 1 to 63 octets"),
        (instance_length, b"x" * 64, "has 64 octets; at most 63 are possible"),
        (byte_order_mark, "\ufeffa".encode(), "the instance name begins with a byte-order mark (U+FEFF)"),
        (instance_identifier, b"TV 74-da-38-80-7a-08", "contains a MAC address (74-da-38-80-7a-08)"),
        (instance_identifier, b"tv-94B97EC07650", "contains a long hexadecimal string (94B97EC07650)"),
        (instance_identifier, b"Scanner [583642513235393524]", "contains a serial number (583642513235393524)"),
    ],
)
def test_instance_names(check: object, instance: bytes, message: str) -> None:
    [found] = messages(check.CHECK, announce(instance=instance))  # type: ignore[attr-defined]  # a module of a check
    assert message in found


@pytest.mark.parametrize(
    "instance",
    [
        None,
        b"x" * 63,
        "Büro · 2. Stock / ☕".encode(),
        b"HP LaserJet [773DF1]",
        b"abcdefabcdef",
        b"2024-01-01 12:30:00",
        b"deadbeefcafe feedface",
    ],
)
def test_good_instance_names(instance: bytes | None) -> None:
    assert codes(announce(instance=instance)) == []


def test_services_that_demand_an_identifier_are_left_alone() -> None:
    assert codes(announce(service="_RAOP._tcp", instance=b"CCD2817C45EA@Living Room")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("e\u0301", "U+0065 U+0301 where NFC has U+00E9"),
        ("abc e\u0301", "U+0065 U+0301 where NFC has U+00E9"),
        ("a\u0323\u0307", "U+0061 U+0323 U+0307 where NFC has U+1EA1 U+0307"),
        ("\u212b", "U+212B where NFC has U+00C5"),
        ("é", None),
        ("", None),
    ],
)
def test_what_nfc_would_compose(text: str, expected: str | None) -> None:
    assert not_composed(text) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("a.local", []),
        ("my host.local", []),
        ("x" * 64 + ".local", ["NAM030"]),
        ("a..local", ["NAM030"]),
        (r"a\007.local", ["NAM030"]),
        ("e\u0301.local", ["NAM030"]),
        (".".join(["x" * 63] * 4 + ["local"]), ["NAM030"]),
        ("", ["NAM031"]),
        (".", ["NAM031"]),
    ],
)
def test_host_names(host: str, expected: list[str]) -> None:
    assert codes(announce(host=host)) == expected


def test_a_domain_is_judged_label_by_label() -> None:
    found = messages(domain_name.CHECK, announce(domain="e\u0301." + "x" * 64 + r".\255"))
    assert [each.split()[-1] for each in found] == ["U+00E9", "possible", "1"]


def test_control_characters_in_a_host_say_which_label() -> None:
    [found] = messages(host_name.CHECK, announce(host=r"a\010.local"))
    assert found == 'the label "a\n" of the host name holds control characters: 0x0A at octet 2'


def test_the_root_is_a_host_beyond_the_link() -> None:
    assert messages(host_is_root.CHECK, announce(host=".", domain="example.com")) == []


@pytest.mark.parametrize(("length", "found"), [(62, False), (63, True)])
def test_the_whole_name(length: int, *, found: bool) -> None:
    # 59 octets of instance, 11 of _http._tcp, two labels of 61: the last label of the domain has 63 octets left.
    domain = ".".join(["d" * 60, "d" * 60, "d" * length])
    announcement = announce(instance=b"x" * 58, domain=domain)
    assert bool(messages(name_too_long.CHECK, announcement)) is found


@pytest.mark.parametrize(
    ("subtype", "message"),
    [
        ("", "is empty, expected 1 to 63 octets"),
        ("é" * 32, "has 64 octets; at most 63 are possible"),
        ("a.b", "has 2 labels, expected one"),
    ],
)
def test_subtypes(subtype: str, message: str) -> None:
    [found] = messages(subtype_label.CHECK, announce(subtypes=("_good", subtype)))
    assert found.endswith(message)


@pytest.mark.parametrize(
    ("service", "port", "found"),
    [
        ("_http._tcp", 0, True),
        ("_http._tcp", 80, False),
        ("_http._tcp", None, False),
    ],
)
def test_port_zero(service: str, port: int | None, *, found: bool) -> None:
    assert bool(messages(port_zero.CHECK, announce(service=service, port=port))) is found
