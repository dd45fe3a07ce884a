"""Instances that a browser prints once for each interface and protocol: equal ones become one announcement.

What was browsed but never resolved gives an announcement without record, of which only the names are judged: the record
may well exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec

from validator.model.announcement import Announcement, Location

WINDOW = 5000
"""Instances that wait for more lines of theirs. When there are more, the oldest goes on."""

MAX_REMEMBERED = 100_000
"""Names of resolved instances that are kept, so that one that is browsed later is not taken for unresolved."""

K = TypeVar("K")
Key = tuple[str, bytes | None, str]
"""Service type, instance and domain."""


class Instances:
    """The instances that were seen so far. Instances that were resolved alike are one."""

    def __init__(self) -> None:
        self._resolved: dict[Announcement, Announcement] = {}
        self._browsed: dict[Key, Announcement] = {}
        self._names: set[Key] = set()

    def add(self, seen: Announcement, *, gone: bool = False) -> Iterator[Announcement]:
        """Take an instance: browsed if it has no record, else resolved. Yields those that waited long enough."""
        key = (seen.service, seen.instance, seen.domain)
        if gone:
            self._browsed.pop(key, None)
        elif seen.txt is None:
            if key not in self._names:
                yield from _fold(self._browsed, key, seen)
        else:
            self._browsed.pop(key, None)
            if len(self._names) < MAX_REMEMBERED:
                self._names.add(key)
            alike = msgspec.structs.replace(seen, addresses=(), location=Location(), string_lines=())
            yield from _fold(self._resolved, alike, seen)

    def rest(self) -> Iterator[Announcement]:
        """Yield the instances that still wait, resolved ones first."""
        yield from self._resolved.values()
        yield from self._browsed.values()


def _fold(kept: dict[K, Announcement], key: K, seen: Announcement) -> Iterator[Announcement]:
    """Add the addresses and interfaces of ``seen`` to those that are kept; yields the oldest if the window is full."""
    first = kept.setdefault(key, seen)
    if first is not seen:
        interfaces = _union(first.location.interfaces, seen.location.interfaces)
        kept[key] = msgspec.structs.replace(
            first,
            addresses=_union(first.addresses, seen.addresses),
            location=msgspec.structs.replace(first.location, interfaces=interfaces),
        )
    if len(kept) > WINDOW:
        yield kept.pop(next(iter(kept)))


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(first + second))
