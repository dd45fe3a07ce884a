"""Run one check on one announcement, without the engine and without the shipped rules."""

from __future__ import annotations

from validator.checks.base import (
    AnnouncementCheck,
    AttributeCheck,
    AttributeView,
    Check,
    Hit,
    LiveCheck,
    NameCheck,
    ServiceCheck,
    Subject,
)
from validator.model.announcement import Announcement
from validator.model.names import service_type
from validator.model.txt import Attribute, TxtRecord
from validator.rules.index import ServiceIndex, parse_index
from validator.rules.layer_file import LayerFile
from validator.rules.layers import merge
from validator.rules.load import parse_rule_file
from validator.rules.rule import Rule
from validator.rules.secrets import is_secret_value

NAMES = ("adisk\ttcp", "coap\tudp", "http\ttcp,udp,sctp", "ipp\ttcp", "media-thing2\ttcp", "raop\ttcp", "scpi-raw\ttcp")
MORE_NAMES = ("services\ttcp", "sonus\ttcp", "spx-hmp\ttcp", "sztp\t", "telemetry-sink-one\ttcp", "wot\tsctp")
INDEX = parse_index("\n".join(NAMES + MORE_NAMES).encode(), "names.tsv")
"""A registry of a few names."""


def announce(*strings: bytes, **fields: object) -> Announcement:
    """Make an announcement of these strings."""
    given = {"service": "_http._tcp", "instance": b"Lobby", "txt": TxtRecord(strings)} | fields
    return Announcement(**given)  # type: ignore[arg-type]  # the fields are the caller's to get right


def rule_of(text: str | None, transport: str | None = "tcp") -> Rule | None:
    """Read a rule file's text as the rule that the checks get."""
    if text is None:
        return None
    rule = parse_rule_file(text.encode(), "test.yaml")
    return merge([LayerFile("test", "test.yaml", rule, is_shipped=True)], transport)


def subject_of(announcement: Announcement, rule: str | None = None, index: ServiceIndex = INDEX) -> Subject:
    """Put together what the engine gives to a check."""
    attributes = announcement.txt.attributes if announcement.txt is not None else ()
    counting: dict[bytes, Attribute] = {}
    for attribute in attributes:
        if attribute.name:
            counting.setdefault(attribute.name, attribute)
    service = service_type(announcement.service)
    return Subject(announcement, service, rule_of(rule, service.transport), index, attributes, counting)


def hits(check: Check, announcement: Announcement, rule: str | None = None) -> list[Hit]:
    """Every hit of one check, with the attribute that it is about."""
    subject = subject_of(announcement, rule)
    match check:
        case AttributeCheck():
            return [hit for each in subject.attributes for hit in _attribute_hits(check, subject, each)]
        case AnnouncementCheck() | NameCheck() | ServiceCheck():
            return list(check.run(subject))
        case LiveCheck():
            observation = announcement.observation
            return [] if observation is None else list(check.run(subject, observation))
        case _:
            raise TypeError(check.code)


def messages(check: Check, announcement: Announcement, rule: str | None = None) -> list[str]:
    """Only what the hits say."""
    return [hit.message for hit in hits(check, announcement, rule)]


def _attribute_hits(check: AttributeCheck, subject: Subject, attribute: Attribute) -> list[Hit]:
    if check.counting_only and subject.counting.get(attribute.name) is not attribute:
        return []
    bound = subject.rule.key(attribute.name) if subject.rule is not None else None
    secret = is_secret_value(attribute.key, attribute.value, bound)
    return list(check.run(AttributeView(attribute, subject.rule, bound, secret)))
