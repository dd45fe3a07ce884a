"""What announcements have in common for every check, so that a clean one need not be judged again and again.

The shape of an announcement is the announcement with ordinary parts left out: a plain value under a key that the rule
defines, where it keeps all that the rule says of it; a plain instance name; a plain host name. No check tells such
parts apart, so of two announcements of one shape both are clean or none is. A test holds the checks to that: it judges
announcements with and without this memory.

Whatever is not plain is part of the shape as it is. None as a shape means: judge it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import count
from typing import NamedTuple

from validator.dump import AnnouncementDump
from validator.model import Announcement
from validator.names import ServiceType
from validator.rules.keywords import KEYWORDS, Keyword
from validator.rules.rule import BoundKey, Rule
from validator.rules.schema import KeyRule
from validator.secrets import FLAGS

MAX_NAMES = 150
TYPICAL_SIZE = 200
"""Octets above which nothing counts as plain: the limits that checks know of are all beyond them together."""

MAX_SERVICES = 100
"""Service types for which parts of shapes are kept."""

MAX_PARTS = 2_000
"""Strings that are kept for one service type."""

# A number, or words with a digit: no quotes, no edges of white space, nothing that templates, URLs or e-mail have.
_plain_value = re.compile(
    rb"[0-9]+|(?=[A-Za-z.:+ -]*[0-9])[A-Za-z0-9][A-Za-z0-9.:+-]*(?: [A-Za-z0-9][A-Za-z0-9.:+-]*)*"
).fullmatch
# Words and a number: too short for an identifier, and ASCII. As text, and as octets.
_WORDS = "[A-Za-z]{1,14}(?: [A-Za-z]{1,14}){0,2}(?: [0-9]{1,6})?"
_plain_text = re.compile(_WORDS).fullmatch
_plain_octets = re.compile(_WORDS.encode()).fullmatch
_plain_host = re.compile(r"[A-Za-z0-9-]{1,40}\.local").fullmatch

_EXACT: tuple[str, ...] = ("const", "enum", "separator", "sensitive", "deprecated")
"""Words of a key's rule under which values are not interchangeable."""

Judges = tuple[tuple[KeyRule, Keyword], ...]

Names = tuple[Hashable, ...]
"""The shape of the names of an announcement, and of its port."""

Shape = tuple[Hashable, ...]


class _Part(NamedTuple):
    """What one TXT string adds to a shape: equal numbers for interchangeable ones. ``value`` is in lower case."""

    number: int
    value: str
    size: int


class Shapes:
    """Makes shapes. ``rule`` gives the rule of a service type as it stands in announcements."""

    def __init__(self, rule: Callable[[ServiceType], Rule | None]) -> None:
        self._rule = rule
        self._services: dict[str, _Service] = {}
        # Never the same twice, also after parts were forgotten: shapes that somebody keeps stay true.
        self._numbers = count()

    def names(self, announcement: Announcement) -> Names | None:
        """The shape of the names; None where they are too long to be ordinary."""
        instance, host = announcement.instance, announcement.host
        if len(announcement.service) + len(announcement.domain) > MAX_NAMES:
            return None
        return (
            announcement.service,
            announcement.domain,
            announcement.subtypes,
            announcement.lost,
            True if instance is not None and _plain_octets(instance) else instance,
            True if host is not None and _plain_host(host) else host,
            announcement.port and True,
        )

    def whole(self, announcement: Announcement, names: Names | None, service: ServiceType) -> Shape | None:
        """The shape of an announcement whose ``names`` have that shape; None where it is not ordinary enough."""
        record = announcement.txt
        if names is None or record is None or record.damage is not None or announcement.txt_count != 1:
            return None
        own = _own(announcement.host, announcement.port, announcement.addresses)
        return self._service(announcement.service, service).shape(names, record.strings, own)

    def dumped(self, dump: AnnouncementDump, service: ServiceType) -> Shape | None:
        """The shape of an announcement as it stands in a dump, before anything is made of it.

        It is another one than ``whole`` gives of the same announcement, but as good to know it by.
        """
        instance, host, strings = dump.instance, dump.host, dump.txt
        if not isinstance(strings, tuple) or not dump.is_simple or len(dump.service) > MAX_NAMES:
            return None
        if not "".join(dump.addresses).isascii():
            return None
        names = (
            dump.service,
            dump.domain,
            dump.subtypes,
            dump.lost,
            True if isinstance(instance, str) and _plain_text(instance) else instance,
            True if host is not None and _plain_host(host) else host,
            dump.port and True,
        )
        return self._service(dump.service, service).shape(names, strings, _own(host, dump.port, dump.addresses))

    def _service(self, text: str, service: ServiceType) -> _Service:
        found = self._services.get(text)
        if found is None or found.is_full:
            if len(self._services) >= MAX_SERVICES:
                self._services.clear()
            found = self._services[text] = _Service(self._rule(service), self._numbers)
        return found


