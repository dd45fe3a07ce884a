"""Instances that a browser prints once for each interface and protocol: equal ones become one announcement.

What was browsed but never resolved gives an announcement without record, of which only the names are judged: the record
may well exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

from validator.model.announcement import Announcement, Location
from validator.model.room import OBJECT, Room, weight

WINDOW = 5000
"""Instances that wait for more lines of theirs. When there are more, or heavier ones, the oldest goes on."""

MAX_REMEMBERED = 100_000
"""Names of resolved instances that are kept, so that one that is browsed later is not taken for unresolved."""

K = TypeVar("K")
Key = tuple[str, bytes | None, str]
"""Service type, instance and domain."""


class Instances:
    """The instances that were seen so far. Instances that were resolved alike are one."""

    def __init__(self) -> None:
        self._resolved = _Window[Announcement]()
        self._browsed = _Window[Key]()
        self._names: set[Key] = set()
        self._links: dict[Key, set[str]] = {}
        """The links on which an instance that waits was browsed."""
        self._room = Room()

    def add(self, seen: Announcement, *, gone: bool = False, link: str = "") -> Iterator[Announcement]:
        """Take an instance: browsed if it has no record, else resolved. Yields those that waited long enough.

        What is ``gone`` from one link is there while it was browsed on another.
        """
        key = (seen.service, seen.instance, seen.domain)
        if gone:
            links = self._links.get(key, set())
            links.discard(link)
            if not links:
                self._forget(key)
        elif seen.txt is None:
            if key not in self._names:
                self._links.setdefault(key, set()).add(link)
                for left in self._browsed.fold(key, seen):
                    self._links.pop((left.service, left.instance, left.domain), None)
                    yield left
        else:
            self._forget(key)
            if len(self._names) < MAX_REMEMBERED and self._room.takes(len(seen.instance or b"") + 4 * OBJECT):
                self._names.add(key)
            alike = msgspec.structs.replace(seen, addresses=(), location=Location(), string_lines=())
            yield from self._resolved.fold(alike, seen)

    def _forget(self, key: Key) -> None:
        self._browsed.drop(key)
        self._links.pop(key, None)

    def rest(self) -> Iterator[Announcement]:
        """Yield the instances that still wait, resolved ones first."""
        yield from self._resolved.rest()
        yield from self._browsed.rest()


class _Window(Generic[K]):
    """Instances that wait, in the order in which they came, by what tells them apart."""

    def __init__(self) -> None:
        self._kept: dict[K, Announcement] = {}
        self._room = Room()

    def fold(self, key: K, seen: Announcement) -> Iterator[Announcement]:
        """Add the addresses and interfaces of ``seen`` to those that are kept; yields the oldest of too many."""
        first = self._kept.get(key)
        if first is None:
            self._kept[key] = seen
        else:
            self._room.give(weight(first))
            interfaces = _union(first.location.interfaces, seen.location.interfaces)
            seen = self._kept[key] = msgspec.structs.replace(
                first,
                addresses=_union(first.addresses, seen.addresses),
                location=msgspec.structs.replace(first.location, interfaces=interfaces),
            )
        self._room.left -= weight(seen)
        while self._room.left < 0 or len(self._kept) > WINDOW:
            yield self._taken(next(iter(self._kept)))

    def drop(self, key: K) -> None:
        """Forget an instance."""
        if key in self._kept:
            self._taken(key)

    def rest(self) -> Iterator[Announcement]:
        """Yield those that still wait."""
        yield from self._kept.values()

    def _taken(self, key: K) -> Announcement:
        taken = self._kept.pop(key)
        self._room.give(weight(taken))
        return taken


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(first + second))
