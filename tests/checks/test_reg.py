"""The REG checks at their borders."""

from __future__ import annotations

import pytest

from tests.checks.harness import announce, hits, messages
from validator.checks.reg import alias_name, misspelt_service, other_transport, unregistered_service
from validator.pipeline.run import Run
from validator.pipeline.run_judge import RunJudge
from validator.rules.load import RuleBook

CHECKS = (unregistered_service, misspelt_service, other_transport, alias_name)


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("_http._tcp", []),
        ("_HTTP._tcp", []),
        ("_sztp._udp", []),  # the registry names no transport
        ("_http._udp", []),
        ("_wot._udp", []),  # registered for SCTP, which _udp stands for
        ("_wot._tcp", ["REG003"]),
        ("_ipp._udp", ["REG003"]),
        ("_coap._tcp", ["REG003"]),
        ("_nobody-knows-it._tcp", ["REG001"]),
        ("_sonos._tcp", ["REG001"]),  # too short to be taken for sonus
        ("_spx-hpm._tcp", ["REG002"]),
        ("_spxhmp._tcp", ["REG002"]),
        ("_media-thing3._tcp", ["REG001"]),  # another version, no misspelling
        ("_telemtry-snk-1._tcp", ["REG001"]),
        ("_this_is_no_name._tcp", []),  # NAM011 says it
        ("_www._tcp", ["REG001", "REG004"]),  # this small registry does not know it
        ("_ipp._sctp", []),  # NAM016 says it
        ("", []),
    ],
)
def test_service_types(service: str, expected: list[str]) -> None:
    found = [check.CHECK.code for check in CHECKS for _ in hits(check.CHECK, announce(service=service))]
    assert found == expected


def test_a_service_is_reported_once_a_run() -> None:
    names = ("_unknown-a._tcp", "_UNKNOWN-a._tcp", "_unknown-a._udp", "_unknown-b._tcp")
    verdicts = Run(RunJudge(RuleBook(), [unregistered_service.CHECK])).verdicts(
        announce(service=name) for name in names
    )
    assert [len(verdict.findings) for verdict in verdicts] == [1, 0, 0, 1]


def test_a_rule_of_the_users_own_stands_in_for_a_registration() -> None:
    rule = "service: unknown-a\ndefinition: none\n"
    assert messages(unregistered_service.CHECK, announce(service="_unknown-a._tcp"), rule) == []


def test_a_rule_may_allow_more_transports_than_the_registry() -> None:
    rule = "service: ipp\ndefinition: none\ntransports: [tcp, udp]\n"
    assert messages(other_transport.CHECK, announce(service="_ipp._udp"), rule) == []
    rule = "service: ipp\ndefinition: none\ntransports: [sctp]\n"
    assert messages(other_transport.CHECK, announce(service="_ipp._udp"), rule) == []


def test_messages_say_what_is_right() -> None:
    assert messages(other_transport.CHECK, announce(service="_ipp._udp")) == [
        '"ipp" is registered for TCP only, announced as _udp'
    ]
    assert messages(misspelt_service.CHECK, announce(service="_spx-hpm._tcp")) == [
        'the service name "spx-hpm" is not registered with IANA; did you mean "spx-hmp"?'
    ]


def test_a_rule_names_the_service_that_discovery_uses() -> None:
    rule = "service: ipp\ndefinition: none\naliasOf: http\n"
    assert messages(alias_name.CHECK, announce(service="_ipp._tcp"), rule) == [
        '"ipp" is an alias of the service name "http", which discovery uses'
    ]