class _Service:
    """Makes shapes of the records of one service type."""

    def __init__(self, rule: Rule | None, numbers: Iterator[int]) -> None:
        self._rule = rule
        self._fresh = numbers
        self._judges: dict[bytes, Judges | None] = {}
        self._numbers: dict[Hashable, int] = {}
        self._parts: dict[Hashable, _Part] = {}

    @property
    def is_full(self) -> bool:
        """Whether it keeps as much as it may."""
        return len(self._parts) > MAX_PARTS

    def shape(self, names: Names, strings: Sequence[Hashable], own: tuple[str, ...]) -> Shape | None:
        """Put a shape together; None where a value repeats what other records say, or the record is long."""
        shape: list[Hashable] = [names]
        size = 0
        parts = self._parts
        for raw in strings:
            part = parts.get(raw) or self._part(raw)
            if part is None or part.value in own:
                return None
            size += part.size
            shape.append(part.number)
        return tuple(shape) if size <= TYPICAL_SIZE else None

    def _part(self, raw: Hashable) -> _Part | None:
        """Make the part of a string; None where it is no octets or text."""
        octets = raw if isinstance(raw, bytes) else _encoded(raw)
        if octets is None:
            return None
        key, _, value = octets.partition(b"=")
        content = (key, value.isdigit()) if self._is_plain(key, value) else octets
        if content not in self._numbers:
            self._numbers[content] = next(self._fresh)
        text = value.decode("utf-8", "surrogateescape").lower().strip("[]").rstrip(".")
        part = self._parts[raw] = _Part(self._numbers[content], text, 1 + len(octets))
        return part

    def _is_plain(self, key: bytes, value: bytes) -> bool:
        """Whether other plain values under the key are as good as this one."""
        if not _plain_value(value) or value.lower() in FLAGS:
            return False
        try:
            judges = self._judges[key]
        except KeyError:
            judges = _judges(self._rule, key)
            if len(self._judges) < MAX_PARTS:
                self._judges[key] = judges
        return judges is not None and all(judge(rule, value) is None for rule, judge in judges)


def _encoded(raw: Hashable) -> bytes | None:
    try:
        return raw.encode() if isinstance(raw, str) else None
    except UnicodeEncodeError:
        return None


def _own(host: str | None, port: int | None, addresses: Iterable[str]) -> tuple[str, ...]:
    """Values, in lower case, that would repeat what stands in other records of the announcement."""
    others = str(port), *map(str.lower, addresses)
    host = (host or "").lower().rstrip(".")
    return (host, host.removesuffix(".local"), *others) if host else others


def _judges(rule: Rule | None, key: bytes) -> Judges | None:
    """The keywords that a value of the key must keep; None where its values are not interchangeable."""
    bound: BoundKey | None = rule.key(key.lower()) if rule is not None else None
    if bound is None or any(getattr(bound.rule, word) is not None for word in _EXACT):
        return None
    return tuple((bound.rule, judge) for name, judge in KEYWORDS.items() if _uses(bound.rule, name))


def _uses(rule: KeyRule, keyword: str) -> bool:
    field = {"minLength": "min_length", "maxLength": "max_length"}.get(keyword, keyword)
    return getattr(rule, field) is not None
