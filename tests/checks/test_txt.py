"""The TXT checks at their borders."""

from __future__ import annotations

import pytest

from tests.checks.harness import announce, hits, messages
from validator.checks.base import Basis, Check
from validator.checks.txt import (
    damaged_record,
    duplicate_key,
    empty_string,
    host_repeated,
    key_characters,
    key_edge_space,
    long_key,
    placeholder_value,
    port_repeated,
    qtotal_mismatch,
    quoted_value,
    record_over_200,
    record_over_400,
    record_over_1300,
    record_too_large,
    several_records,
    txtvers_not_decimal,
    value_edge_space,
)
from validator.checks.txt.repeated import key_words
from validator.checks.txt.sizes import sized
from validator.model.announcement import Fidelity
from validator.model.txt import TxtRecord, split


@pytest.mark.parametrize(
    ("check", "string", "message"),
    [
        (key_characters, b"a\x01=1", 'the key "a\x01" holds 0x01 at octet 2, expected printable ASCII'),
        (key_characters, b"\x80" * 6 + b"=", "0x80 at octet 4 and 2 more"),
        (key_edge_space, b" mode =x", 'the key " mode " begins and ends with a space, which is part of the key'),
        (key_edge_space, b"  =x", 'the key "  " is nothing but spaces'),
        (long_key, b"serial_num=1", 'the key "serial_num" has 10 characters, more than nine'),
        (quoted_value, b'mode="safe"', 'the value of "mode" includes quotation marks: mode="safe"'),
        (quoted_value, b'mode=""', 'mode=""'),
        (quoted_value, "mode=«safe»".encode(), "mode=«safe»"),
        (value_edge_space, b"mode= safe\n", "begins and ends with white space"),
        (value_edge_space, b"mode= ", "begins and ends with white space"),
        (txtvers_not_decimal, b"TXTVERS=v1", '"TXTVERS" is "v1", expected a decimal number'),
        (txtvers_not_decimal, "txtvers=٣".encode(), "expected a decimal number"),
        (txtvers_not_decimal, b"txtvers=", '"txtvers" has no value, expected a decimal number'),
        (placeholder_value, b"host=%h", 'the value of "host" is "%h", which looks like a template'),
        (placeholder_value, b"${key}=1", 'the key "${key}" looks like a template'),
        (placeholder_value, b"serial=To be filled by O.E.M.", "looks like a template"),
        (placeholder_value, b"fw=v${VERSION}", "looks like a template"),
        (placeholder_value, b"data=[object Object]", "looks like a template"),
    ],
)
def test_it_says(check: object, string: bytes, message: str) -> None:
    [found] = messages(check.CHECK, announce(string))  # type: ignore[attr-defined]  # a module of a check
    assert message in found


@pytest.mark.parametrize(
    ("check", "string"),
    [
        (key_characters, b"a b~!#=\xff"),
        (key_edge_space, b"a b=1"),
        (key_edge_space, b"mode= x"),
        (long_key, b"protovers=1"),
        (quoted_value, b'mode="'),
        (quoted_value, b'size=3.5"'),
        (quoted_value, b'list="a", "b"'),
        (quoted_value, b"mode='a\""),
        (quoted_value, b'"'),
        (quoted_value, b'"mode"'),
        (value_edge_space, b"salt=\x00\x9d\x20"),
        (value_edge_space, b"salt= \x01 "),
        (txtvers_not_decimal, b"txtvers=01"),
        (placeholder_value, b"load=100%"),
        (placeholder_value, b"tmpl=<a href=x>"),
        (placeholder_value, b"mail=a@B@c"),
        (placeholder_value, b"price=$5"),
        (placeholder_value, b"json={}"),
        (placeholder_value, b"<not-a-template>"),
    ],
)
def test_it_lets_pass(check: object, string: bytes) -> None:
    assert messages(check.CHECK, announce(string)) == []  # type: ignore[attr-defined]  # a module of a check


def test_damage_names_offset_declared_and_available() -> None:
    [found] = messages(damaged_record.CHECK, announce(txt=split(b"\x03a=1\xffabc")))
    assert found == "the string at offset 4 of the record declares 255 octets, but only 3 are left"


def test_empty_strings_are_reported_together_at_the_first() -> None:
    [hit] = hits(empty_string.CHECK, announce(b"a=1", b"", b"b=2", b""))
    assert hit.message == "2 of 4 strings are empty, and clients ignore them"
    assert hit.at is not None
    assert hit.at.index == 1


def test_a_long_key_that_the_rule_defines_is_fine() -> None:
    rule = "service: http\ndefinition: keys\nkeys: {serial_number: {}}\n"
    assert messages(long_key.CHECK, announce(b"SERIAL_number=1"), rule) == []


def test_txtvers_belongs_to_the_rule_that_says_what_it_is() -> None:
    rule = 'service: http\ndefinition: keys\nkeys: {txtvers: {const: "1.0"}}\n'
    assert messages(txtvers_not_decimal.CHECK, announce(b"txtvers=1.0"), rule) == []


def test_a_placeholder_that_the_rule_allows_is_a_value() -> None:
    rule = "service: http\ndefinition: keys\nkeys: {state: {enum: [TODO, done]}}\n"
    assert messages(placeholder_value.CHECK, announce(b"state=TODO"), rule) == []


def test_a_quoted_secret_is_not_repeated() -> None:
    [hit] = hits(quoted_value.CHECK, announce(b'password="hunter2"'))
    assert "hunter2" not in hit.message + hit.hint


def test_a_hint_never_carries_control_characters() -> None:
    [hit] = hits(quoted_value.CHECK, announce(b'mo\nde="a\x1bb"'))
    assert hit.hint == "write the value without quotes"


