"""What the rule of a service can announce: the valid examples of the rule, else a record made from its keys."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from validator.errors import UsageError
from validator.model.announcement import Announcement
from validator.model.names import service_type
from validator.model.txt import TxtRecord
from validator.rules.examples import example_cases, transports
from validator.rules.load import RuleBook
from validator.rules.requirements import items, requirements, unmet
from validator.rules.rule import Rule
from validator.rules.schema import KeyRule

SAMPLES = {
    "mac": "00:00:5e:00:53:01",  # RFC 7042 section 2.1.2
    "uuid": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "hex": "0a1b",
    "base64": "ZXhhbXBsZQ==",
    "uri": "https://example.com/",
    "hostname": "example.local",
    "ip": "192.0.2.1",
    "port": "8080",
    "integer": "1",
    "number": "1",
    "version": "1.0",
    "path": "/",
    "boolean": "true",
    "email": "someone@example.com",
    "uint": "1",
    "digits": "1",
    "hexint": "0x1F",
    "date": "2026-01-31",
    "ascii": "example",
    "mime": "image/jpeg",
    "json": "{}",
    "text": "example",
}
"""A value of each format, from the ranges that are reserved for documentation."""


def examples(book: RuleBook, service: str) -> list[Announcement]:
    """Return announcements that obey the rule of a service (``spx-hmp`` or ``_spx-hmp._tcp``).

    These are the valid examples of the highest layer that has any, else one record for each transport. Raises
    UsageError where there is no rule, or where the rule does not say what a valid record is.
    """
    asked = service_type(service)
    files = book.files(asked.service_name)
    if not files:
        near = book.index.nearest(asked.service_name)
        raise UsageError(f"there is no rule for {asked.service_name}" + (f"; did you mean {near}?" if near else ""))
    for file in reversed(files):
        valid = [each.announcement for each in example_cases(file.rule) if not each.expect]
        found = [each for each in valid if asked.transport is None or each.service.endswith(f"._{asked.transport}")]
        if found:
            return _numbered(found)
    named = transports(files[0].rule) if asked.transport is None else (asked.transport,)
    return _numbered([_made(book, asked.service_name, transport) for transport in named])


def _numbered(announcements: list[Announcement]) -> list[Announcement]:
    """Return the announcements, each with an instance name of its own: the example's, where it gives one."""
    named: dict[tuple[str, bytes], Announcement] = {}
    for number, each in enumerate(announcements, 1):
        name = f"Example {number}".encode() if each.instance in (None, _UNNAMED) else each.instance or b""
        named.setdefault((each.service, name), replace(each, instance=name))
    return list(named.values())


_UNNAMED = b"Example"
"""The instance name of examples that give none."""


def _made(book: RuleBook, name: str, transport: str) -> Announcement:
    service = f"_{name}._{transport}"
    rule = book.rule(service_type(service))
    if rule is None:
        raise UsageError(f"there is no rule for {service}")
    if rule.conditions:
        raise UsageError(f"the rule for {service} has conditions (allOf): give it a valid example to announce")
    strings = tuple(_strings(rule))
    if not strings and rule.definition != "none":
        raise UsageError(
            f"the rule for {service} has no examples, and no key of it says what a value is: announce a file instead"
        )
    return Announcement(service=service, txt=TxtRecord(strings or (b"",)))


def _strings(rule: Rule) -> Iterator[bytes]:
    """Yield a string for each key whose values the rule describes.

    Raises UsageError for a required key without that.
    """
    values = {bound.name: _value(bound.rule) for bound in rule.keys.values() if _is_wanted(bound.rule)}
    for bound in rule.keys.values():
        value = values.get(bound.name)
        lacks = [each for each in rule.dependent_required.get(bound.name, ()) if values.get(each) is None]
        if value is not None and not lacks:
            yield bound.name.encode() + value
        elif bound.rule.required:
            reason = f"needs {lacks[0]}" if lacks else "is required"
            raise UsageError(
                f"the rule for {rule.service} has no examples, its key {bound.name} {reason}, and it does not say what"
                " a value is: announce a file instead"
            )


def _is_wanted(key: KeyRule) -> bool:
    return bool(key.required or not (key.deprecated or key.sensitive))


def _value(key: KeyRule) -> bytes | None:
    """Return what follows the key in its string: ``=value``, or nothing.

    None where the rule does not say what a value is.
    """
    if key.value == "forbidden":
        return b""
    stated = (key.const, *(key.enum or ()), key.default, *(key.examples or ()), SAMPLES.get(key.format or ""))
    bounds = (str(each) for each in (key.minimum, key.maximum) if each is not None)
    listed = None if key.items is None else _value(key.items)
    candidates = [each.encode() for each in (*stated, *bounds) if each is not None]
    candidates += [] if listed is None else [listed.removeprefix(b"=")]
    return next((b"=" + each for each in candidates if _is_valid(key, each)), b"" if key.value == "optional" else None)


def _is_valid(key: KeyRule, value: bytes) -> bool:
    if unmet(requirements(key), value):
        return False
    asked = {} if key.items is None else requirements(key.items)
    return all(unmet(asked, item) is None for item in items(key, value))
