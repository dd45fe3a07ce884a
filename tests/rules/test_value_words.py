"""The words that judge lists, bit fields, encodings, versions and alternatives: what they take and what they refuse."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from validator.rules.faults import key_faults
from validator.rules.keywords import KEYWORDS
from validator.rules.requirements import judge_of, requirements
from validator.rules.schema import KeyRule

ROLE = "{bits: {encoding: octets, width: 16, fields: {role: {from: 8, to: 9, values: {0: idle, 1: busy}}}}}"
PARTS = "{bits: {reserved: forbidden, fields: {a: {bit: 0, requires: [b]}, b: {bit: 1, excludes: [c]}, c: {bit: 2}}}}"
CASES: list[tuple[str, list[bytes], list[bytes]]] = [
    ("{base: 16, minimum: 16, maximum: 255}", [b"10", b"0xff", b"FF"], [b"f", b"100", b"0xx", b""]),
    ('{minimumVersion: "1.9"}', [b"1.9", b"v1.10", b"2", b"1.9.0"], [b"1.8.9", b"", b"one", b"1."]),
    ('{maximumVersion: "1.9"}', [b"1.9", b"1.9.0", b"0"], [b"1.9.1", b"2", b"x"]),
    ("{contentEncoding: base64, minBytes: 4, maxBytes: 4}", [b"AQIDBA==", b"AQIDBA"], [b"", b"AQ==", b"AQIDBAU="]),
    ("{contentEncoding: base64url}", [b"-_8=", b"-_8"], [b"+/8=", b"a b"]),
    ("{contentEncoding: base16, maxBytes: 2}", [b"", b"0aFF"], [b"0", b"xx", b"000000"]),
    ("{contentEncoding: octets, minBytes: 2, maxBytes: 2}", [b"\xff\x00"], [b"", b"\xff"]),
    ("{contentMediaType: application/json}", [b"1", b'{"a":[1]}'], [b"", b"{", b"\xff"]),
    ("{contentEncoding: base64, contentMediaType: application/json}", [b"e30="], [b"AQ=="]),
    ('{separator: ",", items: {format: port}}', [b"1,2"], [b"1,x"]),
    ('{separator: ",", prefixItems: [{format: uint}, {maximum: 9}]}', [b"7", b"7,9", b"7,9,x"], [b"x", b"7,10", b"07"]),
    ('{separator: ",", contains: {const: a}}', [b"a", b"b,a"], [b"", b"b"]),
    ('{separator: ",", contains: {enum: [a, b]}, minContains: 2, maxContains: 2}', [b"a,b,c"], [b"a,c", b"a,b,a"]),
    ('{separator: ",", minItems: 2, maxItems: 3}', [b"a,b", b"a,b,c"], [b"", b"a", b"a,b,c,d"]),
    ('{separator: ",", uniqueItems: true}', [b"", b"a,b"], [b"a,b,a"]),
    ('{separator: ",", uniqueItems: false}', [b"a,a"], []),
    ('{separator: ",", exclusiveItems: [none]}', [b"none", b"a,b", b""], [b"none,a", b"a,none"]),
    ('{separator: ",", ordered: ascending}', [b"v1.9,v1.10", b"1,1", b"x,1"], [b"v1.10,v1.9"]),
    ('{separator: ",", ordered: descending}', [b"128,16"], [b"16,128"]),
    ('{separator: ",", properties: {a: {required: true}, b: {format: uint}}}', [b"a=", b"b=1,a"], [b"b=1", b"a=1,b=x"]),
    ('{separator: ",", properties: {a: {}}, additionalProperties: false}', [b"", b"a=1"], [b"a=1,c=2"]),
    ("{anyOf: [{format: uuid}, {const: none}]}", [b"none"], [b"", b"x"]),
    ("{not: {enum: [a, b]}}", [b"c", b""], [b"a"]),
    ("{bits: {width: 3}}", [b"0", b"7"], [b"8", b"", b"x", b"-1"]),
    ("{bits: {encoding: hex, width: 8}}", [b"0xff", b"F"], [b"0x100", b"x"]),
    ("{bits: {encoding: hexWords, width: 64, all: [32]}}", [b"0x0,0x1"], [b"0x1", b"0x0,0x2", b"0x100000000", b"0x0,"]),
    (ROLE, [b"\x01\xff"], [b"\x02\x00", b"\x01", b"\x01\x00\x00"]),
    (PARTS, [b"0", b"3", b"4"], [b"1", b"6", b"8"]),
    ("{bits: {any: [1, 2], none: [0]}}", [b"2", b"4"], [b"0", b"3", b"8"]),
    ("{format: uint}", [b"0", b"10"], [b"01", b"-1", b"", b"\xd9\xa1"]),
    ("{format: date}", [b"2026-01-31"], [b"2026-02-30", b"20260131", b""]),
    ("{format: mime}", [b"image/jpeg", b"text/plain; charset=utf-8"], [b"(", b"image", b"/x"]),
    ("{format: json}", [b"null"], [b"nul"]),
    ("{format: ascii}", [b"", b"a ~"], ["é".encode(), b"\x07"]),
    ("{format: hexint}", [b"0x1F"], [b"1F", b"0x"]),
    ("{format: digits}", [b"007"], [b"7a"]),
]  # fmt: skip

FAULTY = [
    ("{contains: {const: a}}", "contains needs a separator"),
    ("{prefixItems: [{}]}", "prefixItems needs a separator"),
    ("{minContains: 1}", "minContains needs contains"),
    ("{additionalProperties: false}", "additionalProperties needs properties"),
    ("{properties: {a: {}}}", "properties needs a separator"),
    ("{anyOf: []}", "an empty list allows no value at all"),
    ("{minimumVersion: new}", "'new' is no version"),
    ("{bits: {width: 2, any: [2]}}", "bit 2 is outside"),
    ("{bits: {width: 2, fields: {a: {bit: 2}}}}", "a is outside"),
    ("{bits: {fields: {a: {}}}}", "a needs either bit, or from and to"),
    ("{bits: {fields: {a: {bit: 1, requires: [b]}}}}", "a names 'b'"),
]


def rule_of(text: str) -> KeyRule:
    return msgspec.yaml.decode(text, type=KeyRule)


@pytest.mark.parametrize(("text", "held", "broken"), CASES, ids=[text for text, _, _ in CASES])
def test_what_a_word_takes_and_refuses(text: str, held: list[bytes], broken: list[bytes]) -> None:
    judge = judge_of(rule_of(text))
    assert {value: judge(value) for value in held if judge(value) is not None} == {}
    assert [value for value in broken if judge(value) is None] == []


def test_every_judging_word_has_a_case() -> None:
    used = {word for text, _, _ in CASES for word in requirements(rule_of(text))}
    plain = {"const", "enum", "pattern", "minLength", "maxLength"}
    assert {word for word, each in KEYWORDS.items() if each.compile is not None} - plain == used


@pytest.mark.parametrize(("text", "reason"), FAULTY)
def test_what_makes_a_rule_unusable(text: str, reason: str) -> None:
    assert any(why.startswith(reason) for _, why in key_faults(rule_of(text), ()))


@given(
    st.sampled_from([text for text, _, _ in CASES]),
    st.binary(max_size=300) | st.text("0123456789abcdef,=x.v-{}", max_size=40).map(str.encode),
)
def test_no_octets_are_too_much(text: str, value: bytes) -> None:
    answer = judge_of(rule_of(text))(value)
    assert answer is None or answer
