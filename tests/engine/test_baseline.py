"""The baseline file: what is written is read, and nothing else is taken for one."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.harness import finding
from validator.engine import baseline
from validator.engine.baseline import Baseline, Collected, read
from validator.engine.policy import Policy
from validator.errors import UsageError
from validator.model.finding import Finding, Verdict
from validator.model.fingerprint import Fingerprints

A = "0123456789abcdef" * 2
B = A[::-1]


def written(*findings: Finding) -> str:
    collected, fingerprints = Collected(), Fingerprints()
    for each in findings:
        collected.add(fingerprints.of(each), each)
    return "".join(collected.written())


def test_it_has_one_finding_a_line_and_no_value() -> None:
    text = written(
        finding("SEC001", key="pass", value=b"hunter2"),
        finding(instance=b"\xff", key="a"),
        finding("REG001", once="ipp"),
        finding(service="_http._tcp", instance="Küche".encode()),
    )
    lines = text.splitlines()
    assert (lines[0], lines[-1]) == ('{"version": 1, "findings": [', "]}")
    found = [{**json.loads(each.rstrip(",")), "fingerprint": ""} for each in lines[1:-1]]
    common = {"fingerprint": "", "service": "_ipp._tcp", "domain": "local"}
    assert found == [
        common | {"service": "_http._tcp", "code": "KEY001", "instance": "Küche", "key": None},
        common | {"code": "REG001", "instance": None, "key": None},
        common | {"code": "SEC001", "instance": "Printer", "key": "pass"},
        common | {"code": "KEY001", "instance": {"base64": "/w=="}, "key": "a"},
    ]
    assert "hunter2" not in text


def test_the_order_of_findings_does_not_show() -> None:
    several = [finding(), finding(), finding("KEY002"), finding(instance=b"Other"), finding(key="a")]
    assert written(*several) == written(*reversed(several))


def test_an_empty_one_can_be_written() -> None:
    assert read(written().encode(), "base.json") == Baseline("base.json", {})


def test_what_stands_in_it_twice_is_one() -> None:
    line = f'{{"fingerprint": "{A}", "code": "KEY001", "more": []}}'
    assert list(read(f'{{"version": 1, "findings": [{line}, {line}]}}'.encode(), "x").findings) == [A]


FAULTS = [
    # what stands in the file, and what is said of it
    (b"", "base.json: is no baseline: not JSON: "),
    (b"\xff", "base.json:1: is no baseline: not JSON: "),
    (b"[]", "base.json: is no baseline: expected a mapping, got a list"),
    (b"{}", "base.json: is no baseline: the field `version` is missing"),
    (b'{"version": 1}', "base.json: is no baseline: the field `findings` is missing"),
    (b'{"version": 2, "findings": {}}', "base.json: is a baseline of version 2, expected 1"),
    (b'{"version": "1", "findings": []}', "base.json: is no baseline: version: expected a whole number, got text"),
    (
        b'{"version": 1, "findings": [{"fingerprint": "%s"}]}' % A.encode(),
        "base.json: is no baseline: findings[0]: the field `code` is missing",
    ),
    (
        b'{"version": 1, "findings": [{"code": "KEY001", "fingerprint": "x"}]}',
        "base.json: is no baseline: findings[0].fingerprint: expected",
    ),
    (
        b'{"version": 1, "findings": [\n<<<<<<< HEAD\n',
        "base.json:2: is no baseline: not JSON: ",
    ),
    (b'{"version": 1, "findings": [{"code": "\xff"}]}', "base.json: is no baseline: not JSON: "),
    # How deep is too deep is the business of Python: with 3.14 this text ends before.
    (b'{"version": 1, "findings": ' + b"[" * 100_000, "base.json: is no baseline: n"),
]


@pytest.mark.parametrize(("octets", "said"), FAULTS)
def test_what_is_no_baseline_is_said_with_its_place(octets: bytes, said: str) -> None:
    with pytest.raises(UsageError) as error:
        read(octets, "base.json")
    assert str(error.value).startswith(said)


def test_too_much_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baseline, "MAX_SIZE", 100)
    with pytest.raises(UsageError, match="too long"):
        read(b" " * 101, "base.json")
    monkeypatch.setattr(baseline, "MAX_FINDINGS", 2)
    written(finding(key="a"), finding(key="b"))
    with pytest.raises(UsageError, match="more than 2 findings"):
        written(finding(key="a"), finding(key="b"), finding(key="c"))


@given(st.binary() | st.text().map(str.encode))
def test_any_octets_are_a_baseline_or_an_error(octets: bytes) -> None:
    for content in (octets, b'{"version": 1, "findings": [' + octets + b"]}"):
        known: Baseline | UsageError
        try:
            known = read(content, "x")
        except UsageError as error:
            known = error
        assert known.name == "x" if isinstance(known, Baseline) else str(known).startswith("x")


findings = st.builds(
    lambda code, service, instance, key, once: finding(code, service=service, instance=instance, key=key, once=once),
    st.sampled_from(["KEY001", "KEY002", "TXT005"]),
    st.sampled_from(["_ipp._tcp", "_IPP._tcp", "_\udcff._tcp", ""]),
    st.none() | st.binary(max_size=3),
    st.none() | st.text(max_size=2) | st.just("\udcff"),
    st.none() | st.sampled_from(["a", "b"]),
)


@given(st.lists(findings, max_size=12), st.randoms())
def test_what_was_written_is_not_new(several: list[Finding], random: object) -> None:
    known = read(written(*several).encode(), "x")
    shuffled = sorted(several, key=lambda _: random.random())  # type: ignore[attr-defined]  # Random has it
    policy = Policy(baseline=known, today=date(2026, 5, 2))
    for each in shuffled:
        left = policy.apply(Verdict(announcement=each.announcement, findings=(each,)))
        assert (left.findings, left.baseline) == ((), 1)
    assert list(policy.notices()) == []
