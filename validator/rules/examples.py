"""The examples of a rule file as announcements, and whether the findings keep what the file promises.

The caller judges; this module neither runs checks nor reads files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from validator.model.announcement import Announcement, Location
from validator.model.finding import Finding, Severity
from validator.model.txt import TxtRecord
from validator.rules.schema import Announced, ExampleRecord, Octets, RuleFile, Strings


class ExampleCase(Struct, frozen=True):
    """One example: what is announced, and the codes that it must give; none of a valid one."""

    announcement: Announcement
    expect: tuple[str, ...]
    path: tuple[str | int, ...]
    """Where it stands in the file: keys and list positions."""
    beside: tuple[Announcement, ...] = ()
    """The other announcements of the same input."""
    profile: str | None = None
    """The profile that it is judged by."""


def example_cases(rule: RuleFile) -> Iterator[ExampleCase]:
    """Yield every example of a rule file, for each of its transports."""
    if rule.examples is None:
        return
    for transport in transports(rule):
        service = f"_{rule.service}._{transport}"
        for number, valid in enumerate(rule.examples.valid):
            example = valid if isinstance(valid, ExampleRecord) else ExampleRecord(txt=valid)
            yield _case(service, example, (), ("examples", "valid", number))
        for number, invalid in enumerate(rule.examples.invalid):
            yield _case(service, invalid, invalid.expect, ("examples", "invalid", number))


def broken(case: ExampleCase, findings: Iterable[Finding]) -> str | None:
    """What is wrong where the findings are not those that the example promises.

    A valid example must give neither error nor warning, an invalid one at least each of the expected codes.
    """
    found = list(findings)
    service = case.announcement.service
    if not case.expect:
        severe = [each for each in found if each.severity > Severity.INFO]
        return f"the valid example gives {severe[0].code} for {service}: {severe[0].message}" if severe else None
    missing = [code for code in case.expect if code not in {each.code for each in found}]
    if not missing:
        return None
    given = ", ".join(dict.fromkeys(each.code for each in found)) or "nothing"
    return f"the invalid example does not give {', '.join(missing)} for {service}, but {given}"


def transports(rule: RuleFile) -> tuple[str, ...]:
    """``_tcp`` and ``_udp`` only: the latter stands for every other transport (RFC 6763 section 4.1.2)."""
    named = dict.fromkeys("tcp" if each == "tcp" else "udp" for each in rule.transports or ("tcp",))
    return tuple(named)


def octets(strings: Strings) -> tuple[bytes, ...]:
    """The strings of an example as they stand in a record. Raises ValueError where the octets are no hexadecimal."""
    return tuple(
        each.key.encode() + b"=" + bytes.fromhex(each.hex) if isinstance(each, Octets) else each.encode()
        for each in strings
    )


def _case(service: str, example: ExampleRecord, expect: tuple[str, ...], path: tuple[str | int, ...]) -> ExampleCase:
    beside = tuple(_announcement(each.service or service, each) for each in example.beside)
    return ExampleCase(_announcement(example.service or service, example), expect, path, beside, example.profile)


def _announcement(service: str, example: Announced) -> Announcement:
    return Announcement(
        service=service,
        instance=example.instance.encode(),
        txt=TxtRecord(octets(example.txt) or (b"",)),
        host=example.host,
        port=example.port,
        addresses=example.addresses,
        subtypes=example.subtypes,
        location=Location(),
    )
