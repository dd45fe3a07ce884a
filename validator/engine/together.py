"""What several announcements of one device say together: companions, and identifiers that are there twice.

The accumulator keeps announcements of a run, up to a number, and is asked at the end. It judges nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from validator.checks.base import Subject, Together
from validator.model.announcement import Announcement
from validator.model.room import Room, weight

MAX_TOGETHER = 10_000
"""Announcements that are compared with each other: more than one network has, and some ten megabytes."""

MAX_TYPES = 1_000
"""Service types of which the first announcement is kept, to say what was not compared."""


class Accumulator:
    """Keeps the announcements of one input or of one browse.

    ``is_partial``: the run was limited to some service types, so that what is absent says nothing.
    """

    def __init__(self, *, is_partial: bool = False) -> None:
        self.is_partial = is_partial
        self._kept: dict[tuple[object, ...], Announcement] = {}
        self._of_type: dict[str, Announcement] = {}
        self._has_overflowed = False
        self._room = Room()

    def give_up(self) -> None:
        """Compare nothing: there are too many announcements."""
        self._has_overflowed = True
        self._kept.clear()

    def add(self, announcement: Announcement) -> None:
        """Keep an announcement; of an instance on several interfaces the first. Remarks announce nothing."""
        if self._has_overflowed or announcement.is_remark:
            return
        if len(self._of_type) < MAX_TYPES:
            self._of_type.setdefault(announcement.service.lower(), announcement)
        if len(self._kept) >= MAX_TOGETHER or not self._room.takes(weight(announcement)):
            self.give_up()
            return
        name = (announcement.service.lower(), announcement.instance, announcement.domain.lower(), announcement.host)
        self._kept.setdefault((*name, announcement.txt_index), announcement)

    def together(self, subject_of: Callable[[Announcement], Subject]) -> Iterator[Together]:
        """Yield each announcement that its rule holds against others, with these. Raises RuleFileError."""
        if self._has_overflowed:
            firsts = map(subject_of, self._of_type.values())
            yield from (Together(each, most=MAX_TOGETHER) for each in firsts if _is_compared(each))
        if len(self._kept) < 2:  # noqa: PLR2004 - one announcement has no other
            return
        subjects = [subject_of(announcement) for announcement in self._kept.values()]
        by_host: dict[str, list[Subject]] = {}
        by_instance: dict[tuple[bytes, str], list[Subject]] = {}
        for subject in subjects:
            announcement = subject.announcement
            if announcement.host:
                by_host.setdefault(_host(announcement.host), []).append(subject)
            if announcement.instance:
                by_instance.setdefault((announcement.instance, announcement.domain.lower()), []).append(subject)
        holders = _holders(subjects)
        for subject in subjects:
            if not _is_compared(subject):
                continue
            own = subject.announcement
            yield Together(
                subject,
                tuple(by_host.get(_host(own.host or ""), ())),
                tuple(by_instance.get((own.instance or b"", own.domain.lower()), ())),
                holders,
                self.is_partial,
            )


def _is_compared(subject: Subject) -> bool:
    """Whether the rule of an announcement holds it against others."""
    return subject.rule is not None and bool(subject.rule.companions or subject.rule.has_unique)


def _host(name: str) -> str:
    return name.lower().rstrip(".")


def _holders(subjects: list[Subject]) -> dict[tuple[str, bytes, bytes], tuple[str, ...]]:
    """The hosts that publish each value of a key that should be unique, by service, key and value."""
    found: dict[tuple[str, bytes, bytes], dict[str, None]] = {}
    for subject in subjects:
        host = subject.announcement.host
        if subject.rule is None or not host or not subject.rule.has_unique:
            continue
        for name, attribute in subject.counting.items():
            bound = subject.rule.key(name)
            if bound is not None and bound.rule.unique and attribute.value:
                held = subject.service_type.service_name, name, attribute.value.lower()
                found.setdefault(held, {})[_host(host)] = None
    return {held: tuple(sorted(hosts)) for held, hosts in found.items()}