@pytest.mark.parametrize(
    ("strings", "message", "at"),
    [
        ((b"a=1", b"b", b"A=2"), 'the key "a" is given twice (also as "A": case does not count): string 1 counts', 2),
        ((b"a=1", b"a=1"), 'the key "a" is given twice, always with the same value', 1),
        ((b"a", b"a=", b"a=1"), 'the key "a" is given 3 times: string 1 counts, clients ignore string 2, 3', 1),
    ],
)
def test_duplicates_say_which_counts(strings: tuple[bytes, ...], message: str, at: int) -> None:
    [hit] = hits(duplicate_key.CHECK, announce(*strings))
    assert hit.message.startswith(message)
    assert hit.at is not None
    assert hit.at.index == at


def test_a_message_stays_a_sentence() -> None:
    [found] = messages(duplicate_key.CHECK, announce(*[b"a=%d" % number for number in range(1000)]))
    assert found.endswith("clients ignore string 2, 3, 4, 5, 6, 7, 8, 9 and 991 more")


def test_duplicates_claim_no_order_that_the_source_lost() -> None:
    [found] = messages(duplicate_key.CHECK, announce(b"a=1", b"a=2", lost=frozenset({Fidelity.ORDER})))
    assert found == 'the key "a" is given twice: clients use the one sent first and ignore the rest'


SIZES = (record_over_200, record_over_400, record_over_1300, record_too_large)


@pytest.mark.parametrize(
    ("size", "code"),
    [
        *((200, None), (201, "TXT019"), (400, "TXT019"), (401, "TXT018"), (1300, "TXT018"), (1301, "TXT017")),
        *((8900, "TXT017"), (8901, "TXT016"), (65535, "TXT016"), (65536, "TXT016")),
    ],
)
def test_only_the_largest_size_is_reported(size: int, code: str | None) -> None:
    announcement = sized(size).announcement
    assert announcement.txt is not None
    assert announcement.txt.size == size
    found = [check.CHECK.code for check in SIZES for _ in hits(check.CHECK, announcement)]
    assert found == ([] if code is None else [code])


def test_beyond_the_link_only_the_resource_record_limits() -> None:
    record = sized(8901).announcement.txt
    assert messages(record_too_large.CHECK, announce(txt=record, domain="example.com")) == []
    [found] = messages(record_too_large.CHECK, announce(txt=sized(65536).announcement.txt, domain="example.com"))
    assert "65535" in found


def test_hardware_that_cannot_hold_the_record_is_mentioned() -> None:
    assert "sleeping" not in messages(record_over_200.CHECK, sized(256).announcement)[0]
    assert "sleeping" in messages(record_over_200.CHECK, sized(257).announcement)[0]


def basis_of(check: Check, string: bytes, rule: str | None = None) -> Basis | None:
    announcement = announce(string, host="Meteo.local", addresses=("192.0.2.7", "fe80::1"), port=8080)
    found = hits(check, announcement, rule)
    return found[0].basis if found else None


@pytest.mark.parametrize(
    ("string", "basis"),
    [
        (b"host=meteo.LOCAL.", Basis.MUST),
        (b"hostname=meteo", Basis.MUST),
        (b"ipAddress=192.0.2.7", Basis.MUST),
        (b"ipv6_addr=[fe80::1]", Basis.MUST),
        (b"controller_ip=192.0.2.7", Basis.MAY),
        (b"ip=192.0.2.8", None),
        (b"model=meteo", None),
        (b"host", None),
        (b"host=", None),
    ],
)
def test_host_repeated(string: bytes, basis: Basis | None) -> None:
    assert basis_of(host_repeated.CHECK, string) is basis


@pytest.mark.parametrize(
    ("string", "basis"),
    [
        (b"port=8080", Basis.MUST),
        (b"PORT=8080", Basis.MUST),
        (b"tcpPort=8080", Basis.MUST),
        (b"https_port=8080", Basis.MAY),
        (b"port=08080", None),
        (b"airport=8080", None),
        (b"transport=8080", None),
    ],
)
def test_port_repeated(string: bytes, basis: Basis | None) -> None:
    assert basis_of(port_repeated.CHECK, string) is basis


def test_a_repetition_that_the_rule_asks_for_is_advice() -> None:
    rule = "service: http\ndefinition: keys\nkeys: {port: {}, host: {}}\n"
    assert basis_of(port_repeated.CHECK, b"port=8080", rule) is Basis.MAY
    assert basis_of(host_repeated.CHECK, b"host=meteo.local", rule) is Basis.MAY


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (b"http_port", {"http", "port"}),
        (b"httpPort", {"http", "port"}),
        (b"HTTPPort", {"http", "port"}),
        (b"IPv4Addr", {"ipv4", "addr"}),
        (b"IP", {"ip"}),
        (b"12", set()),
    ],
)
def test_words_of_a_key(key: bytes, words: set[str]) -> None:
    assert key_words(key) == words


def test_several_records_are_reported_once_an_instance() -> None:
    assert messages(several_records.CHECK, announce(b"a=1", txt_count=3)) == [
        "the instance has 3 TXT records, expected one"
    ]
    assert messages(several_records.CHECK, announce(b"a=1", txt_count=3, txt_index=2)) == []


@pytest.mark.parametrize(
    ("string", "count", "found"),
    [
        (b"qtotal=3", 2, True),
        (b"qtotal=x", 2, True),
        (b"qtotal=2", 2, False),
        (b"qtotal=02", 2, False),
        (b"qtotal=3", 1, False),
        (b"qtotal", 2, False),
    ],
)
def test_qtotal(string: bytes, count: int, *, found: bool) -> None:
    record = TxtRecord((b"txtvers=1", string))
    assert bool(messages(qtotal_mismatch.CHECK, announce(txt=record, txt_count=count))) is found
