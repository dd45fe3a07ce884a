"""What announcements have in common for every check, so that a clean one need not be judged again and again.

The shape of an announcement is the announcement with ordinary parts left out: a plain value under a key that the rule
defines, where it keeps all that the rule says of it; a plain instance name; a plain host name. No check tells such
parts apart, so of two announcements of one shape both are clean or none is. A test holds the checks to that: it judges
announcements with and without this memory.

Whatever is not plain is part of the shape as it is. None as a shape means: judge it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable

from validator.model import Announcement
from validator.names import ServiceType
from validator.rules.keywords import KEYWORDS, Keyword
from validator.rules.rule import BoundKey, Rule
from validator.rules.schema import KeyRule
from validator.secrets import FLAGS

MAX_STRING = 200
MAX_NAMES = 150
TYPICAL_SIZE = 200
"""Octets above which nothing counts as plain: the limits that checks know of are all beyond them together."""

# A number, or a word with a digit: no quotes, no edges of white space, nothing that templates, URLs or e-mail have.
_PLAIN_VALUE = re.compile(rb"[0-9]+|(?=[A-Za-z.:+-]*[0-9])[A-Za-z0-9][A-Za-z0-9.:+-]*")
# Words and a number: too short for an identifier, and ASCII.
_PLAIN_INSTANCE = re.compile(rb"[A-Za-z]{1,14}(?: [A-Za-z]{1,14}){0,2}(?: [0-9]{1,6})?")
_PLAIN_HOST = re.compile(r"[A-Za-z0-9-]{1,40}\.local", re.ASCII)

_EXACT: tuple[str, ...] = ("const", "enum", "separator", "sensitive", "deprecated")
"""Words of a key's rule under which values are not interchangeable."""

Judges = tuple[tuple[KeyRule, Keyword], ...]


class Shapes:
    """Makes shapes. ``rule`` gives the rule of a service type as it stands in announcements."""

    def __init__(self, rule: Callable[[ServiceType], Rule | None]) -> None:
        self._rule = rule
        self._keys: dict[str, dict[bytes, Judges | None]] = {}

    def of(self, announcement: Announcement, service: ServiceType) -> Hashable | None:
        """The shape of an announcement; None where it is not ordinary enough to have one."""
        record = announcement.txt
        if record is None or record.damage is not None or announcement.txt_count != 1:
            return None
        if len(announcement.service) + len(announcement.domain) > MAX_NAMES:
            return None
        size = record.size
        if size > TYPICAL_SIZE:
            return None
        instance, host, port = announcement.instance, announcement.host, announcement.port
        keys = self._keys.setdefault(announcement.service, {})
        own = _own(announcement)
        return (
            announcement.service,
            announcement.domain,
            announcement.subtypes,
            announcement.lost,
            instance if instance is None or not _PLAIN_INSTANCE.fullmatch(instance) else True,
            host if host is None or not _PLAIN_HOST.fullmatch(host) else True,
            bool(port) if port is not None else None,
            *[self._string(raw, keys, own, service) for raw in record.strings],
        )

    def _string(
        self, raw: bytes, keys: dict[bytes, Judges | None], own: tuple[bytes, ...], service: ServiceType
    ) -> bytes | tuple[bytes, bool]:
        """The string as it is, or its key and whether its plain value is a number."""
        key, equals, value = raw.partition(b"=")
        if not equals or not _PLAIN_VALUE.fullmatch(value):
            return raw
        folded = value.lower()
        if folded in FLAGS or folded.rstrip(b".") in own:
            return raw
        try:
            judges = keys[key]
        except KeyError:
            judges = keys[key] = _judges(self._rule(service), key)
        if judges is None or any(judge(rule, value) is not None for rule, judge in judges):
            return raw
        return key, value.isdigit()


def _own(announcement: Announcement) -> tuple[bytes, ...]:
    """Values, in lower case, that would repeat what stands in other records of the announcement."""
    host = (announcement.host or "").lower().rstrip(".")
    named = (str(announcement.port), host, host.removesuffix(".local"), *map(str.lower, announcement.addresses))
    return tuple(each.encode("utf-8", "surrogateescape") for each in named)


def _judges(rule: Rule | None, key: bytes) -> Judges | None:
    """The keywords that a value of the key must keep; None where its values are not interchangeable."""
    bound: BoundKey | None = rule.key(key.lower()) if rule is not None else None
    if bound is None or any(getattr(bound.rule, word) is not None for word in _EXACT):
        return None
    return tuple((bound.rule, judge) for name, judge in KEYWORDS.items() if _uses(bound.rule, name))


def _uses(rule: KeyRule, keyword: str) -> bool:
    field = {"minLength": "min_length", "maxLength": "max_length"}.get(keyword, keyword)
    return getattr(rule, field) is not None
