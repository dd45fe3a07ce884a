"""What a test expects: of an announcement, and in a file of expectations as a whole.

browse: {types: [_hap._tcp], timeout: 5}      # or read: [dump.jsonl]
rules: [../rules]
allow: [{code: SEC002, reason: the serial number is printed on the case}]
expect:
- service: _hap._tcp
instance: Desk Lamp
txt: {c#: "1", id: {format: mac}, pw: false}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as FilePath

from msgspec import Struct

from validator.api import FailOn
from validator.checks.base import quote
from validator.display.printable import printable
from validator.documents.mismatch import Path
from validator.documents.yaml import Document, fitted, load_document
from validator.errors import InputError
from validator.model.announcement import Announcement
from validator.model.finding import Finding
from validator.model.names import escape
from validator.model.txt import Attribute
from validator.rules.load import key_faults
from validator.rules.patterns import refusal
from validator.rules.requirements import requirements, unmet
from validator.rules.schema import Constraint
from validator.rules.secrets import is_secret_value
from validator.rules.variables import EXPECTED, filled

MAX_SEEN = 8
"""Announcements that a failure names."""

Value = str | bool | Constraint
"""A value exactly, any (true), the absence of the key (false), or what the value must be."""


class Expected(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An announcement that is expected: at least one such, or exactly ``count``. What is absent is not compared.

    ``subtypes`` must be among those announced. Names compare without regard to ASCII case, as DNS does.
    """

    service: str
    instance: str | None = None
    host: str | None = None
    port: int | None = None
    subtypes: tuple[str, ...] = ()
    txt: dict[str, Value] = {}
    count: int | None = None

    def __str__(self) -> str:
        return f'{self.service} named "{self.instance}"' if self.instance is not None else self.service

    def unmet(self, announcements: Iterable[Announcement]) -> str | None:
        """What to say where it is not there; None where it is."""
        seen = [each for each in announcements if not each.is_remark]
        named = [each for each in seen if self._names(each)]
        differing = [(each, list(self._differences(each))) for each in named]
        found = sum(not differences for _, differences in differing)
        if found == self.count or (self.count is None and found):
            return None
        wanted = "" if self.count is None else f"exactly {self.count} of "
        lines = [f"expected {wanted}{self}, saw {found or 'none'}"]
        lines += [f"  {_shown(each)}: {'; '.join(said) or 'as expected'}" for each, said in differing[:MAX_SEEN]]
        if not named:
            others = ", ".join(dict.fromkeys(map(_shown, seen[:MAX_SEEN]))) or "nothing"
            more = f" and {len(seen) - MAX_SEEN} more" if len(seen) > MAX_SEEN else ""
            lines.append(f"  seen: {others}{more}")
        return "\n".join(map(printable, lines))

    def matching(self, announcements: Iterable[Announcement]) -> list[Announcement]:
        """Those that are as expected."""
        return [each for each in announcements if self._names(each) and not any(self._differences(each))]

    def _names(self, announcement: Announcement) -> bool:
        if announcement.is_remark or announcement.service.lower() != self.service.lower():
            return False
        return self.instance is None or (announcement.instance or b"").lower() == self.instance.encode().lower()

    def _differences(self, announcement: Announcement) -> Iterator[str]:
        if self.host is not None and _host(announcement.host or "") != _host(self.host):
            yield f'the host is "{announcement.host}", expected "{self.host}"'
        if self.port is not None and announcement.port != self.port:
            yield f"the port is {announcement.port}, expected {self.port}"
        present = {each.lower() for each in announcement.subtypes}
        yield from (f"the subtype {each} is absent" for each in self.subtypes if each.lower() not in present)
        if self.txt and announcement.txt is None:
            yield "no TXT record was seen"
            return
        attributes: dict[bytes, Attribute] = {}
        for attribute in announcement.txt.attributes if announcement.txt is not None else ():
            attributes.setdefault(attribute.name, attribute)
        for key, wanted in self.txt.items():
            fault = _fault(attributes.get(key.lower().encode()), wanted)
            if fault is not None:
                yield f'"{key}" is {fault}'


