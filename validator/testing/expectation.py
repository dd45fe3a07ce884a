"""The expectations of a test: of one announcement, and of a file of expectations, such as this one.

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
from validator.rules.faults import key_faults
from validator.rules.patterns import refusal
from validator.rules.requirements import requirements, unmet
from validator.rules.schema import Constraint
from validator.rules.secrets import is_secret_value
from validator.rules.variables import EXPECTED, filled
from validator.rules.walk import constraints

MAX_SEEN = 8
"""Announcements that the message of a failure names."""

Value = str | bool | Constraint
"""The exact value, true for any value, false for the absence of the key, or keywords that the value must satisfy."""


class Expected(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An announcement that is expected. Names compare without regard to ASCII case, as in DNS."""

    service: str
    """The service type."""
    instance: str | None = None
    """The name of the instance; any name without this field."""
    host: str | None = None
    """The host name; any host without this field."""
    port: int | None = None
    """The port; any port without this field."""
    subtypes: tuple[str, ...] = ()
    """Subtypes that must be among the announced subtypes."""
    txt: dict[str, Value] = {}
    """Keys of the TXT record: a text is the exact value, true any value, false the absence of the key.

    Keywords of rule files say what the value must be.
    """
    count: int | None = None
    """How many such announcements are expected; at least one without this field."""

    def __str__(self) -> str:
        return f'{self.service} named "{self.instance}"' if self.instance is not None else self.service

    def unmet(self, announcements: Iterable[Announcement]) -> str | None:
        """Return the message of the failure; None if the announcements are as expected."""
        seen = [each for each in announcements if not each.is_remark]
        named = [each for each in seen if self._names(each)]
        differing = [(each, list(self._differences(each))) for each in named]
        found = sum(not differences for _, differences in differing)
        if found == self.count or (self.count is None and found):
            return None
        wanted = "" if self.count is None else f"exactly {self.count} of "
        lines = [f"expected {wanted}{self}, saw {found or 'none'}"]
        lines += [
            f"  {_full_name(announcement)}: {'; '.join(differences) or 'as expected'}"
            for announcement, differences in differing[:MAX_SEEN]
        ]
        if not named:
            others = ", ".join(dict.fromkeys(map(_full_name, seen[:MAX_SEEN]))) or "nothing"
            more = f" and {len(seen) - MAX_SEEN} more" if len(seen) > MAX_SEEN else ""
            lines.append(f"  seen: {others}{more}")
        return "\n".join(map(printable, lines))

    def matching(self, announcements: Iterable[Announcement]) -> list[Announcement]:
        """Return the announcements that are as expected."""
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
    """Findings that are no failure."""

    code: str
    """The code or the slug of the findings."""
    service: str | None = None
    """The service type; any service type without this field."""
    instance: str | None = None
    """The name of the instance; any instance without this field."""
    key: str | None = None
    """The key of the TXT record; any key without this field."""
    reason: str | None = None
    """Why the findings are allowed, for those who read this later."""

    def covers(self, finding: Finding) -> bool:
        """Whether this entry allows the finding."""
        instance = finding.announcement.instance
        return (
            self.code.lower() in (finding.code.lower(), finding.slug)
            and self.service in (None, finding.announcement.service)
            and self.key in (None, finding.key)
            and (self.instance is None or self.instance.encode() == instance)
        )


class Browse(Struct, frozen=True, forbid_unknown_fields=True):
    """What is browsed for on the local network."""

    types: tuple[str, ...] = ()
    """Service types."""
    timeout: float = 10.0
    """Seconds after which browsing ends."""
    interfaces: tuple[str, ...] = ()
    """Network interfaces; all without this field."""
    instances: tuple[str, ...] = ()
    """Names of the service instances that are judged; browsing ends when all are there."""


class Expectations(
    Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"fail_on": "failOn", "values": "set"}
):
    """A file of expectations: the source of announcements, the settings for judging, and the expected announcements.

    Paths are relative to the file.
    """

    read: tuple[str, ...] = ()
    """Files with announcements. A file of expectations has either ``read`` or ``browse``."""
    browse: Browse | None = None
    """The announcements on the local network. A file of expectations has either ``read`` or ``browse``."""
    rules: tuple[str, ...] = ()
    """Rule files of your own, files or folders."""
    values: dict[str, str] = {}
    """Values for ``${NAME}`` in this file and in rule files, by name."""
    target: tuple[str, ...] = ()
    """Stacks or media by whose limits announcements are judged."""
    profile: tuple[str, ...] = ()
    """Profiles of specifications by which announcements are judged too."""
    ignore: tuple[str, ...] = ()
    """Codes, beginnings of codes, or slugs of findings that are left out."""
    fail_on: FailOn | None = None
    """The least severity of a finding that is a failure."""
    allow: tuple[Allowed, ...] = ()
    """Findings that are no failure."""
    expect: tuple[Expected, ...] = ()
    """Announcements that are expected."""


def parse_expectations(content: bytes, file: FilePath, values: Mapping[str, str]) -> tuple[Expectations, Document]:
    """Read a file of expectations, and the document with the lines.

    ``values``, and ``set`` in the file, give the values for ``${NAME}``. Raises UsageError with file and line.
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
    for number, expected in enumerate(read.expect):
        yield from ((("expect", number, *place), reason) for place, reason in expected_faults(expected))


def expected_faults(expected: Expected) -> Iterator[tuple[Path, str]]:
    """Yield the keywords that no value can be compared with: the path in the expectation, and the reason."""
    for key, value in expected.txt.items():
        if isinstance(value, Constraint):
            for path, constraint in constraints(value, ("txt", key)):
                yield from key_faults(constraint, path)
                reason = None if constraint.pattern is None else refusal(constraint.pattern)
                if reason is not None:
                    yield (*path, "pattern"), reason


def _fault(present: Attribute | None, wanted: Value) -> str | None:
    """Describe how a key differs from the wanted value; None for a key that does not differ."""
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


def _full_name(announcement: Announcement) -> str:
    instance = "" if announcement.instance is None else f"{escape(announcement.instance)}."
    return f"{instance}{announcement.service}"
