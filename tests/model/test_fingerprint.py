"""By what a finding is known again."""

from __future__ import annotations

import pytest

from tests.engine.harness import finding
from validator.model.finding import Finding
from validator.model.fingerprint import Fingerprints, fingerprint

SAME = [
    # what changes while a fault stays
    ("value", finding(key="pdl", value=b"a"), finding(key="pdl", value=b"b")),
    ("case of the type", finding(), finding(service="_IPP._tcp")),
    ("address", finding(addresses=("192.0.2.1",)), finding(addresses=("192.0.2.2",))),
    ("of which instance it is said", finding(once="ipp"), finding(once="ipp", instance=b"Other", domain="example")),
]

OTHER = [
    ("code", finding(), finding("KEY002")),
    ("instance", finding(), finding(instance=b"Other")),
    ("no instance", finding(), finding(instance=None)),
    ("type", finding(), finding(service="_ipps._tcp")),
    ("domain", finding(), finding(domain="example.com")),
    ("key", finding(), finding(key="pdl")),
    ("record", finding(), finding(txt_index=2, txt_count=2)),
    ("responder", finding(service="", instance=None), finding(service="", instance=None, addresses=("::1",))),
    ("said once a run", finding(), finding(once="ipp")),
    ("said once of another", finding(once="ipp"), finding(once="ipps")),
]


@pytest.mark.parametrize(("one", "two"), [each[1:] for each in SAME], ids=[each[0] for each in SAME])
def test_what_changes_while_a_fault_stays_is_not_in_it(one: Finding, two: Finding) -> None:
    assert fingerprint(one) == fingerprint(two)


@pytest.mark.parametrize(("one", "two"), [each[1:] for each in OTHER], ids=[each[0] for each in OTHER])
def test_another_fault_has_another(one: Finding, two: Finding) -> None:
    assert fingerprint(one) != fingerprint(two)


def test_those_that_agree_are_told_apart() -> None:
    fingerprints = Fingerprints()
    several = [fingerprints.of(finding()), fingerprints.of(finding("KEY002")), fingerprints.of(finding())]
    assert several == [fingerprint(finding()), fingerprint(finding("KEY002")), fingerprint(finding(), 2)]
    assert len(set(several)) == 3