class Allowed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Findings that are no failure: of a code or slug, and of the service, instance and key where these are named."""

    code: str
    service: str | None = None
    instance: str | None = None
    key: str | None = None
    reason: str | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of the finding."""
        instance = finding.announcement.instance
        return (
            self.code.lower() in (finding.code.lower(), finding.slug)
            and self.service in (None, finding.announcement.service)
            and self.key in (None, finding.key)
            and (self.instance is None or self.instance.encode() == instance)
        )


class Browse(Struct, frozen=True, forbid_unknown_fields=True):
    """What is browsed for on the local network, at most for ``timeout`` seconds."""

    types: tuple[str, ...] = ()
    timeout: float = 10.0
    interfaces: tuple[str, ...] = ()
    instances: tuple[str, ...] = ()


class Expectations(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"fail_on": "failOn", "values": "set"}
):
    """A file of expectations: where announcements come from, by what they are judged, and what is expected.

    Paths are relative to the file.
    """

    read: tuple[str, ...] = ()
    browse: Browse | None = None
    rules: tuple[str, ...] = ()
    values: dict[str, str] = {}
    target: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: FailOn | None = None
    allow: tuple[Allowed, ...] = ()
    expect: tuple[Expected, ...] = ()


def parse_expectations(content: bytes, file: FilePath, values: Mapping[str, str]) -> tuple[Expectations, Document]:
    """Read a file of expectations, and its lines. ``values`` (and its own ``set``) stand for ``${NAME}``.

    Raises UsageError with file and line of what does not fit.
    """
    document = load_document(content, str(file), InputError)
    own = document.value.get("set") if isinstance(document.value, dict) else None
    own = {str(name): str(value) for name, value in own.items()} if isinstance(own, dict) else {}
    tree, _ = filled(document, own | dict(values), str(file), EXPECTED, "--dnssd-set")
    read = fitted(tree, content, str(file), Expectations, InputError)
    for path, reason in _faults(read):
        raise InputError(reason, file=str(file), line=document.line(*path))
    return read, document


def _faults(read: Expectations) -> Iterator[tuple[Path, str]]:
    if bool(read.read) == (read.browse is not None):
        yield (), "expected read (files) or browse (what is on the network), one of them"
    for number, each in enumerate(read.expect):
        yield from ((("expect", number, *place), reason) for place, reason in expected_faults(each))


def expected_faults(expected: Expected) -> Iterator[tuple[Path, str]]:
    """Find what no value can be held against: its place in what is expected, and the reason."""
    for key, value in expected.txt.items():
        if isinstance(value, Constraint):
            yield from key_faults(value, ("txt", key))
            reason = None if value.pattern is None else refusal(value.pattern)
            if reason is not None:
                yield ("txt", key, "pattern"), reason


def _fault(present: Attribute | None, wanted: Value) -> str | None:
    """How a key differs from what is wanted; None where it does not."""
    if present is None:
        return None if wanted is False else "absent"
    if isinstance(wanted, bool):
        return None if wanted else "present, expected it to be absent"
    constraint = wanted if isinstance(wanted, Constraint) else Constraint(const=wanted)
    fault = unmet(requirements(constraint), present.value or b"")
    if fault is None:
        return None
    is_secret = is_secret_value(present.key, present.value, None)
    if is_secret:
        return "not as expected (its value is hidden)"
    return f"{quote(present.value or b'')}, expected {fault[1]}"


def _host(name: str) -> str:
    return name.lower().removesuffix(".").removesuffix(".local")


def _shown(announcement: Announcement) -> str:
    instance = "" if announcement.instance is None else f"{escape(announcement.instance)}."
    return f"{instance}{announcement.service}"
